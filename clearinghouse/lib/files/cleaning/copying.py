"""The `clean` operation, in the child process: a copy of a file without what is not on its face."""

import importlib
from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.lib.files.cleaning.reasons import no_copy
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import DOCX, FILE_TYPES, JPG, PDF, PNG, PPTX, XLSX, FileType

CLEANED = "cleaned"
_OFFICE = {
    DOCX: "clearinghouse.lib.files.cleaning.word",
    XLSX: "clearinghouse.lib.files.cleaning.sheets",
    PPTX: "clearinghouse.lib.files.cleaning.slides",
}


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "pdf", "folder": "…", "pictured": [3]} → {"removed": [sentence, …]}; the copy is "cleaned".

    The pages of a PDF that are named become pictures.
    """
    file_type, target = FILE_TYPES[arguments["file_type"]], Path(arguments["folder"]) / CLEANED
    stream.seek(0)
    return {"removed": _clean(stream, file_type, target, arguments.get("pictured", []), limits)}


def _clean(stream: BinaryIO, file_type: FileType, target: Path, pictured: list[int], limits: Limits) -> list[str]:
    """Hand over to the cleaner of the type. What they import is slow to load and waits until it is needed."""
    if file_type is PDF:
        from clearinghouse.lib.files.cleaning import pdf

        return pdf.clean(stream.read(), target, pictured)
    if file_type in (JPG, PNG):
        from clearinghouse.lib.files.cleaning import pictures

        return pictures.clean(stream.read(), file_type, target)
    if file_type in _OFFICE:
        module = importlib.import_module(_OFFICE[file_type])
        removed: list[str] = module.clean(stream, target, limits)
        return removed
    raise no_copy("this type of file can’t be cleaned")
