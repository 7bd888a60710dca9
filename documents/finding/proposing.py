"""What the index proposes: pages that may answer, the best few hundred first. The database decides about each.

Nothing here depends on pages that the person may not see but for one thing: which of very many proposals are looked at
closely. How common a word is is counted among what they may see, and takes the place of what the index counts itself.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import repeat
from math import log, prod
from typing import NamedTuple

from tantivy import DocAddress, Occur, Query

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.words.typed import DENYING
from documents.finding.asking.wanted import Asked, Column, Concept, Demand, Either, Every, Held, Run, Without
from documents.finding.filters import BY_NAME, Filters
from documents.finding.index import rarity
from documents.finding.index.reading import OpenIndex
from documents.finding.page_words import LEVELS, at_level

MOST = 1001  # pages proposed: one more than are counted
CLOSELY = 300  # proposals that the index has ranked by its own measure; these are ranked anew
# Where few pages hold all words: shares of the query's weight that are enough, one after another until FEW are found.
ENOUGH = (0.5, 0.25, 0.0)
FEW = 20
TOPPED_UP = 60  # pages, counted with those that hold less than half of the weight: hundreds say "charging" and no more
# Where so many pages hold all words, those are looked at in which each stands often, if these are AMPLE times enough.
MANY, AMPLE = 4_000, 3
# Who sees less than one of so many pages sees few, in an index of so many that this is worth a look for each word.
SMALL_SHARE, LARGE = 20, 50_000
FEW_WITHIN = 5  # within one document, where pages with any of the words would be nearly all
ROUNDING = 1e-5  # shares are sums of single-precision numbers
HEADING, TITLE = 2.0, 0.6  # what a word in the heading or the title counts, beside the text
# A rare word is not always what was meant: “plows” is rarer than “snow”. So rareness counts less than in plain BM25.
DAMPED = 0.7
NAMED = 1.5  # what a name counts: who types “Ford” in a question means Ford

# The index's field for the column that a filter asks.
FIELDS = {
    "kind_id": "kind",
    "state_id": "state",
    "topics": "topic",
    "era_id": "era",
    "dated_on__year": "year",
    "agency_id": "agency",
    "file_type": "file_type",
    "reader_keys": "readers",
}


class Proposal(NamedTuple):
    """A page that may answer, of which version of which document, and where the index has it; version 0 for a card.

    covered is the share of the query's weight that the index found on it.
    """

    page: int
    document: int
    version: int
    address: DocAddress
    covered: float = 1.0


@dataclass(frozen=True)
class Weighed:
    """A concept with its weight: how rare it is among what the person may see. pages is 0 where nothing says it."""

    concept: Concept
    weight: float
    pages: int


@dataclass(frozen=True)
class Inquiry:
    """One person's question to the index."""

    index: OpenIndex
    reader_keys: tuple[int, ...]
    asked: Asked
    filters: Filters
    document: int | None = None  # within this one only
    known: tuple[Weighed, ...] = ()  # the weights of all that is ranked, where they are known

    @cached_property
    def weighed(self) -> tuple[Weighed, ...]:
        """The words with their weights. A state named weighs as much as all else, for it is what was meant."""
        if self.known:
            return self.known[: len(self.asked.concepts)]
        seen = rarity.pages_seen(self.index, self.reader_keys)
        found = [self._weighed(concept, seen) for concept in self.asked.concepts]
        others = sum(weighed.weight for weighed in found if not weighed.concept.is_place)
        return tuple(
            Weighed(weighed.concept, others or 1.0, weighed.pages) if weighed.concept.is_place else weighed
            for weighed in found
        )

    @cached_property
    def ranked_weights(self) -> tuple[Weighed, ...]:
        """All that makes a page better: the words, and the exact parts with the weight of words."""
        if self.known:
            return self.known
        seen = rarity.pages_seen(self.index, self.reader_keys)
        demanded = self.asked.ranked[len(self.asked.concepts) :]
        return (*self.weighed, *(self._weighed(concept, seen) for concept in demanded))

    @cached_property
    def columns(self) -> frozenset[Column]:
        """What of a document the query names."""
        return frozenset(column for concept in self.asked.ranked for column in concept.columns)

    def _weighed(self, concept: Concept, seen: int) -> Weighed:
        """As rare as the word and those for the same together; if nobody says them, as those near in meaning."""
        pages = self.pages_with(concept.said_runs) or self.pages_with(concept.runs)
        share = concept.share * (NAMED if concept.is_name else 1.0)
        return Weighed(concept, share * rareness(pages, seen) ** DAMPED, pages)

    def pages_with(self, runs: Sequence[Run]) -> int:
        """How many pages hold one of the runs, of those readable with the person's keys; it may be minutes old."""
        name = "|".join(" ".join(run.words) for run in runs)
        return rarity.count(self.index, self.reader_keys, name, lambda: self.query_of(runs))

    # -- what may be proposed at all

    @cached_property
    def limits(self) -> list[tuple[Occur, Query]]:
        """What every proposed page meets: the rights as the index knows them, the filters, the exact parts."""
        must = [self.demanded(demand) for demand in self.asked.demands]
        if len(self.asked.concepts) > 1:
            # A title, a state or a kind may stand for a word, but the page itself must hold something.
            said = [concept for concept in self.asked.concepts if not concept.is_place] or self.asked.concepts
            must.append(self.query_of(run for concept in said for run in concept.runs))
        return [*self._within, *map(_as_limit, must)]

    @cached_property
    def _within(self) -> list[tuple[Occur, Query]]:
        """The rights as the index knows them, and the filters."""
        must = [self.index.readable_by(self.reader_keys), *self._filtered()]
        if self.document is not None:
            must.append(self._term("document", self.document))
        return list(map(_as_limit, must))

    def _filtered(self) -> Iterable[Query]:
        for name, values in self.filters.values.items():
            yield self.column(name, values)

    def column(self, facet: str, values: Sequence[str]) -> Query:
        """Pages of documents with one of the values of a filter."""
        field = FIELDS[BY_NAME[facet].column]
        keys = BY_NAME[facet].keys(tuple(values))
        return Query.term_set_query(self.index.schema, field, keys) if keys else Query.empty_query()

    def demanded(self, demand: Demand) -> Query:
        """Pages that meet an exact part."""
        match demand:
            case Held(concept):
                return self.query_of(concept.runs)
            case Every(parts):
                return Query.boolean_query([(Occur.Must, self.demanded(part)) for part in parts])
            case Either(parts):
                return Query.boolean_query([(Occur.Should, self.demanded(part)) for part in parts])
            case Without(Held(concept)) if len(concept.runs[0].words) == 1:
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self._affirmed(concept))])
            case Without(part):
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self.demanded(part))])

    def _affirmed(self, concept: Concept) -> Query:
        """Pages that say a word without denying it: “-residential” leaves non-residential charging in."""
        word = concept.runs[0].words[0]
        denied = Query.phrase_query(self.index.schema, "text", [DENYING, word])
        return Query.boolean_query([(Occur.Must, self.query_of(concept.runs)), (Occur.MustNot, denied)])

    def query_of(self, runs: Iterable[Run], fields: Sequence[str] = ("text", "heading")) -> Query:
        """Pages with one of the runs."""
        parts = [self._run(field, run) for run in runs for field in fields]
        return Query.boolean_query([(Occur.Should, part) for part in parts])

    def _run(self, field: str, run: Run) -> Query:
        if len(run.words) == 1:
            return self._mine(self._term(field, run.words[0]))
        return self._mine(Query.phrase_query(self.index.schema, field, list(run.words)))

    def _mine(self, query: Query) -> Query:
        """The same pages, for who sees few of all: then each word is looked for among these alone.

        Limits on the whole query would come too late: the ways to say a word are put together first.
        """
        if not self._sees_few:
            return query
        return Query.boolean_query([(Occur.Must, self._readable), (Occur.Must, query)])

    @cached_property
    def _sees_few(self) -> bool:
        pages = self.index.searcher.num_docs
        return pages > LARGE and rarity.pages_seen(self.index, self.reader_keys) * SMALL_SHARE < pages

    @cached_property
    def _readable(self) -> Query:
        return self.index.readable_by(self.reader_keys)

    def _term(self, field: str, value: str | int) -> Query:
        return Query.term_query(self.index.schema, field, value)

    # -- the proposals

    def proposals(self, most: int = MOST, *, newest: bool = False) -> list[Proposal]:
        """The pages with all words, then those with most, then, if there are none, with any; the newest first if asked.

        By date, pages that lack a word come only where no page holds all: between those with all they would be noise.
        """
        wished = [self._wished(weighed.concept, weighed) for weighed in self.ranked_weights]
        if not self.asked.concepts:
            return self._searched([(Occur.Should, query) for query in wished], most, newest=newest)
        if not newest and (strong := self._strong(most)):
            return strong
        found = self._searched([(Occur.Must, query) for query in wished], most, newest=newest)
        if len(found) >= most or len(wished) == 1 or (found and newest):
            return found
        if found and len(wished) == 2 and self._names_code:
            return found  # half of “level 2” or “80 percent” is something else
        few = FEW if self.document is None else FEW_WITHIN
        for enough in ENOUGH:
            if len(found) >= few or (found and self.document is not None and enough < ENOUGH[0]):
                break  # nearly every page of a document has a word like "charging"
            known = {proposal.page for proposal in found}
            further = [proposal for proposal in self._with_most(enough, most) if proposal.page not in known]
            found += further if enough >= ENOUGH[0] else further[: max(TOPPED_UP - len(found), 0)]
        return found[:most]

    @property
    def _names_code(self) -> bool:
        """Whether a number or code is among the words, and no word that says little: “the other 20 percent”."""
        concepts = [weighed.concept for weighed in self.ranked_weights]
        return any(map(_is_code, concepts)) and all(concept.share == 1.0 for concept in concepts)

    def _strong(self, most: int) -> list[Proposal]:
        """Of very many pages with all words, those on which each stands often; none where these aren't enough.

        Weighing every page that has two common words takes as long as there are pages; of these few it doesn't.
        """
        own = [[run for run in concept.runs if run.weight == 1.0] for concept in self.asked.concepts]
        words = [[run.words[0] for run in runs if len(run.words) == 1] for runs in own]
        is_simple = not (self.columns or self.asked.demands or self.document or self._sees_few) and all(words)
        if not is_simple or self._expected() < MANY:
            return []
        scored = [
            (Occur.Should, next(iter(self._scored(Run((forms[0],)), weighed.weight))))
            for forms, weighed in zip(words, self.weighed, strict=True)
        ]
        enough: float = AMPLE * most
        for level in range(len(LEVELS), 0, -1):
            named = [[at_level(word, level) for word in forms] for forms in words]
            expected = self._expected_at(named)
            if expected >= enough:
                limits = [_as_limit(Query.term_set_query(self.index.schema, "strong", forms)) for forms in named]
                found = self._searched([*limits, *scored], most, within=self._within)
                if len(found) >= most:
                    return found
                enough = expected * AMPLE * most / max(len(found), 1)  # filters leave so much less than expected
        return []

    def _expected(self) -> float:
        """About how many pages hold all words, as if each stood on any page regardless of the others."""
        seen = rarity.pages_seen(self.index, self.reader_keys)
        return seen * prod(weighed.pages / max(seen, 1) for weighed in self.weighed)

    def _expected_at(self, named: Sequence[Sequence[str]]) -> float:
        """The same for words at a level."""
        of = max(self.index.searcher.num_docs, 1)
        count = self.index.searcher.doc_freq
        shares = (sum(count("strong", word) for word in words) / of for words in named)
        return rarity.pages_seen(self.index, self.reader_keys) * prod(shares)

    def _searched(
        self,
        parts: Sequence[tuple[Occur, Query]],
        most: int,
        *,
        newest: bool = False,
        shares: bool = False,
        within: Sequence[tuple[Occur, Query]] | None = None,
    ) -> list[Proposal]:
        query = Query.boolean_query([*(self.limits if within is None else within), *parts])
        order = "shared_at" if newest else None
        hits = self.index.searcher.search(query, most, count=False, order_by_field=order).hits
        return proposals_at(
            self.index, [address for _, address in hits], [score for score, _ in hits] if shares else ()
        )

    @property
    def _counted(self) -> tuple[Weighed, ...]:
        """What makes up the weight. Within a document a state says nothing: it stands in the title of every page."""
        said = tuple(weighed for weighed in self.weighed if not weighed.concept.is_place)
        return said if said and self.document is not None else self.weighed

    def _with_most(self, enough: float, most: int) -> list[Proposal]:
        """Pages that hold at least this share of the weight: the best by the index's measure, then by their share."""
        counted = self._counted
        total = sum(weighed.weight for weighed in counted)
        shares, wished = [], []
        for weighed in self.weighed:
            share = weighed.weight / total if weighed in counted else 0.0
            occur = Occur.Must if share and 1 - share < enough else Occur.Should
            shares.append((occur, Query.const_score_query(self._present(weighed.concept), share)))
            wished.append((occur, self._wished(weighed.concept, weighed)))
        covered = {
            proposal.page: proposal
            for proposal in self._searched(shares, most, shares=True)
            if proposal.covered >= enough - ROUNDING and proposal.covered > 0
        }
        best = {page.page: covered[page.page] for page in self._searched(wished, CLOSELY) if page.page in covered}
        return list((best | covered).values())

    # -- how well a page answers, by the index's own measure

    def _present(self, concept: Concept) -> Query:
        if len(self.asked.concepts) == 1:
            return self.query_of(concept.runs)
        parts = [self.column(column.facet, (column.value,)) for column in concept.columns]
        words = self.query_of(concept.runs, ("text", "heading", "title"))
        return Query.boolean_query([(Occur.Should, part) for part in (words, *parts)])

    def _wished(self, concept: Concept, weighed: Weighed | None = None) -> Query:
        """The concept, scored by its best way to be said."""
        weight = weighed.weight if weighed is not None else 1.0
        ways = [scored for run in concept.runs for scored in self._scored(run, weight)]
        for column in concept.columns if len(self.asked.concepts) > 1 else ():
            ways.append(Query.const_score_query(self.column(column.facet, (column.value,)), weight * column.weight * 2))
        return Query.disjunction_max_query(ways)

    def _scored(self, run: Run, weight: float) -> Iterable[Query]:
        places = (("text", 1.0), ("heading", HEADING), ("title", TITLE))
        for place, factor in places if len(self.asked.concepts) > 1 else places[:2]:
            common = sum(self._index_rareness(place, word) for word in run.words)
            # The index multiplies by how rare the words are in all pages; we put what the person sees instead.
            yield Query.boost_query(self._run(place, run), factor * run.weight * weight / max(common, 1e-3))

    def _index_rareness(self, field: str, word: str) -> float:
        return rareness(self.index.searcher.doc_freq(field, word), self.index.searcher.num_docs)


def _as_limit(query: Query) -> tuple[Occur, Query]:
    """A part that every proposed page meets, and that makes none better."""
    return Occur.Must, Query.const_score_query(query, 0.0)


def proposals_at(index: OpenIndex, addresses: list[DocAddress], covered: Sequence[float] = ()) -> list[Proposal]:
    """The pages at these addresses of the index."""
    numbers = index.numbers(("page", "document", "version"), addresses)
    return list(map(Proposal, *numbers, addresses, covered or repeat(1.0)))


def _is_code(concept: Concept) -> bool:
    """Whether it is a number, a code, or the denial of what stands beside it."""
    said = [run.words for run in concept.runs if run.weight == 1.0]
    return said[0] == (DENYING,) or any(map(str.isdigit, "".join(word for words in said for word in words)))


def rareness(pages: int, of: int) -> float:
    """BM25's weight of a word that stands on some of all pages."""
    return log(1 + (max(of, pages) - pages + 0.5) / (pages + 0.5))
