"""What the search box suggests while somebody types: places to go, out of what they may see.

Apps above add theirs to SUGGESTIONS. docs/decisions/0045-search-screens.md says what is suggested and why.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.http import QueryDict

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.wording import counted
from documents.finding.facets import count_facets
from documents.finding.filters import BY_NAME, Filters
from documents.models import Document
from documents.models.document import TITLE_WORDS

SHORTEST, LONGEST = 2, 100  # characters that are looked up
MOST_WORDS = 8
MOST = 10  # suggestions
MOST_OF_A_KIND = 2
MOST_TITLES = 4
# Titles that are compared. More than so many match only what says too little to suggest by.
MOST_COMPARED = 500

# What stands within a word without parting it: accents, the ʻokina, apostrophes. TITLE_WORDS drops the same.
_WITHIN = re.compile("[\u0300-\u036f\u02bb\u02bc\u2018\u2019']")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box, which leads to `url`. `about` says what it is: "State, 12 documents"."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class Typed:
    """What stands in the search box: as it was typed, and its words as names are compared with them."""

    text: str
    words: tuple[str, ...]

    def tails(self) -> Iterator["Tail"]:
        """What may be a name at the end, the longest first: all of it, all but the first word, and so on."""
        parts = self.text.split()
        for first in range(len(parts)):
            yield Tail(" ".join(parts[:first]), " ".join(parts[first:]))


class Tail(NamedTuple):
    """The end of what was typed, and what stands before it."""

    before: str
    text: str

    @property
    def is_long_enough(self) -> bool:
        """Two letters begin a name; after other words, "in" and "or" are no beginnings of one."""
        return len(self.text) >= (SHORTEST + 1 if self.before else SHORTEST)

    def is_code(self, code: str) -> bool:
        """Whether it is the postal code; after other words, only in capital letters."""
        return bool(code) and (self.text if self.before else self.text.upper()) == code


class Named(NamedTuple):
    """A name that the typed text may end with, such as that of a state, and its postal code."""

    name: str
    code: str = ""


class Meant(NamedTuple):
    """That the typed text ends with a name: `before` is what was typed ahead of it."""

    at: int  # in the list of names
    before: str


# (person, what is typed) → suggestions, best first; only what the person may see.
SUGGESTIONS: Slot[Callable[[Viewer, Typed], Iterable[Suggestion]]] = Slot()


def read_typed(text: str) -> Typed:
    """From an address; longer texts are cut, and without words there is nothing to suggest."""
    shown = " ".join(text.replace("\x00", " ")[:LONGEST].split())
    return Typed(shown, tuple(_words(shown))[:MOST_WORDS])


def suggest(user: Viewer, typed: Typed) -> list[Suggestion]:
    """At most MOST suggestions, each address once; nothing for a single letter, and for who may see nothing."""
    if not standing_of(user).reader_keys or sum(map(len, typed.words)) < SHORTEST:
        return []
    found: dict[str, Suggestion] = {}
    for provide in SUGGESTIONS:
        for suggestion in provide(user, typed):
            found.setdefault(suggestion.url, suggestion)
    return list(found.values())[:MOST]


def meant(typed: Typed, names: Iterable[Named], most: int = MOST_OF_A_KIND) -> list[Meant]:
    """Which of the names the text ends with, or begins to say; names that begin so come first."""
    wanted = [(name.code, _words(name.name)) for name in names]
    found: dict[int, tuple[int, int, Meant]] = {}
    for tail in typed.tails():
        words = _words(tail.text)
        for at, (code, name) in enumerate(wanted):
            place = 0 if tail.is_code(code) else _place_of(words, name) if tail.is_long_enough else None
            if place is not None:
                found.setdefault(at, (len(tail.before), place, Meant(at, tail.before)))
    return [hit for _, _, hit in sorted(found.values())[:most]]


def _place_of(words: list[str], name: list[str]) -> int | None:
    """Where in a name these words stand, the last one perhaps unfinished; 0 is its beginning, None nowhere."""
    if not words:
        return None
    *whole, unfinished = words
    for at in range(len(name) - len(whole)):
        if name[at : at + len(whole)] == whole and name[at + len(whole)].startswith(unfinished):
            return at
    return None


def _words(text: str) -> list[str]:
    """Words in lower case without accents."""
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    return _WITHIN.sub("", unicodedata.normalize("NFKD", text.lower()))


def states(user: Viewer, typed: Typed) -> list[Suggestion]:
    """States with a document that the person may see."""
    return _of_facet(user, typed, "state", "State")


def kinds(user: Viewer, typed: Typed) -> list[Suggestion]:
    """Types of documents of which the person may see one."""
    return _of_facet(user, typed, "kind", "Document type")


def _of_facet(user: Viewer, typed: Typed, facet: str, what: str) -> list[Suggestion]:
    counts = count_facets(user, Filters()).by_facet[facet]
    choices = [choice for choice in BY_NAME[facet].choices() if counts.get(choice.value)]
    found = meant(typed, [Named(choice.label, choice.value if facet == "state" else "") for choice in choices])
    return [
        _narrowing(facet, choices[at].value, choices[at].label, what, before, counts[choices[at].value])
        for at, before in found
    ]


def _narrowing(facet: str, value: str, label: str, what: str, before: str, count: int) -> Suggestion:
    """The documents list with this filter; after other words, the search for them with this filter."""
    query = QueryDict(mutable=True)
    if not before:
        query[facet] = value
        return Suggestion(
            label, f"{what}, {counted(count, 'document')}", f"{address_of('documents:browse')}?{query.urlencode()}"
        )
    query["q"], query[facet] = before, value
    url = f"{address_of('documents:search')}?{query.urlencode()}"
    return Suggestion(label, f"{what}: only its pages with “{before}”", url)


class _Title(NamedTuple):
    key: str
    title: str
    state: str | None
    kind: str | None
    shared_at: datetime


def titles(user: Viewer, typed: Typed) -> list[Suggestion]:
    """Documents with all these words in their title, the last ones perhaps unfinished; one query."""
    wanted = " & ".join(f"'{word}':*" for word in typed.words)
    visible = Document.objects.visible_to(user).published().alias(title_words=TITLE_WORDS)
    # Without an order: PostgreSQL would walk all documents by date to save itself the sorting.
    rows = visible.filter(title_words__matches=wanted).values_list("key", "title", "state", "kind__name", "shared_at")
    found = sorted(map(_Title._make, rows[:MOST_COMPARED]), key=lambda row: (row.shared_at, row.key), reverse=True)
    begun = " ".join(typed.words)
    found.sort(key=lambda row: not " ".join(_words(row.title)).startswith(begun))
    return [
        Suggestion(
            row.title,
            ", ".join(filter(None, [row.kind or "Document", row.state])),
            address_of("documents:detail", row.key),
        )
        for row in found[:MOST_TITLES]
    ]
