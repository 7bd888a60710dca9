"""What a search that finds nothing could leave out, and which of its words nobody wrote."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from clearinghouse.lib.query import LONGEST, TOKEN
from documents.finding.filters import Filters
from documents.finding.hits import Advice
from documents.finding.indexed import Search
from documents.finding.proposing import MOST, Proposal

MOST_ADVICE = 4
MOST_TRIED = 12
OPERATORS = ("AND", "OR", "NOT")
_LEFT_ALONE = re.compile(r"\(\s*\)|^\s*(?:AND|OR)\b")  # brackets and operators whose words are gone


class Part(NamedTuple):
    """A word or phrase of a query, and where it stands with the minus or operator before it."""

    word: str
    start: int
    stop: int
    is_excluded: bool


def advice_for(search: Search, text: str, filters: Filters, unknown: Sequence[str]) -> tuple[Advice, ...]:
    """The words to drop, that which leaves the most pages first; only what finds something.

    All words of `unknown` are dropped together. One query to the database for all of them: every page counted is one
    the person may see.
    """
    tried = [(words, shorter, _proposed(search, shorter, filters)) for words, shorter in shorter_queries(text, unknown)]
    _ask_about(search, (proposals for *_, proposals in tried))
    advice = [
        Advice(words, shorter, len(search.allowed.keep(proposals, filters))) for words, shorter, proposals in tried
    ]
    return tuple(sorted((one for one in advice if one.pages), key=lambda one: -one.pages)[:MOST_ADVICE])


def unknown_words(search: Search, text: str) -> tuple[str, ...]:
    """The words and phrases that stand, in no way to say them, on any page the person may see; whatever the filters."""
    asked = dict.fromkeys(part.word for part in parts_of(text) if not part.is_excluded)
    tried = {word: _proposed(search, word, Filters()) for word in asked if not search.understood(word).is_empty}
    _ask_about(search, tried.values())
    return tuple(word for word, found in tried.items() if not search.allowed.keep(found, Filters()))


def shorter_queries(text: str, unknown: Sequence[str] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The query without one of its words or phrases, for each, and without all that are unknown; with what it lacks."""
    parts = parts_of(text)
    groups = [[part] for part in parts]
    if len(unknown) > 1:
        groups.insert(0, [part for part in parts if part.word in unknown])
    for group in groups:
        if shorter := _without(text[:LONGEST], group):
            yield tuple(dict.fromkeys(part.word for part in group)), shorter


def parts_of(text: str) -> list[Part]:
    """The first words and phrases of a query, in order."""
    tokens = list(TOKEN.finditer(text[:LONGEST]))
    parts = []
    for index, token in enumerate(tokens):
        if token.lastgroup in ("word", "plain", "phrase") and token.group() not in OPERATORS:
            start, is_excluded = token.start(), False
            while index and (tokens[index - 1].lastgroup == "minus" or tokens[index - 1].group() in OPERATORS):
                index -= 1
                start = tokens[index].start()
                is_excluded |= tokens[index].lastgroup == "minus" or tokens[index].group() == "NOT"
            parts.append(Part(token.group(), start, token.end(), is_excluded))
    return parts[:MOST_TRIED]


def _without(text: str, parts: Iterable[Part]) -> str:
    for part in sorted(parts, key=lambda part: -part.start):
        text = f"{text[: part.start]} {text[part.stop :]}"
    return " ".join(_LEFT_ALONE.sub(" ", text).split())


def _proposed(search: Search, text: str, filters: Filters) -> list[Proposal]:
    asked = search.understood(text)
    if asked.is_empty:
        return []
    return search.inquiry(asked, filters).proposals(MOST)


def _ask_about(search: Search, found: Iterable[Sequence[Proposal]]) -> None:
    """One question for all, so that keep() finds the answers there."""
    search.allowed.ask(proposal.document for proposals in found for proposal in proposals)
