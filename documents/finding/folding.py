"""Matching pages, best first, as a list or folded: by document, or by state. Knows nothing of how they were found."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from clearinghouse.lib.frozen import dataclass

PAGES_PER_DOCUMENT = 3  # of a folded document; the others are counted
FEW = 4  # pages of a document that are listed one by one; the others are counted
PAGES_PER_STATE = 4
FIRST_PLACES = 3  # of which one document has not all, where others have a page


class Fold(StrEnum):
    """How matching pages are listed; the values stand in addresses."""

    EVERY = "none"  # every page by itself
    FEW = "pages"  # pages, at most FEW of a document
    DOCUMENT = "documents"  # documents, each once with its best pages
    STATE = "states"  # states, each once with its best pages


class Ranked(NamedTuple):
    """A matching page, its document and the document's state: their primary keys."""

    page: int
    document: int
    state: str | None


@dataclass(frozen=True)
class Group:
    """Pages that are listed together, best first; how many match, and in how many documents."""

    pages: tuple[int, ...]
    total: int
    documents: int


@dataclass(frozen=True)
class Arranged:
    """One screen of groups; `more` has, by document, the matching pages that are not listed."""

    groups: tuple[Group, ...]
    more: dict[int, int]
    has_more: bool  # groups after these


def arrange(ranked: Sequence[Ranked], fold: Fold, *, offset: int, size: int) -> Arranged:
    """A screen of what matches, in the order given: groups stand where their best page stands.

    offset and size count groups, which are single pages unless documents or states are folded.
    """
    pages_of = Counter([row.document for row in ranked])
    # One group more than is shown, which tells that there are more.
    if fold in (Fold.DOCUMENT, Fold.STATE):
        grouped = _grouped(ranked, fold)
    else:
        grouped = [[row] for row in islice(_few(ranked) if fold is Fold.FEW else ranked, offset + size + 1)]
    shown = grouped[offset : offset + size]
    most = {Fold.DOCUMENT: PAGES_PER_DOCUMENT, Fold.STATE: PAGES_PER_STATE}.get(fold, 1)
    groups = tuple(
        Group(tuple(row.page for row in rows[:most]), len(rows), len({row.document for row in rows})) for rows in shown
    )
    folds_documents = fold in (Fold.FEW, Fold.DOCUMENT)
    listed = FEW if fold is Fold.FEW else PAGES_PER_DOCUMENT
    more = {document: pages - listed for document, pages in pages_of.items() if pages > listed}
    return Arranged(groups, more if folds_documents else {}, has_more=len(grouped) > offset + size)


def _few(ranked: Iterable[Ranked]) -> Iterator[Ranked]:
    """The best pages of each document, still in order, but that no document has the first places to itself.

    A third page of the document in the first two places comes after the best page of another, if there is one.
    """
    seen: Counter[int] = Counter()
    waiting: list[Ranked] = []
    listed = 0
    for row in ranked:
        seen[row.document] += 1
        if seen[row.document] > FEW:
            continue
        if listed + 1 < FIRST_PLACES or seen[row.document] < FIRST_PLACES or listed >= FIRST_PLACES:
            yield row
            listed += 1
        else:
            waiting.append(row)
            continue
        if waiting:
            yield from waiting
            listed += len(waiting)
            waiting = []
    yield from waiting


def _grouped(listed: Iterable[Ranked], fold: Fold) -> list[list[Ranked]]:
    groups: dict[Hashable, list[Ranked]] = {}
    for row in listed:
        key: Hashable = row.document if fold is Fold.DOCUMENT else row.state
        groups.setdefault(key, []).append(row)
    return list(groups.values())
