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
from accounts.actions import (
    AlreadyDecided,
    NeedsReason,
    RequestChanged,
    RequestRefused,
    approve_request,
    decline_request,
)
from accounts.actions.bulk import MOST, approve_many
from accounts.actions.domains import why_not_remembered
from accounts.addresses import parse_address
from accounts.advice import Advice, Assessment, assess
from accounts.evidence import Facts
from accounts.evidence_facts import read_facts
from accounts.forms import AnywayForm, ApproveForm, DeclineForm, QuestionForm, QueueFilter
from accounts.models import Membership, MembershipRequest, User
from accounts.registry import is_stale
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import KeyPage, page_by_key

PAGE_SIZE = 20
# What a filter by advice weighs at most; the advice is worked out and stands in no column.
MOST_WEIGHED = 1000
# How pages color the advice.
TONES = {Advice.APPROVE: "good", Advice.ASK: "caution", Advice.DECLINE: "problem", Advice.LOOK: "problem"}


@dataclass(frozen=True)
class Row:
    """A request with the advice on it and what that rests on."""

    request: MembershipRequest
    assessment: Assessment

    @property
    def tone(self) -> str:
        """How the advice is colored."""
        return TONES[self.assessment.advice]

    @property
    def domain(self) -> str:
        """The part of the address that is looked up, as it is read."""
        return parse_address(self.request.email).domain

    @property
    def unchecked(self) -> list[str]:
        """What could not be looked up."""
        return [check.name for check in self.assessment.checks if check.applies and not check.was_made]

    @property
    def can_be_approved_at_once(self) -> bool:
        """Whether nothing serious speaks against what the person asks for."""
        return self.request.agency_id is not None and not self.assessment.serious

    @property
    def can_be_chosen(self) -> bool:
        """Whether it can be approved together with others: nothing is left to ask."""
        return self.assessment.is_complete and self.request.question_at is None


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
    asked = _asked_for(request, guests_only=not is_administrator)
    to_decide, addresses = sum(count.to_decide for count in counts), unchecked_addresses() if is_administrator else []
    kept = request.GET.copy()
    kept.pop("page", None)
    rows = [_row(shown, facts) for shown in page.rows if asked is None or shown.pk != asked.request.pk]
    context = {
        "form": form,
        "is_narrowed": any(chosen.values()),
        "rows": rows,
        "can_choose": any(row.can_be_chosen for row in [*rows, *([asked] if asked else [])]),
        "asked": asked,
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


def _asked_for(request: HttpRequest, *, guests_only: bool) -> Row | None:
    """The request that a mail's link names, wherever in the list it stands; a decided one is shown as such."""
    pk = request.GET.get("request", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    rows = MembershipRequest.objects.to_decide_by(request.user)
    found = rows.filter(pk=int(pk)).select_related("user", "state", "agency__state", "decided_by").first()
    return _row(found, read_facts([found], guests_only=guests_only)) if found else None


def _counts(waiting: QuerySet[MembershipRequest]) -> list[Any]:
    """For each state how many wait for a decision and how many for an answer."""
    to_decide, asked = Count("pk", filter=Q(question_at=None)), Count("pk", filter=Q(question_at__isnull=False))
    rows = waiting.values("state").annotate(to_decide=to_decide, asked=asked).order_by("state__name")
    return list(rows.values_list("state_id", "state__name", "to_decide", "asked", named=True))


def unchecked_addresses() -> list[User]:
    """Members with a new address or paused access, longest waiting first; `current` is where they work."""
    current = Membership.objects.not_ended().select_related("agency").main_first()
    people = User.objects.to_look_at().prefetch_related(Prefetch("memberships", current, to_attr="current"))
    return list(people.order_by("waiting_since", "pk"))


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
    fitting = [found.pk for found in candidates if _row(found, facts).assessment.advice == chosen["advice"]]
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
    """Approve: the person is placed into their audiences and told. What is serious takes a second step."""
    membership_request = _membership_request(request, pk)
    form = ApproveForm(
        request.POST,
        request=membership_request,
        guests_only=_guests_only(request),
        can_remember=not _guests_only(request),
    )
    if not form.is_valid():
        return _decision_page(request, membership_request, approve_form=form)
    data, anyway = form.cleaned_data, AnywayForm(request.POST)
    try:
        membership = approve_request(
            request=membership_request,
            by=request.user,
            agency=form.chosen_agency(),
            tier=data["tier"],
            role=data["role"],
            reason=anyway.cleaned_data["reason"] if anyway.is_valid() else "",
            seen=data["version"],
            remember_until=form.remembered_until(),
        )
    except (AlreadyDecided, RequestChanged) as late:
        return _too_late(request, late)
    except NeedsReason as needed:
        return _second_step(request, membership_request, form, anyway, needed)
    except RequestRefused as refused:
        form.add_error(None, str(refused))
        return _decision_page(request, membership_request, approve_form=form)
    messages.success(request, f"{membership.user} now has access for {membership.agency}. We sent them an email.")
    return redirect("accounts:queue")


def _second_step(
    request: HttpRequest,
    membership_request: MembershipRequest,
    form: ApproveForm,
    anyway: AnywayForm,
    needed: NeedsReason,
) -> HttpResponse:
    """Nothing is decided yet: what speaks against it, and the reason that is asked for."""
    context = {
        "membership_request": membership_request,
        "warnings": needed.warnings,
        "agency": form.chosen_agency(),
        # What the first step chose comes along; without a reason this page comes again.
        "fields": [(name, request.POST[name]) for name in form.fields if request.POST.get(name)],
        "form": anyway if "reason" in request.POST else AnywayForm(),
    }
    return render(request, "accounts/approve_anyway.html", context)


@require_POST
@access.decider
def approve_chosen(request: SignedInRequest) -> HttpResponse:
    """Approve several at once, each by itself; sent again it changes nothing more."""
    chosen = [pair for text in request.POST.getlist("chosen") if (pair := _chosen(text)) is not None]
    outcomes = approve_many(chosen=chosen, by=request.user)
    context = {
        "done": [outcome for outcome in outcomes if outcome.is_done],
        "not_done": [outcome for outcome in outcomes if not outcome.is_done],
        "left_over": max(0, len(chosen) - MOST),
    }
    return render(request, "accounts/approved_chosen.html", context)


def _chosen(text: str) -> tuple[int, int] | None:
    """Id and version of a request, as the queue's boxes carry them."""
    pk, _, version = text.partition(":")
    is_pair = pk.isascii() and pk.isdigit() and version.isascii() and version.isdigit()
    return (int(pk), int(version)) if is_pair and len(pk) < 19 and len(version) < 10 else None


@require_POST
@access.decider
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline with a reason, which the person is told."""
    membership_request = _membership_request(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, membership_request, decline_form=form)
    data = form.cleaned_data
    try:
        declined = decline_request(
            request=membership_request, by=request.user, reason=data["reason"], seen=data["version"]
        )
    except (AlreadyDecided, RequestChanged) as late:
        return _too_late(request, late)
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
    data = form.cleaned_data
    try:
        actions.ask_applicant(
            request=membership_request, by=request.user, question=data["question"], seen=data["version"]
        )
    except (AlreadyDecided, RequestChanged) as late:
        return _too_late(request, late)
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
    return Row(membership_request, assess(membership_request, facts, timezone.localdate()))


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
    row, agency = _row(membership_request, facts), membership_request.agency
    can_remember = not guests_only and not why_not_remembered(membership_request, agency, row.assessment, facts)
    first = {"version": membership_request.version}
    context = {
        "row": row,
        "membership_request": membership_request,
        "thread": membership_request.messages.select_related("author").order_by("pk"),
        "approve_form": approve_form
        or ApproveForm(request=membership_request, guests_only=guests_only, can_remember=can_remember),
        "decline_form": decline_form or DeclineForm(initial=first),
        "question_form": question_form or QuestionForm(initial=first),
        **_registry(facts),
        "is_own": membership_request.user_id == request.user.pk,
    }
    return render(request, "accounts/decision.html", context)


def _too_late(request: HttpRequest, late: AlreadyDecided | RequestChanged) -> HttpResponse:
    """409: somebody was faster, and what they decided; or the request is another by now."""
    name = "already_decided" if isinstance(late, AlreadyDecided) else "request_changed"
    return render(request, f"accounts/{name}.html", {"membership_request": late.request}, status=409)
