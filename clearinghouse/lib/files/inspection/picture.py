"""PNG and JPG pictures: small enough to decode, decoded once to the end, nothing behind the last pixel."""

from typing import BinaryIO

from PIL import Image

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.refusals import Refused, broken, polyglot
from clearinghouse.lib.files.types import PNG, FileType

_SEARCHED_BYTES = 256 * 1024
_PNG_END = b"IEND\xaeB`\x82"
_GPS_DIRECTORY = 0x8825
_DRAFT_SIZE = (64, 64)


def open_picture(stream: BinaryIO, limits: Limits) -> Image.Image:
    """The picture, not yet decoded, when it has at most `limits.image_pixels`."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit, right below
    stream.seek(0)
    picture = Image.open(stream, formats=["PNG", "JPEG"])
    if picture.width * picture.height > limits.image_pixels:
        most = limits.image_pixels // 1_000_000
        raise Refused(
            "too-many-pixels",
            f"This picture has more than {most} million pixels. Make it smaller, then upload it again.",
        )
    return picture


def inspect(stream: BinaryIO, file_type: FileType, limits: Limits) -> set[str]:
    """Refuse pictures that are too large, cut short or carry something else; flag those that tell a place."""
    size = stream.seek(0, 2)
    stream.seek(0)
    signatures.refuse_hidden_markup(stream.read(_SEARCHED_BYTES))
    stream.seek(max(0, size - MB))
    tail = stream.read()
    signatures.refuse_hidden_markup(tail[-_SEARCHED_BYTES:])
    with open_picture(stream, limits) as picture:
        has_place = _GPS_DIRECTORY in picture.getexif()
        picture.draft("RGB", _DRAFT_SIZE)  # a JPG is read to its end but not blown up
        picture.load()
    if file_type is PNG:
        _refuse_trailing_bytes(tail)
    return {"gps-location"} if has_place else set()


def _refuse_trailing_bytes(tail: bytes) -> None:
    at = tail.rfind(_PNG_END)
    if at < 0:
        raise broken(PNG.article)
    if tail[at + len(_PNG_END) :].strip(b"\x00"):
        raise polyglot("other data")
