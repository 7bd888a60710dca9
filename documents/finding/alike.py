"""Pages of different documents that say nearly the same: states copy each other's paragraphs, and plans their last
year's.
"""

from collections.abc import Iterable
from typing import NamedTuple

from documents.finding.page_words import PageWords, words_of

# Below so many words two pages are alike by chance; a table's header row, or a card.
FEWEST_WORDS = 30
ALIKE = 0.85  # the words of both, among those of either
CLOSELY = 120  # of the best hits: who turns so many screens sees the others one by one


class _Head(NamedTuple):
    """A page that others are folded into."""

    page: int
    document: int
    text: bytes
    words: int


def folded(pages: Iterable[tuple[int, int, PageWords]]) -> dict[int, int]:
    """From (page, document, its words), best first: for each page that says what a better one of another document says,
    that better page.
    """
    into: dict[int, int] = {}
    heads: list[_Head] = []
    by_sketch: dict[bytes, list[int]] = {}
    known: dict[int, frozenset[bytes]] = {}

    def said(page: int, text: bytes) -> frozenset[bytes]:
        if page not in known:
            known[page] = words_of(text)
        return known[page]

    def is_like(head: _Head, page: int, text: bytes, many: int) -> bool:
        if min(head.words, many) < ALIKE * max(head.words, many):
            return False
        return head.text == text or _are_alike(said(head.page, head.text), said(page, text))

    for page, document, words in pages:
        text = words.text
        many = text.count(b":")
        if many < FEWEST_WORDS:
            continue
        near = [heads[i] for i in sorted({index for part in words.sketch for index in by_sketch.get(part, ())})]
        better = next((head for head in near if head.document != document and is_like(head, page, text, many)), None)
        if better is not None:
            into[page] = better.page
            continue
        for part in words.sketch:
            by_sketch.setdefault(part, []).append(len(heads))
        heads.append(_Head(page, document, text, many))
    return into


def _are_alike(one: frozenset[bytes], other: frozenset[bytes]) -> bool:
    both = len(one & other)
    return both >= ALIKE * (len(one) + len(other) - both)
