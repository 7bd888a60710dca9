"""The news that a person may read now, and why it is theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import together
from following.follows import Followed, Following
from following.models import News
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


def news_for(user: Viewer, following: Following, *, after: int = 0, most: int = MOST) -> list[Line]:
    """The newest first, `after` what is read. Two round trips."""
    if not following:
        return []
    news = News.objects.of(following.targets).filter(noticed_at__gte=timezone.now() - BACK, pk__gt=after)
    news = news.exclude(actor_id=standing_of(user).user_id).order_by("-pk")
    return lines_of(user, following, list(news[:most]))


def lines_of(user: Viewer, following: Following, news: Sequence[News]) -> list[Line]:
    """Those of the news that the person may read now and follows, in the order they are given.

    SECURITY: whether, and why, is asked of each thing as it stands now; what was noted of it then only narrows down.
    """
    seen = seen_by(user, following, news)
    found = []
    for one in news:
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
