"""What is new for a person, for their home page."""

from datetime import datetime
from typing import Any

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from following.follows import Following, asked_of, following_from
from following.models import Reading
from following.reading import Group, grouped, news_for, reading_asked, reading_from

MOST, LOOKED_AT = 6, 40


@dataclass(frozen=True)
class Follows:
    """What a person follows, what they have read, and when they came before."""

    following: Following
    reading: Reading
    before: datetime | None


@dataclass(frozen=True)
class Fresh:
    """The newest unread news, grouped; whether there is more, and how many came since the last visit, which began."""

    groups: tuple[Group, ...]
    has_more: bool
    since_visit: int
    before: datetime | None


def follows_of(user: Viewer) -> Part[Follows]:
    """For the page's one round trip."""

    def read(places: list[Any], chosen: list[Any], until: list[Any], marks: list[Any]) -> Follows:
        return Follows(following_from(user, places, chosen), *reading_from(until, marks))

    return Part((*asked_of(user), *reading_asked(user)), read)


def fresh_for(user: Viewer, follows: Follows) -> Fresh:
    """The same as on the News page; one statement, and a second one where there is something."""
    lines = news_for(user, follows.following, unread_in=follows.reading, most=LOOKED_AT)
    since_visit = sum(follows.before is not None and line.at > follows.before for line in lines)
    return Fresh(tuple(grouped(lines[:MOST])), len(lines) > MOST, since_visit, follows.before)
