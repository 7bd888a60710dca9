"""Checks how accessible a file is; see the package `accessibility`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clearinghouse.lib.files.accessibility.rules import MOST_PLACES, Check, Outcome, Rule
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import DOCX, PDF, PPTX, XLSX, FileType

CHECKED_TYPES = (PDF, DOCX, PPTX, XLSX)


def check_accessibility(path: Path, file_type: FileType, limits: Limits) -> list[Check] | None:
    """What each rule found in a checked file; None when it could not be looked at. Never raises for a bad file."""
    answer = run_child("accessibility", path, {"file_type": file_type.slug}, limits)
    return None if isinstance(answer, ChildFailure) else checks_of(answer)


def checks_of(answer: Mapping[str, Any]) -> list[Check] | None:
    """What a child answered about it; None when it did not."""
    if not isinstance(answer.get("checks"), list):
        return None
    try:
        return [_check(*values) for values in answer["checks"][: len(Rule)]]
    except (TypeError, ValueError):
        return None


def _check(rule: str, outcome: str, faults: int, total: int, places: list[str]) -> Check:
    words = tuple(str(place) for place in places[:MOST_PLACES])
    return Check(Rule(rule), Outcome(outcome), int(faults), int(total), words)
