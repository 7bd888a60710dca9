"""A PDF as it looks when it is opened, written anew: no notes, attachments, hidden layers, scripts or old revisions."""

import io
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Stream
from PIL import Image, ImageChops

from clearinghouse.lib.files.cleaning import covered, pictures
from clearinghouse.lib.files.cleaning.annotations import (
    Annotations,
    drop_field_values,
    put_links_back,
    refuse_dynamic_form,
)
from clearinghouse.lib.files.cleaning.layers import Hidden, LayerRemover, Layers
from clearinghouse.lib.files.cleaning.objects import drop
from clearinghouse.lib.files.cleaning.reasons import counted
from clearinghouse.lib.files.cleaning.sweeping import keep_what_shows, sweep_objects
from clearinghouse.lib.files.cleaning.tags import Tags, of_nothing, of_pages, of_places

_DOTS_PER_INCH = 200
_MOST_PIXELS = 24_000_000
_FEW_COLORS = 256
_GUARD_SCALE = 0.75
_SMALLEST_CHANGE = 24  # steps of 255: what smooth edges differ by when a page is drawn from other instructions


def clean(data: bytes, target: Path, pages_as_pictures: Sequence[int]) -> list[str]:
    """Write the copy; the sentences that say what it goes without. Pages count from 1."""
    as_pictures = set(pages_as_pictures)
    shown, found = _shown_parts(data, as_pictures)
    unlike = [number for number in sorted(found.hidden.pages) if _looks_other(data, shown, number)]
    if unlike:  # the content of a hidden layer can't be told from the rest: such a page becomes its picture
        as_pictures |= set(unlike)
        shown, found = _shown_parts(data, as_pictures)
    shown = _flattened(shown, found.annotations.flattened)
    as_pictures |= _hiding_pages(shown, as_pictures)
    swept = _write(shown, target, as_pictures, found)
    return _sentences(found, swept, as_pictures)


class _Found:
    """What the first pass took out."""

    def __init__(self, layers: int, hidden: Hidden, annotations: Annotations, has_xfa: bool) -> None:
        self.layers = layers
        self.hidden = hidden
        self.annotations = annotations
        self.has_xfa = has_xfa


def _shown_parts(data: bytes, as_pictures: set[int]) -> tuple[bytes, _Found]:
    """The document without hidden layers and without annotations that do not show; what shows is not flattened yet.

    Pages that become pictures keep their layers until they are drawn.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        refuse_dynamic_form(pdf.Root)
        layers = Layers(pdf.Root)
        remover, annotations = LayerRemover(pdf, layers), Annotations(layers)
        for number, page in enumerate(pdf.pages, start=1):
            if layers.count_hidden() and number not in as_pictures:
                remover.clean_page(number, page.obj, _inherited(page.obj, "/Resources", Dictionary()))
            annotations.sort_page(pdf, number, page.obj)
        Tags(of_places(remover.hidden.gone), of_places(remover.hidden.touched), annotations.links).prune(pdf)
        found = _Found(layers.count_hidden(), remover.hidden, annotations, drop_field_values(pdf.Root))
        if "/AcroForm" not in pdf.Root:
            pdf.Root.AcroForm = Dictionary(Fields=Array())  # PDFium flattens only where there is a form
        return _saved(pdf), found


def _inherited(page: Object, key: str, default: Object) -> Object:
    node: Object | None = page
    steps = 0
    while isinstance(node, Dictionary) and steps < 100:
        if key in node:
            return node[key]
        node, steps = node.get("/Parent"), steps + 1
    return default


def _saved(pdf: pikepdf.Pdf) -> bytes:
    output = io.BytesIO()
    pdf.save(output, encryption=False)
    return output.getvalue()


def _looks_other(before: bytes, after: bytes, number: int) -> bool:
    """Whether a page without its hidden layers is drawn in another way than before."""
    first, second = (_bare_picture(data, number) for data in (before, after))
    if first.size != second.size:
        return True
    extrema: Any = ImageChops.difference(first, second).getextrema()
    return any(most > _SMALLEST_CHANGE for _, most in extrema)


def _bare_picture(data: bytes, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        bitmap = document[number - 1].render(scale=_GUARD_SCALE, may_draw_forms=False, draw_annots=False)
        return bitmap.to_pil().convert("RGB")


def _flattened(data: bytes, numbers: set[int]) -> bytes:
    """With fields, stamps and typed words as parts of their pages."""
    if not numbers:
        return data
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        for number in sorted(numbers):
            page = document[number - 1]
            page.flatten()
            page.close()
        output = io.BytesIO()
        document.save(output)
        return output.getvalue()


def _hiding_pages(data: bytes, known: set[int]) -> set[int]:
    found = set()
    with pypdfium2.PdfDocument(data) as document:
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            if number not in known and covered.hides_something(page):
                found.add(number)
            page.close()
    return found


def _write(data: bytes, target: Path, as_pictures: set[int], found: _Found) -> Counter[str]:
    with pypdfium2.PdfDocument(data) as drawn, pikepdf.open(io.BytesIO(data)) as pdf:
        keys = set()
        for number in sorted(as_pictures):
            page = pdf.pages[number - 1].obj
            keys.add(page.objgen)
            _replace_by_picture(pdf, page, drawn[number - 1])
        Tags(of_pages(keys), of_nothing).prune(pdf)
        for each in pdf.pages:
            put_links_back(each.obj)
        swept = keep_what_shows(pdf, keeps_layers=not found.layers)
        sweep_objects(pdf, swept)
        _without_places_in_pictures(pdf)
        pdf.remove_unreferenced_resources()
        pdf.save(target, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return swept


def _replace_by_picture(pdf: pikepdf.Pdf, page: Object, drawn: pypdfium2.PdfPage) -> None:
    """The page with nothing on it but its picture, in the same place and as large as before."""
    width, height = drawn.get_size()
    scale = min(_DOTS_PER_INCH / 72, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    image = drawn.render(scale=scale).to_pil().convert("RGB")
    turn = drawn.get_rotation()
    if turn:
        image = image.rotate(turn, expand=True)  # the page is turned when it is shown, so its picture must not be
    left, bottom, right, top = drawn.get_cropbox()
    page.Resources = Dictionary(XObject=Dictionary(Page=_image_stream(pdf, image)))
    content = f"q {right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f} cm /Page Do Q"
    page.Contents = pdf.make_stream(content.encode())
    drop(page, "/StructParents", "/Group")


def _image_stream(pdf: pikepdf.Pdf, image: Image.Image) -> Stream:
    """Few colors without loss, many as JPEG."""
    common = {"Type": Name.XObject, "Subtype": Name.Image, "Width": image.width, "Height": image.height}
    common["BitsPerComponent"] = 8
    if image.getcolors(_FEW_COLORS) is None:
        output = io.BytesIO()
        image.save(output, "JPEG", quality=88)
        return Stream(pdf, output.getvalue(), ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode, **common)
    reduced = image.quantize(_FEW_COLORS, dither=Image.Dither.NONE)
    palette = bytes(reduced.getpalette() or ())[: 3 * _FEW_COLORS]
    space = Array([Name.Indexed, Name.DeviceRGB, len(palette) // 3 - 1, palette])
    return Stream(pdf, zlib.compress(reduced.tobytes()), ColorSpace=space, Filter=Name.FlateDecode, **common)


def _without_places_in_pictures(pdf: pikepdf.Pdf) -> None:
    """Photographs inside the PDF go without where and by whom they were taken."""
    for each in pdf.objects:
        if isinstance(each, Stream) and each.get("/Subtype") == Name.Image and each.get("/Filter") == Name.DCTDecode:
            cleaned = pictures.jpeg_without_description(each.read_raw_bytes(), keeps_turn=False)
            if cleaned:
                each.write(cleaned, filter=Name.DCTDecode)


def _sentences(found: _Found, swept: Counter[str], as_pictures: set[int]) -> list[str]:
    counts = found.annotations.found
    attached = counts["attachments"] + swept["attachments"]
    lines = [
        (found.layers, f"We removed {counted(found.layers, 'hidden layer')} with everything on it."),
        (counts["notes"], f"We removed {counted(counts['notes'], 'note or comment', 'notes and comments')}."),
        (attached, f"We removed {counted(attached, 'attached file')}."),
        (counts["fields"], "Form fields can’t be filled in any more. What was filled in stays on the page."),
        (counts["hidden fields"], f"We removed {counted(counts['hidden fields'], 'hidden field or mark')}."),
        (counts["media"], f"We removed {counted(counts['media'], 'sound, movie, or 3D model', 'sounds and movies')}."),
        (found.has_xfa, "We removed the XFA form behind the pages."),
        (swept["actions"], "We removed scripts and commands that start on their own."),
        (swept["signatures"], "We removed digital signatures, because they don’t hold for a changed file."),
        (swept["properties"], "We removed names and other details from the file’s properties. Its title stays."),
    ]
    pages = [
        f"Page {number} is now a picture, because it has content that can’t be seen. Search finds its words after "
        "text recognition."
        for number in sorted(as_pictures)
    ]
    return [words for count, words in lines if count] + pages
