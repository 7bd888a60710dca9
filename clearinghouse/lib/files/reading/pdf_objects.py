"""What a page of a PDF is drawn of: which of its texts nobody sees, and how much of it is a picture.

A text that nobody sees is made inactive: PDFium then neither reads nor draws it.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading import pdf_halves
from clearinghouse.lib.files.reading.pdf_look import Box, Part, Pixels
from clearinghouse.lib.frozen import dataclass

_MOST_OBJECTS = 20_000  # of a page; maps have some thousands
_MOST_NESTED = 3
_INVISIBLE = 3  # the text render mode of recognized text on a scan
_FAINT = 11  # steps of 255: what differs by no more is not told apart, such as letters of nearly white on white
_WHITE = 255 - _FAINT
_OPAQUE = 255
_FULL_PAGE = 0.6  # a picture that covers so much of a page is a scan, or a background
_SIGNATURE = 0.08  # of the page's area: what is larger is no stamp or signature
_FEW_SHAPES = 20
_MOST_CANDIDATES = 400
_MOST_LETTERS = 200
_BOX_SEGMENTS = (4, 5, 6)
_CLIP_SEGMENTS = 64
_MOST_COVERS = 200
_THINNEST_COVER = 3.0  # points; what is thinner is a line
_LOWEST_GROUND = 5.0  # points: nobody reads smaller letters
_SLACK = 1.0  # points by which letters may stand out of what covers them

Color = tuple[int, int, int, int]  # red, green, blue, opacity to 255
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Text(NamedTuple):
    order: int
    handle: pdfium_c.FPDF_PAGEOBJECT
    box: Box
    mode: int
    color: Color | None

    @property
    def is_white(self) -> bool:
        return self.mode == 0 and _is_white(self.color)


class _Fill(NamedTuple):
    """A picture, or a path that is filled."""

    order: int
    box: Box
    is_picture: bool
    is_box: bool  # a rectangle of one opaque color
    color: Color | None

    @property
    def is_white(self) -> bool:
        return _is_white(self.color)


@dataclass
class Survey:
    """What stands on a page, in the order in which it is drawn."""

    page_box: Box
    texts: list[_Text] = field(default_factory=list)
    fills: list[_Fill] = field(default_factory=list)
    pictures: list[_Fill] = field(default_factory=list)  # those among the fills
    count: int = 0

    @property
    def picture_share(self) -> float:
        """How much of the page pictures cover, from 0 to 1."""
        area = _area(self.page_box)
        pictures = sum(_area(_overlap(picture.box, self.page_box)) for picture in self.pictures)
        return min(1.0, pictures / area) if area else 0.0

    @property
    def has_recognized_text(self) -> bool:
        """Whether most of its text was laid under or over a scan by a program that recognized it."""
        scans = [picture for picture in self.pictures if self.is_full_page(picture)]
        layered = [
            text
            for text in self.texts
            if any(
                (text.mode == _INVISIBLE or scan.order > text.order) and _touches(text.box, scan.box) for scan in scans
            )
        ]
        return bool(layered) and len(layered) * 2 >= len(self.texts)

    @property
    def is_built_of_pieces(self) -> bool:
        """Whether it has so many shapes, or such pictures, that somebody laid it out: a slide, not a signed scan."""
        signature = _area(self.page_box) * _SIGNATURE
        on_another = any(self.is_full_page(picture) for picture in self.pictures) and any(
            not self.is_full_page(picture) and _area(picture.box) > signature for picture in self.pictures
        )
        return on_another or len(self.fills) - len(self.pictures) >= _FEW_SHAPES

    def has_picture(self, share: float) -> bool:
        """Whether one covers more of the page than this share."""
        least = share * _area(self.page_box)
        return any(_area(picture.box) > least for picture in self.pictures)

    def is_full_page(self, fill: _Fill) -> bool:
        return _area(fill.box) >= _FULL_PAGE * _area(self.page_box)


@dataclass(frozen=True)
class Unseen:
    """Words under a box or picture, and words of the color behind them, invisible or off the page."""

    covered: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.covered or self.hidden)


def survey(page: pypdfium2.PdfPage) -> Survey:
    """Everything a page is drawn of, with what forms on it are drawn of."""
    found = Survey(_page_box(page))
    top = (pdfium_c.FPDFPage_GetObject(page, place) for place in range(pdfium_c.FPDFPage_CountObjects(page)))
    _gather(top, _IDENTITY, found, 0)
    return found


def put_unseen_aside(
    page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, found: Survey, *, may_look: bool
) -> Unseen:
    """Make inactive what nobody sees. With `may_look` a doubtful text is drawn and not drawn, to see the difference.

    What it made inactive stays in a `textpage` that was read before.
    """
    outside = _outside(found)
    invisible = [text for text in found.texts if text.mode == _INVISIBLE and not _is_on_picture(text, found)]
    covered = _covered(found)
    blended = [text for text in found.texts if text.is_white and not _has_background(text, found)]
    blended += _on_their_color(found)
    if not (outside or invisible or covered or blended):
        return Unseen()
    words = _words(textpage, [*outside, *invisible, *covered, *blended])
    outside, invisible, covered, blended = (
        [text for text in texts if id(text) in words] for texts in (outside, invisible, covered, blended)
    )
    doubtful = [text for text in covered if text.mode != _INVISIBLE]
    if doubtful or blended:
        seen = _seen(page, [*doubtful, *blended][:_MOST_CANDIDATES]) if may_look else {id(text) for text in blended}
        covered = [text for text in covered if id(text) not in seen]
        blended = [text for text in blended if id(text) not in seen]
    hidden = [*outside, *invisible, *blended]
    for text in (*covered, *hidden):
        pdfium_c.FPDFPageObj_SetIsActive(text.handle, False)
    return Unseen(tuple(words[id(text)] for text in covered), tuple(words[id(text)] for text in hidden))


def _outside(found: Survey) -> list[_Text]:
    left, bottom, right, top = found.page_box
    return [
        text
        for text in found.texts
        if text.box[0] > right or text.box[2] < left or text.box[1] > top or text.box[3] < bottom
    ]


@contextmanager
def without_texts(found: Survey) -> Iterator[None]:
    """The page is drawn without its texts inside the block."""
    shown = [text.handle for text in found.texts if _is_active(text.handle)]
    for handle in shown:
        pdfium_c.FPDFPageObj_SetIsActive(handle, False)
    yield
    for handle in shown:
        pdfium_c.FPDFPageObj_SetIsActive(handle, True)


def _is_active(handle: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    active = ctypes.c_int()
    return bool(pdfium_c.FPDFPageObj_GetIsActive(handle, active) and active.value)


def _words(textpage: pypdfium2.PdfTextPage, texts: list[_Text]) -> dict[int, str]:
    """What the texts say, of those that are not blank."""
    letters = (ctypes.c_ushort * _MOST_LETTERS)()
    found = {}
    for text in texts:
        size = pdfium_c.FPDFTextObj_GetText(text.handle, textpage, letters, ctypes.sizeof(letters)) // 2
        words = pdf_halves.joined(letters[: min(size, _MOST_LETTERS)]).strip("\0 ")
        if any(letter.isalnum() for letter in words):
            found[id(text)] = words
    return found


def _page_box(page: pypdfium2.PdfPage) -> Box:
    left, bottom, right, top = page.get_cropbox()
    return left, bottom, right, top


def _gather(handles: Iterator[pdfium_c.FPDF_PAGEOBJECT], matrix: Matrix, found: Survey, depth: int) -> None:
    edges = [ctypes.c_float() for _ in range(4)]
    colors = [ctypes.c_uint() for _ in range(4)]
    fill_mode, has_stroke = ctypes.c_int(), ctypes.c_int()
    for handle in handles:
        found.count += 1
        if found.count > _MOST_OBJECTS:
            return
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            if depth < _MOST_NESTED:
                _gather(_in_form(handle), _times(_matrix(handle), matrix), found, depth + 1)
            continue
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH and not (
            pdfium_c.FPDFPath_GetDrawMode(handle, fill_mode, has_stroke) and fill_mode.value
        ):
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(handle, *edges):
            continue
        left, bottom, right, top = edges
        box = _moved((left.value, bottom.value, right.value, top.value), matrix)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle)
            found.texts.append(_Text(found.count, handle, box, mode, _color(handle, colors)))
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            color = _color(handle, colors)
            is_box = color is not None and color[3] == _OPAQUE and _is_box(handle)
            found.fills.append(_Fill(found.count, _clipped(handle, box, matrix), False, is_box, color))
        else:
            is_picture = kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
            fill = _Fill(found.count, _clipped(handle, box, matrix), is_picture, False, None)
            found.fills.append(fill)
            if is_picture:
                found.pictures.append(fill)


def _in_form(form: pdfium_c.FPDF_PAGEOBJECT) -> Iterator[pdfium_c.FPDF_PAGEOBJECT]:
    for place in range(pdfium_c.FPDFFormObj_CountObjects(form)):
        yield pdfium_c.FPDFFormObj_GetObject(form, place)


def _color(handle: pdfium_c.FPDF_PAGEOBJECT, parts: list[ctypes.c_uint]) -> Color | None:
    if not pdfium_c.FPDFPageObj_GetFillColor(handle, *parts):
        return None
    red, green, blue, opacity = parts
    return red.value, green.value, blue.value, opacity.value


def _is_white(color: Color | None) -> bool:
    return color is not None and (min(color[:3]) >= _WHITE or color[3] <= _FAINT)


def _is_box(path: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    is_rectangle = pdfium_c.FPDFPath_CountSegments(path) in _BOX_SEGMENTS
    return is_rectangle and not pdfium_c.FPDFPageObj_HasTransparency(path)


def _clipped(handle: pdfium_c.FPDF_PAGEOBJECT, box: Box, matrix: Matrix) -> Box:
    """What of the box its clipping paths let be drawn."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium_c.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points = []
        for place in range(min(pdfium_c.FPDFClipPath_CountPathSegments(clip, path), _CLIP_SEGMENTS)):
            segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, path, place)
            if segment and pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            box = _overlap(box, _moved((min(across), min(up), max(across), max(up)), matrix))
    return box


def _covered(found: Survey) -> list[_Text]:
    """Texts over which a box, or a picture smaller than the page, is drawn."""
    first = min((text.order for text in found.texts), default=0)
    covers = [
        fill
        for fill in found.fills
        if fill.order > first
        and _thickness(fill.box) >= _THINNEST_COVER
        and (fill.is_box or (fill.is_picture and not found.is_full_page(fill)))
    ]
    if not covers:
        return []
    found_texts: dict[int, _Text] = {}
    for cover in sorted(covers, key=lambda cover: -_area(cover.box))[:_MOST_COVERS]:
        left, bottom, right, top = cover.box
        left, bottom, right, top = left - _SLACK, bottom - _SLACK, right + _SLACK, top + _SLACK
        for text in found.texts:
            if text.order > cover.order:
                break
            box = text.box
            if left <= box[0] and bottom <= box[1] and box[2] <= right and box[3] <= top:
                found_texts[text.order] = text
    return [text for text in found_texts.values() if text.mode != _INVISIBLE or _is_under_a_box(text, covers)]


def _is_under_a_box(text: _Text, covers: list[_Fill]) -> bool:
    return any(cover.is_box and cover.order > text.order and _holds(cover.box, text.box) for cover in covers)


def _is_on_picture(text: _Text, found: Survey) -> bool:
    return any(_touches(text.box, picture.box) for picture in found.pictures)


def _has_background(text: _Text, found: Survey) -> bool:
    """Whether something that is not white was drawn below a white text."""
    return any(fill.order < text.order and not fill.is_white and _touches(text.box, fill.box) for fill in found.fills)


def _on_their_color(found: Survey) -> list[_Text]:
    """Texts on a box of about the same color, other than white on white."""
    boxes = [
        fill for fill in found.fills if fill.is_box and not fill.is_white and _thickness(fill.box) >= _LOWEST_GROUND
    ]
    boxes = sorted(boxes, key=lambda fill: -_area(fill.box))[:_MOST_COVERS]
    if not boxes:
        return []
    colors = {text.color for text in found.texts if text.color}
    of_color = {color: [fill for fill in boxes if fill.color and _are_alike(fill.color, color)] for color in colors}
    return [
        text
        for text in found.texts
        if text.mode == 0 and text.color and of_color[text.color] and _is_on_one(text, of_color[text.color])
    ]


def _is_on_one(text: _Text, boxes: Sequence[_Fill]) -> bool:
    return any(fill.order < text.order and _holds(fill.box, text.box) for fill in boxes)


def _are_alike(color: Color, other: Color) -> bool:
    return all(abs(one - another) <= _FAINT for one, another in zip(color[:3], other[:3], strict=True))


def _thickness(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _seen(page: pypdfium2.PdfPage, texts: list[_Text]) -> set[int]:
    """Those without which the page's picture is another one."""
    part = Part(page, [text.box for text in texts])
    before = _Picture(part)
    for text in texts:
        pdfium_c.FPDFPageObj_SetIsActive(text.handle, False)
    after = _Picture(part)
    for text in texts:
        pdfium_c.FPDFPageObj_SetIsActive(text.handle, True)
    return {id(text) for number, text in enumerate(texts) if before.differs(after, part.place(number))}


class _Picture:
    def __init__(self, part: Part) -> None:
        bitmap = part.draw()
        self._pixels, self._stride = bytes(bitmap.buffer), bitmap.stride
        bitmap.close()

    def differs(self, other: "_Picture", place: Pixels) -> bool:
        """Whether two pictures of a page differ there."""
        left, top, right, bottom = place
        for row in range(top, bottom):
            start, end = row * self._stride + left * 3, row * self._stride + right * 3
            mine, its = self._pixels[start:end], other._pixels[start:end]
            if mine != its and any(abs(one - another) > _FAINT for one, another in zip(mine, its, strict=True)):
                return True
        return False


def _matrix(form: pdfium_c.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(form, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix == _IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    points = [(x * a + y * c + e, x * b + y * d + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _overlap(box: Box, other: Box) -> Box:
    return max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])


def _touches(box: Box, other: Box) -> bool:
    return box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]


def _holds(box: Box, other: Box) -> bool:
    return (
        box[0] - _SLACK <= other[0]
        and box[1] - _SLACK <= other[1]
        and other[2] <= box[2] + _SLACK
        and other[3] <= box[3] + _SLACK
    )
