"""One mail for all that is new for a person: kinds of news register a source, and one job writes what is due.

A source keeps its own news and says whose is due. Here each person's is taken together, in one transaction with one
message in the outbox, which is put into words when it is sent: by what the person may read at that moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.mail import Written, post_to_person, written_when_sent
from accounts.mail_message import written_from
from accounts.models import PausedAddress, Preferences, User
from accounts.standing import standing_of
from accounts.unsubscribing import unsubscribe_url
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.statements import Statement, together
from clearinghouse.lib.wording import counted
from clearinghouse.lib.working_days import is_working_day

DIGEST = "accounts.digest"
UNSUBSCRIBE = "wants_digests"  # the preference that turns all of it off
MORNING = time(7)  # where the person is
MONDAY = 0


@dataclass(frozen=True)
class Section:
    """What one source has to tell: its words, what a mail of it alone is called, and how many things are new."""

    subject: str
    text: str
    count: int
    html: str = ""  # the same for the mail's HTML; without it the text is shown


class Source(Protocol):
    """A kind of news. All of it is called with people who may get mail, and news by the digest that tells it."""

    def people_due(self, now: datetime) -> Iterable[User]:
        """Those for whom something is due; one too many does no harm."""

    def take(self, person: User, digest: str, now: datetime) -> bool:
        """Note what is due as told by this digest; whether there was any. Inside the transaction that posts it."""

    def section(self, person: User, digest: str) -> Section | None:
        """What of this digest the person may read now; None when nothing is left."""


_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register a kind of news; an app does it when it starts."""
    if source not in _sources:
        _sources.append(source)


def write_due(now: datetime | None = None) -> int:
    """Write one mail to each person for whom something is due; returns how many. Safe beside itself."""
    now = now or timezone.now()
    due: dict[int, list[Source]] = {}
    for source in _sources:
        for person in source.people_due(now):
            due.setdefault(person.pk, []).append(source)
    return sum(_write_for(pk, due[pk], now) for pk in sorted(due))


@transaction.atomic
def _write_for(person_id: int, sources: Sequence[Source], now: datetime) -> bool:
    # Of two workers the second passes over a person whom the first holds, and later finds nothing left to take.
    people = User.objects.select_for_update(skip_locked=True, no_key=True)
    person = people.filter(pk=person_id, is_active=True).first()
    if person is None or not may_get(person):
        return False
    digest = random_key()
    taken = [source.take(person, digest, now) for source in sources]
    if not any(taken):
        return False
    post_digest(person, digest)
    return True


def post_digest(person: User, digest: str) -> None:
    """One mail with what the sources noted under this key; its words are put together when it is sent."""
    post_to_person(
        person,
        subject="What’s new for you",
        body="",
        dedupe_key=f"{dedupe_prefix(person)}{digest}",
        check=(DIGEST, digest),
        unsubscribe=UNSUBSCRIBE,
        is_first=True,
    )


def may_get(person: User) -> bool:
    """Approved, at an address that NASEO knows, and not turned off. Until a new address is checked, news waits."""
    standing = standing_of(person)
    if not standing.is_approved or standing.has_unchecked_address:
        return False
    # To a paused address nothing is sent: what is new waits until mail reaches the person again.
    return not any(together(_paused.asked(address=person.email.lower()), _unwanted.asked(person=person.pk)))


@Statement
def _paused(address: str) -> QuerySet[PausedAddress, str]:
    return PausedAddress.objects.filter(pk=address).values_list("pk", flat=True)


@Statement
def _unwanted(person: int) -> QuerySet[Preferences, int]:
    return Preferences.objects.filter(user=person, wants_digests=False).values_list("pk", flat=True)


def dedupe_prefix(person: User) -> str:
    """How the keys of a person's digests in the outbox begin."""
    return f"digest-{person.pk}-"


@written_when_sent(DIGEST)
def write(person: User, digest: str) -> Written | None:
    """The mail, as the person may read it at this moment."""
    if not may_get(person):
        return None
    sections = [section for source in _sources if (section := source.section(person, digest))]
    if not sections:
        return None
    total = sum(section.count for section in sections)
    subject = sections[0].subject if len(sections) == 1 else f"{counted(total, 'update')} for you"
    context = {
        "person": person,
        "subject": subject,
        "sections": sections,
        "unsubscribe_url": unsubscribe_url(person, UNSUBSCRIBE),
        "preferences_url": absolute_url(reverse("accounts:preferences")),
    }
    return written_from("accounts/mail/digest", subject, context)


def last_morning(person: User, now: datetime, weekday: int | None = None) -> datetime:
    """When it last was the morning of a working day where the person is; with a weekday (0 is Monday), of that day."""
    zone = ZoneInfo(person.time_zone or settings.TIME_ZONE)
    day = now.astimezone(zone).date()
    while True:
        morning = datetime.combine(day, MORNING, tzinfo=zone)
        is_wanted = is_working_day(day) if weekday is None else day.weekday() == weekday
        if morning <= now and is_wanted:
            return morning
        day -= timedelta(days=1)
