"""The news that a person may read now, and why it is theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked, Statement, together
from following.follows import Followed, Following
from following.models import News, NewsKind, Reader, Reading, ReadMark
from following.sources import Seen, all_sources

BACK = timedelta(days=30)
MOST = 300  # pieces of news that are looked at


@dataclass(frozen=True)
class Line:
    """One piece of news, as one person reads it."""

    number: int
    at: datetime
    title: str
    url: str
    words: str
    about: str
    is_sample: bool
    reasons: tuple[Followed, ...]  # the nearest first

    @property
    def why(self) -> str:
        """Further reasons beside the heading it stands under."""
        return ", and ".join(one.why for one in self.reasons)


@dataclass(frozen=True)
class Group:
    """News under one heading."""

    followed: Followed
    lines: tuple[Line, ...]


@Statement
def _until(person: int) -> QuerySet[Reader, Any]:
    return Reader.objects.filter(person=person).values_list("read_until", "visit_before_at")


@Statement
def _marks(person: int) -> QuerySet[ReadMark, Any]:
    return ReadMark.objects.filter(person=person).values_list("news", "is_read")


def reading_asked(user: Viewer) -> tuple[Asked[Any], Asked[Any]]:
    """The statements that say what a person has read, and when they came before, for `reading_from`."""
    person = standing_of(user).user_id or 0
    return _until.asked(person=person), _marks.asked(person=person)


def reading_from(until: list[Any], marks: list[Any]) -> tuple[Reading, datetime | None]:
    """What a person has read, and when their visit before this one began; of the rows of `reading_asked`."""
    read_until, before = until[0] if until else (0, None)
    read, unread = (frozenset(news for news, is_read in marks if is_read == wanted) for wanted in (True, False))
    return Reading(read_until, read, unread), before


def reading_of(user: Viewer) -> tuple[Reading, datetime | None]:
    """The same, in one round trip."""
    return reading_from(*together(*reading_asked(user)))


def news_for(user: Viewer, following: Following, *, unread_in: Reading | None = None, most: int = MOST) -> list[Line]:
    """The newest first; all, or what is unread. Two round trips."""
    if not following:
        return []
    news = News.objects.of(following.targets).filter(noticed_at__gte=timezone.now() - BACK)
    if unread_in is not None:
        news = news.unread_by(unread_in)
    news = news.exclude(actor_id=standing_of(user).user_id).order_by("-pk")
    return lines_of(user, following, list(news[:most]))


def lines_of(user: Viewer, following: Following, news: Sequence[News]) -> list[Line]:
    """Those of the news that the person may read now and follows, in the order they are given.

    SECURITY: whether, and why, is asked of each thing as it stands now; what was noted of it then only narrows down.
    """
    seen = seen_by(user, following, news)
    # To whom a document was opened later, that is told, once, and not that it was shared with others before.
    opened: dict[int, int] = {}
    for one in news:
        if one.kind == NewsKind.WIDENED and one.pk in seen:
            opened[one.thing] = max(one.pk, opened.get(one.thing, 0))
    found = []
    for one in news:
        if one.kind in (NewsKind.SHARED, NewsKind.WIDENED) and opened.get(one.thing, one.pk) != one.pk:
            continue
        told = seen.get(one.pk)
        reasons = _reasons(following.followed, told) if told else ()
        if told and reasons:
            found.append(
                Line(one.pk, one.noticed_at, told.title, told.url, told.words, told.about, told.is_sample, reasons)
            )
    return found


def seen_by(user: Viewer, following: Following, news: Sequence[News]) -> dict[int, Seen]:
    """What the person may know of each piece of news, by its number. One round trip, whatever there is."""
    parts = [(source, [one for one in news if one.kind in source.kinds]) for source in all_sources()]
    asked = [(source, own, source.asked(user, own)) for source, own in parts if own]
    answers = iter(together(*(statement for *_, statements in asked for statement in statements)))
    found: dict[int, Seen] = {}
    for source, own, statements in asked:
        found |= source.seen(own, following.groups, *(next(answers) for _ in statements))
    return found


def _reasons(followed: Iterable[Followed], seen: Seen) -> tuple[Followed, ...]:
    return tuple(one for one in followed if one.targets & seen.targets)


def grouped(lines: Iterable[Line]) -> list[Group]:
    """Under what they are nearest to, in the order of following; each line once."""
    found: dict[str, tuple[Followed, list[Line]]] = {}
    for line in lines:
        nearest = line.reasons[0]
        found.setdefault(f"{nearest.kind}:{nearest.target}", (nearest, []))[1].append(line)
    groups = [Group(followed, tuple(own)) for followed, own in found.values()]
    return sorted(groups, key=lambda group: (_place(group.followed), group.followed.name))


def _place(followed: Followed) -> int:
    from following.follows import ORDER

    return [str(kind) for kind in ORDER].index(followed.kind)
