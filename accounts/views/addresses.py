"""A member to check, for administrators: what a new address tells, and the word that it is theirs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import access, actions
from accounts.access import SignedInRequest
from accounts.evidence import Finding, weigh
from accounts.evidence_facts import read_facts
from accounts.models import Membership, MembershipRequest, User
from accounts.suspension_words import to_administrator


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def address(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why somebody must be checked, with the evidence; confirming lifts what was suspended for it."""
    account = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        return _confirm(request, account)
    rows = account.memberships.not_ended().select_related("user", "agency__state")
    memberships = list(rows.main_first())
    context = {
        "account": account,
        "memberships": memberships,
        "suspended": [(row, to_administrator(row)) for row in memberships if row.suspended_at],
        "has_to_be_checked": User.objects.to_look_at().filter(pk=account.pk).exists(),
        "findings": _findings(memberships[0]) if memberships else [],
        "is_own": account.pk == request.user.pk,
    }
    return render(request, "accounts/address.html", context)


def _confirm(request: SignedInRequest, account: User) -> HttpResponse:
    try:
        actions.confirm_address(person=account, by=request.user, email=request.POST.get("email", ""))
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:address", pk=account.pk)
    messages.success(request, f"You confirmed the address of {account}. We sent them an email.")
    return redirect("accounts:queue")


def _findings(membership: Membership) -> list[Finding]:
    """The evidence as if the member asked to join with the new address today."""
    agency, person = membership.agency, membership.user
    if agency.state is None:
        return []
    as_asked = MembershipRequest(
        email=person.email, name=person.name, tier=membership.tier, state=agency.state, agency=agency
    )
    return weigh(as_asked, read_facts([as_asked]), timezone.localdate())
