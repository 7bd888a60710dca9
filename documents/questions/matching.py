"""Whether a page answers a question: it has one word or phrase of each group.

Exact words are what a regular expression with word boundaries finds, whatever the case, phrases across line breaks.
Between the words of a phrase a blank, a hyphen and a slash count alike: "low income" is "low-income" as well. Most
words are looked up among the page's words, which are read once for all questions; only what they cannot decide is
looked for in the text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.words.stems import stem

Groups = Sequence[Sequence[str]]
Span = tuple[int, int]

_WORD = re.compile(r"\w+")
_SPACE = r"\s\-\u00ad\u2010-\u2015\u2212/"
_BETWEEN = f"[{_SPACE}]+"
_PARTS = re.compile(rf"(?P<word>\w+)|(?P<between>{_BETWEEN})|(?P<apostrophe>['\u2018\u2019\u02bc])|(?P<sign>.)")
_APOSTROPHE = "['\u2018\u2019\u02bc]"
_EDGE = r"\b"
_SHORTEST_HALF = 2  # letters of either half of a word that may be written as two


class PageWords:
    """The text of one page, and its words as far as somebody asks for them."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> str:
        """The text in one form for capitals and small letters."""
        return self.text.casefold()

    @cached_property
    def in_order(self) -> list[str]:
        """Its words, folded."""
        return _WORD.findall(self.folded)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, each once."""
        return frozenset(self.in_order)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The parts of its words that their other forms share."""
        return frozenset(map(stem, self.words))

    @cached_property
    def stems_in_order(self) -> str:
        """The stems of its words one after another, with a blank before and behind each."""
        return f" {' '.join(map(stem, self.in_order))} "

    @cached_property
    def followers(self) -> dict[str, set[str]]:
        """The words that stand behind each word."""
        found: dict[str, set[str]] = {}
        for first, last in pairwise(self.in_order):
            found.setdefault(first, set()).add(last)
        return found

    @cached_property
    def placed(self) -> "Placed":
        """Where its words stand, for marking them."""
        return Placed(self.text)


class Placed:
    """The words of a text with their places, by stem."""

    def __init__(self, text: str) -> None:
        self.spans: list[Span] = []
        self.words: list[str] = []
        self.stems: list[str] = []
        self.by_stem: dict[str, list[int]] = {}
        for at, match in enumerate(_WORD.finditer(text)):
            word = match[0].casefold()
            self.spans.append(match.span())
            self.words.append(word)
            self.stems.append(stem(word))
            self.by_stem.setdefault(self.stems[-1], []).append(at)

    def runs(self, stems: tuple[str, ...]) -> Iterator[Span]:
        """Where words of these stems stand side by side."""
        for at in self.by_stem.get(stems[0], ()):
            if tuple(self.stems[at : at + len(stems)]) == stems:
                yield self.spans[at][0], self.spans[at + len(stems) - 1][1]


class Term(Protocol):
    """One word or phrase of a group, ready to be looked for.

    A page that has it has one of the first words, or a word of one of the first stems.
    """

    @property
    def first_words(self) -> Sequence[str]:
        """Words that it may begin with."""

    @property
    def first_stems(self) -> Sequence[str]:
        """Stems that it may begin with."""

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has it."""

    def spans(self, page: PageWords) -> Iterator[Span]:
        """Where the page has it."""


@dataclass(frozen=True)
class ExactTerm:
    """Found as it was typed."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    is_word: bool  # one word and nothing else: a look among the page's words decides
    first_stems: tuple[str, ...] = ()

    @property
    def first_words(self) -> Sequence[str]:
        """As typed."""
        return self.words[:1]

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has it."""
        if not page.words.issuperset(self.words):
            return False
        return self.is_word or (self._may_be_on(page) and self.pattern.search(page.text) is not None)

    def _may_be_on(self, page: PageWords) -> bool:
        """Whether each of its words stands behind the one before it somewhere."""
        return all(last in page.followers.get(first, ()) for first, last in pairwise(self.words))

    def spans(self, page: PageWords) -> Iterator[Span]:
        """Where the page has it."""
        if page.words.issuperset(self.words):
            yield from (match.span() for match in self.pattern.finditer(page.text))


@dataclass(frozen=True)
class TermInAnyForm:
    """Found with other endings too, and with its words written as one or as two."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    as_one: str  # the stem of its words written as one
    halves: tuple[tuple[str, str], ...]  # how a single word may be written as two: the first, how the second begins

    @property
    def first_words(self) -> Sequence[str]:
        """The first half of a word that may be written as two."""
        return [half for half, _ in self.halves]

    @property
    def first_stems(self) -> Sequence[str]:
        """Of its first word, and of all its words as one."""
        return self.stems[0], self.as_one

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has it."""
        if self.as_one in page.stems:
            return True
        if len(self.stems) == 1:
            return any(half in page.words and self._follows(page, half, begun) for half, begun in self.halves)
        return page.stems.issuperset(self.stems) and f" {' '.join(self.stems)} " in page.stems_in_order

    def _follows(self, page: PageWords, half: str, begun: str) -> bool:
        behind = page.followers.get(half, ())
        return any(word.startswith(begun) and stem(half + word) == self.as_one for word in behind)

    def spans(self, page: PageWords) -> Iterator[Span]:
        """Where the page has it."""
        yield from page.placed.runs((self.as_one,))
        if len(self.stems) > 1:
            yield from page.placed.runs(self.stems)
        elif any(half in page.words for half, _ in self.halves):
            yield from self._pairs(page.placed)

    def _pairs(self, placed: Placed) -> Iterator[Span]:
        """Where it is written as two words."""
        halves = {half for half, _ in self.halves}
        for at, (first, last) in enumerate(pairwise(placed.words)):
            if first in halves and stem(first + last) == self.as_one:
                yield placed.spans[at][0], placed.spans[at + 1][1]


def read_term(typed: str, *, any_form: bool) -> Term | None:
    """A word or phrase as somebody typed it; None where it holds no letter and no digit."""
    parts = list(_PARTS.finditer(typed.strip()))
    words = tuple(_WORD.findall(typed.casefold()))  # as those of a page are read
    if not words:
        return None
    if any_form and all(part["word"] or part["between"] for part in parts):
        as_one = stem("".join(words))
        return TermInAnyForm(words, tuple(map(stem, words)), as_one, tuple(_halves(words, as_one)))
    return ExactTerm(words, _pattern(parts), is_word=len(parts) == len(words) == 1)


def _halves(words: tuple[str, ...], as_one: str) -> Iterator[tuple[str, str]]:
    """Each way to write a single word as two. Endings change its last letters, and the last one of its stem."""
    if len(words) == 1:
        whole = words[0]
        for length in range(_SHORTEST_HALF, len(whole) - _SHORTEST_HALF + 1):
            yield whole[:length], whole[length : max(length, len(as_one) - 1)]


def _pattern(parts: Sequence[re.Match[str]]) -> re.Pattern[str]:
    """Word boundaries stand where the phrase begins or ends with a letter or a digit."""
    written = "".join(
        _BETWEEN if part["between"] else _APOSTROPHE if part["apostrophe"] else re.escape(part[0]) for part in parts
    )
    before, after = (_EDGE if part["word"] else "" for part in (parts[0], parts[-1]))
    return re.compile(before + written + after, re.IGNORECASE)


class Group:
    """Words and phrases of which a page has one. Only those are tried of which a page has a first word at all."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        self._by_word: dict[str, list[Term]] = {}
        self._by_stem: dict[str, list[Term]] = {}
        for term in terms:
            for word in term.first_words:
                self._by_word.setdefault(word, []).append(term)
            for first in term.first_stems:
                self._by_stem.setdefault(first, []).append(term)

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has one of them."""
        return any(term.is_on(page) for term in self._candidates(page))

    def _candidates(self, page: PageWords) -> Iterator[Term]:
        for word in self._by_word.keys() & page.words:
            yield from self._by_word[word]
        if self._by_stem:
            for first in self._by_stem.keys() & page.stems:
                yield from self._by_stem[first]


class Matcher:
    """Finds the pages that answer one question."""

    def __init__(self, groups: Groups, *, any_form: bool) -> None:
        terms = [[read_term(typed, any_form=any_form) for typed in group] for group in groups]
        self._groups = [Group([term for term in group if term is not None]) for group in terms]

    def answers(self, page: PageWords) -> bool:
        """Whether the page has a word or phrase of each group. A question without words is answered nowhere."""
        return bool(self._groups) and all(group.is_on(page) for group in self._groups)

    def spans(self, page: PageWords) -> list[Span]:
        """Where the words of all groups stand, in order; those that overlap are one."""
        found = sorted(span for group in self._groups for term in group.terms for span in term.spans(page))
        merged: list[Span] = []
        for start, end in found:
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged
