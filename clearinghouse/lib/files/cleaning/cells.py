"""The cells of one sheet, without those that are not seen."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from clearinghouse.lib.files.cleaning.formulas import LAST_COLUMN, Area, SheetGone, area_of
from clearinghouse.lib.files.cleaning.parts import Element, attribute, child, find, local, remove
from clearinghouse.lib.files.cleaning.reasons import no_copy
from clearinghouse.lib.files.reading.cell_colors import CellColors, Surroundings

_ON = ("1", "true")
_SHOWS_NOTHING = re.compile(r"(?:\[[^\]]*\])?;;;\s*")
# A formula, its sheet, whether its references are exactly those of the cell → whether it reads what is gone.
Reads = Callable[[str, str, bool], bool]


def invisible_styles(styles: Element | None) -> set[str]:
    """The styles, by their place, whose number format shows nothing whatever the cell holds."""
    codes = {attribute(each, "numFmtId"): attribute(each, "formatCode") for each in find(styles, "numFmt")}
    formats = child(styles, "cellXfs")
    found = enumerate(find(formats, "xf")) if formats is not None else ()
    return {str(place) for place, each in found if _SHOWS_NOTHING.fullmatch(codes.get(attribute(each, "numFmtId"), ""))}


class BlendedCells:
    """Finds cells of a sheet whose letters have the color of what is behind them, as the reader of workbooks does."""

    def __init__(self, colors: CellColors, root: Element, tables: Sequence[Area], strings: Sequence[Element]) -> None:
        rules = [each.get("sqref", "") for each in find(root, "conditionalFormatting")]
        rules += [each.text or "" for each in find(root, "sqref")]
        areas = [area_of(reference) for rule in rules for reference in rule.split()]
        self._surroundings = Surroundings(_corners(areas), _corners(tables), bool(find(root, "picture")))
        self._colors = colors
        self._strings = strings

    def words_left(self, row: int, column: int, cell: Element) -> str | None:
        """The words of a cell without the letters that nobody can tell; None where there are none of those."""
        runs = find(self._words(cell), "r")
        own = [_first(child(run, "rPr"), "color") for run in runs]
        if not any(color is not None for color in own):
            is_number = cell.get("t", "n") in ("n", "d")
            return "" if self._blends(row, column, cell, None, is_number=is_number) else None
        texts = ["".join(each.text or "" for each in find(run, "t")) for run in runs]
        seen = [text for text, color in zip(texts, own, strict=True) if not self._blends(row, column, cell, color)]
        return "".join(seen) if "".join(seen).split() != "".join(texts).split() else None

    def _words(self, cell: Element) -> Element | None:
        if cell.get("t") == "inlineStr":
            return child(cell, "is")
        value = child(cell, "v") if cell.get("t") == "s" else None
        place = (value.text or "").strip() if value is not None else ""
        return self._strings[int(place)] if place.isdigit() and int(place) < len(self._strings) else None

    def _blends(self, row: int, column: int, cell: Element, color: Element | None, *, is_number: bool = False) -> bool:
        own: Mapping[str, str] | None = None if color is None else color.attrib
        paint = partial(self._surroundings.paint, row, column)
        return self._colors.blends(cell.get("s", "0"), paint, own=own, is_number=is_number)


class Cells:
    """The cells of a sheet in their rows; `taken` is how many with something in them went."""

    def __init__(self, root: Element, name: str, invisible: set[str], blended: BlendedCells) -> None:
        self.name = name
        self._blended = blended
        self.taken = 0
        self._root = root
        self._data = child(root, "sheetData")
        self._invisible = invisible
        self._columns = _hidden_columns(root)
        self._hides_other_rows = any(each.get("zeroHeight") in _ON for each in find(root, "sheetFormatPr"))
        self._rows = {number for number, row in self._numbered_rows() if _is_hidden_row(row)}
        self._shown_rows = {number for number, row in self._numbered_rows()} - self._rows
        self._merged = [area_of(attribute(each, "ref")) for each in find(root, "mergeCell")]

    def take_out_hidden(self, gone: SheetGone) -> None:
        """Hidden rows and columns stay, with nothing in them, so that all else stays where it is."""
        covered = {place for area in self._merged for place in _covered(area)}
        seen_in_part = {(area.top, area.left) for area in self._merged if self._is_seen(area)}
        for number, row in self._numbered_rows():
            for column, cell in list(_numbered_cells(row)):
                is_in_hidden = number in self._rows or self._is_hidden_column(column)
                if is_in_hidden and (number, column) not in seen_in_part:
                    self._note(gone, number, column, cell)
                    remove(cell)
                    continue
                left = self._words_left(number, column, cell)
                if (number, column) in covered or left == "":
                    if len(cell):
                        self.taken += 1
                        gone.cells.add((number, column))
                    _empty(cell)
                elif left:
                    self.taken += 1
                    _write(cell, left)

    def _words_left(self, row: int, column: int, cell: Element) -> str | None:
        """What is seen of a cell; None where that is all of it."""
        return "" if cell.get("s", "0") in self._invisible else self._blended.words_left(row, column, cell)

    def _note(self, gone: SheetGone, row: int, column: int, cell: Element) -> None:
        if not len(cell):
            return
        self.taken += 1
        if row in self._rows:
            gone.rows.add(row)
        if self._is_hidden_column(column):
            gone.columns.add(column)

    def freeze_formulas(self, reads: Reads) -> int:
        """Formulas that read what is gone become the values they showed. How many did."""
        shared = {}
        for formula in find(self._data, "f"):
            if formula.get("t") == "shared" and formula.text:
                shared[formula.get("si")] = reads(formula.text, self.name, False)
        return sum(self._freeze(formula, reads, shared) for formula in find(self._data, "f"))

    def _freeze(self, formula: Element, reads: Reads, shared: dict[str, bool]) -> bool:
        kind = formula.get("t", "normal")
        if kind == "shared":
            is_frozen = shared.get(formula.get("si"), True)
        else:
            is_frozen = kind == "dataTable" or reads(formula.text or "", self.name, kind == "normal")
        if not is_frozen:
            return False
        cell = formula.getparent()
        value = child(cell, "v")
        if value is None or (not (value.text or "").strip() and cell.get("t") != "str"):
            raise no_copy(
                f"the formula in cell {cell.get('r', '')} of “{self.name}” uses hidden cells and was never calculated. "
                "Open the file in Excel, save it, then upload it again"
            )
        remove(formula)
        cell.attrib.pop("cm", None)
        return True

    def strings_in_use(self) -> Iterator[int]:
        for cell in find(self._data, "c"):
            value = child(cell, "v") if cell.get("t") == "s" else None
            if value is not None and (value.text or "").strip().isdigit():
                yield int(value.text)

    def drop_hidden_anchors(self, drawing: Element | None) -> int:
        """Pictures, charts and shapes that lie in hidden rows or columns. How many went."""
        hidden = [each for each in find(drawing, "twoCellAnchor", "oneCellAnchor") if self._is_hidden_anchor(each)]
        for each in hidden:
            remove(each)
        return len(hidden)

    def _is_hidden_anchor(self, anchor: Element) -> bool:
        start, end = child(anchor, "from"), child(anchor, "to")
        if start is None:
            return False
        (left, top), (right, bottom) = _place(start), _place(start if end is None else end)
        if right - left > LAST_COLUMN or bottom - top > 100_000:
            return False
        columns, rows = range(left, max(left, right) + 1), range(top, max(top, bottom) + 1)
        return all(map(self._is_hidden_column, columns)) or all(map(self._is_hidden_row, rows))

    def _is_hidden_row(self, number: int) -> bool:
        return number in self._rows or (self._hides_other_rows and number not in self._shown_rows)

    def _is_hidden_column(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self._columns)

    def _is_seen(self, area: Area) -> bool:
        """Whether a part of merged cells is seen; then so is what their first cell holds."""
        rows = range(area.top, min(area.bottom, area.top + 10_000) + 1)
        columns = range(area.left, area.right + 1)
        return not all(map(self._is_hidden_row, rows)) and not all(map(self._is_hidden_column, columns))

    def _numbered_rows(self) -> Iterator[tuple[int, Element]]:
        number = 0
        for row in self._data if self._data is not None else ():
            number = int(row.get("r", number + 1))
            yield number, row


def _numbered_cells(row: Element) -> Iterator[tuple[int, Element]]:
    column = 0
    for cell in row:
        if local(cell) == "c":
            reference = cell.get("r")
            column = area_of(reference).left if reference else column + 1
            yield column, cell


def _hidden_columns(root: Element) -> list[tuple[int, int]]:
    named = [(int(each.get("min", "0")), int(each.get("max", "0")), each) for each in find(child(root, "cols"), "col")]
    hidden = [(first, last) for first, last, each in named if each.get("hidden") in _ON or _is_zero(each.get("width"))]
    if any(_is_zero(each.get("defaultColWidth")) for each in find(root, "sheetFormatPr")):
        hidden += _between([(first, last) for first, last, _ in named])
    return hidden


def _between(named: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The columns that are not named."""
    found, free_from = [], 1
    for first, last in sorted(named):
        if first > free_from:
            found.append((free_from, first - 1))
        free_from = max(free_from, last + 1)
    return [*found, (free_from, LAST_COLUMN)]


def _is_zero(size: str | None) -> bool:
    try:
        return size is not None and float(size) == 0
    except ValueError:
        return False


def _is_hidden_row(row: Element) -> bool:
    return row.get("hidden") in _ON or _is_zero(row.get("ht"))


def _covered(area: Area) -> Iterator[tuple[int, int]]:
    """All cells of merged ones but the first; of very large ones not all, because sheets end somewhere."""
    for row in range(area.top, min(area.bottom, area.top + 2000) + 1):
        for column in range(area.left, min(area.right, area.left + 500) + 1):
            if (row, column) != (area.top, area.left):
                yield row, column


def _empty(cell: Element) -> None:
    for each in list(cell):
        remove(each)
    cell.attrib.pop("t", None)


def _corners(areas: Sequence[Area]) -> list[tuple[int, int, int, int]]:
    return [(area.left, area.top, area.right, area.bottom) for area in areas]


def _first(element: Element | None, name: str) -> Element | None:
    return next(iter(find(element, name)), None)


def _write(cell: Element, words: str) -> None:
    """Words of the cell's own color in place of what was in it."""
    _empty(cell)
    cell.set("t", "inlineStr")
    name = cell.tag.rpartition("}")[0]
    holder = cell.makeelement(f"{name}}}is")
    text = cell.makeelement(f"{name}}}t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    holder.append(text)
    cell.append(holder)


def _place(corner: Element) -> tuple[int, int]:
    """Column and row, counted from 1."""
    numbers = [child(corner, name) for name in ("col", "row")]
    column, row = (int(each.text) + 1 if each is not None and (each.text or "").isdigit() else 1 for each in numbers)
    return column, row
