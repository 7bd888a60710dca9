"""Pages of different documents that say nearly the same: states copy each other's paragraphs, and plans their last
year's.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from zlib import crc32

# Below so many words two pages are alike by chance; a table's header row, or a card.
FEWEST_WORDS = 30
ALIKE = 0.85  # the words of both, among those of either
SKETCH = 4
CLOSELY = 120  # of the best hits: who turns so many screens sees the others one by one


def folded(pages: Iterable[tuple[int, int, Sequence[str]]]) -> dict[int, int]:
    """From (page, document, words), best first: for each page that says what a better one of another document says,
    that better page.
    """
    into: dict[int, int] = {}
    heads: list[tuple[int, int, frozenset[str]]] = []
    by_sketch: dict[int, list[int]] = {}
    for page, document, words in pages:
        said = frozenset(words)
        if len(said) < FEWEST_WORDS:
            continue
        sketch = nsmallest(SKETCH, (crc32(word.encode()) for word in said))
        near = sorted({index for part in sketch for index in by_sketch.get(part, ())})
        better = next((heads[i] for i in near if heads[i][1] != document and _are_alike(heads[i][2], said)), None)
        if better is not None:
            into[page] = better[0]
            continue
        heads.append((page, document, said))
        for part in sketch:
            by_sketch.setdefault(part, []).append(len(heads) - 1)
    return into


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return both >= ALIKE * (len(one) + len(other) - both)
