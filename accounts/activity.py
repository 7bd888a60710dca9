"""The audit log as administrators read it: narrowed, and with links to what it names as far as they may open it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Membership, MembershipRequest, User
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Asked, together

NEWEST_FIRST = ("-pk",)
# What administrators call the kinds of actions, and how the names of these begin.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": ("Accounts and approvals", ("membership.", "person.", "administrator.", "agency.", "calendar_address.")),
    "documents": ("Documents", ("document.",)),
    "groups": ("Working groups", ("group.",)),
    "meetings": ("Meetings and events", ("meeting.", "series.", "event.")),
    "questions": ("Questions and contacts", ("question.", "entry.", "route.", "mailbox.")),
    "publications": ("Publications", ("publication.",)),
    "workforce": ("EV Workforce Collaborative", ("pathway.", "provider.", "providers.")),
    "exports": ("Exports", ("directory.exported", "activity.exported", "event.registrants_exported")),
    "data": ("Reference data", ("data.",)),
}
PERSON = "accounts.user"


@dataclass(frozen=True)
class LinkedThing:
    """How one kind of thing is found: `rows` asks for (pk, key in its address) of those a person may open."""

    label: str  # of the model, as the audit log keeps it
    rows: StatementFor[Any]
    address: Callable[[Any], str]


# The things of each app that the log may name.
LINKED_THINGS: Slot[Callable[[], Sequence[LinkedThing]]] = Slot()


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed to; empty means all."""

    person: str = ""
    thing: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """An entry, with where its person and its thing are; no address where there is nothing to open."""

    event: AuditEvent
    actor_url: str
    thing_url: str


def among(ids: Sequence[int], path: str = "pk") -> Among:
    """For the statements of things: rows whose number is one of these."""
    return Among(path, numbers(ids))


def narrowed(wanted: Wanted) -> QuerySet[AuditEvent]:
    """The entries that fit. A person fits as the one who acted and as the one it is about."""
    events = AuditEvent.objects.all()
    if wanted.person:
        about = Q(object_type=PERSON, object_label__icontains=wanted.person)
        events = events.filter(Q(actor_label__icontains=wanted.person) | about)
    if wanted.thing:
        events = events.filter(object_label__icontains=wanted.thing)
    if wanted.kind:
        starts = Q()
        for start in KINDS[wanted.kind][1]:
            starts |= Q(action__startswith=start)
        events = events.filter(starts)
    if wanted.since:
        events = events.filter(happened_at__gte=_midnight(wanted.since))
    if wanted.until:
        events = events.filter(happened_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def lines_of(events: Sequence[AuditEvent], user: Viewer) -> list[Line]:
    """With links; one round trip, however many there are."""
    named: dict[str, set[int]] = {PERSON: {event.actor_id for event in events if event.actor_id}}
    for event in events:
        if event.object_id.isascii() and event.object_id.isdigit() and len(event.object_id) < 19:
            named.setdefault(event.object_type, set()).add(int(event.object_id))
    urls = _addresses(named, user)
    return [
        Line(
            event,
            urls.get((PERSON, str(event.actor_id)), ""),
            urls.get((event.object_type, event.object_id), ""),
        )
        for event in events
    ]


def _addresses(named: dict[str, set[int]], user: Viewer) -> dict[tuple[str, str], str]:
    things = [thing for provider in LINKED_THINGS for thing in provider()]
    asked: list[Asked[Any]] = [
        thing.rows.asked(user, ids=tuple(sorted(named.get(thing.label, ())))) for thing in things
    ]
    return {
        (thing.label, str(pk)): thing.address(key)
        for thing, rows in zip(things, together(*asked), strict=True)
        for pk, key in rows
    }


# What this app's own lines name. Only administrators open these pages.


@StatementFor
def _people(user: Viewer, ids: tuple[int, ...]) -> QuerySet[User, Any]:
    people = User.objects.filter(among(ids)) if standing_of(user).is_administrator else User.objects.none()
    return people.values_list("pk", "pk")


@StatementFor
def _requests(user: Viewer, ids: tuple[int, ...]) -> QuerySet[MembershipRequest, Any]:
    requests = MembershipRequest.objects.visible_to(user).filter(among(ids))
    return requests.values_list("pk", "pk") if standing_of(user).is_administrator else requests.none().values_list()


@StatementFor
def _memberships(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Membership, Any]:
    rows = Membership.objects.filter(among(ids)) if standing_of(user).is_administrator else Membership.objects.none()
    return rows.values_list("pk", "user_id")


def linked_things() -> Sequence[LinkedThing]:
    """People, requests to join and memberships."""
    person = _named("accounts:person")
    return (
        LinkedThing(PERSON, _people, person),
        LinkedThing("accounts.membership", _memberships, person),
        LinkedThing("accounts.membershiprequest", _requests, _named("accounts:decision")),
    )


def _named(name: str) -> Callable[[Any], str]:
    return lambda key: reverse(name, args=[key])


def kinds() -> Iterable[tuple[str, str]]:
    """For a form's choices."""
    return [(name, words) for name, (words, _) in KINDS.items()]
