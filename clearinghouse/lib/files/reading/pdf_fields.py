"""What people filled into a PDF form, put beside its labels: PDFium reads it after everything else on the page."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading.pdf_letters import Letters
from clearinghouse.lib.files.seen_pdf import Box, Field

_WORD = re.compile(r"[^\s\ufffe\x02]+[\ufffe\x02]?")
_BREAKS = re.compile(r"\r\n?|\n")
_MOST_LETTERS = 30_000
_MOST_FIELDS = 1000
_SLACK = 2.0  # points
_SAME_LINE = 0.5  # of the height of the lower one of two


class _Word(NamedTuple):
    text: str
    box: Box


_Line = list[_Word]


def placed(textpage: pypdfium2.PdfTextPage, letters: Letters, fields: Sequence[Field]) -> str:
    """The text of an upright page whose `fields` stand where people see them."""
    text = letters.text
    if not fields or len(text) > _MOST_LETTERS:
        return text
    lines: list[_Line] = []
    values: dict[int, list[_Line]] = {}
    shown = fields[:_MOST_FIELDS]
    for line in _lines(textpage, letters):
        rest: _Line = []
        before: int | None = None
        for word in line:
            at = next((place for place, field in enumerate(shown) if _is_within(word.box, field.box)), None)
            if at is None:
                rest.append(word)
            elif before == at:
                values[at][-1].append(word)
            else:
                values.setdefault(at, []).append([word])
            before = at
        if rest:
            lines.append(rest)
    for at in sorted(range(len(shown)), key=lambda place: (-shown[place].box[3], shown[place].box[0])):
        field, value = shown[at], values.get(at, [])
        if field.mark:
            _put([[_Word(field.mark, field.box)]], lines)
        elif value:
            _put(value, lines)
    return "\r\n".join(" ".join(word.text for word in line) for line in lines)


def _lines(textpage: pypdfium2.PdfTextPage, letters: Letters) -> Iterator[_Line]:
    start = 0
    for line in _BREAKS.split(letters.text):
        at = letters.text.index(line, start) if line else start
        start = at + len(line)
        yield [
            _Word(match[0], _box(textpage, letters, at + match.start(), at + match.end()))
            for match in _WORD.finditer(line)
        ]


def _box(textpage: pypdfium2.PdfTextPage, letters: Letters, start: int, end: int) -> Box:
    edges = [ctypes.c_double() for _ in range(4)]
    boxes = []
    for at in (start, end - 1):
        place = letters.place(textpage, at)
        if place >= 0 and pdfium_c.FPDFText_GetCharBox(textpage, place, *edges):
            left, right, bottom, top = (edge.value for edge in edges)
            boxes.append((left, bottom, right, top))
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _is_within(box: Box, field: Box) -> bool:
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return field[0] - _SLACK <= across <= field[2] + _SLACK and field[1] - _SLACK <= up <= field[3] + _SLACK


def _put(value: list[_Line], lines: list[_Line]) -> None:
    """Within the line that stands beside the value, or below the line that stands above it."""
    box = _around(value[0])
    beside = [line for line in lines if any(_is_beside(word.box, box) for word in line)]
    if beside:
        line = min(beside, key=lambda each: _distance(each, box))
        at = sum(word.box[0] < box[0] for word in line if word.box[2] <= box[0] + _SLACK or word.box[0] < box[0])
        line[at:at] = [word for each in value for word in each]
        return
    above = [line for line in lines if _around(line)[1] >= box[3] - _SLACK]
    over = [line for line in above if _around(line)[0] <= box[2] and box[0] <= _around(line)[2]] or above
    at = lines.index(min(over, key=lambda line: _around(line)[1])) + 1 if over else 0
    lines[at:at] = value


def _is_beside(box: Box, other: Box) -> bool:
    common = min(box[3], other[3]) - max(box[1], other[1])
    return common >= _SAME_LINE * min(box[3] - box[1], other[3] - other[1])


def _distance(line: _Line, box: Box) -> float:
    """From the nearest word beside it."""
    return min(max(box[0] - word.box[2], word.box[0] - box[2], 0.0) for word in line if _is_beside(word.box, box))


def _around(line: _Line) -> Box:
    lefts, bottoms, rights, tops = zip(*(word.box for word in line), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
