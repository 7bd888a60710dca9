"""The `render` operation, in the child process: pages of a PDF, or a picture, drawn as WebP files."""

from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image, ImageOps

from clearinghouse.lib.files import word_boxes
from clearinghouse.lib.files.inspection.bundle import drawable_member
from clearinghouse.lib.files.inspection.picture import open_picture
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.pdf_boxes import boxes_of_page
from clearinghouse.lib.files.seen_pdf import SeenPdf
from clearinghouse.lib.files.word_boxes import WordBox

# A page of text has few colours: 48 of them without loss are sharper, half as large and twice as fast to write as
# the lossy kind, which stays for photographs.
_FEW_COLOURS = 8192
_PALETTE = 48
_LOSSLESS = {"lossless": True, "quality": 20, "method": 1}
_LOSSY = {"quality": 65, "method": 2}
MOST_PIXELS = 24_000_000  # tabloid at 300 dots per inch has 16.8 million
_TALLEST = 4  # times the width; WebP itself ends at 16383 pixels
_PDF_START = b"%PDF-"


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"pages": [1, 2], "width": 1100, "folder": "…"} → {"drawn": [1], "missing": [2]}; files are "1.webp".

    With "member": "maps/a.pdf" the pages are those of that file within a ZIP. With "words": true there is "1.json"
    too, with the places of the page's words. Each file appears under its name when it is whole.
    """
    folder, with_words = Path(arguments["folder"]), bool(arguments.get("words"))
    if arguments.get("member"):
        within = drawable_member(stream, arguments["member"], limits)
        if within is None:
            return {"drawn": [], "missing": arguments["pages"]}
        stream = within
    source = Pages(stream, limits)
    width = min(arguments["width"], limits.render_width)
    drawn = [number for number in arguments["pages"] if draw_into(folder, source, number, width, with_words=with_words)]
    return {"drawn": drawn, "missing": [number for number in arguments["pages"] if number not in drawn]}


def draw_into(folder: Path, source: "Pages", number: int, width: int, *, with_words: bool) -> bool:
    """Draw one page into its file; whether there is such a page."""
    picture = source.draw(number, width=width)
    if picture is None:
        return False
    part = folder / f"{number}.part"
    _save(picture, part)
    part.rename(folder / f"{number}.webp")
    if with_words:  # after the picture, which stays when the child is stopped over them
        part.write_bytes(word_boxes.as_json(source.words(number)))
        part.rename(folder / f"{number}.json")
    return True


def _save(picture: Image.Image, path: Path) -> None:
    if picture.getcolors(_FEW_COLOURS) is None:
        picture.save(path, "WEBP", **_LOSSY)
        return
    reduced = picture.quantize(_PALETTE, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    reduced.convert("RGB").save(path, "WEBP", **_LOSSLESS)


class Pages:
    """A PDF or a picture whose pages can be drawn."""

    def __init__(self, stream: BinaryIO, limits: Limits, seen: SeenPdf | None = None) -> None:
        stream.seek(0)
        head = stream.read(1024)
        self._seen = seen
        self._picture: Image.Image | None = None
        if seen is None and _PDF_START in head:
            stream.seek(0)
            self._seen = SeenPdf(stream.read())  # what people filled in is drawn; scripts are not built in
        elif seen is None:
            self._picture = open_picture(stream, limits)

    def draw(self, number: int, *, width: int | None = None, dots_per_inch: int = 0) -> Image.Image | None:
        """Page `number` (from 1) `width` pixels wide or at a resolution; None when there is no such page."""
        if self._seen is not None:
            return _pdf_page(self._seen.document, number, width, dots_per_inch)
        if self._picture is None or number != 1:
            return None
        return _picture_page(self._picture, width)

    def words(self, number: int) -> list[WordBox]:
        """Where the words of page `number` stand; a picture has none of its own, nor a page where they fail."""
        if self._seen is None or not 1 <= number <= len(self._seen):
            return []
        try:
            page = self._seen.page(number)
            words = boxes_of_page(page)
            page.close()
        except Exception:  # they only mark what a search found: the page is shown and read without them
            return []
        return words


def _pdf_page(
    document: pypdfium2.PdfDocument, number: int, width: int | None, dots_per_inch: int
) -> Image.Image | None:
    if not 1 <= number <= len(document):
        return None
    try:
        page = document[number - 1]
        points_wide, points_high = page.get_size()
        pixels_wide = width or points_wide / 72 * dots_per_inch
        scale = min(pixels_wide / points_wide, pixels_wide * _TALLEST / points_high)
        scale = min(scale, (MOST_PIXELS / (points_wide * points_high)) ** 0.5)
        bitmap = page.render(scale=scale)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    except (pypdfium2.PdfiumError, ZeroDivisionError):
        return None
    return picture


def _picture_page(source: Image.Image, width: int | None) -> Image.Image:
    """As wide as asked, never enlarged, upright as the camera was held, transparency on white."""
    if width:
        source.draft("RGB", (width, width * _TALLEST))
    picture = _on_white(ImageOps.exif_transpose(source))
    wide = min(width or picture.width, picture.width)
    high = max(1, min(round(picture.height * wide / picture.width), wide * _TALLEST))
    return picture.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _on_white(picture: Image.Image) -> Image.Image:
    """In plain colours, whatever kind of pixels the file has."""
    if picture.mode.startswith("I"):  # 16 bits of grey, of which the upper 8 count
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
