"""What people filled into a PDF form, put beside its labels: PDFium reads it after everything else on the page."""

from collections.abc import Sequence

import pypdfium2

from clearinghouse.lib.files.reading.pdf_letters import Letters
from clearinghouse.lib.files.reading.pdf_words import Word, WordLine, are_beside, around, lines_of, spoken, turned
from clearinghouse.lib.files.seen_pdf import Box, Field

_MOST_LETTERS = 30_000
_MOST_FIELDS = 1000
_SLACK = 2.0  # points


def placed(textpage: pypdfium2.PdfTextPage, letters: Letters, fields: Sequence[Field], turn: int = 0) -> str:
    """The text of a page whose `fields` stand where people see them once it is turned by so many quarters."""
    text = letters.text
    if not fields or len(text) > _MOST_LETTERS:
        return text
    lines: list[WordLine] = []
    values: dict[int, list[WordLine]] = {}
    shown = [Field(turned(field.box, turn), field.mark) for field in fields[:_MOST_FIELDS]]
    for line in lines_of(textpage, letters, turn):
        rest: WordLine = []
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
            _put([[Word(field.mark, field.box, 0)]], field.box, lines)
        elif value:
            _put(_from_the_top(value), field.box, lines)
    return "\r\n".join(spoken(line) for line in lines)


def _from_the_top(value: list[WordLine]) -> list[WordLine]:
    """The lines of a field in the order in which people read them, each from the left."""
    rows: list[WordLine] = []
    for line in sorted(value, key=lambda line: -around(line)[3]):
        if rows and are_beside(around(rows[-1]), around(line)):
            rows[-1] = sorted([*rows[-1], *line], key=lambda word: word.box[0])
        else:
            rows.append(line)
    return rows


def _is_within(box: Box, field: Box) -> bool:
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return field[0] - _SLACK <= across <= field[2] + _SLACK and field[1] - _SLACK <= up <= field[3] + _SLACK


def _put(value: list[WordLine], field: Box, lines: list[WordLine]) -> None:
    """Within the line that stands beside the value, or the field, or below the line that stands above it."""
    box = around(value[0])
    beside = [line for line in lines if any(are_beside(word.box, box) for word in line)]
    if beside:
        line = min(beside, key=lambda each: _distance(each, box))
        at = sum(word.box[0] < box[0] for word in line if word.box[2] <= box[0] + _SLACK or word.box[0] < box[0])
        line[at:at] = [word for each in value for word in each]
        return
    if label := _label_beside(field, lines):
        label.extend(word for each in value for word in each)
        return
    above = [line for line in lines if around(line)[1] >= box[3] - _SLACK]
    over = [line for line in above if around(line)[0] <= box[2] and box[0] <= around(line)[2]] or above
    at = lines.index(min(over, key=lambda line: around(line)[1])) + 1 if over else 0
    lines[at:at] = value


def _label_beside(field: Box, lines: list[WordLine]) -> WordLine | None:
    """The line that ends left of a field of several lines, at any height of it; the nearest, and of those the first."""
    labels = [
        line
        for line in lines
        if around(line)[2] <= field[0] + _SLACK and any(are_beside(word.box, field) for word in line)
    ]
    return max(labels, key=lambda line: (around(line)[2], around(line)[3]), default=None)


def _distance(line: WordLine, box: Box) -> float:
    """From the nearest word beside it."""
    return min(max(box[0] - word.box[2], word.box[0] - box[2], 0.0) for word in line if are_beside(word.box, box))
