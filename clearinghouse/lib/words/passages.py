"""The sentences of a text that answer: those that say most of what is looked for."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from clearinghouse.lib.words.marking import Found, Wanted, find, spans_of, with_marks

LONGEST, SHORTEST = 240, 90  # characters of a passage
WITH_BEFORE = 300  # of one that is understood only with the sentence before it
MOST_WEIGHED = 1_000  # places where something stands
MOST_LEADING, LONGEST_LEADING = 5, 130  # lines above a page's own words, and characters of one
AMOUNT = 0.25  # what an amount of money counts, of the weightiest word, where a cost is asked for; and so a number
IN_LEADING = 0.3  # what is said there counts, of the same in a sentence
# Each begins with one of a few signs, so that the others are passed over without a look.
_END = re.compile(
    r"[.!?:;•\n\t](?:(?<=[.!?:;•])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9•])"
    r"|(?<=\n)(?:\s*\n|\s*(?=[•▪●◦■►▸➢✓»›–-]\s))|(?<=\t))"
)
_POINT = re.compile(r"[►▸➢✓»›](?=\s)(?<=\s.)")
# A caption has no full stop, and the text goes on below it.
_CAPTION = re.compile(r"\n(?:Figure|Table|Exhibit|Graphic|Map|Chart)\s+\d[\w.-]*[.:]?\s[^\n]*\n(?=[A-Z])")
_REFERS_BACK = re.compile(r"(?:This|These|Those|That|It|They|Such)\s")
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s+of\s+\d{1,4})?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[Pp]age\s+)?\d{1,4}\s+(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]{4,}")
_MONEY = re.compile(r"\$\s?\d")
# A number that may be an answer: no year, and none of a footnote, a figure or a section.
_AMOUNT = re.compile(
    r"(?<![\w.$-])(?!(?:19|20)\d\d\b)\d[\d,.]*(?:\s?%|(?=[\s-]+[a-z(]))"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|half)\s[a-z]"
)
_COSTS = frozenset({("cost",), ("price",), ("fee",)})
_FIGURES = frozenset("\t$%")  # of a row of a table
_SMALL = frozenset({"between", "from", "into", "over", "through", "under", "upon", "with"})


class Passage(NamedTuple):
    """What to show of a text, and the last of its headings above that; empty where none stands there."""

    words: str
    heading: str


def best(
    text: str,
    wanted: Wanted,
    weights: Sequence[float] = (),
    *,
    longest: int = LONGEST,
    marks: tuple[str, str] = ("", ""),
    headings: Sequence[str] = (),
    asks_number: bool = False,
) -> Passage:
    """The passage that answers, in one line with marks around what was found; `…` where the text goes on.

    `weights` say how much each unit counts, those further on nothing; without them one that is rare in the text counts
    more. A text that says nothing of it begins with its first words. Page numbers, titles above a page's own words and
    the text's headings, which are given in order, are shown only when nothing else says what is wanted. Who asks for a
    number or a cost is rather shown a sentence with one.
    """
    every = find(text, wanted)
    found = every[:MOST_WEIGHED]
    titles = places_of(headings, text)
    answer = _MONEY if _asks_cost(wanted) else _AMOUNT if asks_number else None
    start, end = _passage(text, found, _worth(found, weights), longest, titles, answer)
    inside = (Found(one.start - start, one.end - start, 0) for one in every if start <= one.start and one.end <= end)
    marked = with_marks(text[start:end], spans_of(inside), *marks)
    before, after = "… " if start and text[:start].strip() else "", " …" if text[end:].strip() else ""
    over = [text[begins:ends] for begins, ends in titles if begins <= start]
    heading = _BLANKS.sub(" ", over[-1]) if over else ""
    return Passage(f"{before}{_BLANKS.sub(' ', marked).strip()}{after}", heading)


def places_of(headings: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where headings stand in a text, in order; one that isn't there as it is written is left out."""
    places: list[tuple[int, int]] = []
    after = 0
    for heading in headings:
        start = text.find(heading, after)
        end = start + len(heading)
        if start < 0 and (broken := re.compile(r"\s+".join(map(re.escape, heading.split()))).search(text, after)):
            start, end = broken.span()
        if start >= 0 and heading:
            places.append((start, end))
            after = end
    return places


def _passage(
    text: str,
    found: Sequence[Found],
    worth: dict[int, float],
    longest: int,
    titles: Sequence[tuple[int, int]],
    answer: re.Pattern[str] | None,
) -> tuple[int, int]:
    body = _body_of(text)
    found = [item for item in found if item.start >= body or worth[item.unit]]
    if not found:
        return _cut(text, body, len(text), body, longest)
    until = max(item.end for item in found) + longest
    stops = {match.end() for match in _END.finditer(text, 0, until)}
    stops |= {match.end() for match in _CAPTION.finditer(text, 0, until)}
    stops |= {match.start() for match in _POINT.finditer(text, 0, until)}
    edges = {edge for place in titles for edge in place}
    ends = [*([0] if body else []), body, *sorted(stop for stop in stops | edges if stop > body)]
    over = {start for start, _ in titles}
    sentences = [*pairwise(ends), (ends[-1], len(text))]
    inside: dict[int, list[Found]] = {}
    for item in found:
        inside.setdefault(bisect_right(ends, item.start) - 1, []).append(item)

    def score(at: int) -> float:
        said = _score(inside[at], inside.get(at + 1, ()), worth, sentences[at])
        said += AMOUNT if answer is not None and answer.search(text, *sentences[at]) else 0
        return said * IN_LEADING if sentences[at][0] < body or sentences[at][0] in over else said

    first = at = max(inside, key=lambda at: (score(at), -at))
    start, end = sentences[at]
    if at and sentences[at - 1][0] >= body and _REFERS_BACK.match(text, start) and sentences[at - 1][0] not in over:
        before = sentences[at - 1][0]
        if start - before > SHORTEST and end - before <= max(longest, WITH_BEFORE):
            return before, end
    while start >= body and end - start < SHORTEST and at + 1 < len(sentences):
        at += 1
        end = sentences[at][1]
    return _cut(text, start, end, _middle(inside[first], worth, longest), longest)


def _worth(found: Sequence[Found], weights: Sequence[float]) -> dict[int, float]:
    """How much each unit that was found counts, from 0 to 1."""
    many = Counter(item.unit for item in found)
    if not weights:
        return {unit: 1 / (1 + count) ** 0.5 + 0.5 for unit, count in many.items()}
    most = max(weights) or 1.0
    return {unit: weights[unit] / most if unit < len(weights) else 0.0 for unit in many}


def _asks_cost(wanted: Wanted) -> bool:
    return any(way in _COSTS for ways in wanted for way in ways)


def _body_of(text: str) -> int:
    """Where a page's own words begin: after the page number and the titles that stand above them."""
    at = body = 0
    lines = text[: (MOST_LEADING + 1) * LONGEST_LEADING].splitlines(keepends=True)
    for line, following in pairwise(lines[: MOST_LEADING + 1]):
        at += len(line)
        if not line.strip():
            continue
        if not _is_leading(line.strip(), following.strip()):
            break
        body = at
    return body if text[body:].strip() else 0


def _is_leading(line: str, following: str) -> bool:
    """Whether a line is a page number or a title, which no sentence goes on from."""
    if _NUMBER.fullmatch(line):
        return True
    if len(line) > LONGEST_LEADING or line[-1] in ".?!:;,-–" or not _FIGURES.isdisjoint(line):
        return False
    words = [word for word in _WORD.findall(line) if word not in _SMALL]
    is_title = all(word[0].isupper() for word in words)
    return is_title and (not following[:1].islower() or (len(words) > 2 and _NUMBERED.match(line) is not None))


def _score(
    here: Sequence[Found], next_to: Sequence[Found], worth: dict[int, float], sentence: tuple[int, int]
) -> float:
    """How much a sentence says: each unit once, those of the next sentence a little, a heading's less."""
    units = {item.unit for item in here}
    further = {item.unit for item in next_to} - units
    is_short = sentence[1] - sentence[0] < 40
    said = sum(worth[unit] for unit in units) + 0.3 * sum(worth[unit] for unit in further)
    return said * (0.75 if is_short else 1) + 0.02 * min(len(here), 5)


def _middle(found: Sequence[Found], worth: dict[int, float], longest: int) -> int:
    """Where in a long sentence to begin: where most stands within one passage."""

    def said(start: int) -> float:
        return sum(worth[unit] for unit in {one.unit for one in found[:300] if start <= one.start < start + longest})

    return max((item.start for item in found[:100]), key=said)


def _cut(text: str, start: int, end: int, around: int, longest: int) -> tuple[int, int]:
    """No more than the longest, with some words before what was found, cut between words."""
    if end - start <= longest:
        return start, end
    if around - start > longest // 3:
        start = max(start, around - longest // 4)
        blank = text.find(" ", start, around)
        start = blank + 1 if blank >= 0 else start
    if end - start > longest:
        blank = text.rfind(" ", start + longest // 2, start + longest)
        end = blank if blank >= 0 else start + longest
    return start, end
