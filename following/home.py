"""What is new for a person, for their home page."""

from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from clearinghouse.lib.statements import Statement
from following.follows import Following, asked_of, following_from
from following.models import Reader
from following.reading import Group, grouped, news_for

MOST, LOOKED_AT = 6, 40


@Statement
def _read_until(person: int) -> QuerySet[Reader, int]:
    return Reader.objects.filter(person=person).values_list("read_until", flat=True)


@dataclass(frozen=True)
class Follows:
    """What a person follows, and how far they have read."""

    following: Following
    read_until: int


@dataclass(frozen=True)
class Fresh:
    """The newest unread news, grouped; whether there is more."""

    groups: tuple[Group, ...]
    has_more: bool


def follows_of(user: Viewer) -> Part[Follows]:
    """For the page's one round trip."""

    def read(places: list[Any], chosen: list[Any], read_until: list[int]) -> Follows:
        return Follows(following_from(user, places, chosen), read_until[0] if read_until else 0)

    return Part((*asked_of(user), _read_until.asked(person=standing_of(user).user_id or 0)), read)


def fresh_for(user: Viewer, follows: Follows) -> Fresh:
    """The same as on the News page; one statement, and a second one where there is something."""
    lines = news_for(user, follows.following, after=follows.read_until, most=LOOKED_AT)
    return Fresh(tuple(grouped(lines[:MOST])), len(lines) > MOST)
