"""Reads Word documents and slides; where LibreOffice is installed, with the pages that it prints."""

import shutil
from dataclasses import replace
from pathlib import Path

from clearinghouse.lib.files.conversion import PRINTED
from clearinghouse.lib.files.extract import extract_pages, extract_printed_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import ExtractResult, TextStatus
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.sockets import PLACES
from clearinghouse.lib.files.types import DOCX, PPTX, FileType
from clearinghouse.lib.files.workspace import private_folder, read_left
from clearinghouse.lib.frozen import dataclass

PRINTABLE = (DOCX, PPTX)

_REASONS = {
    "timeout": "it took too long to convert",
    "memory": "it needs too much memory to convert",
    "oversized": "its pages are too large to keep",
    "changes": "we couldn’t hide its tracked changes",
}
_OTHER_REASON = "we couldn’t convert it"


@dataclass(frozen=True)
class OfficeReading:
    """The pages of a file; `pdf` has them as they are printed, else `note` is a sentence that says why not.

    Without LibreOffice both are empty.
    """

    extracted: ExtractResult
    pdf: bytes = b""
    note: str = ""


def is_available() -> bool:
    """Whether LibreOffice is installed."""
    return _program() is not None


def read_file(path: Path, file_type: FileType, limits: Limits) -> OfficeReading:
    """The pages of any checked file, as they are printed where that is possible. Never raises for a bad file."""
    program = _program() if file_type in PRINTABLE else None
    if program is None:
        return OfficeReading(extract_pages(path, file_type, limits))
    with private_folder() as folder:
        reading = _read_printed(path, file_type, limits, program, folder)
    return reading if isinstance(reading, OfficeReading) else _without_pages(path, file_type, limits, reading)


def _without_pages(path: Path, file_type: FileType, limits: Limits, reason: str) -> OfficeReading:
    sentence = f"There are no page images of this file because {reason}."
    return OfficeReading(extract_pages(path, file_type, limits), note=sentence)


def _read_printed(path: Path, file_type: FileType, limits: Limits, program: Path, folder: Path) -> OfficeReading | str:
    """The reading, or why there is none."""
    failure = _convert(path, file_type, limits, program, folder)
    pdf = _finished(folder / PRINTED, limits.office_pdf_bytes) if not failure else b""
    if not pdf:
        return failure or (_REASONS["oversized"] if pdf is None else _OTHER_REASON)
    extracted = extract_printed_pages(path, file_type, limits, folder / PRINTED)
    return OfficeReading(extracted, pdf) if extracted.status is TextStatus.OK else _OTHER_REASON


def _convert(path: Path, file_type: FileType, limits: Limits, program: Path, folder: Path) -> str:
    """Leave the PDF in the folder; why there is none, else nothing."""
    bounds = replace(limits, child_cpu_seconds=limits.office_cpu_seconds, child_open_files=limits.office_open_files)
    arguments = {"file_type": file_type.slug, "program": str(program), "folder": str(folder)}
    answer = run_child(
        "convert", path, arguments, bounds, folder=folder, readable=_program_folders(program), sockets=PLACES
    )
    problem = answer.kind if isinstance(answer, ChildFailure) else answer.get("code")
    return _REASONS.get(str(problem), _OTHER_REASON) if problem else ""


def _finished(path: Path, most_bytes: int) -> bytes | None:
    """The bytes of the PDF; None when it is too large. The child may be hostile by now: no links, no surprises."""
    data = read_left(path, most_bytes)
    if len(data) > most_bytes:
        return None
    return data if data.startswith(b"%PDF-") else b""


def _program() -> Path | None:
    """LibreOffice itself, without the script around it, which needs more than a child may do."""
    found = shutil.which("soffice")
    if found is None:
        return None
    script = Path(found).resolve()
    program = script.with_name("soffice.bin")
    return program if program.is_file() else script


def _program_folders(program: Path) -> list[Path]:
    """Where it and its parts are; Debian spreads them."""
    debian = ("/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig")
    return [program.parent.parent, *map(Path, debian)]
