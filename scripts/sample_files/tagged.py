"""A canvas that writes tagged PDF: a structure tree beside the page content, as PDF 1.7 section 14.8 asks.

Screen readers, and the portal's own text reader, then know headings, lists and table cells.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.tableofcontents import TableOfContents

# The library's page object writes only the keys it knows; tagging needs these two.
pdfdoc.PDFPage.__NoDefault__.extend(["StructParents", "Tabs"])


class TaggedCanvas(Canvas):
    """Collects a structure tree while flowables draw and writes it on save."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._page_elements: list[Any] = []  # per marked-content id of this page, the element that owns it
        self._parent_tree: list[Any] = []
        root = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("StructTreeRoot")})
        self._tree = root
        self._document = self._element("Document", self._doc.Reference(root))
        root["K"] = self._document.ref
        self._list: _Element | None = None

    def _element(self, role: str, parent_ref: Any, **extra: Any) -> "_Element":
        entries = {"Type": pdfdoc.PDFName("StructElem"), "S": pdfdoc.PDFName(role), "P": parent_ref, **extra}
        return _Element(self._doc, pdfdoc.PDFDictionary(entries))

    def add(self, role: str, parent: "_Element | None" = None, **extra: Any) -> "_Element":
        """A new structure element under `parent`, by default under the document."""
        above = parent or self._document
        if role != "LI":
            self._list = None
        elif self._list is None:
            self._list = above.keep(self._element("L", above.ref))
        return (self._list if role == "LI" and self._list else above).keep(
            self._element(role, (self._list or above).ref, **extra)
        )

    @contextmanager
    def tagged(self, element: "_Element", role: str) -> Iterator[None]:
        """Marks what is drawn inside as the content of `element`."""
        self.open_mark(element, role)
        yield
        self.close_mark()

    def open_mark(self, element: "_Element", role: str) -> None:
        mark = len(self._page_elements)
        self._page_elements.append(element.ref)
        element.hold(mark, self._doc.thisPageRef())
        self._code.append(f"/{role} <</MCID {mark}>> BDC")

    def open_artifact(self) -> None:
        """Marks what follows as decoration, which readers leave out."""
        self._code.append("/Artifact BMC")

    def close_mark(self) -> None:
        self._code.append("EMC")

    def showPage(self) -> None:
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        page.StructParents = len(self._parent_tree)
        page.Tabs = pdfdoc.PDFName("S")
        self._parent_tree.append(pdfdoc.PDFArray(self._page_elements))
        self._page_elements = []

    def save(self) -> None:
        if self._code:
            self.showPage()
        numbers: list[Any] = []
        for index, elements in enumerate(self._parent_tree):
            numbers += [index, elements]
        self._tree["ParentTree"] = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)})
        catalog = self._doc.Catalog
        catalog.StructTreeRoot = self._tree
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        catalog.Lang = pdfdoc.PDFString("en-US")
        super().save()


class _Element:
    """One structure element: a dictionary, its reference and its kids in reading order."""

    def __init__(self, doc: Any, entries: Any) -> None:
        self._entries = entries
        self._kids: list[Any] = []
        entries["K"] = pdfdoc.PDFArray(self._kids)
        self.ref = doc.Reference(entries)

    def keep(self, child: "_Element") -> "_Element":
        self._kids.append(child.ref)
        self._entries["K"] = pdfdoc.PDFArray(self._kids)
        return child

    def hold(self, mark: int, page_ref: Any) -> None:
        self._kids.append(mark)
        self._entries["K"] = pdfdoc.PDFArray(self._kids)
        self._entries["Pg"] = page_ref


class TaggedParagraph(Paragraph):
    """A paragraph that draws itself under the role its style names."""

    def draw(self) -> None:
        role = self.style.role
        with self.canv.tagged(self.canv.add(role), role):
            super().draw()


class TaggedContents(TableOfContents):
    """A table of contents, tagged as such on each page that it fills."""

    def split(self, width: float, height: float) -> list[Flowable]:
        return [_ContentsPart(part) for part in super().split(width, height)]

    def drawOn(self, canvas: TaggedCanvas, x: float, y: float, _sW: float = 0) -> None:
        with canvas.tagged(canvas.add("TOC"), "TOC"):
            super().drawOn(canvas, x, y, _sW)


class _ContentsPart(Flowable):
    """The share of a table of contents that stands on one page."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self._table.wrap(width, height)

    def split(self, width: float, height: float) -> list[Flowable]:
        return [_ContentsPart(part) for part in self._table.split(width, height)]

    def draw(self) -> None:
        with self.canv.tagged(self.canv.add("TOC"), "TOC"):
            self._table.drawOn(self.canv, 0, 0)


class Artifact(Flowable):
    """Wraps a flowable that is decoration only."""

    def __init__(self, inner: Flowable) -> None:
        super().__init__()
        self._inner = inner

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self._inner.wrap(width, height)

    def draw(self) -> None:
        self.canv.open_artifact()
        self._inner.drawOn(self.canv, 0, 0)
        self.canv.close_mark()


def tag_table(table: Table, event: str, *details: Any) -> None:
    """The table's render callback: rows and cells become TR, TH and TD; lines and shading are artifacts."""
    canvas = table.canv
    if event == "startTable":
        table.element = canvas.add("Table")
    elif event in ("startBG", "startLines"):
        canvas.open_artifact()
    elif event in ("endBG", "endLines", "endCell"):
        canvas.close_mark()
    elif event == "startRow":
        table.row_element = canvas.add("TR", table.element)
        table.is_head = details[0] < (table.repeatRows or 0)
    elif event == "startCell":
        scope = pdfdoc.PDFDictionary({"O": pdfdoc.PDFName("Table"), "Scope": pdfdoc.PDFName("Column")})
        role, extra = ("TH", {"A": scope}) if table.is_head else ("TD", {})
        canvas.open_mark(canvas.add(role, table.row_element, **extra), role)
