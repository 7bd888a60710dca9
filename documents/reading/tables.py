"""Pages that are rows of a table, shown as one: sheets as tabs, sorted and searched over the whole sheet."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Min, Q
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.files.cells import is_head, numbers_of
from clearinghouse.lib.files.results import BETWEEN
from clearinghouse.lib.files.types import CSV, GEOJSON, KML, KMZ, XLSX, ZIP
from clearinghouse.lib.frozen import dataclass
from documents.models import DocumentVersion, Page
from documents.reading.cell_values import sort_key

TABULAR = {CSV.slug, GEOJSON.slug, KML.slug, KMZ.slug, XLSX.slug, ZIP.slug}
ROWS_AT_ONCE = 200
MOST_CHARACTERS = 12_000_000  # of a sheet that is sorted or searched in a request; 50,000 rows have about 5
LETTERS = 26
_MARK = re.compile(r"</?mark>")
_COMMA_IN_NUMBER = re.compile(r"(?<=\d),(?=\d{3})")
_NUMBERED = ("Rows", "Features", "Stations")  # how the heading of a page of them begins

Row = Sequence[str]


@dataclass(frozen=True)
class Column:
    """The head of a column."""

    label: str
    is_numeric: bool
    sorted: str  # "ascending", "descending" or nothing
    next_sort: str  # the value of ?sort= that its head leads to


@dataclass(frozen=True)
class Sheet:
    """A tab: a sheet of a workbook, or a file within a ZIP."""

    label: str
    number: int  # of its first page
    is_current: bool


@dataclass(frozen=True)
class Table:
    """Rows to show, all as wide as the columns; their cells, and the lines above the table, are safe HTML."""

    columns: list[Column]
    rows: list[list[SafeString]]
    title_lines: list[SafeString]
    name: str
    first: int  # the number of the first row shown, from 1
    count: int  # of all rows that fit, before they were cut to `rows`
    is_whole: bool  # false: these are the rows of one page


class View(NamedTuple):
    """How somebody wants to see a sheet, as it stands in the address."""

    sort: str = ""  # "3" or "-3", from 1
    find: str = ""
    first: int = 1

    @property
    def is_plain(self) -> bool:
        """Page by page, as the file has them."""
        return not (self.sort or self.find)


def is_table(version: DocumentVersion, page: Page) -> bool:
    """Whether the page is rows: in a file of tables, and most lines have several cells."""
    if version.file_type not in TABULAR:
        return False
    _, lines = _without_title(page.text)
    return bool(lines) and sum("\t" in line for line in lines) * 2 >= len(lines)


def page_table(page: Page, marked_text: str, view: View) -> Table:
    """The page as a table, or its whole sheet where somebody sorts or searches.

    `marked_text` is the page's text as safe HTML; two queries at most.
    """
    first_page = _first_page_of(page)
    head = _head_of(first_page.text)
    if not view.is_plain:
        return _whole(page, head, view)
    is_first = page.pk == first_page.pk
    title, lines = _without_title(str(marked_text)) if is_first else ([], _filled(str(marked_text)))
    rows = _rows(lines)
    if rows and head and _begins_with_head(page, head):
        rows = rows[1:]
    width = max([len(head), *map(len, rows)])
    return Table(
        _columns(_widened(head, width), rows, View()),
        [[mark_safe(cell) for cell in _widened(row, width)] for row in rows],  # noqa: S308 - the caller escaped it
        [mark_safe(line) for line in title],  # noqa: S308 - likewise
        page.heading, 1, len(rows), is_whole=False,
    )  # fmt: skip


def sheets_of(page: Page) -> list[Sheet]:
    """The sheets of a workbook or the layers of a map, in order; none where there is only one. One query."""
    version = page.version
    if version is None or version.file_type not in (XLSX.slug, KML.slug, KMZ.slug):
        return []
    if version.file_type != XLSX.slug:
        return _layers_of(version, _layer_in(page.heading))
    pages = Page.objects.filter(version=version).exclude(heading="")
    found = pages.values_list("heading").annotate(first=Min("number")).order_by("first")
    sheets = [Sheet(heading, number, heading == page.heading) for heading, number in found]
    return sheets if len(sheets) > 1 else []


def _layers_of(version: DocumentVersion, current: str) -> list[Sheet]:
    """Each layer has the pages of its features; the summary before them stands alone."""
    firsts: dict[str, int] = {}
    for heading, number in Page.objects.filter(version=version).order_by("number").values_list("heading", "number"):
        if layer := _layer_in(heading):
            firsts.setdefault(layer, number)
    layers = [Sheet(layer, number, layer == current) for layer, number in firsts.items()]
    return layers if len(layers) > 1 else []


def _layer_in(heading: str) -> str:
    """The name of the layer that a page of features belongs to; a layer without one has no tab."""
    above, _, own = heading.rpartition(BETWEEN)
    return above if own.partition(" ")[0] in _NUMBERED else ""


def _sheet_pages(page: Page) -> Q:
    """The pages of the same sheet, file or layer. Those of a CSV file are one; others are told by their headings."""
    if page.version is None:
        return Q(pk=page.pk)
    if page.version.file_type == CSV.slug:
        return Q(version=page.version)
    above, between, own = page.heading.rpartition(BETWEEN)
    word, is_numbered, _ = own.partition(" ")
    if is_numbered and word in _NUMBERED:  # "sites.csv · Rows 1–40"
        return Q(version=page.version, heading__startswith=f"{above}{between}{word} ")
    return Q(version=page.version, heading=page.heading)


def _first_page_of(page: Page) -> Page:
    """The first page of the same sheet."""
    return Page.objects.filter(_sheet_pages(page)).only("text").order_by("number").first() or page


def _head_of(text: str) -> Row:
    """The names of the columns, when the sheet's first row has them; else none, and letters stand for them."""
    _, lines = _without_title(text)
    first = lines[0].split("\t") if lines else []
    return first if is_head(first) else []


def _begins_with_head(page: Page, head: Row) -> bool:
    _, lines = _without_title(page.text)
    return bool(lines) and lines[0].split("\t") == list(head)


def _without_title(text: str) -> tuple[list[str], list[str]]:
    """The lines of words above a table, and the lines from its first row of several cells on."""
    lines = _filled(text)
    first = next((place for place, line in enumerate(lines) if "\t" in line), 0)
    return lines[:first], lines[first:]


def _filled(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip("\t")]


def _whole(page: Page, head: Row, view: View) -> Table:
    texts = Page.objects.filter(_sheet_pages(page)).order_by("number").values_list("text", flat=True)
    rows: list[Row] = []
    characters = 0
    for text in texts.iterator(chunk_size=200):
        characters += len(text)
        if characters > MOST_CHARACTERS:
            break
        lines = _rows(_filled(text) if rows else _without_title(text)[1])
        rows += lines[1:] if head and lines and list(lines[0]) == list(head) else lines
    words = view.find.casefold().split()
    if words:
        rows = [row for row in rows if _has_all(" ".join(row).casefold(), words)]
    width = max([len(head), *map(len, rows)], default=0)
    _sort(rows, view.sort)
    shown = rows[view.first - 1 : view.first - 1 + ROWS_AT_ONCE]
    return Table(
        _columns(_widened(head, width), rows[:ROWS_AT_ONCE], view),
        [[_found(cell, words) for cell in _widened(row, width)] for row in shown],
        [], page.heading, view.first, len(rows), is_whole=True,
    )  # fmt: skip


def _has_all(row: str, words: Sequence[str]) -> bool:
    """Whether a row has all words; a number also when it is shown with commas."""
    bare = _COMMA_IN_NUMBER.sub("", row)
    return all(word in row or (word.isdigit() and word in bare) for word in words)


def _rows(lines: Iterable[str]) -> list[Row]:
    return [line.split("\t") for line in lines]


def _widened(row: Row, width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _columns(head: Sequence[str], rows: Sequence[Row], view: View) -> list[Column]:
    columns = []
    for place, name in enumerate(head):
        ascending, descending = str(place + 1), f"-{place + 1}"
        cells = [_MARK.sub("", row[place]) for row in rows if place < len(row) and row[place]]
        order = {ascending: "ascending", descending: "descending"}.get(view.sort, "")
        after = descending if order == "ascending" else ascending
        columns.append(Column(name or _letter(place), numbers_of(cells) is not None, order, after))
    return columns


def _letter(place: int) -> str:
    """A, B, … Z, AA, AB, as spreadsheets count."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def _sort(rows: list[Row], sort: str) -> None:
    """By a column: as numbers where all its cells are of one unit; else numbers and dates before words. Empty last."""
    place = abs(int(sort)) - 1 if sort else -1
    if place < 0:
        return
    empty = [row for row in rows if place >= len(row) or not row[place]]
    filled = [row for row in rows if place < len(row) and row[place]]
    keys: Sequence[float] | Sequence[tuple[int, float, str]] | None = numbers_of(row[place] for row in filled)
    keys = keys or [sort_key(row[place]) for row in filled]
    order = sorted(range(len(filled)), key=keys.__getitem__, reverse=sort.startswith("-"))
    rows[:] = [*(filled[number] for number in order), *empty]


def _found(cell: str, words: Sequence[str]) -> SafeString:
    """The cell, with the words that were looked for marked."""
    if not words:
        return conditional_escape(cell)
    pieces = re.split("(" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")", cell, flags=re.I)
    drawn = (f"<mark>{escape(piece)}</mark>" if place % 2 else escape(piece) for place, piece in enumerate(pieces))
    return mark_safe("".join(drawn))  # noqa: S308 - each piece was escaped
