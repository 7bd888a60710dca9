"""One's own preferences."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions.preferences import confirm_time_zone, save_preferences
from accounts.models import User
from accounts.preference_form import PreferencesForm
from accounts.returns.pausing import pause_of
from accounts.standing import standing_of
from clearinghouse.lib.zones import ZONES, zone_and_city


class TimeZoneForm(forms.Form):
    """One of the zones that home offered."""

    zone = forms.ChoiceField(label="Time zone", choices=ZONES)


@require_POST
@access.signed_in
def time_zone(request: SignedInRequest) -> HttpResponse:
    """Keep the zone that home proposed, or take the other one of one's state."""
    form = TimeZoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose your time zone from the list.")
        return redirect("accounts:preferences")
    zone = form.cleaned_data["zone"]
    confirm_time_zone(person=request.user, zone=zone)
    messages.success(request, f"Times are shown in {zone_and_city(zone)}.")
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """Time zone, what one is told by mail, and what of oneself the directory shows."""
    person = request.user
    assert isinstance(person, User)
    form = PreferencesForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        save_preferences(person=person, chosen=form.chosen(), by=person)
        messages.success(request, "Your preferences are saved.")
        return redirect("accounts:preferences")
    crumbs = [{"label": "My account", "url": reverse("accounts:profile")}, {"label": "Preferences"}]
    context = {
        "form": form,
        "pause": pause_of(person.email),
        "crumbs": crumbs,
        "is_listed": standing_of(person).is_approved and "is_listed" in form.initial["shown"] and bool(person.name),
    }
    return render(request, "accounts/preferences.html", context, status=400 if request.method == "POST" else 200)
