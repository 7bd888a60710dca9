"""What is laid over the pages of a PDF: what shows becomes part of the page, links stay, notes go."""

from collections import Counter
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Object, Pdf

from clearinghouse.lib.files.cleaning.layers import Layers
from clearinghouse.lib.files.cleaning.objects import dictionary, drop, keep
from clearinghouse.lib.files.cleaning.reasons import no_copy
from clearinghouse.lib.files.cleaning.typed_words import give_look

LINKS = "/ClearinghouseLinks"  # where links wait while everything else is flattened
_NOTES = {"/Text", "/Popup", "/Caret"}
_FILES = {"/FileAttachment"}
_MEDIA = {"/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/TrapNet", "/PrinterMark", "/Projection"}
_LINK_KEYS = {"/Type", "/Subtype", "/Rect", "/Border", "/BS", "/C", "/H", "/QuadPoints", "/Dest", "/A", "/F"}
_LINK_KEYS |= {"/StructParent", "/P", "/Contents"}
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5


class Annotations:
    """Sorts the annotations of a document; `found` counts what goes by its kind."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self.found: Counter[str] = Counter()
        self.flattened: set[int] = set()
        self.links: set[tuple[int, int]] = set()

    def sort_page(self, pdf: Pdf, number: int, page: Object) -> None:
        """Links are put aside, what shows is left to be flattened, the rest goes."""
        links, shown = Array(), Array()
        for each in _annotations(page):
            kind = str(each.get("/Subtype", ""))
            if kind == "/Link":
                links.append(self._as_link(pdf, each))
            elif self._shows(each, kind, number):
                give_look(pdf, each)
                shown.append(each)
        drop(page, "/Annots")
        if len(links):
            page[LINKS] = links
        if len(shown):
            page.Annots = shown
            self.flattened.add(number)

    def _as_link(self, pdf: Pdf, annotation: Object) -> Object:
        keep(annotation, _LINK_KEYS)
        link = annotation if annotation.is_indirect else pdf.make_indirect(annotation)
        self.links.add(link.objgen)
        return link

    def _shows(self, annotation: Object, kind: str, number: int) -> bool:
        if kind == "/Redact":
            raise no_copy(
                f"page {number} has text that is marked for redaction but still there. "
                "Apply the redactions in Acrobat, then upload that copy"
            )
        self._count(annotation, kind)
        flags = int(annotation.get("/F", 0))
        is_hidden = bool(flags & (_HIDDEN | _NO_VIEW)) or self._layers.hides(annotation.get("/OC"))
        if is_hidden and kind not in _NOTES | _FILES:
            self.found["hidden fields"] += 1
        return not (is_hidden or kind in _NOTES | _FILES | _MEDIA | {""})

    def _count(self, annotation: Object, kind: str) -> None:
        if kind in _FILES:
            self.found["attachments"] += 1
        elif kind in _MEDIA:
            self.found["media"] += 1
        elif kind == "/Widget":
            self.found["fields"] += 1
        elif kind != "/Popup" and (kind in _NOTES or (kind != "/FreeText" and annotation.get("/Contents"))):
            self.found["notes"] += 1


def _annotations(page: Object) -> Iterator[Object]:
    found = page.get("/Annots")
    for each in found if isinstance(found, Array) else ():
        if isinstance(each, Dictionary):
            yield each


def put_links_back(page: Object) -> None:
    """After flattening, links are annotations again."""
    links = page.get(LINKS)
    if links is not None:
        page.Annots = links
        del page[LINKS]


def drop_field_values(root: Object) -> bool:
    """Remove the form behind the fields; whether it has an XFA form, which holds the values a second time."""
    form = dictionary(root, "/AcroForm")
    has_xfa = "/XFA" in form
    drop(form, "/XFA")
    return has_xfa


def refuse_dynamic_form(root: Object) -> None:
    """The pages of a dynamic XFA form say "please wait"; all else is drawn by Acrobat alone."""
    if root.get("/NeedsRendering") is True:
        raise no_copy("it is a form that only Acrobat can draw. Print it to a new PDF in Acrobat, then upload that")
