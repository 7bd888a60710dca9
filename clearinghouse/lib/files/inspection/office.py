"""Word, Excel and PowerPoint files: sound, without macros, embedded programs or templates from elsewhere."""

import html
import io
import re
import zipfile
from typing import BinaryIO

from defusedxml.ElementTree import fromstring

from clearinghouse.lib.files.inspection.archive import Budget, open_archive, read_chunks, read_entry
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.refusals import (
    Refused,
    broken,
    dynamic_data,
    embedded_object,
    external_template,
    macros,
    mismatch,
)
from clearinghouse.lib.files.types import DOCX, PPTX, XLSX, FileType

_MAIN_PART = {
    "wordprocessingml.document.main+xml": DOCX,
    "spreadsheetml.sheet.main+xml": XLSX,
    "presentationml.presentation.main+xml": PPTX,
}
_LARGEST_SMALL_PART = 16 * MB
_MACRO_PART = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|macrosheets/|intlmacrosheets/|dialogsheets/)", re.I)
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|macrosheet|intlmacrosheet", re.I)
_ACTIVE_PART = re.compile(
    r"(?:^|/)activeX/|\.(?:exe|dll|com|scr|js|vbs|hta|bat|cmd|ps1|lnk|html?|mht(?:ml)?|rtf|swf|jar)$", re.I
)
_EMBEDDED_PART = re.compile(r"(?:^|/)embeddings/[^/]+$", re.I)
_EMBEDDED_PACKAGES = (".docx", ".xlsx", ".pptx")
_FIELD_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments|glossary/document)\.xml")
_FORMULA_PARTS = re.compile(r"xl/(?:worksheets|externalLinks)/[^/]+\.xml")
_FIELD = re.compile(rb"instrText[^>]{0,300}>([^<]*)<|\binstr=(?:\"([^\"]*)\"|'([^']*)')")
_DDE_FIELD = re.compile(r"(?:^|[\s\"])DDE(?:AUTO)?(?:[\s\"]|$)", re.I)
_DDE_LINK = re.compile(rb"[<:]ddeLink[\s>]")
# A formula that calls another program: cmd|'/C calc'!A0, but not IF(A1="a|b",Sheet2!A0)
_DDE_TOPIC = re.compile(rb"\|(?:'[^'<]{0,200}'|&apos;[^<]{0,200}?&apos;|[\w.\\:/]{1,200})!")
_DDE_PROGRAM = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]{0,200})?>(?:[^<>]{0,2000}[=+\-*/(,&;])?\s{0,9}[A-Za-z][\w.]{0,30}\Z")
_LONGEST_BEFORE_TOPIC = 2300
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_LOCAL_DRIVE = re.compile(r"(?:file:/{2,3})?[A-Za-z]:[\\/]|[\w %.-]+\.dot[xm]?$", re.I)
_FETCHED_WHEN_OPENED = {"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "control", "package"}
_HARMLESS_LINKS = {"hyperlink", "slideUpdateUrl", "slideUpdateInfo"}


def inspect(stream: BinaryIO, file_type: FileType, limits: Limits) -> set[str]:
    """Refuse what must not be shared, else the flags that describe what the file carries."""
    budget = Budget(limits.office_parts, limits.office_unpacked_bytes, 0, f"This {file_type.label}")
    with open_archive(stream, budget) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_other_kind(archive, infos, file_type)
        _refuse_active_parts(archive, infos, limits)
        flags = _links(archive, infos)
        for info in infos:
            _read_part(archive, info, file_type)
        return flags | _carried(archive, infos)


def _refuse_other_kind(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], file_type: FileType) -> None:
    """The content types name the main part; its kind must be the one in the file name."""
    by_name = {info.filename: info for info in infos}
    if "[Content_Types].xml" not in by_name:
        is_open_document = "mimetype" in by_name and "content.xml" in by_name
        raise mismatch(file_type.article, "an OpenDocument file" if is_open_document else "a ZIP file")
    declared = _elements(archive, by_name["[Content_Types].xml"], file_type)
    types = {element.get("PartName", "").lstrip("/"): element.get("ContentType", "") for element in declared}
    if any(_MACRO_TYPE.search(content_type) for content_type in types.values()):
        raise macros()
    for part, content_type in types.items():
        for ending, found in _MAIN_PART.items():
            if content_type.endswith(ending) and part in by_name:
                if found is not file_type:
                    raise mismatch(file_type.article, found.article)
                return
    raise broken(file_type.article)


def _refuse_active_parts(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    for info in infos:
        if _MACRO_PART.search(info.filename):
            raise macros()
        if _ACTIVE_PART.search(info.filename):
            raise embedded_object()
        if not _EMBEDDED_PART.search(info.filename):
            continue
        if not info.filename.lower().endswith(_EMBEDDED_PACKAGES):
            raise embedded_object()
        _refuse_macros_inside(io.BytesIO(read_entry(archive, info)), limits)


def _refuse_macros_inside(package: BinaryIO, limits: Limits) -> None:
    """An embedded workbook behind a chart is fine; one with macros or objects of its own is not."""
    budget = Budget(limits.office_parts, limits.office_unpacked_bytes, 0, "This embedded document")
    try:
        with open_archive(package, budget) as archive:
            names = archive.namelist()
    except Refused as refusal:
        raise embedded_object() from refusal
    if any(_MACRO_PART.search(name) for name in names):
        raise macros()
    if any(_ACTIVE_PART.search(name) or _EMBEDDED_PART.search(name) for name in names):
        raise embedded_object()


def _links(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> set[str]:
    """What the file points to outside itself: refused when it is fetched on opening, else flagged."""
    flags = set()
    for info in infos:
        if not info.filename.endswith(".rels"):
            continue
        for element in _elements(archive, info, DOCX):
            if element.get("TargetMode", "").lower() != "external":
                continue
            relation = element.get("Type", "").rsplit("/", 1)[-1]
            target = element.get("Target", "")
            if relation == "attachedTemplate" and _LOCAL_DRIVE.match(target):
                flags.add("local-template")
            elif relation == "attachedTemplate":
                raise external_template()
            elif relation in _FETCHED_WHEN_OPENED:
                raise embedded_object()
            elif relation not in _HARMLESS_LINKS:
                flags.add("external-links")
    return flags


def _read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file_type: FileType) -> None:
    """Unpack one part to the end, so that its size and CRC are known to be true, and look for what it starts."""
    looks_for_fields = file_type is DOCX and _FIELD_PARTS.fullmatch(info.filename)
    looks_for_formulas = file_type is XLSX and _FORMULA_PARTS.fullmatch(info.filename)
    if looks_for_fields or looks_for_formulas:
        data = read_entry(archive, info, file_type.article)
        if looks_for_fields and _has_dde_field(data):
            raise dynamic_data()
        if looks_for_formulas and (_DDE_LINK.search(data) or _has_dde_formula(data)):
            raise dynamic_data()
        if looks_for_formulas and b"oleLink" in data:
            raise embedded_object()
        _refuse_doctype(data[:4096], file_type)
        return
    is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    for number, chunk in enumerate(read_chunks(archive, info, file_type.article)):
        if is_xml and number == 0:
            _refuse_doctype(chunk[:4096], file_type)


def _has_dde_field(data: bytes) -> bool:
    if b"instr" not in data:
        return False
    pieces = [html.unescape(b"".join(match).decode("utf-8", "replace")) for match in _FIELD.findall(data)]
    # Word lets a field's words be split over several runs.
    return any(_DDE_FIELD.match(piece.strip()) for piece in pieces) or bool(_DDE_FIELD.search("".join(pieces)))


def _has_dde_formula(data: bytes) -> bool:
    return any(
        _DDE_PROGRAM.search(data, max(0, topic.start() - _LONGEST_BEFORE_TOPIC), topic.start())
        for topic in _DDE_TOPIC.finditer(data)
    )


def _refuse_doctype(head: bytes, file_type: FileType) -> None:
    """Office writes no document type; one means entities, and those expand or fetch. UTF-16 is seen through."""
    if _DOCTYPE.search(head.replace(b"\x00", b"")):
        raise Refused(
            "xml-entities",
            f"The {file_type.label} contains XML that we can’t read. Save it again, then upload the new copy.",
        )


def _carried(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> set[str]:
    """Flags for what an uploader may not know the file still carries."""
    names = {info.filename for info in infos}
    flags = set()
    if any(_EMBEDDED_PART.search(name) for name in names):
        flags.add("embedded-files")
    if any(re.search(r"(?:^|/)(?:comments|threadedComments)(?:/|\d*\.xml)", name) for name in names):
        flags.add("comments")
    if "xl/connections.xml" in names:
        flags.add("external-links")
    if "word/document.xml" in names:
        document = read_entry(archive, archive.getinfo("word/document.xml"))
        if re.search(rb"<w:(?:ins|del|moveFrom|moveTo) ", document):
            flags.add("tracked-changes")
    return flags


def _elements(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file_type: FileType) -> list[dict[str, str]]:
    """The attributes of the elements directly under the root of a small XML part."""
    if info.file_size > _LARGEST_SMALL_PART:
        raise broken(file_type.article)
    data = read_entry(archive, info, file_type.article)
    _refuse_doctype(data[:4096], file_type)
    try:
        root = fromstring(data, forbid_dtd=True)
    except Exception as error:  # ParseError, DefusedXmlException, UnicodeError
        raise broken(file_type.article) from error
    return [dict(element.attrib) for element in root]
