"""Makes a copy of a file without what is not on its face, for an uploader who asks for one."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.cleaning.copying import CLEANED
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import DOCX, JPG, PDF, PNG, PPTX, XLSX, ZIP, FileType
from clearinghouse.lib.files.workspace import private_folder

CLEANABLE = (PDF, DOCX, XLSX, PPTX, JPG, PNG)

_REASONS = {
    "timeout": "it takes too long to clean",
    "memory": "it needs too much memory to clean",
    "oversized": "the cleaned copy would be too large",
}
_OTHER_REASON = "we couldn’t read all of it"
_INSIDE_ZIP = "We can’t clean a ZIP file. Clean the files inside it, make a new ZIP file, then upload that."
_NOTHING_TO_CLEAN = "We can’t make a cleaned copy of this type of file."


@dataclass(frozen=True)
class CleanedCopy:
    """The bytes of the copy, of the same type, and what it goes without, in words for the uploader."""

    data: bytes
    removed: tuple[str, ...]


def can_clean(file_type: FileType) -> bool:
    """Whether we make cleaned copies of such files."""
    return file_type in CLEANABLE


def clean_copy(path: Path, file_type: FileType, limits: Limits) -> CleanedCopy | str:
    """The copy, or a sentence that says why there is none. Never raises for a bad file; needs a worker's time."""
    if not can_clean(file_type):
        return _INSIDE_ZIP if file_type is ZIP else _NOTHING_TO_CLEAN
    with private_folder() as folder:
        answer = run_child("clean", path, {"file_type": file_type.slug, "folder": str(folder)}, limits, folder=folder)
        if isinstance(answer, ChildFailure):
            return _no_copy(_REASONS.get(answer.kind, _OTHER_REASON))
        return _finished(folder / CLEANED, answer, file_type, limits)


def _finished(path: Path, answer: dict[str, Any], file_type: FileType, limits: Limits) -> CleanedCopy | str:
    return _no_copy(_OTHER_REASON)


def _no_copy(reason: str) -> str:
    return f"We can’t make a cleaned copy because {reason}."
