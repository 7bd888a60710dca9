"""The administrators' queue of requests, and the decision on each."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access, actions
from accounts.access import SignedInRequest
from accounts.actions import AlreadyDecided, RequestRefused, approve_request, decline_request
from accounts.addresses import parse_address
from accounts.evidence import Facts, Finding, Level, weigh
from accounts.evidence_facts import read_facts
from accounts.forms import ApproveForm, DeclineForm, QuestionForm, QueueFilter
from accounts.models import Membership, MembershipRequest, User
from accounts.registry import is_stale
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import KeyPage, page_by_key

PAGE_SIZE = 20
# What a filter by advice weighs at most; the advice is worked out and stands in no column.
MOST_WEIGHED = 1000
LEVEL_WORDS: dict[Level, str] = {"problem": "Problem", "caution": "Caution", "good": "Good"}


@dataclass(frozen=True)
class Row:
    """A request with its evidence, worst first."""

    request: MembershipRequest
    findings: list[Finding]

    @property
    def level(self) -> Level:
        """The worst that was found."""
        return self.findings[0].level if self.findings else "good"

    @property
    def level_words(self) -> str:
        return LEVEL_WORDS[self.level]

    @property
    def advice(self) -> str:
        """The first finding, which weighs most."""
        return self.findings[0].text if self.findings else "We found nothing against it."

    @property
    def domain(self) -> str:
        """The part of the address that is looked up, as it is read."""
        return parse_address(self.request.email).domain

    @property
    def can_be_approved_at_once(self) -> bool:
        """Whether nothing speaks against what the person asks for."""
        return self.request.agency_id is not None and all(finding.level != "problem" for finding in self.findings)


@require_safe
@access.decider
def queue(request: HttpRequest) -> HttpResponse:
    """Requests that wait, one line each with the advice; the reasons open below."""
    waiting = MembershipRequest.objects.to_decide_by(request.user).waiting()
    is_administrator = standing_of(request.user).is_administrator
    counts = _counts(waiting)
    form = QueueFilter(request.GET, {count.state_id: count.state__name for count in counts})
    chosen = form.cleaned_data if form.is_valid() else {}
    page, facts = _page(waiting, chosen, request.GET.get("page", ""), guests_only=not is_administrator)
    to_decide, addresses = sum(count.to_decide for count in counts), unchecked_addresses() if is_administrator else []
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "is_narrowed": any(chosen.values()),
        "rows": [_row(membership_request, facts) for membership_request in page.rows],
        "page": page,
        "kept": kept.urlencode(),
        "addresses": addresses,
        "requests_to_decide": to_decide,
        # The account menu shows the same number; so it is not counted twice.
        "waiting_requests": to_decide + len(addresses),
        "waiting_for_applicants": sum(count.asked for count in counts),
        **_registry(facts),
        "roles": Membership.Role,
    }
    return render(request, "accounts/queue.html", context)


def _counts(waiting: QuerySet[MembershipRequest]) -> list[Any]:
    """For each state how many wait for a decision and how many for an answer."""
    to_decide, asked = Count("pk", filter=Q(question_at=None)), Count("pk", filter=Q(question_at__isnull=False))
    rows = waiting.values("state").annotate(to_decide=to_decide, asked=asked).order_by("state__name")
    return list(rows.values_list("state_id", "state__name", "to_decide", "asked", named=True))


def unchecked_addresses() -> list[User]:
    """Members whose new address no administrator has looked at, longest waiting first; `current` is where they work."""
    current = Membership.objects.current().select_related("agency")
    people = User.objects.with_unchecked_address().prefetch_related(Prefetch("memberships", current, to_attr="current"))
    return list(people.order_by("email_changed_at", "pk"))


def _page(
    waiting: QuerySet[MembershipRequest], chosen: dict[str, Any], cursor: str, *, guests_only: bool
) -> tuple[KeyPage[MembershipRequest], Facts]:
    """The requests of one page, and what is known around them."""
    rows = _narrowed(waiting, chosen).select_related("user", "state", "agency__state")
    order = ("-requested_at", "-pk") if chosen.get("sort") else ("requested_at", "pk")
    if not chosen.get("advice"):
        page = page_by_key(rows, order, cursor, PAGE_SIZE)
        return page, read_facts(page.rows, guests_only=guests_only)
    candidates = list(rows.order_by(*order)[:MOST_WEIGHED])
    facts = read_facts(candidates, guests_only=guests_only)
    fitting = [found.pk for found in candidates if _row(found, facts).level == chosen["advice"]]
    return page_by_key(rows.filter(pk__in=fitting), order, cursor, PAGE_SIZE), facts


def _narrowed(rows: QuerySet[MembershipRequest], chosen: dict[str, Any]) -> QuerySet[MembershipRequest]:
    if chosen.get("show") != "all":
        rows = rows.filter(question_at__isnull=chosen.get("show") != "applicant")
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    return rows.filter(tier=chosen["tier"]) if chosen.get("tier") else rows


@require_safe
@access.decider
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its evidence and the forms; a decided one shows its decision."""
    return _decision_page(request, _membership_request(request, pk))


@require_POST
@access.decider
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve: the person is placed into their audiences and told."""
    membership_request = _membership_request(request, pk)
    form = ApproveForm(request.POST, request=membership_request, guests_only=_guests_only(request))
    if not form.is_valid():
        return _decision_page(request, membership_request, approve_form=form)
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
        return _decision_page(request, membership_request, approve_form=form)
    messages.success(request, f"{membership.user} now has access for {membership.agency}. We sent them an email.")
    return redirect("accounts:queue")


@require_POST
@access.decider
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline with a reason, which the person is told."""
    membership_request = _membership_request(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, membership_request, decline_form=form)
    try:
        declined = decline_request(request=membership_request, by=request.user, reason=form.cleaned_data["reason"])
    except AlreadyDecided as decided:
        return _already_decided(request, decided.request)
    messages.success(request, f"You declined the request from {declined.user}. We emailed them the reason.")
    return redirect("accounts:queue")


@require_POST
@access.decider
def ask_applicant(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the person something before deciding."""
    membership_request = _membership_request(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, membership_request, question_form=form)
    try:
        actions.ask_applicant(request=membership_request, by=request.user, question=form.cleaned_data["question"])
    except AlreadyDecided as decided:
        return _already_decided(request, decided.request)
    except RequestRefused as refused:
        form.add_error(None, str(refused))
        return _decision_page(request, _membership_request(request, pk), question_form=form)
    messages.success(request, f"We emailed your question to {membership_request.name}.")
    return redirect("accounts:queue")


def _membership_request(request: HttpRequest, pk: int) -> MembershipRequest:
    rows = MembershipRequest.objects.to_decide_by(request.user).select_related(
        "user", "state", "agency__state", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _guests_only(request: HttpRequest) -> bool:
    """Whether the person decides on guests and on nothing else."""
    return not standing_of(request.user).is_administrator


def _row(membership_request: MembershipRequest, facts: Facts) -> Row:
    return Row(membership_request, weigh(membership_request, facts, timezone.localdate()))


def _registry(facts: Facts) -> dict[str, Any]:
    """What pages say beside the evidence about the age of the registry."""
    return {
        "registry_is_imported": facts.registry_is_imported,
        "registry_is_whole": facts.registry_is_whole,
        "registry_is_shipped": facts.registry_is_shipped,
        "registry_as_of": facts.registry_as_of,
        "registry_is_stale": is_stale(facts.registry_as_of),
    }


def _decision_page(
    request: HttpRequest,
    membership_request: MembershipRequest,
    *,
    approve_form: ApproveForm | None = None,
    decline_form: DeclineForm | None = None,
    question_form: QuestionForm | None = None,
) -> HttpResponse:
    guests_only = _guests_only(request)
    facts = read_facts([membership_request], guests_only=guests_only)
    context = {
        "row": _row(membership_request, facts),
        "membership_request": membership_request,
        "thread": membership_request.messages.select_related("author").order_by("pk"),
        "approve_form": approve_form or ApproveForm(request=membership_request, guests_only=guests_only),
        "decline_form": decline_form or DeclineForm(),
        "question_form": question_form or QuestionForm(),
        **_registry(facts),
        "is_own": membership_request.user_id == request.user.pk,
    }
    return render(request, "accounts/decision.html", context)


def _already_decided(request: HttpRequest, membership_request: MembershipRequest) -> HttpResponse:
    """409: somebody was faster, and what they decided."""
    return render(request, "accounts/already_decided.html", {"membership_request": membership_request}, status=409)
