"""PDFs that are damaged: those whose end is are mended as viewers do, unless they lost something of their content.

In the child process. What is mended is only read, drawn and recognized: downloads keep the bytes that were uploaded.
"""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clearinghouse.lib.files.limits import MB
from clearinghouse.lib.files.object_streams import unpacked_objects

if TYPE_CHECKING:
    import pikepdf

_END = b"%%EOF"
_TAIL_BYTES = 4096  # behind the last end mark; programs find the mark when no more follows
_BLANK = b"\x00\r\n \t"
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s{1,9}\d{1,5}\s{1,9}obj\b")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,10})\s\d{1,5}\sR\b")
_PLACES = re.compile(rb"[\d\s]*")  # how a stream of objects begins: their numbers, each with its place
_TABLE = re.compile(rb"\btrailer\b|/Type\s?/XRef\b")
_CONTENTS = re.compile(rb"/Contents\s{0,9}\[?\s{0,9}(\d{1,10})\s\d{1,5}\sR\b")
_LARGEST = 200 * MB


def has_sound_end(data: bytes) -> bool:
    """Whether the file ends with its end mark, as far as programs look for one."""
    end = _length(data)
    return data.find(_END, max(0, end - _TAIL_BYTES), end) >= 0 and not _OBJECT.search(_after_the_end(data))


def mended(data: bytes) -> bytes | None:
    """The file with a new end; None when some of its content is missing, or nobody can tell.

    Raises PasswordError for a file that only a password opens.
    """
    import pikepdf  # slow to import, seldom needed

    if not _is_whole(data):
        return None
    if _END in data and _OBJECT.search(_after_the_end(data)):
        data = data.replace(b"startxref", b"%tartxref")  # the last of them leads to what was before the last changes
    output = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not len(pdf.pages) or len(pdf.pages) != int(pdf.Root.Pages.Count):
                return None
            pdf.save(output)
    except pikepdf.PasswordError:
        raise
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
        return None
    return output.getvalue() if output.tell() <= _LARGEST else None


def damaged_pages(data: bytes, empty: Sequence[int], count: int) -> set[int]:
    """Pages (from 1) whose content can't be unpacked or is missing; PDFium shows as much of it as there is.

    All pages are looked at only if one that looks empty is damaged: to unpack all of every file would take its time.
    """
    import pikepdf  # slow to import, seldom needed

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = [page.obj for page in pdf.pages]
            if len(pages) != count:
                return set(empty)
            may_lack = False
            if any("/Contents" not in page for page in pages):
                known, named = _objects(data, _CONTENTS)
                may_lack = not named <= known
            if not any(_is_damaged(pages[number - 1], may_lack=may_lack) for number in empty):
                return set()
            return {number for number, page in enumerate(pages, 1) if _is_damaged(page, may_lack=may_lack)}
    except pikepdf.PdfError:
        return set(empty)


def _is_damaged(page: "pikepdf.Object", *, may_lack: bool) -> bool:
    import pikepdf

    content = page.get("/Contents")
    if content is None:
        return may_lack
    return not all(map(_can_be_unpacked, list(content) if isinstance(content, pikepdf.Array) else [content]))


def _can_be_unpacked(stream: "pikepdf.Object") -> bool:
    import pikepdf

    try:
        stream.read_bytes()
    except (pikepdf.PdfError, pikepdf.DataDecodingError, AttributeError, TypeError):
        return False
    return True


def _length(data: bytes) -> int:
    """Without blank bytes at the end."""
    return len(data) - (len(data[-MB:]) - len(data[-MB:].rstrip(_BLANK)))


def _after_the_end(data: bytes) -> bytes:
    """What stands behind the last end mark; all of a file that has none."""
    return data[data.rfind(_END) + len(_END) :] if _END in data else data


def _is_whole(data: bytes) -> bool:
    """Whether everything is there that the file refers to, in its last changes too."""
    last = _after_the_end(data)
    starts = list(_OBJECT.finditer(last))
    has_table = bool(_TABLE.search(last))
    if starts:
        if _END in data and not has_table:
            return False  # changes that were appended; what follows them may be missing
        if b"endobj" not in last[starts[-1].end() :] and not _TABLE.search(last, starts[-1].end()):
            return False
    known, named = _objects(data, _REFERENCE)
    return named <= known


def _objects(data: bytes, reference: re.Pattern[bytes]) -> tuple[set[bytes], set[bytes]]:
    """The numbers of objects that are there, and of those that are referred to."""
    known, named = set(_OBJECT.findall(data)), set(reference.findall(data))
    for objects in unpacked_objects(data):
        places = _PLACES.match(objects)
        known.update(places[0].split()[::2] if places else ())
        named.update(reference.findall(objects))
    return known, named
