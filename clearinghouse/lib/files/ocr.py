"""Reads scanned pages with Tesseract, where it is installed."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.word_boxes import WordBox, checked_boxes
from clearinghouse.lib.frozen import dataclass

_FEWEST_LETTERS = 25
_DRAWING_SECONDS = 30.0


def is_available() -> bool:
    """Whether Tesseract is installed."""
    return _program() is not None


def is_worth_trying(text: str) -> bool:
    """Whether a page has so little text of its own that it is probably a picture of text."""
    return sum(character.isalpha() for character in text) < _FEWEST_LETTERS


@dataclass(frozen=True)
class Recognized:
    """The text seen on a page, empty when there is none to see, where its words stand, and how sure in percent."""

    text: str
    words: list[WordBox]
    confidence: int = 0


def recognize_page(
    path: Path,
    page_number: int,
    limits: Limits,
    *,
    languages: str = "eng",
    beside: bool = False,
    member: str = "",
) -> Recognized | None:
    """What is seen on page `page_number` (from 1) of a PDF or picture, whichever way it lies.

    `languages` are Tesseract's, such as "eng" or "eng+spa". With `beside` the words have those among them that the
    page has of its own. `member` names a file within a ZIP. None when Tesseract is not installed or gave up.
    """
    program = _program()
    if program is None:
        return None
    data = os.environ.get("TESSDATA_PREFIX", "")
    arguments = {"page": page_number, "member": member, "program": str(program), "data": data}
    arguments |= {"languages": languages, "beside": beside}
    readable = [program.parent.parent, *([Path(data)] if data else [])]
    bounds = replace(limits, child_wall_seconds=limits.ocr_seconds + _DRAWING_SECONDS)
    answer = run_child("recognize", path, arguments, bounds, readable=readable)
    if isinstance(answer, ChildFailure) or not isinstance(answer.get("text"), str):
        return None
    confidence = answer.get("confidence")
    sure = min(100, max(0, confidence)) if isinstance(confidence, int) else 0
    return Recognized(str(answer["text"]), checked_boxes(answer.get("words")), sure)


def _program() -> Path | None:
    found = shutil.which("tesseract")
    return Path(found).resolve() if found else None
