"""Reads the text of a file, page by page."""

from pathlib import Path
from typing import Any

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import ExtractResult
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import FileType

_REASONS = {
    "timeout": "The file took too long to read, so its text can’t be searched. People can still download it.",
    "memory": "The file needs too much memory to read, so its text can’t be searched. People can still download it.",
    "oversized": "The file contains too much text to search. People can still download it.",
}
_OTHER_REASON = "We couldn’t read the text of this file, so it can’t be searched. People can still download it."


def extract_pages(path: Path, file_type: FileType, limits: Limits) -> ExtractResult:
    """The pages of a checked file. A file that cannot be read gives no pages and a reason; never raises for it."""
    return _result(run_child("extract", path, {"file_type": file_type.slug}, limits))


def extract_printed_pages(path: Path, file_type: FileType, limits: Limits, printed: Path) -> ExtractResult:
    """The same for an office file, with the pages of the PDF that was made of it."""
    arguments = {"file_type": file_type.slug, "printed": str(printed)}
    return _result(run_child("extract", path, arguments, limits, readable=[printed.parent]))


def _result(answer: dict[str, Any] | ChildFailure) -> ExtractResult:
    if isinstance(answer, ChildFailure):
        return ExtractResult.not_extracted(_REASONS.get(answer.kind, _OTHER_REASON))
    try:
        return ExtractResult.from_answer(answer)
    except (KeyError, TypeError, ValueError):
        return ExtractResult.not_extracted(_OTHER_REASON)
