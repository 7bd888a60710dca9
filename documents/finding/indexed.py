"""Search for pages through the index: it proposes, the database says what the person may see, and we rank that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from accounts.standing import Viewer, standing_of
from documents.finding import page_words
from documents.finding.alike import CLOSELY as FOLDED_CLOSELY
from documents.finding.alike import folded
from documents.finding.allowed import Allowed
from documents.finding.asking.same_thing import everyday_words, same_thing_table
from documents.finding.asking.suggested import Reference, read_reference
from documents.finding.asking.understanding import Lexicon, understand
from documents.finding.asking.wanted import Asked, Column, Run
from documents.finding.correcting import Corrector
from documents.finding.facets import counts_of
from documents.finding.filters import Counts, Filters
from documents.finding.folding import Ranked
from documents.finding.hits import Correction
from documents.finding.index.reading import OpenIndex
from documents.finding.page_words import PageWords
from documents.finding.proposing import CLOSELY, MOST, Inquiry, Proposal, Weighed
from documents.finding.ranking import Evidence, Scale
from documents.finding.synonyms import synonym_sets

Order = Literal["relevance", "shared"]
# A stale index may propose mostly what the person may no longer see: then we ask it for more, so often.
DEEPER, DEEPEST = 4, 20_000
# Proposals are looked at closely so many at once, until none of these is among the best two screens.
AT_ONCE, BEST = 50, 40


@dataclass(frozen=True)
class Found:
    """Every matching page in order, at most CANDIDATES + 1, without those folded into another, which total counts."""

    pages: list[Ranked]
    total: int
    document_ids: tuple[int, ...]
    weighed: tuple[Weighed, ...]  # what was looked for, with its weights
    alike: Mapping[int, tuple[int, ...]]  # by page, pages of other documents that say the same, folded into it
    lacks: Callable[[int], tuple[str, ...]]  # by page, words as typed that it doesn't hold, and that carry weight


class Search:
    """One person's search, in what the database lets them see while it lasts; or within one document.

    with_topics is for who counts beside the hits, or filters by topic.
    """

    def __init__(self, index: OpenIndex, user: Viewer, within: int | None = None, *, with_topics: bool = False) -> None:
        self.index, self.within = index, within
        self.reader_keys = tuple(standing_of(user).reader_keys)
        self.allowed = Allowed(user, with_topics)
        self._understood: dict[str, Asked] = {}

    @cached_property
    def reference(self) -> Reference:
        return read_reference()

    def understood(self, text: str) -> Asked:
        """What the words mean."""
        if text not in self._understood:
            lexicon = Lexicon(same_thing_table(), self.reference, self._stands)
            self._understood[text] = understand(text, lexicon)
        return self._understood[text]

    def inquiry(self, asked: Asked, filters: Filters) -> Inquiry:
        """The question to the index."""
        return Inquiry(self.index, self.reader_keys, asked, filters, self.within)

    def _stands(self, runs: tuple[Run, ...]) -> bool:
        """Whether a page the person may see holds one of the runs."""
        return self.inquiry(Asked(), Filters()).pages_with(runs) > 0

    def corrected(self, text: str) -> Correction | None:
        """What to search instead, if a word stands on no page that the person may see and another is near."""
        names = [word for name in self.reference.states.values() for word in name.split()]
        names += everyday_words(synonym_sets())
        corrector = Corrector(self.index, self.reader_keys, self.allowed, names)
        searched = corrector.corrected(text, self.inquiry(self.understood(text), Filters()))
        return Correction(text, searched) if searched != text else None

    def found(self, asked: Asked, filters: Filters, order: Order = "relevance", *, fold_alike: bool = True) -> Found:
        """The matching pages that the person may see, in order."""
        inquiry = self.inquiry(asked, filters)
        proposals = self._allowed(inquiry, newest=order == "shared")
        judged = _Judged(self, inquiry, proposals, fold_alike=fold_alike)
        seen = self.allowed.seen
        pages = [Ranked(page.page, page.document, seen[page.document].state_id) for page in judged.in_order()]
        if order == "shared":
            place = self.allowed.by_date(page.document for page in pages)
            pages.sort(key=lambda page: place[page.document], reverse=True)
        document_ids = tuple(sorted({proposal.document for proposal in proposals}))
        return Found(pages, len(proposals), document_ids, inquiry.ranked_weights, judged.alike, judged.lacks)

    def counts(self, asked: Asked, filters: Filters, found: Found) -> Counts:
        """How many documents with a matching page each filter value would leave."""
        documents = self.matching(asked) if filters.values else found.document_ids
        return counts_of(self.allowed, documents, filters)

    def matching(self, asked: Asked) -> tuple[int, ...]:
        """The documents with a matching page, whatever the filters."""
        if asked.is_empty:
            return ()
        proposals = self._allowed(self.inquiry(asked, Filters()), newest=False)
        return tuple(dict.fromkeys(proposal.document for proposal in proposals))

    def proposed(self, asked: Asked) -> tuple[int, ...]:
        """The pages that the index proposes, at most MOST. SECURITY: the database wasn't asked about any of them."""
        if asked.is_empty:
            return ()
        return tuple(proposal.page for proposal in self.inquiry(asked, Filters()).proposals(MOST))

    def _allowed(self, inquiry: Inquiry, *, newest: bool) -> list[Proposal]:
        most = MOST
        while True:
            proposals = inquiry.proposals(most, newest=newest)
            kept = self.allowed.keep(proposals, inquiry.filters)
            if len(proposals) < most or len(kept) >= min(MOST, most // 2) or most >= DEEPEST:
                return kept[:MOST]
            most *= DEEPER


@dataclass
class _Judged:
    """Proposals in order: the first few hundred by what speaks for them, the others as proposed."""

    search: Search
    inquiry: Inquiry
    proposals: Sequence[Proposal]
    fold_alike: bool
    alike: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _evidence: dict[int, Evidence] = field(default_factory=dict)
    _held: dict[int, frozenset[Column]] = field(default_factory=dict)

    def in_order(self) -> list[Proposal]:
        """Pages that lack no word of weight first; without those that are folded into a better one."""
        judged = self._judged()
        self._evidence = {proposal.page: evidence for proposal, _, evidence in judged}
        best = judged[:FOLDED_CLOSELY] if self.fold_alike else []
        into = folded((proposal.page, proposal.document, words) for proposal, words, _ in best)
        for page, better in into.items():
            self.alike[better] = (*self.alike.get(better, ()), page)
        return [*(one[0] for one in judged if one[0].page not in into), *self.proposals[len(judged) :]]

    def _judged(self) -> list[tuple[Proposal, PageWords, Evidence]]:
        """The proposals that are looked at closely, best first: until so many in turn bring none among the best."""
        judged: list[tuple[Proposal, PageWords, Evidence]] = []
        for start in range(0, CLOSELY, AT_ONCE):
            some = [(proposal, *self._judge(proposal)) for proposal in self.proposals[start : start + AT_ONCE]]
            judged = sorted([*judged, *some], key=lambda one: (one[2].lacks_weight, -one[2].score, one[0].page))
            latest = {proposal.page for proposal, *_ in some}
            if start and latest.isdisjoint(proposal.page for proposal, *_ in judged[:BEST]):
                break
        return judged

    def lacks(self, page: int) -> tuple[str, ...]:
        """The words that a reader misses on a page; of one far down the list that is found out only now."""
        if page not in self._evidence:
            proposal = next(one for one in self.proposals if one.page == page)
            _, self._evidence[page] = self._judge(proposal)
        return self._evidence[page].told()

    def _judge(self, proposal: Proposal) -> tuple[PageWords, Evidence]:
        """The page's words, and what speaks for it."""
        words = page_words.unpacked(bytes(self.search.index.searcher.doc(proposal.address)["words"][0]))
        return words, self._scale.weigh(words, self._facts(proposal.document))

    @cached_property
    def _scale(self) -> Scale:
        return Scale(self.inquiry.ranked_weights)

    def _facts(self, document: int) -> frozenset[Column]:
        """What of the query's states, kinds, eras and years a document has."""
        if document not in self._held:
            seen = self.search.allowed.seen[document]
            self._held[document] = frozenset(column for column in self.inquiry.columns if seen.has(column))
        return self._held[document]
