"""One's own preferences."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.actions.preferences import save_preferences
from accounts.models import User
from accounts.preference_form import PreferencesForm


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
    status = 400 if request.method == "POST" else 200
    return render(request, "accounts/preferences.html", {"form": form, "crumbs": crumbs}, status=status)
