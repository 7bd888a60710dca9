"""Columns of text whose lines a file writes across the page, put one behind the other; tables stay as they are.

What is done needs much to speak for it: a gutter through most lines, full lines of prose on all its sides that go on
in the next line, and no gaps that the columns share, which are the rows of a table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil, floor
from statistics import median
from typing import NamedTuple

from clearinghouse.lib.files.reading.pdf_objects import Survey
from clearinghouse.lib.files.reading.pdf_words import NOWHERE, Word, WordLine, are_beside, around, turned
from clearinghouse.lib.files.seen_pdf import Box

_FEWEST_LINES = 6  # of a column
_FEWEST_JUMPS = 6  # over a gutter and back
_NARROWEST_GUTTER = 7.0  # points
_NARROWEST_COLUMN = 90.0  # points
_ONE_SIGN = re.compile(r"(?m)(?:^|(?<=\s))[^\W_](?=[ \r\n]*$)|^[^\W_](?=\s)")
_WIDEST_SPACE = 0.5  # of the height of a line, between two of its words
_CROSSED = 0.2  # of the lines: so many may run across a gutter
_FILLED = 0.7  # of the width of a column
_MOST_FILL = 0.6  # of its lines are filled so far
_GO_ON = 0.4  # of the lines begin in the midst of a sentence
_WORDS_OF_A_LINE = 3.0
_GAP = 1.4  # times the usual distance of two lines
_SHARED_GAPS = 2
_MOST_COLUMNS = 4


class Jumps(NamedTuple):
    """Over a gap, after a piece as wide as a column, and after a narrower one."""

    wide: int
    narrow: int

    def may_be_columns(self) -> bool:
        return self.wide >= _FEWEST_JUMPS

    def may_be_broken(self, text: str) -> bool:
        """Whether a page of cells has a single sign at an end of a line, around which PDFium breaks lines."""
        return self.wide + self.narrow >= _FEWEST_JUMPS and bool(_ONE_SIGN.search(text))


def jumps_of(survey: Survey, turn: int = 0) -> Jumps:
    """How often the file goes on to the right, after a gap, within one line; cheap to ask of every page.

    `turn` is by how many quarters the page must be turned so that its letters are upright.
    """
    wide = narrow = 0
    start = 0.0
    for first, second in pairwise(turned(text.box, turn) for text in survey.texts):
        gap = second[0] - first[2]
        overlap = min(first[3], second[3]) - max(first[1], second[1])
        if gap > _NARROWEST_GUTTER and overlap > 0:  # lines of two columns need not stand at one height
            is_wide = first[2] - start >= _NARROWEST_COLUMN
            wide, narrow = wide + is_wide, narrow + (not is_wide)
            start = second[0]
        elif gap < -_NARROWEST_GUTTER or gap > _NARROWEST_GUTTER:
            start = second[0]
    return Jumps(wide, narrow)


def in_order(lines: Sequence[WordLine]) -> list[WordLine] | None:
    """The lines column by column; None where there is nothing to do, or not enough speaks for it."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    if len(pieces) < 2 * _FEWEST_LINES or any(word.box == NOWHERE for piece in pieces for word in piece):
        return None
    boxes = [around(piece) for piece in pieces]
    gutters = _gutters(boxes)
    if not 1 <= len(gutters) < _MOST_COLUMNS:
        return None
    sides = [_column(box, gutters) for box in boxes]
    jumps = sum(0 <= after < before for before, after in pairwise(sides))
    if jumps < _FEWEST_JUMPS:
        return None
    columns = [
        _joined([piece for piece, side in zip(pieces, sides, strict=True) if side == number])
        for number in range(len(gutters) + 1)
    ]
    if not all(map(_is_prose, columns)) or _share_gaps(columns):
        return None
    across = [piece for piece, side in zip(pieces, sides, strict=True) if side < 0]
    return list(_flow(columns, _joined(across)))


def rejoined(lines: Sequence[WordLine]) -> list[WordLine] | None:
    """Lines without the breaks that PDFium makes around a single sign, such as a one-digit cell of a table, if any."""
    found: list[WordLine] = []
    before: WordLine = []
    for line in lines:
        if before and line and 1 in (len(before[-1].text), len(line[0].text)) and _goes_on(before, line):
            found[-1] = [*found[-1], *line]
        else:
            found.append(line)
        before = line
    return found if len(found) < len(lines) else None


def _goes_on(line: WordLine, after: WordLine) -> bool:
    first, second = line[-1].box, after[0].box
    return NOWHERE not in (first, second) and first[2] <= second[0] and are_beside(first, second)


def _pieces(line: WordLine) -> Iterator[WordLine]:
    """A line cut where there is more than a space between two words."""
    piece: WordLine = []
    for word in line:
        if piece:
            widest = _WIDEST_SPACE * (word.box[3] - word.box[1])
            if not -widest <= word.box[0] - piece[-1].box[2] <= widest:
                yield piece
                piece = []
        piece.append(word)
    if piece:
        yield piece


def _gutters(boxes: Sequence[Box]) -> list[float]:
    """Where from top to bottom hardly any piece of a line stands, with many on both sides."""
    most = _CROSSED * len(boxes) / 2
    steps = Counter(floor(box[0]) + 1 for box in boxes)
    steps.subtract(ceil(box[2]) for box in boxes)
    first, last = min(floor(box[0]) for box in boxes), max(ceil(box[2]) for box in boxes)
    crossed = dict(zip(range(first, last), accumulate(steps[x] for x in range(first, last)), strict=True))
    free = [x for x, count in crossed.items() if count <= most]
    runs: list[list[int]] = []
    for x in free:
        if runs and x - runs[-1][-1] == 1:
            runs[-1].append(x)
        else:
            runs.append([x])
    middles = []
    for run in runs:
        if run[-1] - run[0] >= _NARROWEST_GUTTER - 1:
            fewest = min(crossed[x] for x in run)
            middles.append(median(x for x in run if crossed[x] == fewest))
    return [
        middle
        for middle in middles
        if min(sum(box[2] <= middle for box in boxes), sum(box[0] >= middle for box in boxes)) >= _FEWEST_LINES
    ]


def _column(box: Box, gutters: Sequence[float]) -> int:
    """The number of the column that holds a piece; -1 for one that runs across a gutter."""
    if any(box[0] < gutter < box[2] for gutter in gutters):
        return -1
    return sum(box[0] >= gutter for gutter in gutters)


def _joined(pieces: Sequence[WordLine]) -> list[WordLine]:
    """Lines from top to bottom, of pieces that stand beside each other."""
    found: list[WordLine] = []
    for piece in sorted(pieces, key=lambda each: -around(each)[3]):
        if found and are_beside(around(found[-1]), around(piece)):
            found[-1] = sorted([*found[-1], *piece], key=lambda word: word.box[0])
        else:
            found.append(list(piece))
    return found


def _is_prose(column: Sequence[WordLine]) -> bool:
    if len(column) < _FEWEST_LINES:
        return False
    boxes = [around(line) for line in column]
    width = max(box[2] for box in boxes) - min(box[0] for box in boxes)
    filled = sum(box[2] - box[0] >= _FILLED * width for box in boxes)
    going_on = sum(line[0].text[0].islower() for line in column)
    words = sum(map(len, column))
    return (
        filled >= _MOST_FILL * len(column)
        and going_on >= _GO_ON * len(column)
        and words >= _WORDS_OF_A_LINE * len(column)
    )


def _share_gaps(columns: Sequence[Sequence[WordLine]]) -> bool:
    """Whether the first two columns pause at the same heights, as the rows of a table do."""
    first, second = (_gaps(column) for column in columns[:2])
    shared = sum(any(are_beside(gap, other) for other in second) for gap in first)
    return shared >= _SHARED_GAPS and shared * 2 > min(len(first), len(second))


def _gaps(column: Sequence[WordLine]) -> list[Box]:
    boxes = [around(line) for line in column]
    steps = [before[3] - after[3] for before, after in pairwise(boxes)]
    usual = median(steps)
    return [
        (0.0, after[3], 0.0, before[1])
        for (before, after), step in zip(pairwise(boxes), steps, strict=True)
        if step > _GAP * usual
    ]


def _flow(columns: Sequence[Sequence[WordLine]], across: Sequence[WordLine]) -> Iterator[WordLine]:
    """Column after column between two lines that run across the page."""
    top = float("inf")
    for line in [*across, None]:
        bottom = around(line)[3] if line else float("-inf")
        for column in columns:
            yield from (each for each in column if bottom <= _middle(each) < top)
        if line:
            yield line
            top = bottom


def _middle(line: Sequence[Word]) -> float:
    _, bottom, _, top = around(line)
    return (bottom + top) / 2
