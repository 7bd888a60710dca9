"""PDFs: opened by PDFium, then searched for what acts on its own, byte by byte, as a second opinion."""

import re
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.mending import has_sound_end, mended
from clearinghouse.lib.files.object_streams import UNPACKED_BYTES, unpacked_objects
from clearinghouse.lib.files.refusals import Refused, broken, encrypted, incomplete

_WHAT = "a PDF"
_START, _END = b"%PDF-", b"%%EOF"
_TAIL_BYTES = 4096
_XFA_FORMS = (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND)
_START_OF_XREF = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_XREF = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")


def _name(word: str) -> bytes:
    """A pattern for a PDF name, whose letters may be written as #xx."""
    letters = "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word)
    return rf"/{letters}(?![A-Za-z])".encode()


_ACTIVE_NAMES = {
    "pdf-javascript": re.compile(_name("JavaScript")),
    "pdf-launch": re.compile(_name("Launch")),
    "embedded-files": re.compile(b"|".join((_name("EmbeddedFile"), _name("EmbeddedFiles"), _name("RichMedia")))),
}


def inspect(stream: BinaryIO, limits: Limits) -> set[str]:
    """Refuse what cannot be read by everyone, else the flags for scripts, programs, attachments and odd structure."""
    stream.seek(0)
    data = stream.read()
    signatures.refuse_hidden_markup(data[: signatures.HEAD_BYTES])
    whole, flags = _structure(data)
    try:
        document = pypdfium2.PdfDocument(whole)
    except pypdfium2.PdfiumError as error:
        raise _opening_refusal(error) from error
    try:
        flags |= _document_flags(document, limits)
    finally:
        document.close()
    return flags | _active_names(data)


def _structure(data: bytes) -> tuple[bytes, set[str]]:
    """Refuse a file that was cut short; one that readers have to mend comes back mended, with a flag."""
    tail = data[data.rfind(_END) :] if _END in data else b""
    signatures.refuse_hidden_markup(tail)
    if not has_sound_end(data):
        return _mended(data), {"odd-structure"}
    found = _START_OF_XREF.findall(data.rstrip(b"\x00\r\n \t")[-_TAIL_BYTES:])
    is_odd = not data.startswith(_START) or not found or not _XREF.match(data, int(found[-1]))
    return data, {"odd-structure"} if is_odd else set()


def _mended(data: bytes) -> bytes:
    from pikepdf import PasswordError  # slow to import, seldom needed

    try:
        found = mended(data)
    except PasswordError as error:
        raise encrypted("This PDF") from error
    if found is None:
        raise incomplete(_WHAT)
    return found


def _opening_refusal(error: Exception) -> Refused:
    code = getattr(error, "err_code", None)
    if code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
        return encrypted("This PDF")
    return broken(_WHAT)


def _document_flags(document: pypdfium2.PdfDocument, limits: Limits) -> set[str]:
    count = len(document)
    if count > limits.pdf_pages:
        raise Refused(
            "too-many-pages", f"This PDF has more than {limits.pdf_pages} pages. Split it, then upload the parts."
        )
    if count == 0:
        raise broken(_WHAT)
    try:
        document[0].close()
    except pypdfium2.PdfiumError as error:
        raise broken(_WHAT) from error
    flags = set()
    if pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        flags.add("pdf-javascript")
    if document.count_attachments() > 0:
        flags.add("embedded-files")
    if document.get_formtype() in _XFA_FORMS:
        flags.add("pdf-forms")
    if pdfium_c.FPDF_GetSecurityHandlerRevision(document) != -1:
        flags.add("permissions-restricted")  # opens without a password, so people and scanners can read it
    return flags


def _active_names(data: bytes) -> set[str]:
    """Flags for names found in the bytes as they are and in compressed object streams."""
    flags = {flag for flag, pattern in _ACTIVE_NAMES.items() if pattern.search(data)}
    unpacked_bytes = 0
    for unpacked in unpacked_objects(data):
        unpacked_bytes += len(unpacked)
        flags |= {flag for flag, pattern in _ACTIVE_NAMES.items() if pattern.search(unpacked)}
    return flags | {"odd-structure"} if unpacked_bytes >= UNPACKED_BYTES else flags
