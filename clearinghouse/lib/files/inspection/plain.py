"""Text and CSV files: text in a known encoding, not a page, a program or a formula that starts one."""

import re
from typing import BinaryIO

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.refusals import Refused, dynamic_data, mismatch, polyglot
from clearinghouse.lib.files.text import decode
from clearinghouse.lib.files.types import CSV, GEOJSON, FileType

_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROLS_PER_THOUSAND = 2
# A formula that calls another program: =cmd|' /C calc'!A0
_DDE_CELL = re.compile(
    r"(?:^|[,;\t\"])[ \t]{0,20}[=+@-][^\n,;\t|\"]{0,100}[A-Za-z]\|(?:'[^'\n]{0,200}'|[\w.\\:/]{1,200})!", re.MULTILINE
)
_GEOJSON_START = re.compile(
    r'\s*\{(?s:.{0,4000}?)"type"\s*:\s*"(?:FeatureCollection|Feature|Multi\w+|Point|LineString|Polygon|Geometry\w+)"'
)


def inspect(stream: BinaryIO, file_type: FileType) -> set[str]:
    """Refuse what is not text, or is text of another kind. A text file has no flags."""
    stream.seek(0)
    data = stream.read()
    text = decode(data)
    if text is None or "\x00" in text:
        raise _not_text(file_type)
    if len(_CONTROL.findall(text)) * 1000 > _CONTROLS_PER_THOUSAND * len(text):
        raise _not_text(file_type)
    if signatures.is_markup(text):
        raise mismatch(file_type.article, "a web page or an XML file")
    if "%PDF-" in text[: signatures.HEAD_BYTES] and "%%EOF" in text:
        raise polyglot("a PDF")
    if _GEOJSON_START.match(text):
        raise mismatch(file_type.article, GEOJSON.article)
    if file_type is CSV and "|" in text and _DDE_CELL.search(text):
        raise dynamic_data()
    return set()


def _not_text(file_type: FileType) -> Refused:
    return Refused(
        "not-text",
        f"The file is not {file_type.article}: its content is not text. Save it as UTF-8 text, then upload that.",
    )
