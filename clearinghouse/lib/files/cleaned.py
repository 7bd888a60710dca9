"""Makes a copy of a file without what is not on its face, for an uploader who asks for one.

A copy is handed out only after it was checked and read like any upload, and nothing hidden was found in it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.cleaning.copying import CLEANED
from clearinghouse.lib.files.cleaning.reasons import NO_COPY, sentence
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import HiddenKind, HiddenPart
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import DOCX, JPG, PDF, PNG, PPTX, XLSX, ZIP, FileType
from clearinghouse.lib.files.workspace import private_folder, read_left
from clearinghouse.lib.frozen import dataclass

CLEANABLE = (PDF, DOCX, XLSX, PPTX, JPG, PNG)

_REASONS = {
    "timeout": "it takes too long to clean",
    "memory": "it needs too much memory to clean",
    "oversized": "the cleaned copy would be too large",
}
_OTHER_REASON = "we couldn’t read all of it"
_STILL_THERE = "we couldn’t remove everything that is hidden"
_INSIDE_ZIP = "We can’t clean a ZIP file. Clean the files inside it, make a new ZIP file, then upload that."
_NOTHING_TO_CLEAN = "We can’t make a cleaned copy of this type of file."
_FLAGS_OF_HIDDEN = {"comments", "tracked-changes", "embedded-files", "gps-location", "pdf-forms"}
_FLAGS_OF_HIDDEN |= {"pdf-javascript", "pdf-launch"}
_ON_A_PAGE = {HiddenKind.COVERED_TEXT, HiddenKind.HIDDEN_TEXT, HiddenKind.LAYER}
_PAGE = re.compile(r"page (\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True)
class CleanedCopy:
    """The bytes of the copy, of the same type, and what it goes without: sentences for the uploader."""

    data: bytes
    removed: tuple[str, ...]


def can_clean(file_type: FileType) -> bool:
    """Whether we make cleaned copies of such files."""
    return file_type in CLEANABLE


def clean_copy(path: Path, file_type: FileType, limits: Limits) -> CleanedCopy | str:
    """The copy, or a sentence that says why there is none. Never raises for a bad file; needs a worker's time."""
    if not can_clean(file_type):
        return _INSIDE_ZIP if file_type is ZIP else _NOTHING_TO_CLEAN
    copy = _attempt(path, file_type, limits, [])
    if isinstance(copy, str):
        return copy
    left = _hidden_in(copy, file_type, limits)
    if pages := _pages_to_picture(file_type, left):
        copy = _attempt(path, file_type, limits, pages)
        left = _hidden_in(copy, file_type, limits) if isinstance(copy, CleanedCopy) else []
    return sentence(_STILL_THERE) if left else copy


def _attempt(path: Path, file_type: FileType, limits: Limits, pictured: Sequence[int]) -> CleanedCopy | str:
    """One run of the child, which may have been taken over by the file: nothing it says or left is trusted."""
    bounds = replace(limits, child_cpu_seconds=limits.clean_seconds, child_wall_seconds=2.0 * limits.clean_seconds)
    with private_folder() as folder:
        arguments = {"file_type": file_type.slug, "folder": str(folder), "pictured": list(pictured)}
        answer = run_child("clean", path, arguments, bounds, folder=folder)
        if isinstance(answer, ChildFailure):
            return sentence(_REASONS.get(answer.kind, _OTHER_REASON))
        if "code" in answer:
            return str(answer["sentence"]) if answer["code"] == NO_COPY else sentence(_OTHER_REASON)
        data = read_left(folder / CLEANED, limits.file_bytes)
    if len(data) > limits.file_bytes:
        return sentence(_REASONS["oversized"])
    removed = answer.get("removed")
    if not data or not isinstance(removed, list):
        return sentence(_OTHER_REASON)
    return CleanedCopy(data, tuple(map(str, removed)))


def _hidden_in(copy: CleanedCopy, file_type: FileType, limits: Limits) -> list[HiddenPart]:
    """What a second reading still finds; a copy that is not a sound file of its type has everything wrong."""
    with private_folder() as folder:
        path = folder / CLEANED
        path.write_bytes(copy.data)
        checked = check_file(path, f"{CLEANED}.{file_type.extensions[0]}", limits)
        if not checked.accepted or not _FLAGS_OF_HIDDEN.isdisjoint(checked.flags):
            return [HiddenPart(HiddenKind.PROPERTIES, "")]
        return list(extract_pages(path, file_type, limits).hidden)


def _pages_to_picture(file_type: FileType, left: Sequence[HiddenPart]) -> list[int]:
    """The pages whose content the reader finds hidden, if that is all there is."""
    found = [_PAGE.fullmatch(part.place) if part.kind in _ON_A_PAGE else None for part in left]
    return sorted({int(match[1]) for match in found if match}) if file_type is PDF and all(found) else []
