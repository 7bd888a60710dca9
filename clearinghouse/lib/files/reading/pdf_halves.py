"""Letters beyond the basic plane, such as those of formulas: PDFium counts in UTF-16, where each is two halves.

Both halves have the box of the whole. The letter stands at its first half; a half without the other is no letter.
"""

import re
from collections.abc import Callable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

_FIRST, _SECOND = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def letter_at(textpage: pypdfium2.PdfTextPage, place: int) -> str:
    """The letter that begins at this place of PDFium's count; empty at a second half and at one without the other."""
    code = pdfium_c.FPDFText_GetUnicode(textpage, place)
    if code in _SECOND:
        return ""
    if code not in _FIRST:
        return chr(code)
    second = pdfium_c.FPDFText_GetUnicode(textpage, place + 1)
    return joined([code, second]) if second in _SECOND else ""


def joined(units: Sequence[int]) -> str:
    """The text of UTF-16 units."""
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "ignore")


def text_of(textpage: pypdfium2.PdfTextPage, count: int) -> tuple[str, Sequence[int]]:
    """The text of the first `count` places, and the place of each of its letters; no places when only PDFium knows."""
    text: str = textpage.get_text_range(0, count, errors="surrogatepass") if count > 0 else ""
    if not _BEYOND.search(text):
        return text, range(count) if len(text) == count else ()
    letters, units, unit = [], [], 0
    for letter in text:
        if ord(letter) not in _FIRST and ord(letter) not in _SECOND:
            letters.append(letter)
            units.append(unit)
        unit += 1 + (letter > "\uffff")
    if unit != count:
        units = [int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, each)) for each in units]
    return "".join(letters), units


def told(read: Callable[[], str]) -> str:
    """What a file says of itself, such as its title, without halves of letters, at which pypdfium2 gives up."""
    try:
        return read()
    except UnicodeDecodeError as error:
        return error.object.decode("utf-16-le", "ignore")
