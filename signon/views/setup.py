"""Agencies' sign-ins, for administrators; and one's own link to one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from signon import actions, saml
from signon.forms import FORMS, AddForm
from signon.models import AgencySignIn, Attempt, Identity
from signon.views.signing_in import begin_page

CHANGE = ["GET", "HEAD", "POST"]


@require_safe
@access.administrator
def providers(request: HttpRequest) -> HttpResponse:
    """All of them, and how this works."""
    rows = AgencySignIn.objects.select_related("agency__state").order_by("agency__name", "pk")
    return render(request, "signon/providers.html", {"providers": rows})


@require_http_methods(CHANGE)
@access.administrator
@access.fresh_sign_in
def add(request: SignedInRequest) -> HttpResponse:
    """First the agency and the kind, then what this kind needs, in one form each."""
    chosen = AddForm(request.POST if request.method == "POST" else request.GET or None)
    if not chosen.is_valid():
        return render(request, "signon/add.html", {"form": chosen}, status=400 if request.method == "POST" else 200)
    provider = AgencySignIn(agency=chosen.cleaned_data["agency"], kind=chosen.cleaned_data["kind"])
    return _edit(request, provider, chosen)


@require_http_methods(CHANGE)
@access.administrator
@access.fresh_sign_in
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what an agency's sign-in is asked."""
    return _edit(request, _provider(key), None)


def _edit(request: SignedInRequest, provider: AgencySignIn, chosen: AddForm | None) -> HttpResponse:
    form = FORMS[provider.kind](provider, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_provider(provider=provider, setup=form.setup(), by=request.user)
        except actions.SetupRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The sign-in of {saved} is saved.")
            return redirect("signon:provider", key=saved.key)
    kept = [(name, chosen.data[name]) for name in ("agency", "kind")] if chosen else []
    context = {"provider": provider, "form": form, "kept": kept}
    return render(request, "signon/edit.html", context, status=400 if form.is_bound else 200)


@require_safe
@access.administrator
def provider(request: HttpRequest, key: str) -> HttpResponse:
    """One: what the IT office needs, whether it works, on or off."""
    shown = _provider(key)
    certificates = [saml.valid_until(certificate) for certificate in shown.certificates]
    context = {"provider": shown, "certificates": certificates, "people": shown.identities.count()}
    return render(request, "signon/provider.html", context)


@require_POST
@access.administrator
@access.fresh_sign_in
def try_out(request: SignedInRequest, key: str) -> HttpResponse:
    """Go there and come back, without signing in."""
    tried = _provider(key)
    if tried.is_complete:
        return begin_page(request, tried, Attempt.Purpose.TRY)
    messages.error(request, "Complete the setup first.")
    return redirect("signon:provider", key=key)


@require_POST
@access.administrator
@access.fresh_sign_in
def switch(request: SignedInRequest, key: str) -> HttpResponse:
    """Off, on, or required."""
    wanted = request.POST.get("to", "")
    try:
        changed = actions.switch(
            provider=_provider(key),
            by=request.user,
            is_on=wanted in ("on", "required"),
            is_required=wanted == "required",
        )
    except actions.SetupRefused as refused:
        messages.error(request, str(refused))
    else:
        words = "required" if changed.is_required else "on" if changed.is_on else "off"
        messages.success(request, f"The sign-in of {changed} is {words}.")
    return redirect("signon:provider", key=key)


@require_http_methods(CHANGE)
@access.signed_in
@access.fresh_sign_in
def unlink(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove an agency's sign-in from one's own account, or as an administrator from somebody's."""
    identity = get_object_or_404(
        Identity.objects.visible_to(request.user).select_related("provider__agency", "user"), pk=pk
    )
    is_own = identity.user_id == request.user.pk
    if request.method == "POST":
        actions.unlink(identity=identity, by=request.user)
        messages.success(request, f"The sign-in of {identity.provider.agency} is removed.")
        return redirect("accounts:profile") if is_own else redirect("accounts:person", pk=identity.user_id)
    return render(request, "signon/unlink.html", {"identity": identity, "is_own": is_own})


def _provider(key: str) -> AgencySignIn:
    return get_object_or_404(AgencySignIn.objects.select_related("agency__state"), key=key)
