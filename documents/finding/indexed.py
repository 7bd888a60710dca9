"""Search for pages through the index: it proposes, the database says what the person may see, and we rank that."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal

from tantivy import Query

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
from documents.finding.facets import Tallies, tallies_of
from documents.finding.filters import Filters
from documents.finding.hits import Correction
from documents.finding.index import rarity
from documents.finding.index.reading import OpenIndex
from documents.finding.kept import MOST_EVIDENCE, MOST_RANKINGS, MOST_WITHIN, Kept, Meaning, Ranking, add
from documents.finding.page_words import PageWords
from documents.finding.proposing import CLOSELY, MOST, Inquiry, Proposal, Weighed
from documents.finding.ranking import Evidence, Scale
from documents.finding.synonyms import synonym_sets

Order = Literal["relevance", "shared"]
# A stale index may propose mostly what the person may no longer see: then we ask it for more, so often.
DEEPER, DEEPEST = 4, 20_000
# Proposals are looked at closely so many at once, until none of these is among the best two screens.
AT_ONCE, BEST = 50, 40
RARE_OF = 200  # a word that at most one of so many pages has is hardly on any
COMMON_OF = 20  # a word on more than one of so many stands for no rare word
NO_FACTS: frozenset[Column] = frozenset()


class Search:
    """One person's search, in what the database lets them see while it lasts; or within one document.

    with_topics is for who counts beside the hits, or filters by topic.
    """

    def __init__(self, index: OpenIndex, user: Viewer, within: int | None = None, *, with_topics: bool = False) -> None:
        self.index, self.within = index, within
        self.reader_keys = tuple(standing_of(user).reader_keys)
        self.allowed = Allowed(user, with_topics)
        self._kept = Kept(index, self.reader_keys)
        self._meanings: dict[str, Meaning] = {}

    @cached_property
    def reference(self) -> Reference:
        return read_reference()

    def understood(self, text: str) -> Asked:
        """What the words mean."""
        return self.meaning(text).asked

    def meaning(self, text: str) -> Meaning:
        """What the words mean, with what is known of them from before."""
        found = self._meanings.get(text)
        if found is None:
            sets, kept = synonym_sets(), self._kept.get(text)
            if kept is not None and kept.holds(sets, self.reference):
                found = kept
            else:
                lexicon = Lexicon(same_thing_table(), self.reference, self._stands, self._is_rare, self._is_common)
                asked = understand(text, lexicon).standing(cache(self.index.stands))
                found = Meaning(asked, sets, self.reference)
                self._kept.put(text, found)
            self._meanings[text] = found
        return found

    def inquiry(self, asked: Asked, filters: Filters, weighed: tuple[Weighed, ...] = ()) -> Inquiry:
        """The question to the index; with the weights of what is asked where they are known."""
        return Inquiry(self.index, self.reader_keys, asked, filters, self.within, weighed)

    def _inquiry(self, meaning: Meaning, filters: Filters) -> Inquiry:
        inquiry = self.inquiry(meaning.asked, filters, meaning.weighed)
        meaning.weighed = inquiry.ranked_weights
        return inquiry

    def _stands(self, runs: tuple[Run, ...]) -> bool:
        """Whether a page the person may see holds one of the runs."""
        return self.inquiry(Asked(), Filters()).pages_with(runs) > 0

    def _is_rare(self, runs: tuple[Run, ...]) -> bool:
        """Whether hardly any page that the person may see holds one of the runs."""
        pages = self.inquiry(Asked(), Filters()).pages_with(runs)
        return pages * RARE_OF <= rarity.pages_seen(self.index, self.reader_keys)

    def _is_common(self, runs: tuple[Run, ...]) -> bool:
        """Whether so many of the pages that the person may see hold one of the runs that it says little."""
        pages = self.inquiry(Asked(), Filters()).pages_with(runs)
        return pages * COMMON_OF > rarity.pages_seen(self.index, self.reader_keys)

    def corrected(self, text: str) -> Correction | None:
        """What to search instead, if a word stands on no page that the person may see and another is near."""
        meaning = self.meaning(text)
        if meaning.is_spelled:
            return None
        names = [word for name in self.reference.states.values() for word in name.split()]
        names += everyday_words(synonym_sets())
        corrector = Corrector(self.index, self.reader_keys, self.allowed, names)
        searched = corrector.corrected(text, self._inquiry(meaning, Filters()))
        meaning.is_spelled = searched == text
        return None if meaning.is_spelled else Correction(text, searched)

    def known(
        self, text: str, filters: Filters, order: Order = "relevance", *, fold_alike: bool = True
    ) -> Ranking | None:
        """What found() brought before. SECURITY: to be shown only if the database says the same still."""
        return self.meaning(text).rankings.get(self._named(filters, order, fold_alike=fold_alike))

    def found(self, text: str, filters: Filters, order: Order = "relevance", *, fold_alike: bool = True) -> Ranking:
        """The matching pages that the person may see, in order."""
        meaning = self.meaning(text)
        inquiry = self._inquiry(meaning, filters)
        proposals = self._allowed(inquiry, newest=order == "shared")
        judged = Judged(self, meaning, inquiry)
        pages, alike = judged.in_order(proposals, fold_alike=fold_alike)
        if order == "shared":
            place = self.allowed.by_date(page.document for page in pages)
            pages.sort(key=lambda page: place[page.document], reverse=True)
        documents = sorted({proposal.document for proposal in proposals})
        tallies = self._tallies(meaning, filters, documents) if self.allowed.with_topics else None
        about = sorted(self.allowed.asked_about)
        ranking = Ranking(
            listed=(
                array("q", [page.page for page in pages]),
                array("q", [page.document for page in pages]),
                tuple([self.allowed.seen[page.document].state_id for page in pages]),
            ),
            total=len(proposals),
            documents=array("q", documents),
            weighed=inquiry.ranked_weights,
            alike=alike,
            told=judged.told,
            tallies=tallies,
            asked_about=array("q", about),
            state=self.allowed.state_of(about),
        )
        if pages:  # who finds nothing is told what to leave out, which is found out each time
            add(meaning.rankings, self._named(filters, order, fold_alike=fold_alike), ranking, MOST_RANKINGS)
        return ranking

    def _named(self, filters: Filters, order: Order, *, fold_alike: bool) -> object:
        keys = tuple((name, keys) for name, _, keys in filters.keys)
        return keys, order, fold_alike, self.within, self.allowed.with_topics

    def _tallies(self, meaning: Meaning, filters: Filters, documents: Sequence[int]) -> Tallies:
        """How many documents with a matching page each filter value would leave."""
        whole = self.matching(meaning.asked) if filters.values else documents
        return tallies_of(self.allowed, whole, filters)

    def lacks(self, text: str, ranking: Ranking, page: int, document: int) -> tuple[str, ...]:
        """The words that a reader misses on a page; of one far down the list that is found out only now."""
        if page in ranking.told:
            return ranking.told[page]
        meaning = self.meaning(text)
        return Judged(self, meaning, self._inquiry(meaning, Filters())).looked_up(page, document)

    def matching(self, asked: Asked) -> tuple[int, ...]:
        """The documents with a matching page, whatever the filters."""
        if asked.is_empty:
            return ()
        proposals = self._allowed(self.inquiry(asked, Filters()), newest=False)
        return tuple(dict.fromkeys(proposal.document for proposal in proposals))

    def proposed(self, text: str) -> tuple[int, ...]:
        """The pages that the index proposes, at most MOST. SECURITY: the database wasn't asked about any of them."""
        meaning = self.meaning(text)
        if meaning.asked.is_empty:
            return ()
        kept = meaning.within.get(self.within or 0)
        if kept is None:
            proposals = self._inquiry(meaning, Filters()).proposals(MOST)
            kept = tuple(proposal.page for proposal in proposals)
            if self.within is not None:
                add(meaning.within, self.within, kept, MOST_WITHIN)
        return kept

    def _allowed(self, inquiry: Inquiry, *, newest: bool) -> list[Proposal]:
        most = MOST
        while True:
            proposals = inquiry.proposals(most, newest=newest)
            kept = self.allowed.keep(proposals, inquiry.filters)
            if len(proposals) < most or len(kept) >= min(MOST, most // 2) or most >= DEEPEST:
                return kept[:MOST]
            most *= DEEPER


@dataclass
class Judged:
    """Pages by what speaks for them."""

    search: Search
    meaning: Meaning
    inquiry: Inquiry
    told: dict[int, tuple[str, ...]] = field(default_factory=dict)  # words that a reader misses, by page
    _words: dict[int, PageWords] = field(default_factory=dict)
    _held: dict[int, frozenset[Column]] = field(default_factory=dict)

    def in_order(
        self, proposals: Sequence[Proposal], *, fold_alike: bool
    ) -> tuple[list[Proposal], dict[int, tuple[int, ...]]]:
        """Proposals in order: the first few hundred by what speaks for them, the others as proposed.

        Pages that lack no word of weight come first. Those that are folded into a better one are left out and told
        by it.
        """
        judged = self._judged(proposals)
        self.told |= {proposal.page: evidence.told() for proposal, evidence in judged}
        best = [proposal for proposal, _ in judged[:FOLDED_CLOSELY]] if fold_alike else []
        into = folded((proposal.page, proposal.document, self._words_of(proposal)) for proposal in best)
        alike: dict[int, tuple[int, ...]] = {}
        for page, better in into.items():
            alike[better] = (*alike.get(better, ()), page)
        return [*(one for one, _ in judged if one.page not in into), *proposals[len(judged) :]], alike

    def _judged(self, proposals: Sequence[Proposal]) -> list[tuple[Proposal, Evidence]]:
        """The proposals that are looked at closely, best first: until so many in turn bring none among the best."""
        judged: list[tuple[Proposal, Evidence]] = []
        for start in range(0, CLOSELY, AT_ONCE):
            some = [(proposal, self._judge(proposal)) for proposal in proposals[start : start + AT_ONCE]]
            judged = sorted([*judged, *some], key=lambda one: (one[1].lacks_weight, -one[1].score, one[0].page))
            latest = {proposal.page for proposal, _ in some}
            if start and latest.isdisjoint(proposal.page for proposal, _ in judged[:BEST]):
                break
        return judged

    def looked_up(self, page: int, document: int) -> tuple[str, ...]:
        """The words that a page lacks which was not looked at closely."""
        index = self.search.index
        hits = index.searcher.search(Query.term_query(index.schema, "page", page), 1, count=False).hits
        if not hits:
            return ()
        self.search.allowed.ask([document])
        return self._judge(Proposal(page, document, 0, hits[0][1])).told()

    def _judge(self, proposal: Proposal) -> Evidence:
        """What speaks for the page."""
        facts = self._facts(proposal.document)
        found = self.meaning.evidence.get((proposal.page, facts))
        if found is None:
            found = self._scale.weigh(self._words_of(proposal), facts)
            add(self.meaning.evidence, (proposal.page, facts), found, MOST_EVIDENCE)
        return found

    def _words_of(self, proposal: Proposal) -> PageWords:
        found = self._words.get(proposal.page)
        if found is None:
            blob = bytes(self.search.index.searcher.doc(proposal.address)["words"][0])
            found = self._words[proposal.page] = page_words.unpacked(blob)
        return found

    @cached_property
    def _scale(self) -> Scale:
        return Scale(self.inquiry.ranked_weights, self.search.index.stands)

    def _facts(self, document: int) -> frozenset[Column]:
        """What of the query's states, kinds, eras and years a document has."""
        if not self.inquiry.columns:
            return NO_FACTS
        if document not in self._held:
            seen = self.search.allowed.seen.get(document)
            held = [column for column in self.inquiry.columns if seen is not None and seen.has(column)]
            self._held[document] = frozenset(held)
        return self._held[document]
