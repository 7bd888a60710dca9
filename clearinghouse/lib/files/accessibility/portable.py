"""PDF: its structure read with pikepdf, its pages with PDFium."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

import pikepdf

from clearinghouse.lib.files.accessibility.pages import PageFacts, look_at_pages
from clearinghouse.lib.files.accessibility.rules import (
    Check,
    Rule,
    by_hand,
    describes,
    failed,
    heading_order,
    judged,
    passed,
)
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.seen_pdf import SeenPdf

_MOST_ELEMENTS = 200_000
_MOST_ALIASES = 10
_MOST_LOOKED_BELOW = 50
_PAGES_THAT_NEED_HEADINGS = 3
_PAGES_THAT_NEED_BOOKMARKS = 21  # as Acrobat's own checker counts
_FIGURES = ("Figure", "Formula")


class Element(NamedTuple):
    """One element of the structure tree; `page` from 1, 0 where it names none."""

    kind: str
    page: int
    source: Any


@dataclass
class _Structure:
    """What the tree holds, in its order."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    figures: list[Element] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    tables_with_headers: set[int] = field(default_factory=set)  # by their place in `tables`


def checks(stream: BinaryIO, limits: Limits) -> list[Check]:
    """What each rule found. Raises for a file that pikepdf or PDFium cannot open."""
    stream.seek(0)
    return checks_of(stream, look_at_pages(SeenPdf(stream.read()), limits.pdf_pages))


def checks_of(stream: BinaryIO, facts: PageFacts) -> list[Check]:
    """The same where its pages have been looked at."""
    stream.seek(0)
    with pikepdf.open(stream) as document:
        page_count = len(document.pages)
        catalog = list(_of_catalog(document, page_count))
        structure = _structure(document) if _is_tagged(document) else None
        tags = _of_tags(structure, page_count, facts) if structure else _of_untagged(page_count, facts)
        return [*catalog, *tags, *_of_pages(facts)]


def _is_tagged(document: pikepdf.Pdf) -> bool:
    """Without the mark, readers ignore the tree, however full it is."""
    return "/StructTreeRoot" in document.Root and bool(_entry(document.Root, "/MarkInfo", "/Marked"))


def _of_catalog(document: pikepdf.Pdf, page_count: int) -> Iterator[Check]:
    root = document.Root
    yield _one(Rule.TAGS, _is_tagged(document))
    yield _one(Rule.LANGUAGE, bool(str(root.get("/Lang", "")).strip()))
    yield _one(Rule.TITLE, bool(_title(document) and _entry(root, "/ViewerPreferences", "/DisplayDocTitle")))
    if page_count >= _PAGES_THAT_NEED_BOOKMARKS:
        yield _one(Rule.BOOKMARKS, _entry(root, "/Outlines", "/First") is not None)


def _of_pages(facts: PageFacts) -> Iterator[Check]:
    yield judged(Rule.TEXT_LAYER, map(_place, facts.scanned), total=facts.count)
    if facts.faint or facts.is_complete:
        yield judged(Rule.CONTRAST, map(_place, facts.faint), total=facts.count)
    else:
        yield by_hand(Rule.CONTRAST)


def _one(rule: Rule, is_met: bool) -> Check:
    return passed(rule, 1) if is_met else failed(rule, faults=1, total=1)


def _of_tags(structure: _Structure, page_count: int, facts: PageFacts) -> Iterator[Check]:
    if structure.headings or page_count >= _PAGES_THAT_NEED_HEADINGS:
        yield _one(Rule.HEADINGS, bool(structure.headings))
    order = heading_order(structure.headings)
    if order:
        yield order
    silent = [_place(figure.page) for figure in structure.figures if not _is_described(figure.source)]
    if structure.figures:
        yield judged(Rule.ALT_TEXT, silent, total=len(structure.figures))
    elif facts.pictured:
        yield by_hand(Rule.ALT_TEXT, map(_place, facts.pictured))  # decoration, or forgotten
    bare = [
        _place(table.page)
        for number, table in enumerate(structure.tables)
        if number not in structure.tables_with_headers
    ]
    if structure.tables:
        yield judged(Rule.TABLE_HEADERS, bare, total=len(structure.tables))
    yield by_hand(Rule.READING_ORDER)


def _of_untagged(page_count: int, facts: PageFacts) -> Iterator[Check]:
    """Nothing in it is marked as anything."""
    if page_count >= _PAGES_THAT_NEED_HEADINGS:
        yield _one(Rule.HEADINGS, is_met=False)
    if facts.pictured:
        yield failed(Rule.ALT_TEXT, map(_place, facts.pictured))
    yield _one(Rule.READING_ORDER, is_met=False)


def _structure(document: pikepdf.Pdf) -> _Structure:
    found = _Structure()
    inside: list[int] = []  # the tables around an element, by their place in `found`
    for element, tables_around in _elements(document, document.Root.StructTreeRoot):
        kind = element.kind
        del inside[tables_around:]
        if kind == "Table":
            inside.append(len(found.tables))
            found.tables.append(element)
        elif kind == "TH" and inside:
            found.tables_with_headers.add(inside[-1])
        elif kind in _FIGURES:
            found.figures.append(element)
        elif level := _level(kind):
            found.headings.append((level, _place(element.page)))
    return found


def _elements(document: pikepdf.Pdf, tree: Any) -> Iterator[tuple[Element, int]]:
    """Each element in reading order, and how many tables are around it."""
    pages: dict[tuple[int, int], int] = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
    roles = tree.get("/RoleMap", {})
    seen: set[tuple[int, int]] = set()
    stack = [(child, 0, 0) for child in reversed(_children(tree))]
    for _ in range(_MOST_ELEMENTS):
        if not stack:
            return
        node, page, tables = stack.pop()
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        page = pages.get(_objgen(node.get("/Pg")), page)
        kind = _kind(node, roles)
        yield Element(kind, page or _page_below(node, pages), node), tables
        around = tables + (kind == "Table")
        stack.extend((child, page, around) for child in reversed(_children(node)))


def _children(node: Any) -> list[Any]:
    """The elements directly below; the marks of content among them are none."""
    below = node.get("/K")
    members = list(below) if isinstance(below, pikepdf.Array) else [below]
    return [member for member in members if isinstance(member, pikepdf.Dictionary) and "/S" in member]


def _page_below(node: Any, pages: dict[tuple[int, int], int]) -> int:
    """The page that the content of an element names, where the element itself does not; 0 for none."""
    waiting = [node]
    for _ in range(_MOST_LOOKED_BELOW):
        if not waiting:
            break
        below = waiting.pop(0).get("/K")
        for member in list(below)[:5] if isinstance(below, pikepdf.Array) else [below]:
            if isinstance(member, pikepdf.Dictionary):
                if page := pages.get(_objgen(member.get("/Pg"))):
                    return page
                waiting.append(member)
    return 0


def _objgen(value: Any) -> tuple[int, int]:
    return value.objgen if isinstance(value, pikepdf.Object) else (0, 0)


def _kind(node: Any, roles: Any) -> str:
    """The standard type of an element, through the names its author gave."""
    name = str(node.get("/S", ""))
    for _ in range(_MOST_ALIASES):
        alias = roles.get(name) if name.startswith("/") else None
        if alias is None or str(alias) == name:
            break
        name = str(alias)
    return name.lstrip("/")


def _level(kind: str) -> int:
    """The level of a heading, 1 to 6; a title and one without a level count as 1; 0 for what is no heading."""
    if kind in ("H", "Title"):
        return 1
    return int(kind[1]) if len(kind) == 2 and kind[0] == "H" and kind[1] in "123456" else 0


def _is_described(element: Any) -> bool:
    return any(describes(str(element.get(name, ""))) for name in ("/Alt", "/ActualText"))


def _place(page: int) -> str:
    return f"page {page}" if page else "a page that the file doesn’t name"


def _entry(root: Any, outer: str, inner: str) -> Any:
    """A value of a dictionary in the catalog; None when either is missing."""
    dictionary = root.get(outer)
    return dictionary.get(inner) if isinstance(dictionary, pikepdf.Dictionary) else None


def _title(document: pikepdf.Pdf) -> str:
    own = str(document.docinfo.get("/Title", "")).strip()
    return own or str(document.open_metadata().get("dc:title", "")).strip()
