"""CSV tables of any maker: what separates their cells, where the table begins, and the number of each row."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from clearinghouse.lib.frozen import dataclass

DELIMITERS = ",\t;|"  # of two that fit alike, the first
_SAMPLE_CHARACTERS = 300_000
_SAMPLE_LINES = 2000
_MOST_WIDTHS = 3  # how many numbers of columns are tried for each delimiter
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_EXCELS_LINE = re.compile(r"sep=([^\w\s\"]|\t)(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_EXCELS_TEXT = re.compile(r'="([^"]*)"')  # how some programs keep Excel from making 2035 of 02035
_FIELD_START = rf"(?:\A|(?<=[{DELIMITERS}\r\n]))[ ]*"
# A quoted field of any delimiter: its end is known by what comes after it, so that 5" pipe is no quotation.
_QUOTED = re.compile(rf'{_FIELD_START}"(?:[^"]|"")*+"(?=[ ]*(?:[{DELIMITERS}\r\n]|\Z))')
_PLAIN_QUOTE = "\ue000"  # stands for a quotation mark that quotes nothing; files cannot have it, see clean_rows()
# How far a sign is to be believed that prose and numbers have as well: "Merrow, Colorado", "5,50", "level 2 | DC".
_IN_PROSE, _IN_NUMBERS, _SURE = 0.5, 0.7, 1.0
_LIKE_THE_REST = 0.85


@dataclass(frozen=True)
class Layout:
    """How a file of rows is written. `start` is where its table begins, after `title_lines` lines of words."""

    delimiter: str = ","
    start: int = 0
    title_lines: int = 0


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty with its number in a spreadsheet, from 1; a line above the table is one cell."""
    announced = _EXCELS_LINE.match(text)
    text = text[announced.end() :] if announced else text
    layout = Layout(announced[1]) if announced else layout_of(text)
    for number, line in enumerate(_lines(text[: layout.start]), start=1):
        if words := _one_cell(line):
            yield number, [words]
    table = csv.reader(_lines(_without_stray_quotes(text, layout)), delimiter=layout.delimiter, skipinitialspace=True)
    csv.field_size_limit(max(len(text), csv.field_size_limit()))  # it holds for the whole process
    for number, cells in enumerate(table, start=layout.title_lines + 1):
        if any(row := [_one_cell(cell) for cell in cells]):
            yield number, row


def layout_of(text: str) -> Layout:
    """The delimiter that splits most lines into the same number of cells, looked for outside quotation marks."""
    sample = _QUOTED.sub(lambda match: "q" * len(match[0]), text[:_SAMPLE_CHARACTERS])
    lines = list(_lines(sample))[:_SAMPLE_LINES]
    found = [judged for sign in DELIMITERS for judged in _judged(lines, sign)]
    if not found:
        return Layout()
    _, delimiter, first = max(found, key=lambda judged: judged[0])
    return Layout(delimiter, sum(map(len, lines[:first])), first)


def _judged(lines: list[str], sign: str) -> Iterator[tuple[float, str, int]]:
    """For each likely number of columns: how well it fits, the sign, and the table's first line."""
    counts = [line.count(sign) for line in lines]
    weights = [_weight(line, sign) if count else 0.0 for line, count in zip(lines, counts, strict=True)]
    for width, _ in Counter(filter(None, counts)).most_common(_MOST_WIDTHS):
        of_table = [weight for count, weight in zip(counts, weights, strict=True) if count == width]
        weight = sum(of_table) / len(of_table)
        first = _first_line(counts, weights, width, least=weight * _LIKE_THE_REST)
        rest = sum(1 for line in lines[first:] if line.strip())
        fitting = sum(1 for count in counts[first:] if count == width)
        yield fitting * fitting / rest * weight, sign, first


def _first_line(counts: list[int], weights: list[float], width: int, least: float) -> int:
    """Of the table: the first line of its width, or one above with a cell more or less, unless that is prose."""
    fits = (place for place, count in enumerate(counts) if count == width and weights[place] >= least)
    first = next(fits, counts.index(width))
    while first and counts[first - 1] and abs(counts[first - 1] - width) <= 1 and weights[first - 1] >= least:
        first -= 1
    return first


def _weight(line: str, sign: str) -> float:
    """How sure it is that the sign separates cells in this line, from 0 to 1."""
    if sign == "\t":
        return _SURE
    beliefs = [_belief(line, place, sign) for place, character in enumerate(line) if character == sign]
    return sum(beliefs) / len(beliefs)


def _belief(line: str, place: int, sign: str) -> float:
    if line[place + 1 : place + 2] == " ":
        return _IN_PROSE
    is_in_number = line[place - 1 : place].isdigit() and line[place + 1 : place + 2].isdigit()
    return _IN_NUMBERS if sign == "," and is_in_number else _SURE


def _without_stray_quotes(text: str, layout: Layout) -> str:
    """The table, with quotation marks that open no quotation made harmless: one of them would swallow all rows."""
    table = text[layout.start :]
    if '"' not in table:
        return table
    sign = re.escape(layout.delimiter)
    start = rf"(?:\A|(?<=[{sign}\r\n]))[ ]*"
    opened = re.compile(rf'{start}"(?:(?:[^"]|"")*+"(?=[ ]*(?:[{sign}\r\n]|\Z))(?P<closed>))?')
    return opened.sub(lambda match: match[0] if match["closed"] is not None else match[0][:-1] + _PLAIN_QUOTE, table)


def _lines(text: str) -> Iterator[str]:
    """With their ends, as spreadsheets count them: at line feeds and carriage returns only."""
    return (match[0] for match in _LINE.finditer(text))


def _one_cell(raw: str) -> str:
    text = " ".join(raw.replace(_PLAIN_QUOTE, '"').split())
    return kept[1] if (kept := _EXCELS_TEXT.fullmatch(text)) else text
