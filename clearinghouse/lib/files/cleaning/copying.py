"""The `clean` operation, in the child process: a copy of a file without what is not on its face."""

from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.types import FILE_TYPES

CLEANED = "cleaned"


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "pdf", "folder": "…"} → {"removed": ["2 notes", …]}; the copy is the file "cleaned"."""
    file_type, target = FILE_TYPES[arguments["file_type"]], Path(arguments["folder"]) / CLEANED
    raise Refused("not-cleaned", f"We can’t make a cleaned copy of {file_type.article} ({target.name}, {limits}).")
