"""The words of a search on the picture of a page: boxes to lay over it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from clearinghouse.lib.files.word_boxes import SCALE, WordBox
from documents.finding.hits import CLOSE, OPEN

_MARKED = re.compile(f"{OPEN}(.*?){CLOSE}", re.DOTALL)
_MARGIN = 12  # so that a mark is a little larger than its word


def marked_words(headline: str, words: Sequence[WordBox]) -> list[WordBox]:
    """Those of the page's words that stand between the marks OPEN and CLOSE in its text.

    Reading a page changes blanks, hyphens and line ends but no letter and no digit, so these are counted in both.
    Where they differ all the same, every word is marked that is written like a marked one.
    """
    spans = list(_spans(headline))
    places = list(_places(words))
    text = _letters(headline)
    if not "".join(map(_letters, (word.text for word in words))).startswith(text):
        wanted = {_letters(match[1]) for match in _MARKED.finditer(headline)} - {""}
        return [word for word in words if _letters(word.text) in wanted]
    found, at = [], 0
    for word, (start, end) in zip(words, places, strict=True):
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and start < spans[at][1] and spans[at][0] < end:
            found.append(word)
    return found


def svg_of(words: Sequence[WordBox]) -> str:
    """A picture of marks alone, to be stretched over the page."""
    boxes = "".join(
        f'<rect x="{word.left - _MARGIN}" y="{word.top - _MARGIN}" width="{word.right - word.left + 2 * _MARGIN}"'
        f' height="{word.bottom - word.top + 2 * _MARGIN}" rx="20"/>'
        for word in words
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SCALE}" height="{SCALE}" viewBox="0 0 {SCALE} {SCALE}"'
        f' preserveAspectRatio="none"><g fill="#ffd24d">{boxes}</g></svg>'
    )


def _letters(text: str) -> str:
    """Letters and digits alone, in one form for all ways to write them."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _spans(headline: str) -> Iterator[tuple[int, int]]:
    """Where the marked parts begin and end, counted in letters and digits."""
    at = last = 0
    for match in _MARKED.finditer(headline):
        start = at + len(_letters(headline[last : match.start()]))
        at, last = start + len(_letters(match[1])), match.end()
        yield start, at


def _places(words: Sequence[WordBox]) -> Iterator[tuple[int, int]]:
    at = 0
    for word in words:
        start, at = at, at + len(_letters(word.text))
        yield start, at
