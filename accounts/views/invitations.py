"""Invitations to join: sending them, and accepting one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions import NeedsReason
from accounts.actions.invitations import (
    InvitationRefused,
    accept,
    hashed,
    invite,
    is_for,
    resend,
    why_dead,
    withdraw_invitation,
)
from accounts.forms import AnywayForm
from accounts.joining_forms import AcceptForm, InviteForm
from accounts.limits import too_often
from accounts.models import JoinInvitation, Membership, User
from accounts.standing import standing_of
from accounts.vouching import led_agencies
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import KeyPage, page_by_key

PAGE_SIZE = 50
RATES = "60/h/ip"


@dataclass(frozen=True)
class Sent:
    """An invitation and what has become of it."""

    invitation: JoinInvitation

    @property
    def is_open(self) -> bool:
        """Whether it can be sent again or withdrawn."""
        return self.invitation.accepted_at is None and self.invitation.withdrawn_at is None

    @property
    def state(self) -> str:
        """In a word."""
        if self.invitation.accepted_at is not None:
            return "Accepted"
        if self.invitation.withdrawn_at is not None:
            return "Withdrawn"
        return "Waiting" if self.invitation.expires_at > timezone.now() else "Expired"


@require_http_methods(["GET", "HEAD", "POST"])
@access.lead
def invitations(request: SignedInRequest) -> HttpResponse:
    """Whom the person invited, and a form to invite another."""
    only = None if standing_of(request.user).is_administrator else led_agencies(request.user)
    form = InviteForm(request.POST if request.method == "POST" else None, only=only)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    anyway = AnywayForm(request.POST)
    try:
        made = invite(
            **form.cleaned_data, by=request.user, reason=anyway.cleaned_data["reason"] if anyway.is_valid() else ""
        )
    except NeedsReason as needed:
        context = {
            "warnings": needed.warnings,
            "fields": [(name, request.POST[name]) for name in form.fields if request.POST.get(name)],
            "form": anyway if "reason" in request.POST else AnywayForm(),
            **form.cleaned_data,
        }
        return render(request, "accounts/invite_anyway.html", context)
    except InvitationRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, form)
    messages.success(request, f"We sent an invitation to {made.email}. The link works for three days.")
    return redirect("accounts:invitations")


@require_POST
@access.lead
def resend_invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """Send it again, with a new link."""
    invitation = get_object_or_404(JoinInvitation.objects.visible_to(request.user), key=key)
    try:
        resend(invitation=invitation, by=request.user)
    except InvitationRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"We sent a new link to {invitation.email}. The earlier link no longer works.")
    return redirect("accounts:invitations")


@require_POST
@access.lead
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Make it dead."""
    invitation = get_object_or_404(JoinInvitation.objects.visible_to(request.user), key=key)
    try:
        withdraw_invitation(invitation=invitation, by=request.user)
    except InvitationRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"You withdrew the invitation for {invitation.email}. Its link no longer works.")
    return redirect("accounts:invitations")


@require_http_methods(["GET", "HEAD", "POST"])
@access.audience
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """What an invitation's link opens. Looking changes nothing; a button accepts.

    SECURITY: to everybody but the invited person, each link answers the same: one that works, an expired, withdrawn
    or used one, and one that never was.
    """
    person, standing = request.user, standing_of(request.user)
    if request.method == "POST" and (answer := too_often(request, action="invited", rates=RATES)) is not None:
        return answer
    invitation = JoinInvitation.objects.select_related("agency__state", "invited_by").filter(
        secret_hash=hashed(secret)
    ).first()  # fmt: skip
    if invitation is None or not isinstance(person, User) or not standing.user_id:
        return _strangers_page(request)
    if not is_for(invitation, person):
        return _strangers_page(request)
    if why := why_dead(invitation):
        return render(request, "accounts/invited_dead.html", {"why": why})
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = accept(invitation=invitation, by=person, role_title=form.cleaned_data["role_title"])
        except InvitationRefused as refused:
            form.add_error(None, str(refused))
        else:
            welcome = "Welcome. You now have access." if made.status == "approved" else "Your request is with NASEO."
            messages.success(request, welcome)
            return redirect("accounts:my_request")
    current = Membership.objects.current().filter(user=person).select_related("agency").main_first().first()
    context = {"invitation": invitation, "form": form, "current": current}
    return render(request, "accounts/invited.html", context)


def _strangers_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invited_stranger.html")


def _page(request: HttpRequest, form: InviteForm) -> HttpResponse:
    rows = JoinInvitation.objects.visible_to(request.user).select_related("agency", "invited_by")
    page: KeyPage[JoinInvitation] = page_by_key(rows, ("-sent_at", "-pk"), request.GET.get("page", ""), PAGE_SIZE)
    context = {"form": form, "sent": [Sent(row) for row in page.rows], "page": page}
    return render(request, "accounts/invitations.html", context)
