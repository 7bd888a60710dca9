"""The `accessibility` operation, in the child process."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any, BinaryIO

from clearinghouse.lib.files.accessibility import slides, word, workbook
from clearinghouse.lib.files.accessibility.rules import Check, Rule
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import DOCX, FILE_TYPES, PPTX, XLSX, FileType

_CHECKERS: dict[FileType, Callable[[BinaryIO, Limits], list[Check]]] = {
    DOCX: word.checks,
    PPTX: slides.checks,
    XLSX: workbook.checks,
}
_ORDER = list(Rule)


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "pdf"} → {"checks": [[rule, outcome, faults, total, places]]}, in the order of the rules."""
    file_type = FILE_TYPES[arguments["file_type"]]
    checker = _CHECKERS.get(file_type)
    if checker is None:
        from clearinghouse.lib.files.accessibility import portable  # its parsers are slow to import

        checker = portable.checks
    return {"checks": listed(checker(stream, limits))}


def listed(checks: list[Check]) -> list[tuple[Any, ...]]:
    """In the order of the rules, as plain lists."""
    return [astuple(check) for check in sorted(checks, key=lambda check: _ORDER.index(check.rule))]
