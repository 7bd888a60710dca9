"""News of what people follow, as a part of their digest (accounts.digests)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.activity import among
from accounts.digests import MONDAY, Section, last_morning
from accounts.models import Membership, OutboxMail, User
from accounts.unsubscribing import thing_unsubscribe_url
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Statement, together
from clearinghouse.lib.wording import counted
from following.actions.following import FOLLOW, key_of
from following.collecting import BACK, EMAIL
from following.follows import Followed, following_of
from following.models import Follow, News, Pace, Reader, Told
from following.reading import Group, Line, grouped, lines_of, reading_of
from meetings.emails.call_notices import zone_of

PAUSE = timedelta(minutes=10)  # between two emails about what is told right away
A_DAY_APART = timedelta(hours=16)  # who moves to another time zone gets one digest that day
STILL_MORNING = timedelta(hours=2)  # for somebody who was never told anything
OVERLAP = timedelta(hours=1)  # what was noticed while the digest before was written; nothing is told twice
FIRST = {Pace.NOW: timedelta(hours=1), Pace.DAILY: timedelta(days=3), Pace.WEEKLY: timedelta(days=7)}
MOST_TOLD = 40
MOST_LOOKED_AT = 500
# As objects, some forty rows for each person take Django longer than anything else of a morning.
TELL = "INSERT INTO following_told (person_id, digest, news_id) SELECT %s, %s, unnest(%s::bigint[])"
FIELDS = {Pace.NOW: "now_at", Pace.DAILY: "daily_at", Pace.WEEKLY: "weekly_at"}


@dataclass(frozen=True)
class MailGroup:
    """A group as an email shows it."""

    heading: str
    lines: tuple[Line, ...]
    stop_url: str


class FollowedNews:
    """The source."""

    def people_due(self, now: datetime) -> Iterable[User]:
        """Those whose morning has come since they were last told, and who want something right away."""
        current = Membership.objects.current().values("user")
        people = User.objects.filter(Q(pk__in=current) | Q(is_superuser=True), is_active=True).order_by("pk")
        readers = {reader.person_id: reader for reader in Reader.objects.all()}
        at_once = set(Follow.objects.filter(pace=Pace.NOW).values_list("person", flat=True))
        for person in people.only("pk", "time_zone"):
            reader = readers.get(person.pk) or Reader(person_id=person.pk)
            if any(pace != Pace.NOW or person.pk in at_once for pace in _due(person, reader, now)):
                yield person

    def take(self, person: User, digest: str, now: datetime) -> bool:
        """Note what is due as told, and when that was; what is read already isn't told."""
        reader, _ = Reader.objects.get_or_create(person=person)
        due = _due(person, reader, now)
        if not due:
            return False
        since = {pace: (getattr(reader, FIELDS[pace]) or now - FIRST[pace]) - OVERLAP for pace in due}
        for pace in due:
            setattr(reader, FIELDS[pace], now)
        reader.save(update_fields=[FIELDS[pace] for pace in due])
        lines = _lines(person, since)
        if not lines:
            return False
        with connection.cursor() as cursor:
            cursor.execute(TELL, [person.pk, digest, [line.number for line in lines]])
        return True

    def section(self, person: User, digest: str) -> Section | None:
        """What of it the person may read now."""
        # In two steps: right after a morning's many rows the database knows too little of the table for one.
        numbers = _told_by.rows(person=person.pk, digest=digest)
        if not numbers:
            return None
        with timezone.override(zone_of(person)):
            lines = lines_of(person, following_of(person), _numbered.rows(ids=tuple(numbers)))
        if not lines:
            return None
        groups = [_told(person, group) for group in grouped(lines[:MOST_TOLD])]
        context = {
            "groups": groups,
            "more": len(lines) - MOST_TOLD if len(lines) > MOST_TOLD else 0,
            "news_url": absolute_url(reverse("following:news")),
            "follows_url": absolute_url(reverse("following:follows")),
        }
        text = render_to_string("following/mail/news.txt", context).strip()
        html = render_to_string("following/mail/news.html", context)
        return Section(_subject(lines, groups), text, len(lines), html)


SOURCE = FollowedNews()


def _due(person: User, reader: Reader, now: datetime) -> list[Pace]:
    found = []
    for pace, weekday in ((Pace.DAILY, None), (Pace.WEEKLY, MONDAY)):
        before: datetime | None = getattr(reader, FIELDS[pace])
        is_apart = before is None or now - before >= A_DAY_APART
        if is_apart and last_morning(person, now, weekday) > (before or now - STILL_MORNING):
            found.append(pace)
    if reader.now_at is None or now - reader.now_at >= PAUSE:
        found.append(Pace.NOW)
    return found


def _lines(person: User, since: dict[Pace, datetime]) -> list[Line]:
    """What is due and was not told: of each thing that is followed, since it was last told at its own pace."""
    following = following_of(person)
    due = [one for one in following.followed if one.pace in since]
    targets = sorted({target for one in due for target in one.targets})
    if not targets:
        return []
    news = News.objects.of(targets).filter(noticed_at__gt=min(since.values()))
    found = list(news.unread_by(reading_of(person)[0]).exclude(actor_id=person.pk).order_by("-pk")[:MOST_LOOKED_AT])
    if not found:
        return []
    told = _told_already(person, found)
    # With what was told before, so that nothing which that stands for is told after it.
    lines = [line for line in lines_of(person, following, found) if line.number not in told]
    return [line for line in lines if any(_is_due(line, one, since) for one in line.reasons)]


def _told_already(person: User, news: Sequence[News]) -> set[int]:
    """Numbers of the news in a digest before, or in an email of its own, such as an invitation to a call."""
    ids = tuple(one.pk for one in news)
    since = min(one.noticed_at for one in news) - BACK
    told, keys = together(
        _told_before.asked(person=person.pk, ids=ids), _keys_of_emails.asked(person=person.pk, since=since)
    )
    begins = {one.pk: str(one.facts[EMAIL]) for one in news if EMAIL in one.facts}
    return {*told, *(number for number, begin in begins.items() if any(key and key.startswith(begin) for key in keys))}


@Statement
def _told_by(person: int, digest: str) -> QuerySet[Told, int]:
    return Told.objects.filter(person=person, digest=digest).values_list("news", flat=True)


@Statement
def _told_before(person: int, ids: tuple[int, ...]) -> QuerySet[Told, int]:
    return Told.objects.filter(among(ids, "news"), person=person).values_list("news", flat=True)


@Statement
def _numbered(ids: tuple[int, ...]) -> QuerySet[News]:
    return News.objects.filter(among(ids)).order_by("-pk")


@Statement
def _keys_of_emails(person: int, since: datetime) -> QuerySet[OutboxMail, str | None]:
    return OutboxMail.objects.filter(person=person, created_at__gte=since).values_list("dedupe_key", flat=True)


def _is_due(line: Line, one: Followed, since: dict[Pace, datetime]) -> bool:
    pace = Pace(one.pace)
    return pace in since and line.at > since[pace]


def _told(person: User, group: Group) -> MailGroup:
    stop = thing_unsubscribe_url(FOLLOW, key_of(person, group.followed.kind, group.followed.target))
    lines = tuple(replace(line, url=absolute_url(line.url)) for line in group.lines)
    return MailGroup(group.followed.heading, lines, stop)


def _subject(lines: Sequence[Line], groups: Sequence[MailGroup]) -> str:
    """How much there is, and of what: "5 updates: Colorado, Midwest, and 2 more"."""
    if len(lines) == 1:
        return f"{lines[0].words}: {lines[0].title}"
    named = [group.heading for group in groups[:3]]
    more = len(groups) - len(named)
    return f"{counted(len(lines), 'update')}: {', '.join(named)}{f', and {more} more' if more else ''}"
