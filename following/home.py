"""What is new for a person, for their home page."""

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from following.follows import following_of
from following.models import Reader
from following.reading import Group, grouped, news_for

MOST, LOOKED_AT = 6, 40


@dataclass(frozen=True)
class Fresh:
    """The newest unread news, grouped; whether there is more."""

    groups: tuple[Group, ...]
    has_more: bool


def fresh_for(user: Viewer) -> Fresh:
    """The same as on the News page."""
    reader = Reader.objects.filter(person=standing_of(user).user_id).values_list("read_until", flat=True).first()
    lines = news_for(user, following_of(user), after=reader or 0, most=LOOKED_AT)
    return Fresh(tuple(grouped(lines[:MOST])), len(lines) > MOST)
