"""Word documents."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.accessibility.drawings import silent_drawings
from clearinghouse.lib.files.accessibility.rules import (
    Check,
    Rule,
    by_hand,
    failed,
    heading_order,
    judged,
    passed,
)
from clearinghouse.lib.files.contrast import WHITE, Color, from_hex, is_enough
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.ooxml import Package, attribute, local_name, walk
from clearinghouse.lib.files.reading.word_styles import Styles, is_on
from clearinghouse.lib.files.text import one_line

_CHARACTERS_THAT_NEED_HEADINGS = 4000  # more than a page
_QUOTE = 40
_NORMAL_POINTS = 11.0
_REMOVED = {"del", "moveFrom"}
_MOST_STYLES = 20  # from a style to the one it is based on, and so on


def checks(stream: BinaryIO, limits: Limits) -> list[Check]:
    """What each rule found. A body too large to look at as a whole leaves the rest to people."""
    package = Package(stream, limits)
    part = package.main_part("word/document.xml")
    styles = _Styles(package.tree("word/styles.xml"))
    body = package.tree(part)
    if body is not None:
        _take_out_unseen(body, Styles(package, part))
    facts = [_language(styles, body), _title(package)]
    if body is None:
        left = (Rule.HEADINGS, Rule.ALT_TEXT, Rule.TABLE_HEADERS, Rule.READING_ORDER, Rule.CONTRAST)
        return [*facts, *map(by_hand, left)]
    return [*facts, *_of_body(body, styles)]


def _take_out_unseen(element: Element, styles: Styles, *, in_hidden: bool = False) -> None:
    """SECURITY: places are quoted, so what the pages don't show goes first: hidden and removed words."""
    for child in list(element):
        name = local_name(child.tag)
        if name == "p":
            style = next((attribute(found, "val") for found in _properties(child, "pStyle")), "")
            in_hidden = styles.of_paragraph(style).is_hidden
        if name in _REMOVED or (name == "r" and _is_hidden(child, styles, in_hidden=in_hidden)):
            element.remove(child)
        else:
            _take_out_unseen(child, styles, in_hidden=in_hidden)


def _is_hidden(run: Element, styles: Styles, *, in_hidden: bool) -> bool:
    properties = next((child for child in run if local_name(child.tag) == "rPr"), None)
    own = next((is_on(attribute(vanish, "val")) for vanish in walk(properties, "vanish")), None)
    by_style = any(styles.of_run(attribute(style, "val")).is_hidden for style in walk(properties, "rStyle"))
    return in_hidden or by_style if own is None else own


class _Styles:
    """What the paragraph and character styles say, through those they are based on."""

    def __init__(self, root: Element | None) -> None:
        self.root = root
        self._by_id = {attribute(style, "styleId"): style for style in walk(root, "style")}

    def level(self, style_id: str) -> int:
        """1 to 6 for a heading, 1 for the title, else 0."""
        for style in self._chain(style_id):
            name = _value(style, "name").lower()
            if name == "title":
                return 1
            if name.startswith("heading ") and name[8:].isdigit():
                return min(int(name[8:]), 6)
            outline = _value(style, "outlineLvl")
            if outline.isdigit() and int(outline) < 6:
                return int(outline) + 1
        return 0

    def value(self, style_id: str, name: str) -> str:
        """The nearest value of a property such as "color"; empty when no style sets it."""
        return next((found for style in self._chain(style_id) if (found := _value(style, name))), "")

    def _chain(self, style_id: str) -> Iterator[Element]:
        for _ in range(_MOST_STYLES):
            style = self._by_id.get(style_id)
            if style is None:
                return
            yield style
            style_id = _value(style, "basedOn")


def _value(element: Element, name: str) -> str:
    """The `val` of the first element of this name below; empty when there is none."""
    return next((attribute(found, "val") for found in walk(element, name)), "")


def _language(styles: _Styles, body: Element | None) -> Check:
    declared = any(_value(defaults, "lang") for defaults in walk(styles.root, "docDefaults"))
    is_known = declared or any(attribute(lang, "val") for lang in walk(body, "lang"))
    return passed(Rule.LANGUAGE, 1) if is_known else failed(Rule.LANGUAGE, faults=1, total=1)


def _title(package: Package) -> Check:
    return passed(Rule.TITLE, 1) if package.title().strip() else failed(Rule.TITLE, faults=1, total=1)


def _of_body(body: Element, styles: _Styles) -> Iterator[Check]:
    paragraphs = list(walk(body, "p"))
    levels = list(_headings(paragraphs, styles))
    if levels or sum(len(text.text or "") for text in walk(body, "t")) > _CHARACTERS_THAT_NEED_HEADINGS:
        yield passed(Rule.HEADINGS, 1) if levels else failed(Rule.HEADINGS, faults=1, total=1)
    order = heading_order(levels)
    if order:
        yield order
    pictures, silent = silent_drawings(body, "docPr")
    if pictures:
        yield judged(Rule.ALT_TEXT, silent, total=pictures)
    tables = [table for table in walk(body, "tbl") if _is_data(table)]
    if tables:
        bare = [_quoted(table) for table in tables if not any(True for _ in walk(table, "tblHeader"))]
        yield judged(Rule.TABLE_HEADERS, bare, total=len(tables))
    floating = [_quoted(anchor) for anchor in walk(body, "anchor") if any(True for _ in walk(anchor, "txbxContent"))]
    yield by_hand(Rule.READING_ORDER, floating) if floating else passed(Rule.READING_ORDER, 1)
    yield _contrast(paragraphs, styles)


def _headings(paragraphs: list[Element], styles: _Styles) -> Iterator[tuple[int, str]]:
    for paragraph in paragraphs:
        own = next((attribute(level, "val") for level in _properties(paragraph, "outlineLvl")), "")
        style = next((attribute(name, "val") for name in _properties(paragraph, "pStyle")), "")
        level = int(own) + 1 if own.isdigit() and int(own) < 6 else styles.level(style)
        if level and _text(paragraph).strip():
            yield level, _quoted(paragraph)


def _properties(paragraph: Element, name: str) -> Iterator[Element]:
    """Among the properties of the paragraph itself, not of its runs or of paragraphs inside it."""
    for child in paragraph:
        if local_name(child.tag) == "pPr":
            yield from walk(child, name)


def _is_data(table: Element) -> bool:
    """More than one row and column; others only place things."""
    rows = [row for row in table if local_name(row.tag) == "tr"]
    return len(rows) > 1 and any(sum(local_name(cell.tag) == "tc" for cell in row) > 1 for row in rows)


def _contrast(paragraphs: list[Element], styles: _Styles) -> Check:
    faint, total = [], 0
    for paragraph in paragraphs:
        style = next((attribute(name, "val") for name in _properties(paragraph, "pStyle")), "")
        behind = next((_fill(shading) for shading in _properties(paragraph, "shd")), None)
        for run in paragraph:
            if local_name(run.tag) == "r" and _text(run).strip():
                total += 1
                if not _stands_out(run, style, behind, styles):
                    faint.append(_quoted(run))
    return judged(Rule.CONTRAST, faint, total=total)


def _stands_out(run: Element, style: str, behind: Color | None, styles: _Styles) -> bool:
    """Whether a run whose color is known stands out from what is known to be behind it; else nobody can say."""
    properties = next((child for child in run if local_name(child.tag) == "rPr"), None)
    own = properties if properties is not None else Element("none")
    character_style = _value(own, "rStyle")

    def said(name: str) -> str:
        return _value(own, name) or styles.value(character_style, name) or styles.value(style, name)

    color = from_hex(said("color"))
    fill = next((_fill(shading) for shading in walk(own, "shd")), None) or behind
    if color is None or (fill is None and color == WHITE):  # white lies on something, such as a shaded cell
        return True
    size = said("sz")
    points = int(size) / 2 if size.isdigit() else _NORMAL_POINTS
    is_bold = any(attribute(bold, "val") not in ("0", "false") for bold in walk(own, "b"))
    return is_enough(color, fill or WHITE, points, is_bold=is_bold)


def _fill(shading: Element) -> Color | None:
    return from_hex(attribute(shading, "fill"))


def _text(element: Element) -> str:
    return "".join(text.text or "" for text in walk(element, "t"))


def _quoted(element: Element) -> str:
    words = one_line(_text(element), _QUOTE)
    return f"“{words}”" if words else "a part without text"
