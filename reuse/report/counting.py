"""What the portal counts by itself: documents, readers, reuse, questions, rounds, requests and meetings.

Documents count if every member can see them: so a number tells nobody of a document that is hidden from them.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Now

from accounts.models import AccessEvent, Audience
from accounts.models.membership import Tier
from contacts.models import Message
from documents.models import Document, DocumentGroupPermission
from gaps.models import DocumentRequest
from inquiries.models import Kind as RoundKind
from inquiries.models import Response, ResponseStatus
from meetings.models import Attendance, Meeting
from reuse.models import Use
from reuse.report.parts import Counts, Part, Shown
from reuse.report.periods import Period

# The audiences that every member belongs to.
OF_EVERY_MEMBER = (Audience.Kind.ALL_MEMBERS, Audience.Kind.WORKFORCE, Audience.Kind.PUBLIC)
WHICH = "Documents count if all member states, the EV Workforce Collaborative, or the public can see them now."


def is_for_members(document: str = "pk") -> Exists:
    """Whether every member can see the document in this column, which is shared."""
    grants = DocumentGroupPermission.objects.filter(
        content_object=OuterRef(document), group__audience__kind__in=OF_EVERY_MEMBER
    )
    return Exists(grants)


def _shared(period: Period) -> QuerySet[Document]:
    return Document.objects.published().filter(shared_at__gte=period.starts_at, shared_at__lt=period.ends_at)


def _by_state(documents: QuerySet[Document]) -> Counts:
    rows = documents.order_by().values_list("state").annotate(Count("pk"))
    return _counts(rows)


def _counts(rows: Iterable[tuple[str | None, int]]) -> Counts:
    """The total also holds what belongs to no state."""
    by_state = dict(rows)
    return Counts({state: number for state, number in by_state.items() if state}, sum(by_state.values()))


def documents_shared() -> Part:
    """Documents that every member can see."""
    return Part(
        "shared", "Documents shared",
        f"Documents of the state that were first shared in the period. {WHICH}",
        lambda period: _by_state(_shared(period).filter(is_for_members())),
        shows_activity=True,
    )  # fmt: skip


def documents_for_fewer() -> Part:
    """Documents that only some members can see."""
    return Part(
        "fewer", "Shared with fewer",
        "Documents of the state that were first shared in the period with some people, states, or groups only. Only "
        "administrators see this number.",
        lambda period: _by_state(_shared(period).filter(~is_for_members()).exclude(sharing=Document.Sharing.ME)),
        for_administrators=True,
    )  # fmt: skip


def readers() -> Part:
    """Different people who took a file away."""
    return Part(
        "readers", "Readers",
        "Different people who downloaded documents of the state while signed in, without the person who shared each. "
        "Reading in the portal isn’t recorded for these documents, and downloads are kept for a year. Fewer than 5 "
        "people aren’t counted, and other numbers are rounded down to a multiple of 5. The number for all states is "
        f"the sum of the numbers shown. {WHICH}",
        _readers, shown=Shown.PEOPLE,
    )  # fmt: skip


def _readers(period: Period) -> Counts:
    told = AccessEvent.objects.filter(
        action="file.downloaded", object_type="documents.document", viewing="", actor_id__isnull=False,
        happened_at__gte=period.starts_at, happened_at__lt=period.ends_at,
    )  # fmt: skip
    documents = Document.objects.published().filter(is_for_members(), pk=OuterRef("document"))
    state = Subquery(documents.exclude(owner=OuterRef("actor_id")).values("state")[:1])
    rows = told.annotate(document=Cast("object_id", BigIntegerField())).annotate(state=state)
    counted = rows.filter(state__isnull=False).order_by().values_list("state")
    return _counts(counted.annotate(Count("actor_id", distinct=True)))


def _uses(period: Period) -> QuerySet[Use]:
    recorded = Use.objects.by_others().filter(added_at__gte=period.starts_at, added_at__lt=period.ends_at)
    return recorded.filter(is_for_members("document"), document__status=Document.Status.PUBLISHED)


def _of_first(pairs: Iterable[tuple[Any, ...]]) -> Counts:
    return _counts(Counter(first for first, *_ in pairs).items())


def reused() -> Part:
    """By others."""
    return Part(
        "reused", "Reused by other states",
        "How often another state recorded that it used a document of the state: each pair of a document and a state "
        f"once, when it was recorded. {WHICH}",
        lambda period: _of_first(
            _uses(period).order_by().values_list("document__state", "document", "state").distinct()
        ),
    )  # fmt: skip


def reusing() -> Part:
    """Of others."""
    return Part(
        "reusing", "Reused from other states",
        "How many documents of others the state recorded that it used. What a state wants counted without its name "
        f"isn’t in this number. {WHICH}",
        lambda period: _of_first(
            _uses(period).filter(sharing=Use.Sharing.NAMED).order_by().values_list("state", "document").distinct()
        ),
        shows_activity=True,
    )  # fmt: skip


def hours_saved() -> Part:
    """As members estimated."""
    return Part(
        "hours", "Hours saved",
        "What other states estimated that documents of the state saved them. Only those who entered a number count.",
        lambda period: _counts(
            _uses(period).filter(hours_saved__isnull=False).order_by().values_list("document__state")
            .annotate(Sum("hours_saved"))
        ),
    )  # fmt: skip


def questions_answered() -> Part:
    """By people of the state."""
    return Part(
        "questions", "Questions answered",
        "Questions in the portal that someone who worked for a state agency then answered in the period. A question "
        "answered by people of two states counts for each, and once for all states, where answers by NASEO count too.",
        _questions, shows_activity=True,
    )  # fmt: skip


def _questions(period: Period) -> Counts:
    answers = Message.objects.filter(
        kind=Message.Kind.ANSWER, written_at__gte=period.starts_at, written_at__lt=period.ends_at
    )
    # One filter() on one membership: the one that the person had when they answered.
    place = "author__memberships__"
    ended = Q(**{f"{place}ended_at__isnull": True}) | Q(**{f"{place}ended_at__gt": F("written_at")})
    then = answers.filter(ended, **{f"{place}tier": Tier.MEMBER, f"{place}started_at__lte": F("written_at")})
    pairs = then.order_by().values_list(f"{place}agency__state", "question").distinct()
    total = answers.order_by().values("question").distinct().count()
    return Counts(_of_first(pairs).by_state, total)


def rounds_answered() -> Part:
    """What states answered of what all of them, or some, were asked."""
    return Part(
        "rounds", "Rounds answered",
        "Answers of the state to rounds of questions, submitted in the period, no matter who can read them. For all "
        "states: how many answers there are.",
        lambda period: _counts(
            Response.objects.filter(
                inquiry__kind=RoundKind.ROUND, status=ResponseStatus.SUBMITTED,
                submitted_at__gte=period.starts_at, submitted_at__lt=period.ends_at,
            ).order_by().values_list("state").annotate(Count("pk"))
        ),
        shows_activity=True,
    )  # fmt: skip


def requests_answered() -> Part:
    """Also where a state has none of what it is asked for."""
    return Part(
        "requests", "Requests answered",
        "Requests for a document that the state answered in the period: with a document or a link, that it has none, "
        "that it can’t share it, or who else to ask.",
        lambda period: _counts(
            DocumentRequest.objects.filter(
                status__in=DocumentRequest.ANSWERS, ended_at__gte=period.starts_at, ended_at__lt=period.ends_at
            ).order_by().values_list("state").annotate(Count("pk"))
        ),
        shows_activity=True,
    )  # fmt: skip


def _over(period: Period) -> Q:
    """Meetings of the period that took place; a session is part of its event."""
    is_over = Q(status=Meeting.Status.COMPLETED) | Q(ends_at__lt=Now())
    return is_over & Q(parent__isnull=True, starts_at__gte=period.starts_at, starts_at__lt=period.ends_at)


def _meetings(period: Period) -> QuerySet[Meeting]:
    return Meeting.objects.exclude(status=Meeting.Status.CANCELLED).filter(_over(period))


def meetings_attended() -> Part:
    """By people of the state; over all, those that were held."""
    return Part(
        "attended", "Meetings attended",
        "Meetings of the portal’s groups and events that took place in the period and at which someone is noted as "
        "there for the state. For all states: meetings with such notes.",
        _attended, shows_activity=True,
    )  # fmt: skip


def _attended(period: Period) -> Counts:
    there = Attendance.objects.filter(meeting__in=_meetings(period), state__isnull=False)
    pairs = list(there.order_by().values_list("state", "meeting").distinct())
    return Counts(_of_first(pairs).by_state, len({meeting for _, meeting in pairs}))


def meetings_held() -> Part:
    """Over all; a meeting belongs to no state."""
    return Part(
        "held", "Meetings held",
        "Meetings of the portal’s groups and events that took place in the period. They belong to no state.",
        lambda period: Counts({}, _meetings(period).count()), is_of_all=True,
    )  # fmt: skip


OWN = (
    documents_shared, documents_for_fewer, readers, reused, reusing, hours_saved, questions_answered,
    rounds_answered, requests_answered, meetings_attended, meetings_held,
)  # fmt: skip
