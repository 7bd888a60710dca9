"""PDF contents without the layers that are off when the file is opened; PDFium reads their text all the same."""

import io
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Object

from clearinghouse.lib.files.cleaning.layers import LayerRemover, Layers
from clearinghouse.lib.files.text import one_line

_LONGEST_NAME = 60


class Shown(NamedTuple):
    """The file without its hidden layers, their names, and the pages (from 1) that they would show on."""

    data: bytes
    names: tuple[str, ...]
    pages: tuple[int, ...]


def without_hidden_layers(data: bytes) -> Shown:
    """The same file when no layer is off, else a copy. Raises PdfError for one that pikepdf cannot read."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        layers = Layers(pdf.Root)
        if not layers.count_hidden():
            return Shown(data, (), ())
        remover = LayerRemover(pdf, layers)
        pages = [number for number, page in enumerate(pdf.pages, 1) if _clean(remover, layers, number, page.obj)]
        output = io.BytesIO()
        pdf.save(output)
        return Shown(output.getvalue(), _names(pdf.Root, layers) if pages else (), tuple(pages))


def _clean(remover: LayerRemover, layers: Layers, number: int, page: Object) -> bool:
    """Take what is hidden out of a page; whether there was something."""
    remover.clean_page(number, page, _resources(page))
    notes = list(page.get("/Annots", Array()))
    shown = [note for note in notes if not (isinstance(note, Dictionary) and layers.hides(note.get("/OC")))]
    if len(shown) < len(notes):
        page.Annots = Array(shown)
    return len(shown) < len(notes) or number in remover.hidden.pages


def _resources(page: Object) -> Object:
    """Those of the page or of the group of pages it belongs to."""
    for _ in range(30):
        if "/Resources" in page:
            return page.Resources
        if "/Parent" not in page:
            break
        page = page.Parent
    return Dictionary()


def _names(root: Object, layers: Layers) -> tuple[str, ...]:
    found = (group for group in root.OCProperties.get("/OCGs", Array()) if layers.hides(group))
    return tuple(dict.fromkeys(one_line(str(group.get("/Name", "")), _LONGEST_NAME) for group in found))
