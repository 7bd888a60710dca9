"""Where news comes from: each kind of thing says what happened to it, and what of that a person may know."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked
from following.models import News


@dataclass(frozen=True)
class Happening:
    """Something that happened; see following.models.News for its parts."""

    mark: str
    kind: str
    thing: int
    targets: tuple[str, ...]
    detail: int = 0
    actor: int | None = None
    facts: Callable[[], dict[str, Any]] = dict  # asked for what is new only
    email: str = ""  # how the keys of the emails begin that are sent about this alone; no digest tells their receivers


@dataclass(frozen=True)
class Seen:
    """What a person may know of one piece of news now."""

    title: str
    url: str
    words: str  # what happened
    targets: frozenset[str]  # by what it can be followed, as it stands now
    about: str = ""  # what it is, and the state's name
    is_sample: bool = False


class Source(Protocol):
    """One kind of thing."""

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of news that it knows."""

    def happened(self, since: datetime) -> Iterable[Happening]:
        """What may have happened since; what was noticed before may be among it. Whoever may know of it."""

    def asked(self, user: Viewer, news: Sequence[News]) -> Sequence[Asked[Any]]:
        """The statements that tell what this person may know of it; those of all sources are run in one round trip."""

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> Mapping[int, Seen]:
        """By the number of the news, what this person may know and is still so; of the rows of each statement.

        `groups` are the person's working groups: their slugs by the number of their audience.
        """


NOTHING = (0,)  # no row has this number


def numbers_of(news: Iterable[News]) -> tuple[int, ...]:
    """Of the things, for a statement."""
    return tuple(sorted({one.thing for one in news})) or NOTHING


def all_sources() -> Iterator[Source]:
    """Every source, in the order of pages."""
    from following.sources import (
        announcements,
        answers,
        decisions,
        documents,
        inquiries,
        meetings,
        owned,
        publications,
        uses,
    )

    yield from (
        documents.SOURCE, meetings.SOURCE, answers.SOURCE, inquiries.SOURCE, publications.SOURCE, uses.SOURCE,
        announcements.SOURCE, decisions.SOURCE, owned.SOURCE,
    )  # fmt: skip
