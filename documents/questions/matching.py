"""Whether a page answers a question: it has one word or phrase of each group.

Exact words are what a regular expression with word boundaries finds, whatever the case, phrases across line breaks.
Between the words of a phrase a blank, a hyphen and a slash count alike: "low income" is "low-income" as well. Most
words are looked up among the page's words, which are read once for all questions; only what they cannot decide is
looked for in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

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


class Term(Protocol):
    """One word or phrase of a group, ready to be looked for."""

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has it."""

    def spans(self, text: str) -> Iterator[Span]:
        """Where a text has it."""


@dataclass(frozen=True)
class ExactTerm:
    """Found as it was typed."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    is_word: bool  # one word and nothing else: a look among the page's words decides

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has it."""
        return page.words.issuperset(self.words) and (self.is_word or self.pattern.search(page.text) is not None)

    def spans(self, text: str) -> Iterator[Span]:
        """Where a text has it."""
        return (match.span() for match in self.pattern.finditer(text))


@dataclass(frozen=True)
class TermInAnyForm:
    """Found with other endings too, and with its words written as one or as two."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    as_one: str  # the stem of its words written as one
    halves: tuple[tuple[str, re.Pattern[str]], ...]  # how a single word may be written as two: the first, and both

    def is_on(self, page: PageWords) -> bool:
        """Whether the page has it."""
        if self.as_one in page.stems:
            return True
        if len(self.stems) == 1:
            return any(half in page.words and self._follows(page, pattern) for half, pattern in self.halves)
        return page.stems.issuperset(self.stems) and f" {' '.join(self.stems)} " in page.stems_in_order

    def _follows(self, page: PageWords, pattern: re.Pattern[str]) -> bool:
        return any(stem(match[1] + match[2]) == self.as_one for match in pattern.finditer(page.folded))

    def spans(self, text: str) -> Iterator[Span]:
        """Where a text has it."""
        words = [(match.span(), match[0].casefold()) for match in _WORD.finditer(text)]
        wide = len(self.stems)
        for at, ((start, end), word) in enumerate(words):
            run = words[at : at + max(wide, 2)]
            if stem(word) == self.as_one:
                yield start, end
            elif tuple(stem(each) for _, each in run[:wide]) == self.stems:
                yield start, run[-1][0][1]
            elif self._is_of_two([each for _, each in run]):
                yield start, run[1][0][1]

    def _is_of_two(self, run: list[str]) -> bool:
        is_begun = len(self.words) == 1 and len(run) == 2 and self.words[0].startswith(run[0])
        return is_begun and len(run[0]) >= _SHORTEST_HALF and stem("".join(run)) == self.as_one


def read_term(typed: str, *, any_form: bool) -> Term | None:
    """A word or phrase as somebody typed it; None where it holds no letter and no digit."""
    parts = list(_PARTS.finditer(typed.strip()))
    words = tuple(part["word"].casefold() for part in parts if part["word"])
    if not words:
        return None
    if any_form and all(part["word"] or part["between"] for part in parts):
        as_one = stem("".join(words))
        return TermInAnyForm(words, tuple(map(stem, words)), as_one, tuple(_halves(words, as_one)))
    return ExactTerm(words, _pattern(parts), is_word=len(parts) == 1)


def _halves(words: tuple[str, ...], as_one: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each way to write a single word as two. Endings change its last letters, and the last one of its stem."""
    if len(words) == 1:
        whole = words[0]
        for length in range(_SHORTEST_HALF, len(whole) - _SHORTEST_HALF + 1):
            half, begun = whole[:length], whole[length : max(length, len(as_one) - 1)]
            yield half, re.compile(rf"\b({half}){_BETWEEN}({begun}\w+)")


def _pattern(parts: Sequence[re.Match[str]]) -> re.Pattern[str]:
    """Word boundaries stand where the phrase begins or ends with a letter or a digit."""
    written = "".join(
        _BETWEEN if part["between"] else _APOSTROPHE if part["apostrophe"] else re.escape(part[0]) for part in parts
    )
    before, after = (_EDGE if part["word"] else "" for part in (parts[0], parts[-1]))
    return re.compile(before + written + after, re.IGNORECASE)


class Matcher:
    """Finds the pages that answer one question."""

    def __init__(self, groups: Groups, *, any_form: bool) -> None:
        terms = [[read_term(typed, any_form=any_form) for typed in group] for group in groups]
        self._groups = [[term for term in group if term is not None] for group in terms]

    def answers(self, page: PageWords) -> bool:
        """Whether the page has a word or phrase of each group. A question without words is answered nowhere."""
        return bool(self._groups) and all(any(term.is_on(page) for term in group) for group in self._groups)

    def spans(self, text: str) -> list[Span]:
        """Where the words of all groups stand, in order; those that overlap are one."""
        found = sorted(span for group in self._groups for term in group for span in term.spans(text))
        merged: list[Span] = []
        for start, end in found:
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged
