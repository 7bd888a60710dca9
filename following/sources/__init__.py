"""Where news comes from: each kind of thing says what happened to it, and what of that a person may know."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
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

    def seen(self, user: Viewer, news: Sequence[News], groups: Mapping[int, str]) -> Mapping[int, Seen]:
        """By the number of the news, what this person may know and is still so. In a bounded number of queries.

        `groups` are the person's working groups: their slugs by the number of their audience.
        """


def all_sources() -> Iterator[Source]:
    """Every source, in the order of pages."""
    from following.sources import answers, documents, inquiries, meetings, publications, uses

    yield from (
        documents.SOURCE, meetings.SOURCE, answers.SOURCE, inquiries.SOURCE, publications.SOURCE, uses.SOURCE,
    )  # fmt: skip
