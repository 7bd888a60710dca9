"""The events of a Word part as paragraphs and table rows, the way they stand on paper once changes are accepted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from clearinghouse.lib.files.reading.numbering import Numbering
from clearinghouse.lib.files.reading.word_colors import Inks
from clearinghouse.lib.files.reading.word_styles import HEADING_LEVELS, Styles, is_on

BREAK, RENDERED_BREAK = "\f", "\v"  # XML cannot hold these characters, so they are ours
# Deleted and moved away; doubled for older programs; how something looked before.
_SKIPPED = {"Fallback", "moveFrom", "del", "delText", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
            "tblPrExChange", "trPrChange", "tcPrChange", "numberingChange"}  # fmt: skip
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
            "trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel"}  # fmt: skip
_TEXT_OF = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "lastRenderedPageBreak": RENDERED_BREAK}
_SYMBOLS = {"F0FE": "☒", "F0FD": "☒", "F078": "☒", "F0FC": "✓", "F0A8": "☐", "F06F": "☐", "F0B7": "•", "F0A7": "▪",
            "F0E0": "→", "2612": "☒", "2610": "☐"}  # fmt: skip
# Fields that Word fills in by itself, and those that show nothing.
_OWN_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "XE", "TC", "TA", "RD", "SET", "ASK", "PRINT", "PRIVATE",
               "ADVANCE", "DATE", "TIME", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "HYPERLINK", "LISTNUM",
               "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "MACROBUTTON", "GOTOBUTTON", "BIBLIOGRAPHY", "INDEX", "COMMENTS",
               "EQ", "NEXT", "NEXTIF", "SKIPIF", ""}  # fmt: skip
_CHECKED, _UNCHECKED = "☒", "☐"
_MOST_CODE_PARAGRAPHS = 20  # a field that never ends must not swallow the rest
_PAGE_NUMBERS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}


class Paragraphs(Protocol):
    """Where the paragraphs of a part go."""

    def add(self, paragraph: str, *, is_heading: bool) -> None: ...

    def end_page(self) -> None: ...

    def begin_section(self) -> None: ...


@dataclass
class Found:
    """What a document has that is not on its face, or that cannot be seen as it should be."""

    changes: int = 0
    hidden_runs: int = 0
    blended_runs: int = 0  # of the color that is behind them
    fields_without_result: int = 0


@dataclass
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    style: str = ""
    is_heading: bool | None = None
    list_number: str | None = None
    list_level: int | None = None
    is_mark_gone: bool = False  # its end was deleted or moved away
    has_hidden: bool = False
    graphics: list[str] = field(default_factory=list)


@dataclass
class _Field:
    """A field: its code until it is separated from its result."""

    code: list[str] = field(default_factory=list)
    in_result: bool = False
    has_result: bool = False
    entries: list[str] = field(default_factory=list)  # of a list to choose from
    chosen: str = ""  # its place, from 0
    shown: str = ""  # a box, checked or not

    @property
    def form_text(self) -> str:
        """What a box or a list to choose from shows."""
        place = int(self.chosen) if self.chosen.isdigit() and len(self.chosen) < 5 else 0
        return self.shown or (self.entries[place] if place < len(self.entries) else "")

    @property
    def name(self) -> str:
        words = "".join(self.code).split()
        return words[0].upper() if words else ""


class Body:
    """Turns the events of a Word part into paragraphs and table rows."""

    def __init__(
        self,
        pages: Paragraphs,
        styles: Styles,
        numbering: Numbering,
        found: Found,
        inks: Inks,
        graphics: Callable[[list[str]], list[str]] = lambda references: [],
        *,
        has_page_numbers: bool = True,
    ) -> None:
        self._pages = pages
        self._styles = styles
        self._numbering = numbering
        self._found = found
        self._inks = inks
        self._graphics = graphics
        self._has_page_numbers = has_page_numbers
        self._paragraphs: list[_Paragraph] = []  # a text box puts a paragraph inside a paragraph
        self._rows: list[list[str]] = []  # a table in a cell puts a row inside a row
        self._row_is_gone: list[bool] = []
        self._cells: list[list[str]] = []
        self._controls: list[bool] = []  # whether each open fill-in control shows only what to fill in
        self._fields: list[_Field] = []
        self._code_paragraphs = 0
        self._skipped = 0
        self._in_text = self._in_code = False
        self._properties: list[str] = []  # pPr, rPr, trPr … that are open
        self._run_is_hidden = False
        self._page_ends_after = False
        self._section_ends_after = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "t": self._start_text, "p": self._start_paragraph, "r": self._start_run, "tr": self._start_row,
            "tc": lambda _: self._cells.append([]), "sdt": lambda _: self._controls.append(False),
            "showingPlcHdr": self._show_placeholder, "instrText": self._start_code, "fldChar": self._field_sign,
            "fldSimple": self._start_simple_field,
            "pPr": lambda _: self._properties.append("pPr"), "rPr": lambda _: self._properties.append("rPr"),
            "trPr": lambda _: self._properties.append("trPr"),
        }  # fmt: skip
        self._in_paragraph: dict[str, Callable[[_Paragraph, dict[str, str]], None]] = {
            "br": self._line_break, "sym": self._symbol, "pStyle": self._style, "rStyle": self._run_style,
            "vanish": self._vanish, "outlineLvl": self._level, "numId": self._list, "ilvl": self._list_level,
            "pageBreakBefore": self._page_break, "sectPr": self._section, "type": self._kind,
            "chart": self._chart, "relIds": self._chart, "checkBox": self._checkbox, "checked": self._checked,
            "default": self._default, "result": self._result, "listEntry": self._entry,
            "textpath": self._watermark,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CHANGES and ("author" in attributes or "date" in attributes):
            self._found.changes += 1
        if name in _SKIPPED:
            self._note_gone(name)
            self._skipped += 1
        elif self._skipped:
            return
        else:
            self._inks.start(name, attributes)
            self._start(name, attributes)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if begin := self._starts.get(name):
            begin(attributes)
        elif self._paragraphs:
            paragraph = self._paragraphs[-1]
            if act := self._in_paragraph.get(name):
                act(paragraph, attributes)
            elif name in _TEXT_OF and not self._properties:  # a "tab" among the properties is a tab stop
                self._write(_TEXT_OF[name])

    def data(self, text: str) -> None:
        if self._skipped or not self._paragraphs:
            return
        if self._in_text:
            self._write(text)
        elif self._in_code and self._fields:
            self._fields[-1].code.append(text)

    def end(self, name: str) -> None:
        if name in _SKIPPED:
            self._skipped -= 1
        elif self._skipped:
            return
        else:
            self._end(name)
            self._inks.end(name)

    def _end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "instrText":
            self._in_code = False
        elif self._properties and name == self._properties[-1]:
            self._properties.pop()
        elif name == "r":
            self._run_is_hidden = False
        elif name == "fldSimple":
            self._end_field()
        elif name == "sdt" and self._controls:
            self._controls.pop()
        elif name == "p" and self._paragraphs:
            self._end_paragraph(self._paragraphs.pop())
        elif name == "tc" and self._cells and self._rows:
            self._rows[-1].append(" ".join(part for part in self._cells.pop() if part.strip()))
        elif name == "tr" and self._rows:
            self._end_row(self._rows.pop(), is_gone=self._row_is_gone.pop())

    # What is written

    def _write(self, text: str) -> None:
        """Text of a run, where it is seen."""
        if any(self._controls) or (self._fields and not self._is_result()):
            return
        paragraph = self._paragraphs[-1]
        if self._run_is_hidden:
            if text not in (RENDERED_BREAK, BREAK):
                paragraph.has_hidden = True
                self._found.hidden_runs += bool(text.strip())
            return
        if text.strip() and self._inks.are_blended:
            self._found.blended_runs += 1
            return
        paragraph.parts.append(text)

    def _is_result(self) -> bool:
        self._fields[-1].has_result |= self._fields[-1].in_result
        return all(
            found.in_result and (self._has_page_numbers or found.name not in _PAGE_NUMBERS) for found in self._fields
        )

    def _start_text(self, attributes: dict[str, str]) -> None:
        self._in_text = not self._properties

    def _start_run(self, attributes: dict[str, str]) -> None:
        style = self._paragraphs[-1].style if self._paragraphs else ""
        self._run_is_hidden = self._styles.of_paragraph(style).is_hidden

    def _line_break(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        self._write(BREAK if attributes.get("type") == "page" else "\n")

    def _symbol(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        self._write(_SYMBOLS.get(attributes.get("char", "").upper(), ""))

    def _watermark(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        self._write(attributes.get("string", ""))

    def _chart(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        reference = attributes.get("id") or attributes.get("dm", "")
        if not self._run_is_hidden:
            paragraph.graphics.append(reference)

    # Properties of runs and paragraphs

    def _style(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        paragraph.style = attributes.get("val", "")

    def _run_style(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._properties == ["rPr"]:
            self._run_is_hidden = self._run_is_hidden or self._styles.of_run(attributes.get("val", "")).is_hidden

    def _vanish(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._properties == ["rPr"]:
            self._run_is_hidden = is_on(attributes.get("val", ""))

    def _level(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        paragraph.is_heading = attributes.get("val", "") in HEADING_LEVELS

    def _list(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        paragraph.list_number = attributes.get("val", "")

    def _list_level(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        level = attributes.get("val", "")
        paragraph.list_level = int(level) if level.isdigit() and len(level) == 1 else 0

    def _page_break(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if is_on(attributes.get("val", "")):
            paragraph.parts.append(BREAK)

    def _section(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        self._page_ends_after = self._section_ends_after = True

    def _kind(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if attributes.get("val") == "continuous":
            self._page_ends_after = False

    def _note_gone(self, name: str) -> None:
        """The mark of a paragraph, or a row, that was deleted or moved away."""
        if name not in ("del", "moveFrom") or self._skipped or not self._properties:
            return
        if self._properties[0] == "pPr" and self._paragraphs:
            self._paragraphs[-1].is_mark_gone = True
        elif self._properties[0] == "trPr" and self._row_is_gone:
            self._row_is_gone[-1] = True

    # Fill-in controls and fields

    def _show_placeholder(self, attributes: dict[str, str]) -> None:
        if self._controls:
            self._controls[-1] = is_on(attributes.get("val", ""))

    def _start_code(self, attributes: dict[str, str]) -> None:
        self._in_code = True

    def _start_simple_field(self, attributes: dict[str, str]) -> None:
        self._fields.append(_Field([attributes.get("instr", "")], in_result=True))

    def _field_sign(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end":
            self._end_field()

    # What form fields of the old kind hold beside their text

    def _checkbox(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._fields:
            self._fields[-1].shown = _UNCHECKED

    def _checked(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._fields and self._fields[-1].shown:
            self._fields[-1].shown = _CHECKED if is_on(attributes.get("val", "")) else _UNCHECKED

    def _default(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._fields and self._fields[-1].shown:
            self._checked(paragraph, attributes)
        elif self._fields:
            self._fields[-1].chosen = self._fields[-1].chosen or attributes.get("val", "")

    def _result(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._fields:
            self._fields[-1].chosen = attributes.get("val", "")

    def _entry(self, paragraph: _Paragraph, attributes: dict[str, str]) -> None:
        if self._fields:
            self._fields[-1].entries.append(attributes.get("val", ""))

    def _end_field(self) -> None:
        if not self._fields:
            return
        ended = self._fields.pop()
        self._found.fields_without_result += not ended.has_result and ended.name not in _OWN_FIELDS
        if self._fields:
            self._fields[-1].has_result = True
        if self._paragraphs and ended.form_text:
            self._write(ended.form_text)

    # Ends

    def _start_paragraph(self, attributes: dict[str, str]) -> None:
        self._paragraphs.append(_Paragraph())

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._rows.append([])
        self._row_is_gone.append(False)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        self._leave_endless_field()
        text = "".join(paragraph.parts)
        is_seen = bool(text.strip()) or not (paragraph.is_mark_gone or paragraph.has_hidden)
        number = self._number(paragraph) if is_seen else ""
        if number and text.strip():
            breaks = len(text) - len(text.lstrip(BREAK + RENDERED_BREAK))
            text = f"{text[:breaks]}{number} {text[breaks:]}"
        style = self._styles.of_paragraph(paragraph.style)
        is_heading = style.is_heading if paragraph.is_heading is None else paragraph.is_heading
        drawn = self._graphics(paragraph.graphics) if paragraph.graphics else []
        if self._cells:
            self._cells[-1] += [text, *drawn]
            return
        self._pages.add(text, is_heading=is_heading)
        for line in drawn:
            self._pages.add(line, is_heading=False)
        self._end_section()

    def _leave_endless_field(self) -> None:
        is_code = bool(self._fields) and not self._fields[-1].in_result
        self._code_paragraphs = self._code_paragraphs + 1 if is_code else 0
        if self._code_paragraphs > _MOST_CODE_PARAGRAPHS:
            self._fields.clear()

    def _end_section(self) -> None:
        if self._page_ends_after:
            self._pages.end_page()
        if self._section_ends_after:
            self._pages.begin_section()
        self._page_ends_after = self._section_ends_after = False

    def _number(self, paragraph: _Paragraph) -> str:
        """What the list puts before the paragraph."""
        style = self._styles.of_paragraph(paragraph.style)
        number = style.list_number if paragraph.list_number is None else paragraph.list_number
        if not number or number == "0":
            return ""
        level = paragraph.list_level
        if level is None and paragraph.list_number is None:
            level = style.list_level
            if level is None:
                level = self._numbering.level_of_style(number, style.list_style)
        return self._numbering.next(number, level or 0)

    def _end_row(self, cells: list[str], *, is_gone: bool) -> None:
        if is_gone:
            return
        text = "\t".join(" ".join(cell.replace(BREAK, " ").split()) for cell in cells)
        if self._cells:
            self._cells[-1].append(text)
            return
        self._pages.add(text, is_heading=False)
        if any(BREAK in cell or RENDERED_BREAK in cell for cell in cells):
            self._pages.end_page()
