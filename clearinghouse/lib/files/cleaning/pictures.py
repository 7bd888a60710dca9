"""JPEG and PNG files without what cameras and programs wrote beside the picture; the picture itself is not touched."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from clearinghouse.lib.files.cleaning.reasons import no_copy
from clearinghouse.lib.files.types import JPG, FileType

_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_ALONE = {0x01, *range(0xD0, 0xD9)}
_ICC = b"ICC_PROFILE\x00"
_ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"
_DROPPED_CHUNKS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def clean(data: bytes, file_type: FileType, target: Path) -> list[str]:
    """Write the copy; the sentence that says what it goes without."""
    is_jpeg = file_type is JPG
    cleaned = jpeg_without_description(data, keeps_turn=True) if is_jpeg else png_without_description(data)
    if not cleaned:
        raise no_copy("we couldn’t read all of it")
    target.write_bytes(cleaned)
    return ["We removed where, when and with what the picture was taken."] if len(cleaned) < len(data) else []


def jpeg_without_description(data: bytes, *, keeps_turn: bool) -> bytes:
    """The picture's own segments, up to its end; empty when the bytes are no sound JPEG."""
    if not data.startswith(b"\xff\xd8"):
        return b""
    pieces, at = [b"\xff\xd8"], 2
    if keeps_turn:
        pieces.append(_turn_segment(data))
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return b""
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _END:
            return b"".join([*pieces, b"\xff\xd9"])
        end = at + 2 if marker in _ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        segment = data[at:end]
        if _is_of_the_picture(marker, segment):
            pieces.append(segment)
        at = end
    ends_here = data[at:] == b"\xff\xd9" or len(pieces) > 2  # some programs forget the end
    return b"".join([*pieces, b"\xff\xd9"]) if ends_here else b""


def _is_of_the_picture(marker: int, segment: bytes) -> bool:
    if marker == _APP2:
        return segment[4:].startswith(_ICC)
    return marker in (_APP0, _APP14) or not (_APP0 <= marker <= _APP15 or marker == _COMMENT)


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the next marker after a scan begins; FF 00 and the restart marks belong to it."""
    at = start
    while (at := data.find(b"\xff", at)) >= 0:
        following = data[at + 1 : at + 2]
        if following and following[0] != 0 and not 0xD0 <= following[0] <= 0xD7:
            return at
        at += 1
    return len(data)


def _turn_segment(data: bytes) -> bytes:
    """How the camera was held, which is all that must stay of what it wrote."""
    turn = _turn(data)
    if turn == 1:
        return b""
    entry = struct.pack("<HHIHH", _ORIENTATION, 3, 1, turn, 0)
    body = b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + struct.pack("<H", 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _turn(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as picture:
        turn = picture.getexif().get(_ORIENTATION, 1)
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else 1


def png_without_description(data: bytes) -> bytes:
    """The chunks that the picture needs; empty when the bytes are no sound PNG."""
    if not data.startswith(_PNG):
        return b""
    pieces, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        chunk = data[at : at + 12 + size]
        if len(chunk) < 12 + size or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            return b""
        if kind not in _DROPPED_CHUNKS:
            pieces.append(chunk)
        if kind == b"IEND":
            return b"".join(pieces)
        at += len(chunk)
    return b""
