"""The `check` operation: does the content agree with the name, and is it safe to share?"""

from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection import bundle, geojson, office, plain, signatures
from clearinghouse.lib.files.inspection.bundle import Nest
from clearinghouse.lib.files.layers import kml
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.refusals import Refused, broken, empty, encrypted, mismatch, too_large
from clearinghouse.lib.files.types import (
    BY_EXTENSION,
    DOCX,
    GEOJSON,
    JPG,
    KML,
    KMZ,
    PDF,
    PNG,
    PPTX,
    XLSX,
    ZIP,
    FileType,
)

_EXPECTED_KIND = {PDF: "pdf", DOCX: "zip", XLSX: "zip", PPTX: "zip", ZIP: "zip", KMZ: "zip", PNG: "png", JPG: "jpg"}
_OLE_ENCRYPTION = "EncryptedPackage".encode("utf-16-le")


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"extension": "pdf"} → {"file_type": "pdf", "flags": […]}; a refusal is raised."""
    file_type = BY_EXTENSION[arguments["extension"]]
    flags = inspect(stream, file_type, limits, Nest.outermost(limits))
    return {"file_type": file_type.slug, "flags": sorted(flags)}


def inspect(stream: BinaryIO, file_type: FileType, limits: Limits, nest: Nest) -> set[str]:
    """The flags of a sound file of this type; anything else is raised as Refused."""
    size = stream.seek(0, 2)
    if size == 0:
        raise empty()
    if size > limits.file_bytes:
        raise too_large(limits.file_bytes)
    stream.seek(0)
    _refuse_other_type(stream, stream.read(signatures.HEAD_BYTES), file_type)
    try:
        return _inspect_structure(stream, file_type, limits, nest)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # parsers of hostile files raise whatever they like
        raise broken(file_type.article) from error


def _refuse_other_type(stream: BinaryIO, head: bytes, file_type: FileType) -> None:
    expected = _EXPECTED_KIND.get(file_type, "")
    found = signatures.kind(head)
    if found == "ole" and expected == "zip" and file_type is not ZIP:
        stream.seek(0)
        if _OLE_ENCRYPTION in stream.read():
            raise encrypted(f"This {file_type.label}")
    if found != expected and (found or not _is_damaged_or_odd(head, file_type)):
        raise mismatch(file_type.article, signatures.describe(found, stream))
    if found != "zip" and file_type is not PDF:
        signatures.refuse_hidden_pdf(head)
    if found != "zip":
        signatures.refuse_hidden_zip(stream)


def _is_damaged_or_odd(head: bytes, file_type: FileType) -> bool:
    """Whether to leave the verdict to the parser: words may stand before a PDF, such as those of a mail."""
    return file_type is PDF and b"%PDF-" in head and not signatures.is_markup(head.decode("latin-1"))


def _inspect_structure(stream: BinaryIO, file_type: FileType, limits: Limits, nest: Nest) -> set[str]:
    """Hand over to the inspector of the type. PDFium and Pillow are slow to import and wait until they are needed."""
    stream.seek(0)
    if file_type is PDF:
        from clearinghouse.lib.files.inspection import pdf

        return pdf.inspect(stream, limits)
    if file_type in (PNG, JPG):
        from clearinghouse.lib.files.inspection import picture

        return picture.inspect(stream, file_type, limits)
    if file_type in (DOCX, XLSX, PPTX):
        return office.inspect(stream, file_type, limits)
    if file_type is ZIP:
        return bundle.inspect(stream, limits, nest, lambda member, kind, inner: inspect(member, kind, limits, inner))
    if file_type in (KML, KMZ):
        found = (kml.load if file_type is KML else kml.load_packed)(stream, limits)
        return {"external-links"} if found.has_links else set()
    if file_type is GEOJSON:
        return geojson.inspect(stream, limits)
    return plain.inspect(stream, file_type)
