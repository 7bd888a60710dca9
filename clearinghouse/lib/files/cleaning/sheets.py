"""An Excel workbook with what its visible cells show: nothing hidden, no comments, no data behind charts and pivots."""

from collections import Counter
from pathlib import Path
from typing import BinaryIO

from clearinghouse.lib.files.cleaning.cells import BlendedCells, Cells, invisible_styles
from clearinghouse.lib.files.cleaning.charts import freeze_chart
from clearinghouse.lib.files.cleaning.formulas import Gone, area_of, reads_other_workbook
from clearinghouse.lib.files.cleaning.parts import (
    Element,
    Parts,
    attribute,
    child,
    drop_chart_data,
    drop_hidden_objects,
    find,
    local,
    remove,
    remove_all,
    whole_shape,
)
from clearinghouse.lib.files.cleaning.reasons import counted, no_copy
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.cell_colors import CellColors

_WORKBOOK_KINDS = {"worksheet", "chartsheet", "theme", "styles", "sharedStrings", "sheetMetadata", "richValueRel"}
_WORKBOOK_KINDS |= {"rdRichValue", "rdRichValueStructure", "rdRichValueTypes"}
_SHEET_KINDS = {"drawing", "hyperlink", "image", "table", "vmlDrawing"}
_WORKBOOK_PARTS: tuple[str, ...] = (
    "fileSharing",
    "customWorkbookViews",
    "externalReferences",
    "pivotCaches",
    "extLst",
    "webPublishing",
)
_WORKBOOK_PARTS += ("smartTagPr", "smartTagTypes", "fileRecoveryPr", "webPublishObjects", "revisionPtr", "absPath")
_SHEET_PARTS: tuple[str, ...] = ("scenarios", "customSheetViews", "customProperties", "cellWatches", "webPublishItems")
_SHEET_PARTS += ("protectedRanges", "legacyDrawing", "oleObjects", "controls", "slicerList", "timelineRefs")
_RULES = ("dataValidation", "cfRule", "sparkline")
_RULE_HOLDERS: tuple[str, ...] = (
    "dataValidations",
    "conditionalFormatting",
    "conditionalFormattings",
    "sparklines",
    "sparklineGroup",
)
_RULE_HOLDERS += ("sparklineGroups", "ext", "extLst")


def clean(stream: BinaryIO, target: Path, limits: Limits) -> list[str]:
    """Write the copy; the sentences that say what it goes without."""
    parts = Parts(stream, limits)
    sentences = Cleaning(parts).run()
    parts.save(target)
    return sentences


class Cleaning:
    """One workbook on its way; `found` counts what goes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._root = parts.tree(parts.main)
        self._gone = Gone()
        self._found = Counter[str]()
        self._cells: dict[str, Cells] = {}  # by the part of the sheet

    def run(self) -> list[str]:
        parts = self._parts
        self._found["links"] = sum(1 for _ in parts.related(parts.main, "externalLink"))
        self._drop_hidden_sheets()
        parts.keep_kinds(parts.main, _WORKBOOK_KINDS)
        self._read_cells()
        for name, cells in self._cells.items():
            self._clean_sheet(name, cells)
        for name in parts.related(parts.main, "chartsheet"):
            parts.keep_kinds(name, _SHEET_KINDS)
            remove_all(parts.tree(name), *_SHEET_PARTS)
        self._clean_drawings()
        self._clean_workbook()
        self._blank_unused_strings()
        return _sentences(self._found)

    # Sheets

    def _drop_hidden_sheets(self) -> None:
        sheets = find(child(self._root, "sheets"), "sheet")
        hidden = [each for each in sheets if attribute(each, "state") in ("hidden", "veryHidden")]
        if len(hidden) == len(sheets):
            raise no_copy("all sheets are hidden")
        places = {
            str(old): str(new) for new, old in enumerate(n for n, each in enumerate(sheets) if each not in hidden)
        }
        for each in hidden:
            self._gone.of(attribute(each, "name")).is_whole = True
            remove(each)
        targets = {self._parts.target(self._parts.main, attribute(each, "id")) for each in hidden}
        self._parts.drop_relations(self._parts.main, lambda found: found.target in targets)
        self._found["sheets"] = len(hidden)
        self._renumber(places)

    def _renumber(self, places: dict[str, str]) -> None:
        """Names and views count sheets by their place."""
        for each in find(self._root, "definedName"):
            place = each.get("localSheetId")
            if place is not None and place not in places:
                remove(each)
            elif place is not None:
                each.set("localSheetId", places[place])
        for each in find(self._root, "workbookView"):
            each.attrib.pop("firstSheet", None)
            each.set("activeTab", places.get(each.get("activeTab", "0"), "0"))

    def _read_cells(self) -> None:
        """Take hidden cells out of all sheets first: formulas of one may read those of another."""
        parts = self._parts
        styles = self._related("styles")
        invisible, colors = invisible_styles(styles), CellColors(styles, self._related("theme"))
        strings = find(self._related("sharedStrings"), "si")
        for sheet in find(child(self._root, "sheets"), "sheet"):
            target = parts.target(parts.main, attribute(sheet, "id"))
            if target in list(parts.related(parts.main, "worksheet")):
                name = attribute(sheet, "name")
                tables = [parts.tree(each) for each in parts.related(target, "table")]
                areas = [area_of(each.get("ref", "A1")) for each in tables if each is not None]
                blended = BlendedCells(colors, parts.tree(target), areas, strings)
                cells = Cells(parts.tree(target), name, invisible, blended)
                cells.take_out_hidden(self._gone.of(name))
                self._cells[target] = cells
        self._found["cells"] = sum(bool(cells.taken) for cells in self._cells.values())

    def _related(self, kind: str) -> Element | None:
        """A part of the workbook, such as its styles."""
        return self._parts.tree(next(self._parts.related(self._parts.main, kind), ""))

    def _clean_sheet(self, name: str, cells: Cells) -> None:
        parts, root, found = self._parts, self._parts.tree(name), self._found
        comments = [len(find(parts.tree(each), "comment")) for each in parts.related(name, "comments")]
        threads = [len(find(parts.tree(each), "threadedComment")) for each in parts.related(name, "threadedComment")]
        found["comments"] += max(sum(comments), sum(threads))
        found["pivots"] += sum(1 for _ in parts.related(name, "pivotTable"))
        found["objects"] += len(find(root, "oleObject", "control"))
        parts.keep_kinds(name, _SHEET_KINDS)
        remove_all(root, *_SHEET_PARTS)
        for each in find(root, "pageSetup"):
            for key in [key for key in each.attrib if "relationships" in key]:
                del each.attrib[key]
        found["formulas"] += cells.freeze_formulas(self._reads)
        self._drop_rules(root, cells.name)
        self._clean_tables(name, root, cells)
        if self._gone.of(cells.name).rows:
            remove_all(root, "filterColumn", "sortState")
        for each in find(root, "hyperlink"):
            if self._gone.names_sheet(each.get("location", "")) or self._is_gone(cells.name, each.get("ref", "")):
                remove(each)
        _drop_empty(root)

    def _reads(self, formula: str, sheet: str, exactly: bool) -> bool:
        if reads_other_workbook(formula):
            return True
        return bool(self._gone) and self._gone.reads(formula, sheet, exactly=exactly)

    def _is_gone(self, sheet: str, reference: str) -> bool:
        return bool(reference) and self._gone.of(sheet).touches(area_of(reference))

    def _drop_rules(self, root: Element, sheet: str) -> None:
        """Lists to choose from, colors and small charts that read hidden cells."""
        for rule in find(root, *_RULES):
            formulas = [each.text or "" for each in find(rule, "formula", "formula1", "formula2", "f")]
            if any(self._reads(formula, sheet, False) for formula in formulas if formula):
                self._found["rules"] += 1
                remove(rule)

    def _clean_tables(self, name: str, root: Element, cells: Cells) -> None:
        """A table with hidden columns becomes plain cells, because its columns are named in the table, too."""
        gone = self._gone.of(cells.name)
        for relation in [each for each in self._parts.relations(name) if each.kind == "table"]:
            table = self._parts.tree(relation.target)
            if table is None:
                continue
            area = area_of(table.get("ref", "A1"))
            is_cut = any(area.left <= column <= area.right for column in gone.columns)
            if is_cut or not gone.rows.isdisjoint((area.top, area.bottom)):
                self._found["tables"] += 1
                for each in [each for each in find(root, "tablePart") if relation.id in each.attrib.values()]:
                    remove(each)
            elif gone.rows:
                remove_all(table, "filterColumn", "sortState")
            self._parts.drop_relations(relation.target, lambda each: each.kind == "queryTable")
        for holder in find(root, "tableParts"):
            holder.set("count", str(len(holder)))

    # Drawings, the workbook itself, strings

    def _clean_drawings(self) -> None:
        by_sheet = [(name, cells) for name, cells in self._cells.items()]
        for name, cells in by_sheet:
            for drawing in self._parts.related(name, "drawing"):
                root = self._parts.tree(drawing)
                self._found["hidden objects"] += cells.drop_hidden_anchors(root) + drop_hidden_objects(root)
                for each in find(root, "slicer", "timeslicer", "compatExt"):
                    shape = whole_shape(each)
                    if shape is not None:
                        remove(shape)
                for each in find(root, "sp"):
                    if self._reads(each.get("textlink", ""), cells.name, True):
                        del each.attrib["textlink"]
        self._found["chart data"] = drop_chart_data(self._parts)
        for name in self._parts.names():
            if "/charts/chart" in name.lower() and name.lower().endswith(".xml"):
                self._found["charts"] += freeze_chart(
                    self._parts.tree(name), lambda formula: self._reads(formula, "", True)
                )

    def _clean_workbook(self) -> None:
        for each in find(self._root, "definedName"):
            formula = each.text or ""
            is_hidden = each.get("hidden") in ("1", "true")
            if is_hidden or self._gone.names_sheet(formula) or reads_other_workbook(formula):
                remove(each)
        for each in find(self._root, "AlternateContent"):
            if find(each, "absPath"):
                remove(each)
        remove_all(self._root, *_WORKBOOK_PARTS)
        _drop_empty(self._root)

    def _blank_unused_strings(self) -> None:
        """The table of strings keeps its numbers; strings that no cell shows any more go blank."""
        used = {number for cells in self._cells.values() for number in cells.strings_in_use()}
        for name in self._parts.related(self._parts.main, "sharedStrings"):
            for number, each in enumerate(find(self._parts.tree(name), "si")):
                if number not in used:
                    for part in list(each):
                        remove(part)
                    each.append(each.makeelement(each.tag.replace("}si", "}t")))


def _drop_empty(root: Element) -> None:
    """Lists that lost their last entry: Excel wants at least one."""
    for names in (
        _RULE_HOLDERS[:-2],
        ("ext",),
        ("extLst", "definedNames", "hyperlinks", "tableParts", "AlternateContent"),
    ):
        for each in reversed(find(root, *names)):
            if local(each) == "AlternateContent":
                if not any(len(choice) for choice in each):
                    remove(each)
            elif not any(local(inner) != "sqref" for inner in each):
                remove(each)
            elif each.get("count") is not None:
                each.set("count", str(len(each)))


def _sentences(found: Counter[str]) -> list[str]:
    lines: list[tuple[int, str]] = [
        (found["sheets"], f"We removed {counted(found['sheets'], 'hidden sheet')}."),
        (found["cells"], "We emptied hidden rows, columns, and cells. What you see hasn’t changed."),
        (found["formulas"], "Formulas that used hidden cells are now the values they showed."),
        (found["comments"], f"We removed {counted(found['comments'], 'comment')}."),
        (found["pivots"], "Pivot tables are now plain cells, without the copy of the data behind them."),
        (found["links"], "We removed links to other workbooks. The values stay."),
        (found["tables"], "Tables with hidden columns are now plain cells."),
        (found["rules"], "We removed drop-down lists, color rules, and small charts that used hidden cells."),
        (found["charts"], "Charts that used hidden cells keep the values they showed."),
        (found["chart data"], "We removed the workbooks behind charts. The charts look as before."),
        (found["hidden objects"], "We removed hidden pictures and shapes."),
        (found["objects"], "We removed embedded files and buttons."),
        (1, "We removed names and other details from the file’s properties. Its title stays."),
    ]
    return [words for count, words in lines if count]
