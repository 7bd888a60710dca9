"""Search for pages through the index: it proposes, the database says what the person may see, and we rank that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.db.models import QuerySet

from accounts.standing import Viewer, standing_of
from documents.finding import page_words, ranking
from documents.finding.alike import CLOSELY as FOLDED_CLOSELY
from documents.finding.alike import folded
from documents.finding.allowed import Allowed, allowed_among
from documents.finding.asking.same_thing import everyday_words, same_thing_table
from documents.finding.asking.suggested import Reference, read_reference
from documents.finding.asking.understanding import Lexicon, understand
from documents.finding.asking.wanted import Asked, Run
from documents.finding.correcting import Corrector
from documents.finding.filters import Filters
from documents.finding.hits import Correction
from documents.finding.index import rarity
from documents.finding.index.reading import OpenIndex
from documents.finding.page_words import PageWords
from documents.finding.proposing import CLOSELY, MOST, Inquiry, Proposal, Weighed
from documents.finding.ranking import Evidence
from documents.finding.synonyms import synonym_sets
from documents.models import Document

Order = Literal["relevance", "shared"]
# A stale index may propose mostly what the person may no longer see: then we ask it for more, so often.
DEEPER, DEEPEST = 4, 20_000


@dataclass(frozen=True)
class Placed:
    """A page in its place among the hits."""

    page: int
    document: int
    state: str | None
    lacks: Callable[[], tuple[str, ...]]  # words as typed that it doesn't hold, and that carry weight
    alike: tuple[int, ...] = ()  # pages of other documents that say the same, folded into this one


@dataclass(frozen=True)
class Found:
    """Every matching page in order, at most CANDIDATES + 1; total counts the folded ones too."""

    pages: list[Placed]
    total: int
    document_ids: tuple[int, ...]
    weighed: tuple[Weighed, ...]  # what was looked for, with its weights


class Search:
    """One person's search. `documents` are those that they may see; filters come on top."""

    def __init__(
        self, index: OpenIndex, user: Viewer, documents: QuerySet[Document], within: int | None = None
    ) -> None:
        self.index, self.documents, self.within = index, documents, within
        self.reader_keys = tuple(standing_of(user).reader_keys)

    @cached_property
    def reference(self) -> Reference:
        return read_reference()

    def understood(self, text: str) -> Asked:
        """What the words mean."""
        return understand(text, Lexicon(same_thing_table(), self.reference, self._stands))

    def _stands(self, runs: tuple[Run, ...]) -> bool:
        """Whether a page the person may see holds one of the runs."""
        query = Inquiry(self.index, self.reader_keys, Asked(), Filters()).query_of(runs)
        return rarity.count(self.index, self.reader_keys, repr(runs), query) > 0

    def corrected(self, text: str) -> Correction | None:
        """What to search instead, if a word stands on no page that the person may see and another is near."""
        inquiry = Inquiry(self.index, self.reader_keys, self.understood(text), Filters())
        names = [word for name in self.reference.states.values() for word in name.split()]
        names += everyday_words(synonym_sets())
        searched = Corrector(self.index, self.reader_keys, self.documents, names).corrected(text, inquiry)
        return Correction(text, searched) if searched != text else None

    def found(self, asked: Asked, filters: Filters, order: Order = "relevance", *, fold_alike: bool = True) -> Found:
        """The matching pages that the person may see, in order."""
        inquiry = Inquiry(self.index, self.reader_keys, asked, filters, self.within)
        proposals, allowed = self._allowed(inquiry, newest=order == "shared")
        pages = self._placed(inquiry, proposals, allowed, fold_alike=fold_alike)
        if order == "shared":
            pages.sort(key=lambda page: (allowed[page.page].shared_at, page.document), reverse=True)
        document_ids = tuple(sorted({proposal.document for proposal in proposals}))
        return Found(pages, len(proposals), document_ids, inquiry.ranked_weights)

    def matching(self, asked: Asked) -> tuple[int, ...]:
        """The documents with a matching page, whatever the filters."""
        if asked.is_empty:
            return ()
        proposals, _ = self._allowed(Inquiry(self.index, self.reader_keys, asked, Filters()), newest=False)
        return tuple(dict.fromkeys(proposal.document for proposal in proposals))

    def proposed(self, asked: Asked) -> tuple[int, ...]:
        """The pages that the index proposes, at most MOST. SECURITY: the database wasn't asked about any of them."""
        if asked.is_empty:
            return ()
        inquiry = Inquiry(self.index, self.reader_keys, asked, Filters(), self.within)
        return tuple(proposal.page for proposal in inquiry.proposals(MOST))

    def _allowed(self, inquiry: Inquiry, *, newest: bool) -> tuple[list[Proposal], dict[int, Allowed]]:
        documents, most = inquiry.filters.apply(self.documents), MOST
        while True:
            proposals = inquiry.proposals(most, newest=newest)
            allowed = allowed_among(documents, proposals, names_group=inquiry.names_group)
            kept = [proposal for proposal in proposals if proposal.page in allowed]
            if len(proposals) < most or len(kept) >= min(MOST, most // 2) or most >= DEEPEST:
                return kept[:MOST], allowed
            most *= DEEPER

    def _placed(
        self, inquiry: Inquiry, proposals: Sequence[Proposal], allowed: dict[int, Allowed], *, fold_alike: bool
    ) -> list[Placed]:
        """The first few hundred by what speaks for them, pages that lack nothing first; the others as proposed."""
        judged = [
            (proposal, *self._judged(inquiry, proposal, allowed[proposal.page])) for proposal in proposals[:CLOSELY]
        ]
        judged.sort(key=lambda one: (bool(one[2].lacks), -one[2].score, one[0].page))
        best = judged[:FOLDED_CLOSELY] if fold_alike else []
        into = folded((proposal.page, proposal.document, words.text.words) for proposal, words, _ in best)
        alike = {better: tuple(page for page, other in into.items() if other == better) for better in into.values()}
        first = [
            Placed(page, row.document, row.state, evidence.told, alike.get(page, ()))
            for proposal, _, evidence in judged
            if (row := allowed[page := proposal.page]) and page not in into
        ]
        return first + [self._unjudged(inquiry, proposal, allowed[proposal.page]) for proposal in proposals[CLOSELY:]]

    def _unjudged(self, inquiry: Inquiry, proposal: Proposal, row: Allowed) -> Placed:
        """A page far down the list: what it lacks is found out if it is ever shown."""
        return Placed(row.page, row.document, row.state, lambda: self._judged(inquiry, proposal, row)[1].told())

    def _judged(self, inquiry: Inquiry, proposal: Proposal, facts: Allowed) -> tuple[PageWords, Evidence]:
        """The page's words, and what speaks for it."""
        words = page_words.unpacked(bytes(self.index.searcher.doc(proposal.address)["words"][0]))
        held = {column for column in inquiry.columns if facts.has(column)}
        return words, ranking.weigh(words, inquiry.ranked_weights, held)
