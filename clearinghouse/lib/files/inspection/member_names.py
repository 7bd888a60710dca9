"""The names of files in a ZIP as their maker meant them: many programs do not say how theirs are written."""

import struct
import unicodedata
import zipfile
import zlib

_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field: version, checksum of the name in the header, the name in UTF-8
_CODE_PAGE_LETTERS = range(0x80, 0xA6)  # ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑ in the PC's old code page
_FEWEST_IDEOGRAPHS = 3


def true_name(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """The path with forward slashes, and whether its letters are sure."""
    name, is_sure = _decoded(info)
    return name.replace("\\", "/"), is_sure


def _decoded(info: zipfile.ZipInfo) -> tuple[str, bool]:
    name = info.orig_filename
    if info.flag_bits & _UTF8_NAME or name.isascii():
        return _unicode_path(info, name) or name, True
    raw = name.encode("cp437")
    if told := _unicode_path(info, name):
        return told, True
    for decode in (_utf_8, _japanese, _western):
        if (guess := decode(raw)) is not None:
            return guess, True
    return name, all(byte in _CODE_PAGE_LETTERS for byte in raw if byte >= 0x80)


def _unicode_path(info: zipfile.ZipInfo, name: str) -> str | None:
    """The name in the extra field, if it belongs to the name in the header."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            raw = name.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")
            return _utf_8(body[5:]) if struct.unpack_from("<L", body, 1)[0] == zlib.crc32(raw) else None
    return None


def _utf_8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _japanese(raw: bytes) -> str | None:
    """Shift JIS, where nothing else gives so many Japanese characters."""
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return None
    foreign = [unicodedata.name(character, "") for character in text if not character.isascii()]
    kana = sum(name.startswith(("HIRAGANA", "KATAKANA")) for name in foreign)
    ideographs = sum(name.startswith("CJK UNIFIED") for name in foreign)
    is_sure = kana + ideographs == len(foreign) and (kana + ideographs) >= _FEWEST_IDEOGRAPHS
    return text if is_sure else None


def _western(raw: bytes) -> str | None:
    """Windows-1252, where the old code page would draw lines between the letters."""
    if any(byte in _CODE_PAGE_LETTERS for byte in raw.replace(b" \x96 ", b"").replace(b" \x97 ", b"")):
        return None
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if all(c.isascii() or c.isalpha() or c in "–—" for c in text) else None
