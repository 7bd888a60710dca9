"""What a web process keeps of the searches it was asked last, so that the next screen of one costs little.

Everything here follows from the index as it stands and from the person's reader keys, and is kept by both: any commit
to the index makes it worthless. SECURITY: what the person may see at this moment is no part of it. Whoever uses a
`Ranking` asks the database first whether it still says what the ranking rests on (`Allowed.asked_state`).
"""

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import partial
from threading import Lock
from typing import Any

from django.core.cache import caches

from clearinghouse.lib.frozen import dataclass
from documents.finding.allowed import State
from documents.finding.asking.suggested import Reference
from documents.finding.asking.wanted import Asked, Column
from documents.finding.facets import Tallies
from documents.finding.folding import Ranked
from documents.finding.index.reading import OpenIndex
from documents.finding.proposing import Weighed
from documents.finding.ranking import Evidence
from documents.finding.synonyms import Same

SECONDS = 3600
MOST_RANKINGS = 4  # of one text: filters, orders and ways to list it
MOST_EVIDENCE = 1_000  # pages of one text
MOST_WITHIN = 16  # documents that one text is marked in
_one_at_a_time = Lock()
_ranked = partial(tuple.__new__, Ranked)  # as Ranked._make, a thousand times for each screen


@dataclass(frozen=True)
class Ranking:
    """Every matching page in order, at most CANDIDATES + 1, without those folded into another, which total counts."""

    listed: "tuple[array[int], array[int], tuple[str | None, ...]]"  # pages, their documents, these documents' states
    total: int
    documents: "array[int]"  # of all matching pages
    weighed: tuple[Weighed, ...]  # what was looked for, with its weights
    alike: Mapping[int, tuple[int, ...]]  # by page, pages of other documents that say the same, folded into it
    told: Mapping[int, tuple[str, ...]]  # by page that was looked at closely, words as typed that it lacks
    tallies: Tallies | None  # what counts beside the filters are made of, where they were asked for
    asked_about: "array[int]"  # documents the database was asked about, and what it said
    state: State

    @property
    def pages(self) -> list[Ranked]:
        """The pages, best first."""
        return list(map(_ranked, zip(*self.listed, strict=True)))

    @property
    def document_ids(self) -> tuple[int, ...]:
        """The documents of all matching pages."""
        return tuple(self.documents)


@dataclass
class Meaning:
    """What a text means to somebody, and what was found out for it so far; `sets` and `reference` are what by."""

    asked: Asked
    sets: Sequence[Same]
    reference: Reference
    is_spelled: bool = False  # no word of it is to be corrected
    weighed: tuple[Weighed, ...] = ()
    evidence: dict[tuple[int, frozenset[Column]], Evidence] = field(default_factory=dict)
    rankings: dict[object, Ranking] = field(default_factory=dict)
    within: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by document, the pages the index proposes of it

    def holds(self, sets: Sequence[Same], reference: Reference) -> bool:
        """Whether words and names mean the same still."""
        for name, now in (("sets", sets), ("reference", reference)):
            if getattr(self, name) is not now:
                if getattr(self, name) != now:
                    return False
                setattr(self, name, now)
        return True


class Kept:
    """What is kept for one person's keys, with one index."""

    def __init__(self, index: OpenIndex, reader_keys: Sequence[int]) -> None:
        self._whose = hashlib.sha256(repr((index.name, index.stamp, sorted(reader_keys))).encode())

    def get(self, text: str) -> Meaning | None:
        """What is kept of a text."""
        found: Meaning | None = caches["search"].get(self._name(text))
        return found

    def put(self, text: str, meaning: Meaning) -> None:
        """Keep it; what nobody asked for longest goes."""
        caches["search"].set(self._name(text), meaning, SECONDS)

    def _name(self, text: str) -> str:
        whole = self._whose.copy()
        whole.update(text.encode())
        return f"meaning-{whole.hexdigest()}"


def add(kept: dict[Any, Any], key: object, value: object, most: int) -> None:
    """One more, in place of the oldest where there are as many as may be."""
    with _one_at_a_time:
        while len(kept) >= most:
            del kept[next(iter(kept))]
        kept[key] = value
