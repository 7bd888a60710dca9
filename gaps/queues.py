"""What waits too long, for administrators: each thing with its age, and whom to write to.

QUEUES is a slot: an app above fills it when it starts. For rooms below this one, what waits there is read here.
"""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.standing import Viewer, standing_of
from accounts.vouching import leads_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.wording import counted, long_date
from clearinghouse.lib.zones import portal_today
from documents.models import Document
from gaps.models import DocumentRequest, ReadRequest, ReviewDate
from gaps.reading_emails import deciders
from gaps.responders import responders
from inquiries.models import Response
from workforce.models import LinkCheck, Resource
from workforce.models.resource import FAILURES_THAT_COUNT

MOST = 50  # rows of each queue


@dataclass(frozen=True)
class Waiting:
    """One thing: since when it waits, and the names and addresses of whom to write to."""

    title: str
    url: str
    since: datetime
    people: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Queue:
    """What waits for one reason, the oldest first; `total` may be more than is shown."""

    name: str
    title: str
    empty: str
    rows: tuple[Waiting, ...]
    total: int


# Person → a queue of an app's; only administrators are asked for.
QUEUES: Slot[Callable[[Viewer], Queue]] = Slot()


def queues_for(user: Viewer) -> list[Queue]:
    """All queues, in order. SECURITY: nothing for who is no administrator, whoever calls."""
    return [queue(user) for queue in QUEUES] if standing_of(user).is_administrator else []


def unanswered_requests(user: Viewer) -> Queue:
    """Requests for documents without an answer."""
    rows = DocumentRequest.objects.visible_to(user).open().with_askers()
    named = rows.select_related("state", "kind", "person", "mailbox").order_by("waiting_since", "key")
    found = []
    for row in named[:MOST]:
        who = responders(row)
        people = tuple((str(person), person.email) for person in who.people)
        address = ((row.mailbox.name, who.address),) if row.mailbox and who.address else ()
        note = counted(row.askers_count, "person asking,people asking")
        found.append(Waiting(str(row), row.get_absolute_url(), row.waiting_since, people or address, note))
    return Queue(
        "requests",
        "Requests for documents without an answer",
        "Every request has an answer.",
        tuple(found),
        rows.count(),
    )


def undecided_readings(user: Viewer) -> Queue:
    """Requests to read a listed document without a decision."""
    rows = ReadRequest.objects.visible_to(user).open()
    found = []
    for row in rows.select_related("document__owner").order_by("asked_at", "key")[:MOST]:
        people = tuple((str(person), person.email) for person in deciders(row.document))
        found.append(Waiting(row.title, row.get_absolute_url(), row.asked_at, people))
    return Queue(
        "reading",
        "Requests to read without a decision",
        "Every request to read is decided.",
        tuple(found),
        rows.count(),
    )


def missing_answers(user: Viewer) -> Queue:
    """States that have not answered a round, what is due first in front; nothing of what they wrote so far."""
    rows = Response.objects.assignable_by(user)
    named = rows.select_related("inquiry", "state", "assigned").order_by("inquiry__closes_on", "pk")
    found = [
        Waiting(
            f"{row.state}: {row.inquiry}",
            row.inquiry.get_absolute_url(),
            row.inquiry.opened_at or row.assigned_at,
            _person(row.assigned) if row.assigned else (),
            f"Due {long_date(row.inquiry.closes_on)}",
        )
        for row in named[:MOST]
    ]
    return Queue(
        "rounds", "Rounds without a state’s answer", "Every state that was asked has answered.", tuple(found),
        rows.count(),
    )  # fmt: skip


def stale_documents(user: Viewer) -> Queue:
    """Documents past their review date."""
    documents = Document.objects.visible_to(user).published()
    rows = ReviewDate.objects.filter(review_on__lt=portal_today(), document__in=documents.values("pk"))
    found = []
    for row in rows.select_related("document__owner").order_by("review_on", "pk")[:MOST]:
        since = timezone.make_aware(datetime.combine(row.review_on, time.min))
        found.append(Waiting(row.document.title, row.document.get_absolute_url(), since, _person(row.document.owner)))
    return Queue(
        "stale", "Documents past their review date", "No document is past its review date.", tuple(found), rows.count()
    )


def broken_links(user: Viewer) -> Queue:
    """Links of the resource hub that did not answer several nights in a row."""
    resources = Resource.objects.visible_to(user).listed()
    rows = LinkCheck.objects.filter(failures__gte=FAILURES_THAT_COUNT, resource__in=resources.values("pk"))
    found = []
    longest = rows.select_related("resource__suggested_by").order_by(F("answered_at").asc(nulls_first=True), "pk")
    for row in longest[:MOST]:
        url = address_of("workforce:resource", row.resource.key)
        people = _person(row.resource.suggested_by) if row.resource.suggested_by else ()
        found.append(Waiting(row.resource.title, url, row.answered_at or row.asked_at, people, row.problem))
    return Queue("links", "Broken links", "Every link answers.", tuple(found), rows.count())


def without_owner(user: Viewer) -> Queue:
    """Documents of agencies whose owner no longer works there: by owner and agency."""
    # SECURITY: the owner's key stands among the readers exactly while they work there; see documents/sql/readers.sql.
    gone = ~Q(reader_keys__contains=[F("owner_id") * -1])
    rows: QuerySet[Any, Any] = Document.objects.visible_to(user).published().filter(gone, agency__isnull=False)
    by_owner = rows.order_by().values("owner", "agency", "agency__name")
    by_owner = by_owner.annotate(documents=Count("pk"), oldest=Min("shared_at"))
    shown = list(by_owner.order_by("oldest", "owner", "agency")[:MOST])
    people = User.objects.in_bulk([row["owner"] for row in shown])
    found = [
        Waiting(
            f"{people[row['owner']]}, {row['agency__name']}",
            f"{address_of('documents:browse')}?agency={row['agency']}",
            row["oldest"],
            tuple((str(lead), lead.email) for lead in _leads(row["agency"])),
            counted(row["documents"], "document"),
        )
        for row in shown
    ]
    return Queue(
        "owners", "Owners without a membership", "Every owner works for their document’s agency.", tuple(found),
        by_owner.count(),
    )  # fmt: skip


def _leads(agency: int) -> list[User]:
    return list(leads_of(agency).order_by("pk")[:3])


def _person(person: User) -> tuple[tuple[str, str], ...]:
    return ((str(person), person.email),)
