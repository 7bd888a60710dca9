"""Confirming once a year that one still works there: the page behind the mailed link, and a new link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions
from accounts.access import SignedInRequest
from accounts.confirming import link_of
from accounts.leading import people_of
from accounts.models import Membership

REFUSED = "This link doesn’t work anymore. It may be old, or you may have used it already."


# SECURITY: programs open the links of mails, so GET changes nothing. The link alone opens nothing either: the person
# whose membership it is must be signed in.
@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def confirm(request: SignedInRequest, secret: str) -> HttpResponse:
    """Ask; the button confirms."""
    link = link_of(secret)
    rows = Membership.objects.not_ended().select_related("user", "agency")
    membership = rows.filter(pk=link.membership).first() if link else None
    if link is None or membership is None or not link.fits(membership):
        return _refused(request, REFUSED, status=404)
    if membership.user_id != request.user.pk:
        # SECURITY: whose it is stays untold.
        return _refused(request, "This link was mailed to another account. Sign out, then sign in with it.", status=403)
    if request.method != "POST":
        return render(request, "accounts/confirm.html", {"membership": membership})
    try:
        actions.confirm_membership(membership=membership, link=link, by=request.user)
    except actions.ActionRefused as refused:
        return _refused(request, str(refused), status=409)
    messages.success(request, f"Thank you. You confirmed that you work for {membership.agency}.")
    return redirect("home")


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "accounts/confirm.html", {"refused": sentence}, status=status)


@require_POST
@access.signed_in
def confirmation_link(request: SignedInRequest) -> HttpResponse:
    """Mail a link to the person's own address."""
    try:
        actions.ask_for_link(by=request.user)
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"We emailed a link to {request.user.email}. Open it, then choose “Confirm.”")
    return redirect("accounts:my_request")


@require_POST
@access.approved
def confirm_colleague(request: SignedInRequest, key: str) -> HttpResponse:
    """An EV lead's or administrator's word on somebody for whom the agency is the second one."""
    rows = people_of(request.user).exclude(user=request.user).select_related("user", "agency")
    membership = get_object_or_404(rows, user__key=key, is_main=False)
    try:
        actions.confirm_by_word(membership=membership, by=request.user)
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"You confirmed that {membership.user} still serves {membership.agency}.")
    return redirect("accounts:confirmations")
