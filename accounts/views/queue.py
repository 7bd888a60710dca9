"""The administrators' queue of requests, and the decision on each."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions import AlreadyDecided, RequestRefused, approve_request, decline_request
from accounts.evidence import Facts, Finding, weigh
from accounts.evidence_facts import read_facts
from accounts.forms import ApproveForm, DeclineForm
from accounts.models import Membership, MembershipRequest
from clearinghouse.lib.keyset import page_by_key

PAGE_SIZE = 20


@dataclass(frozen=True)
class Row:
    """A request with its evidence."""

    request: MembershipRequest
    findings: list[Finding]

    @property
    def can_be_approved_at_once(self) -> bool:
        """Whether nothing speaks against what the person asks for."""
        return self.request.agency_id is not None and all(finding.level != "problem" for finding in self.findings)


@require_safe
@access.administrator
def queue(request: HttpRequest) -> HttpResponse:
    """Requests that wait, oldest first, each with its evidence beside it."""
    waiting = MembershipRequest.objects.visible_to(request.user).waiting()
    rows = waiting.select_related("user", "state", "agency__state")
    page = page_by_key(rows, ("requested_at", "pk"), request.GET.get("page", ""), PAGE_SIZE)
    facts = read_facts(page.rows)
    context = {
        "rows": [_row(membership_request, facts) for membership_request in page.rows],
        "page": page,
        "registry_is_imported": facts.registry_is_imported,
        "roles": Membership.Role,
    }
    return render(request, "accounts/queue.html", context)


@require_safe
@access.administrator
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its evidence and both forms; a decided one shows its decision."""
    membership_request = _membership_request(request, pk)
    return _decision_page(request, membership_request, ApproveForm(request=membership_request), DeclineForm())


@require_POST
@access.administrator
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve: the person is placed into their audiences and told."""
    membership_request = _membership_request(request, pk)
    form = ApproveForm(request.POST, request=membership_request)
    if not form.is_valid():
        return _decision_page(request, membership_request, form, DeclineForm())
    data = form.cleaned_data
    try:
        membership = approve_request(
            request=membership_request,
            by=request.user,
            agency=form.chosen_agency(),
            tier=data["tier"],
            role=data["role"],
        )
    except AlreadyDecided as decided:
        return _already_decided(request, decided.request)
    except RequestRefused as refused:
        form.add_error(None, str(refused))
        return _decision_page(request, membership_request, form, DeclineForm())
    messages.success(request, f"{membership.user} now has access for {membership.agency}. We sent them an email.")
    return redirect("accounts:queue")


@require_POST
@access.administrator
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline with a reason, which the person is told."""
    membership_request = _membership_request(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, membership_request, ApproveForm(request=membership_request), form)
    try:
        declined = decline_request(request=membership_request, by=request.user, reason=form.cleaned_data["reason"])
    except AlreadyDecided as decided:
        return _already_decided(request, decided.request)
    messages.success(request, f"You declined the request from {declined.user}. We emailed them the reason.")
    return redirect("accounts:queue")


def _membership_request(request: HttpRequest, pk: int) -> MembershipRequest:
    rows = MembershipRequest.objects.visible_to(request.user).select_related(
        "user", "state", "agency__state", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _row(membership_request: MembershipRequest, facts: Facts) -> Row:
    return Row(membership_request, weigh(membership_request, facts, timezone.localdate()))


def _decision_page(
    request: HttpRequest, membership_request: MembershipRequest, approve_form: ApproveForm, decline_form: DeclineForm
) -> HttpResponse:
    facts = read_facts([membership_request])
    context = {
        "row": _row(membership_request, facts),
        "membership_request": membership_request,
        "approve_form": approve_form,
        "decline_form": decline_form,
        "registry_is_imported": facts.registry_is_imported,
        "is_own": membership_request.user_id == request.user.pk,
    }
    return render(request, "accounts/decision.html", context)


def _already_decided(request: HttpRequest, membership_request: MembershipRequest) -> HttpResponse:
    """409: somebody was faster, and what they decided."""
    return render(request, "accounts/already_decided.html", {"membership_request": membership_request}, status=409)
