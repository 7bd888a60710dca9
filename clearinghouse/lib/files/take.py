"""Does all that is done with a PDF that came in in one child process: several times as fast as one after the other."""

from dataclasses import field
from pathlib import Path

from clearinghouse.lib.files.accessibility.rules import Check
from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.meter import checks_of
from clearinghouse.lib.files.render import drawn_first_page
from clearinghouse.lib.files.results import CheckResult, ExtractResult
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.word_boxes import WordBox
from clearinghouse.lib.files.workspace import private_folder
from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Taken:
    """Whether the file is accepted; the rest is there when all of it could be done within one child's bounds."""

    checked: CheckResult
    read: ExtractResult | None = None
    picture: bytes | None = None
    words: list[WordBox] = field(default_factory=list)
    accessibility: list[Check] | None = None


def take_pdf(path: Path, filename: str, width: int, limits: Limits) -> Taken:
    """Never raises for a bad file. One that one child cannot do as a whole is only checked, in a child of its own."""
    with private_folder() as folder:
        arguments = {"extension": "pdf", "folder": str(folder), "width": width}
        answer = run_child("take", path, arguments, limits, folder=folder)
        if isinstance(answer, ChildFailure):
            return Taken(check_file(path, filename, limits))
        try:
            if "code" in answer:
                return Taken(CheckResult.from_answer(answer))
            read = ExtractResult.from_answer(answer["read"])
            return Taken(CheckResult.from_answer(answer), read, *drawn_first_page(folder), checks_of(answer))
        except (KeyError, TypeError, ValueError):
            return Taken(check_file(path, filename, limits))
