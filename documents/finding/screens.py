"""The search page as plain values: what is said above the hits, and hits folded by document or by state."""

import re
from collections.abc import Sequence

from django.http import QueryDict

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.wording import counted
from documents.finding.addresses import SortLink, changed
from documents.finding.facets import FacetGroup
from documents.finding.folding import Fold
from documents.finding.hits import CANDIDATES, Correction, Results
from documents.finding.rows import HitRow

QUOTES = '"“”'
_PARTS = re.compile(r'"[^"]*"?|[^\s"]+')  # phrases and words
_AROUND = re.compile(r"^([-(]*)(.*?)([).,;:?!]*)$", re.DOTALL)  # signs before and after a word

# Groups on one screen: a document or a state brings several pages.
SCREEN_SIZES = {Fold.FEW: 20, Fold.DOCUMENT: 10, Fold.STATE: 8}
FOLD_LABELS = {Fold.FEW: "Pages", Fold.DOCUMENT: "Documents", Fold.STATE: "States"}


@dataclass(frozen=True)
class Way:
    """A link to another search: what it is called and what comes of it."""

    label: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class HitGroup:
    """Hits of one document or one state. `url` shows all of it: the document, or the search in this state alone."""

    label: str
    url: str
    hits: list[HitRow]
    pages: int
    documents: int

    @property
    def more(self) -> int:
        """Matching pages that are not listed."""
        return self.pages - len(self.hits)


def read_fold(query: QueryDict) -> Fold:
    """How the hits are listed; pages, unless the address says otherwise."""
    asked = query.get("fold", "")
    return Fold(asked) if asked in (Fold.DOCUMENT, Fold.STATE) else Fold.FEW


def fold_links(query: QueryDict, fold: Fold) -> list[SortLink]:
    """The ways to list the hits."""
    return [
        SortLink(label, changed(query, fold=None if way is Fold.FEW else way.value), way is fold)
        for way, label in FOLD_LABELS.items()
    ]


def last_screen(fold: Fold) -> int:
    """The number of the last screen there can be."""
    return -(-CANDIDATES // SCREEN_SIZES[fold])


def groups_of(results: Results, rows: Sequence[HitRow], query: QueryDict) -> list[HitGroup]:
    """The folded results with their rows, which stand in the order of the hits."""
    remaining = iter(rows)
    groups = []
    for folded in results.folded:
        hits = [next(remaining) for _ in folded.hits]
        if not hits:  # whose pages went away while they were looked for
            continue
        if read_fold(query) is Fold.STATE:
            state = folded.hits[0].document.state
            label, url = (state.name, changed(query, state=state.code, fold=None)) if state else ("No state", "")
        else:
            label, url = hits[0].title, folded.hits[0].document.get_absolute_url()
        groups.append(HitGroup(label, url, hits, folded.pages, folded.documents))
    return groups


def preferred(results: Results, facets: Sequence[FacetGroup], query: QueryDict) -> list[Way]:
    """What the words name and comes first, each with the address that makes it a filter; not what nothing here has."""
    found = {(facet.name, option.value) for facet in facets for option in facet.options}
    return [
        Way(preference.label, _with_filter(query, preference.facet, preference.value))
        for preference in results.preferences
        if preference.value not in query.getlist(preference.facet) and (preference.facet, preference.value) in found
    ]


def _with_filter(query: QueryDict, name: str, value: str) -> str:
    copy = query.copy()
    copy.setlist(name, [value])
    return changed(copy)


def ways_out(results: Results, query: QueryDict) -> list[Way]:
    """For who finds nothing: the same search without some of its words, and how many pages that brings."""
    return [
        Way(
            advice.query,
            changed(query, q=advice.query),
            f"without {in_quotes(advice.words)}, {counted(advice.pages, 'page')}",
        )
        for advice in results.advice
    ]


def in_quotes(words: Sequence[str], between: str = "and") -> str:
    """Words as a sentence lists them: “this”, “that”, and “those”."""
    return joined([f"“{word.strip(QUOTES)}”" for word in words], between)


def literally(correction: Correction) -> str:
    """What was typed, as a search that nothing is corrected in: the words that were, in quotation marks."""
    searched = {_AROUND.sub(r"\2", word).lower() for word in correction.searched.split()}
    parts = _PARTS.findall(correction.typed)
    return " ".join(part if part.startswith('"') else _quoted(part, searched) for part in parts)


def _quoted(part: str, searched: set[str]) -> str:
    word = _AROUND.sub(r"\2", part)
    return part if not word or word.lower() in searched else _AROUND.sub(r'\1"\2"\3', part)
