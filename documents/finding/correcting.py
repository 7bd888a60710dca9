"""Words that stand on no page the person may see, and the ones they may have been meant for."""

import re
from collections.abc import Iterable, Sequence

from tantivy import Occur, Query

from clearinghouse.lib.files.english import compact_words, is_word
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.words import exact, typed
from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Way
from documents.finding.allowed import Allowed
from documents.finding.filters import Filters
from documents.finding.index import rarity
from documents.finding.index.reading import OpenIndex
from documents.finding.proposing import Inquiry, proposals_at

SHORTEST = 5  # letters: of shorter words, too many are one letter apart
LONG = 8  # letters from which two may be wrong
MOST_WORDS = 8  # corrected in one query
NEAREST = 300  # words compared with what the person may see
PROVEN_BY = 50  # pages looked up for one
_DOUBLED = re.compile(r"(.)\1")


@dataclass(frozen=True)
class Corrector:
    """Looks for the words meant, in what one person may see."""

    index: OpenIndex
    reader_keys: tuple[int, ...]
    allowed: Allowed
    names: Sequence[str] = ()  # of states, and everyday words of the sets of synonyms: known to everybody

    def corrected(self, text: str, inquiry: Inquiry) -> str:
        """The query with words that stand nowhere replaced; as it is when nothing is near or all stand somewhere."""
        unknown = [
            weighed.concept.typed
            for weighed in inquiry.weighed
            if not weighed.concept.is_known and _may_be_wrong(weighed.concept.typed)
        ]
        for word in [word for word in unknown if not self._stands(word)][:MOST_WORDS]:
            meant = self._meant(word)
            if meant:
                text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", meant, text)
        return text

    def _meant(self, word: str) -> str:
        from rapidfuzz import process  # here: few searches need it, and it would lengthen every start
        from rapidfuzz.distance import OSA

        forms = exact.forms_of(word)
        if len(forms) != 1:
            return ""
        form, most = forms[0], 2 if len(word) >= LONG else 1
        names = {name.lower() for name in self.names}
        words = names | set(self._words_like(form))
        near = process.extract(form, sorted(words), scorer=OSA.distance, score_cutoff=most, limit=NEAREST)
        near += [(other, 0, 0) for other in _undoubled_alike(form, words)]
        counted = [
            (stem(other) != stem(form), distance, other[:1] != form[:1], -self._pages(other), other)
            for other, distance, _ in near
        ]
        for is_other_word, *_, pages, other in sorted(counted):
            if (pages and self._is_seen(other)) or other in names:
                return other if is_other_word else ""  # a form of the same word is found anyhow
        return ""

    def _stands(self, word: str) -> bool:
        """Whether a page has the word as it was typed, or another way to write it: “buildout” as “build out”."""
        unit = typed.phrase(word)
        ways = [query for way in unit.ways for query in self._written(way)] if unit is not None else []
        query = Query.boolean_query([(Occur.Should, way) for way in ways])
        # Kept counts may be minutes old: enough to take a word for right, not to take it for wrong.
        kept = rarity.count(self.index, self.reader_keys, f"exact:{word}", lambda: query)
        return kept > 0 or self._count(query) > 0

    def _written(self, way: Way) -> Iterable[Query]:
        if len(way) == 1:
            return [Query.term_query(self.index.schema, "exact", way[0])]
        # As stems “locat ons” would be “located on”: each word must stand as it is, and all in this order.
        words = [(Occur.Must, Query.term_query(self.index.schema, "exact", word)) for word in way]
        stems: list[str | tuple[int, str]] = [stem(word) for word in way]
        in_order = [Query.phrase_query(self.index.schema, field, stems) for field in ("text", "heading")]
        return [Query.boolean_query([*words, (Occur.Must, phrase)]) for phrase in in_order]

    def _words_like(self, form: str) -> Iterable[str]:
        """Words that begin with the first letter, or with the second: the first may be missing or moved."""
        for letter in dict.fromkeys(form[:2]):
            for word, _ in self.index.searcher.terms_with_prefix("exact", letter):
                if abs(len(word) - len(form)) <= 2 and word.isalpha():
                    yield word

    def _pages(self, word: str) -> int:
        return self._count(Query.term_query(self.index.schema, "exact", word))

    def _count(self, query: Query) -> int:
        return self.index.count(self._readable(query))

    def _readable(self, query: Query) -> Query:
        return Query.boolean_query([(Occur.Must, self.index.readable_by(self.reader_keys)), (Occur.Must, query)])

    def _is_seen(self, word: str) -> bool:
        """SECURITY: whether it stands on a page that the database lets the person see, whatever the index says."""
        query = self._readable(Query.term_query(self.index.schema, "exact", word))
        hits = self.index.searcher.search(query, PROVEN_BY, count=False).hits
        proposals = proposals_at(self.index, [address for _, address in hits])
        return bool(self.allowed.keep(proposals, Filters()))


def _undoubled_alike(form: str, words: Iterable[str]) -> list[str]:
    """Those that are the form but for doubled letters; most others differ in their first or last letter."""
    bare, ends = _undoubled(form), (form[:1], form[-1:])
    return sorted(other for other in words if (other[:1], other[-1:]) == ends and _undoubled(other) == bare)


def _undoubled(word: str) -> str:
    """Without doubled letters, which people get wrong most: baterry is battery."""
    return _DOUBLED.sub(r"\1", word)


def _may_be_wrong(word: str) -> bool:
    """Long enough, and no English word: who types “vacation” means it, though no page says so."""
    return len(word) >= SHORTEST and word.isalpha() and not is_word(word.lower(), compact_words())
