"""What a file is by its first bytes, whatever its name says, and what may hide behind them."""

import re
from typing import BinaryIO

from clearinghouse.lib.files.refusals import polyglot

HEAD_BYTES = 1024
_END_OF_ZIP = b"PK\x05\x06"
_END_OF_ZIP_BYTES = 22
_LONGEST_ZIP_COMMENT = 65535

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (_END_OF_ZIP, "zip"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "bitmap"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "bzip"),
    (b"\xfd7zXZ\x00", "archive"),
)
_MARKUP_AT_START = re.compile(
    r"<(?:\?xml|!doctype|html|head|body|title|script|style|svg|iframe|table|div|p|a|b|h1|br|img)(?=[\s>/:])",
    re.IGNORECASE,
)
_WEB_ARCHIVE = re.compile(r"(?:^|\n)(?:MIME-Version:|Content-Type: *multipart/related)", re.IGNORECASE)
_MARKUP_ANYWHERE = re.compile(rb"<(?:html|script|svg|iframe|!doctype html)[\s>]|<\?php", re.IGNORECASE)
_DESCRIPTIONS = {
    "pdf": "a PDF",
    "zip": "a ZIP file",
    "png": "a PNG picture",
    "jpg": "a JPG picture",
    "ole": "an older Office document",
    "rtf": "an RTF document",
    "program": "a program",
    "picture": "a picture in another format",
    "archive": "an archive in another format",
}
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"  # the name and content of its first part
_OFFICE_PARTS = ((b"word/", "a Word document"), (b"xl/", "an Excel workbook"), (b"ppt/", "a PowerPoint presentation"))


def kind(head: bytes) -> str:
    """A short word for what the first bytes announce; empty when they announce nothing."""
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return _confirmed(found, head)
    return "picture" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def describe(found: str, stream: BinaryIO) -> str:
    """`found` in words for the uploader, Office documents told from other ZIP files."""
    if not found:
        stream.seek(0)
        return "a web page or an XML file" if is_markup(stream.read(HEAD_BYTES).decode("latin-1")) else "something else"
    if found == "zip":
        stream.seek(0)
        if _OPEN_DOCUMENT in stream.read(HEAD_BYTES):
            return "an OpenDocument file"
        tail = _tail(stream, _LONGEST_ZIP_COMMENT)
        if b"[Content_Types].xml" in tail:
            return next((words for part, words in _OFFICE_PARTS if part in tail), "a ZIP file")
    return _DESCRIPTIONS.get(found, "something else")


def is_markup(text: str) -> bool:
    """Whether a text starts like a web page, XML, SVG or web archive."""
    start = text[: 4 * HEAD_BYTES].lstrip("\ufeff").lstrip()
    while start.startswith("<!--"):
        start = start.partition("-->")[2].lstrip()
    return bool(_MARKUP_AT_START.match(start) or _WEB_ARCHIVE.search(text[:HEAD_BYTES]))


def refuse_hidden_zip(stream: BinaryIO) -> None:
    """Refuse a file of another type that a ZIP reader would open too."""
    tail = _tail(stream, _END_OF_ZIP_BYTES + _LONGEST_ZIP_COMMENT)
    at = tail.rfind(_END_OF_ZIP)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + _END_OF_ZIP_BYTES], "little")
        if at + _END_OF_ZIP_BYTES + comment == len(tail):
            raise polyglot("a ZIP file")
        at = tail.rfind(_END_OF_ZIP, 0, at)


def refuse_hidden_markup(data: bytes) -> None:
    """Refuse when these bytes carry a web page or script."""
    if _MARKUP_ANYWHERE.search(data):
        raise polyglot("a web page or script")


def refuse_hidden_pdf(head: bytes) -> None:
    """Refuse a file of another type that a PDF reader would open too."""
    if b"%PDF-" in head[:HEAD_BYTES]:
        raise polyglot("a PDF")


def _confirmed(found: str, head: bytes) -> str:
    """Two-letter magics are common words; ask for more before a text is called a program."""
    if found == "bitmap":
        return "picture" if head[6:10] == bytes(4) else ""
    if found == "bzip":
        return "archive" if head[4:10] == b"1AY&SY" else ""
    if found == "program" and head.startswith(b"MZ"):
        return "program" if b"\x00" in head[:64] else ""
    return found


def _tail(stream: BinaryIO, size: int) -> bytes:
    end = stream.seek(0, 2)
    stream.seek(max(0, end - size))
    return stream.read(size)
