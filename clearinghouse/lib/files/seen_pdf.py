"""A PDF as a viewer shows it: what people filled in or typed onto a page is part of it, hidden layers are not there.

In the child process, for all that read, draw or recognize pages, so that they agree on what is on a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.mending import damaged_pages, has_sound_end, mended
from clearinghouse.lib.files.object_streams import unpacked_objects
from clearinghouse.lib.files.reading.pdf_halves import told

_LAYERS = b"/OCProperties"
_REPLACEMENT = b"/ActualText"
_PORTFOLIO = b"/Collection"
_NAMES = (_LAYERS, _REPLACEMENT, _PORTFOLIO)
_MOST_ANNOTATIONS = 2000  # of a page
_UNSEEN_FLAGS = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_ON_THE_PAGE = {pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_STAMP}
_ON_THE_PAGE |= {pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_POLYGON}
_FIELDS = {pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_WIDGET}
_BOXES = {pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON}
_NOTES = {pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_CARET}
_MARKS = {pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_UNDERLINE, pdfium_c.FPDF_ANNOT_SQUIGGLY}
_MARKS |= {pdfium_c.FPDF_ANNOT_STRIKEOUT, pdfium_c.FPDF_ANNOT_INK, pdfium_c.FPDF_ANNOT_LINE}
_MARKS |= {pdfium_c.FPDF_ANNOT_POLYLINE, pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE}
_MARKS |= {pdfium_c.FPDF_ANNOT_POLYGON, pdfium_c.FPDF_ANNOT_STAMP}


Box = tuple[float, float, float, float]  # left, bottom, right, top in points


class Field(NamedTuple):
    """Where people filled something in or typed a note; `mark` shows whether a box is checked."""

    box: Box
    mark: str = ""


@dataclass
class Annotations:
    """What lies over one page: what is not on its face, and the fields that are."""

    comments: int = 0
    files: int = 0
    hidden_fields: int = 0
    is_flattened: bool = False
    fields: list[Field] = dataclass_field(default_factory=list)


class SeenPdf:
    """An open PDF. Raises PdfiumError when it cannot be opened."""

    def __init__(self, data: bytes) -> None:
        self.hidden_layers: tuple[str, ...] = ()
        self.pages_with_hidden_layers: tuple[int, ...] = ()
        self.is_mended = not has_sound_end(data)
        if self.is_mended:
            data = mended(data) or data
        self._names = _names_in(data)
        if _LAYERS in self._names:
            from clearinghouse.lib.files.hidden_layers import without_hidden_layers  # slow to import, seldom needed

            data, self.hidden_layers, self.pages_with_hidden_layers = without_hidden_layers(data)
        self._data = data  # PDFium reads from it as long as the document is open
        self.document = pypdfium2.PdfDocument(data)
        self.document.init_forms()  # before any page: fields without a picture of their own are drawn by it
        self.has_replacements = _REPLACEMENT in self._names
        self.annotations: dict[int, Annotations] = {}

    def __len__(self) -> int:
        return len(self.document)

    @property
    def is_portfolio(self) -> bool:
        """Whether the file says that it is a collection of others."""
        return _PORTFOLIO in self._names

    def damaged_pages(self, empty: Sequence[int]) -> set[int]:
        """Pages whose content is damaged or missing, if one of those that look empty is."""
        return damaged_pages(self._data, empty, len(self)) if empty else set()

    def page(self, number: int) -> pypdfium2.PdfPage:
        """Page `number` (from 1) with what is laid over it made part of it; close it after use."""
        page = self.document[number - 1]
        if number not in self.annotations:
            found = self.annotations[number] = _sorted_annotations(page, self.document.formenv)
            if found.is_flattened and pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == 1:
                page.close()
                page = self.document[number - 1]  # what was read of the page before is kept with its handle
        return page


def _names_in(data: bytes) -> set[bytes]:
    """Which of the names that we ask about the file has in it; what is packed is unpacked once for all."""
    found = {name for name in _NAMES if name in data}
    for objects in unpacked_objects(data):
        if len(found) == len(_NAMES):
            break
        found |= {name for name in _NAMES if name in objects}
    return found


def _sorted_annotations(page: pypdfium2.PdfPage, form: pypdfium2.PdfFormEnv | None) -> Annotations:
    """Count what is not on the face of the page and remove it, so that flattening does not put it there."""
    found = Annotations()
    for place in reversed(range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS))):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        kind, flags = pdfium_c.FPDFAnnot_GetSubtype(annotation), pdfium_c.FPDFAnnot_GetFlags(annotation)
        is_unseen = bool(flags & _UNSEEN_FLAGS)
        if kind in _NOTES or (
            kind in _MARKS and pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0) > 2
        ):
            found.comments += 1
        elif kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
            found.files += 1
        elif is_unseen and kind in (pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_WIDGET):
            found.hidden_fields += bool(_says_something(annotation))
        if kind in _FIELDS and not is_unseen:
            found.fields.extend(_field(annotation, form))
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if is_unseen or kind not in _ON_THE_PAGE:
            if kind != pdfium_c.FPDF_ANNOT_LINK:
                pdfium_c.FPDFPage_RemoveAnnot(page, place)
        else:
            found.is_flattened = True
    return found


def _field(annotation: pdfium_c.FPDF_ANNOTATION, form: pypdfium2.PdfFormEnv | None) -> Iterator[Field]:
    edges = pdfium_c.FS_RECTF()
    if pdfium_c.FPDFAnnot_GetRect(annotation, edges):
        mark = ""
        if form and pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) in _BOXES:
            mark = "[x]" if pdfium_c.FPDFAnnot_IsChecked(form, annotation) else "[ ]"
        yield Field((edges.left, edges.bottom, edges.right, edges.top), mark)


def _says_something(annotation: pdfium_c.FPDF_ANNOTATION) -> bool:
    return any(pdfium_c.FPDFAnnot_GetStringValue(annotation, key, None, 0) > 2 for key in (b"V", b"Contents"))


def attachments(document: pypdfium2.PdfDocument, most: int) -> Iterator[str]:
    """The names of files inside the PDF."""
    for place in range(min(document.count_attachments(), most)):
        try:
            yield told(document.get_attachment(place).get_name)
        except pypdfium2.PdfiumError:
            yield ""
