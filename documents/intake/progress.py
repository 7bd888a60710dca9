"""How far a file has come, as people see it: upload, scan, check, text, ready."""

from dataclasses import dataclass
from typing import Literal

from clearinghouse.lib.wording import counted
from documents.intake.processing import MOST_ATTEMPTS
from documents.models import Document, DocumentVersion, VersionStatus

Stage = VersionStatus.Stage
StepState = Literal["done", "current", "failed", "waiting"]
LABELS = ("Uploaded", "Virus scan", "File check", "Text", "Ready")
# How many of the steps lie behind a version at each stage.
DONE = {Stage.RECEIVED: 1, Stage.SCANNED: 2, Stage.CHECKED: 3, Stage.READY: 5}
NOW = {
    Stage.RECEIVED: "We’re scanning the file for viruses.",
    Stage.SCANNED: "We’re checking the file.",
    Stage.CHECKED: "We’re reading the text of the file.",
}


@dataclass(frozen=True)
class Step:
    """One step for components/status_steps.html."""

    label: str
    state: StepState
    note: str = ""


@dataclass(frozen=True)
class Progress:
    """All steps of a version, a sentence, and what can be done about it."""

    steps: list[Step]
    message: str
    is_working: bool
    needs_new_file: bool = False
    can_try_again: bool = False


def progress_of(version: DocumentVersion) -> Progress:
    """From a version read with its status."""
    status = version.status
    stage = Stage(status.stage)
    if stage == Stage.READY:
        return Progress(_steps(status, 5, None), _ready_message(version), is_working=False)
    if stage in (Stage.REFUSED, Stage.QUARANTINED):
        return Progress(_steps(status, *_failed(status)), status.problem, is_working=False, needs_new_file=True)
    if status.attempts >= MOST_ATTEMPTS and status.problem:
        steps = _steps(status, DONE[stage], DONE[stage])
        return Progress(steps, status.problem, is_working=False, needs_new_file=True, can_try_again=True)
    return Progress(_steps(status, DONE[stage], None), status.problem or NOW[stage], is_working=True)


def _failed(status: VersionStatus) -> tuple[int, int]:
    """(Steps done, the step that failed): the scan, or the check after it."""
    is_scan = status.scan in (VersionStatus.Scan.WAITING, VersionStatus.Scan.INFECTED)
    return (1, 1) if is_scan else (2, 2)


def _steps(status: VersionStatus, done: int, failed: int | None) -> list[Step]:
    return [Step(label, _state(place, done, failed), _note(place, status)) for place, label in enumerate(LABELS)]


def _state(place: int, done: int, failed: int | None) -> StepState:
    if place == failed:
        return "failed"
    if place < done:
        return "done"
    return "current" if place == done and failed is None else "waiting"


def _note(place: int, status: VersionStatus) -> str:
    if place == 1 and status.scan == VersionStatus.Scan.NOT_CONFIGURED:
        return "No scanner is set up"
    if place == 3 and status.stage == Stage.READY:
        return counted(status.page_count, "page") if status.page_count else "None found"
    return ""


def _ready_message(version: DocumentVersion) -> str:
    status, document = version.status, version.document
    is_further = document.status == Document.Status.PUBLISHED and status.number > 1
    if is_further:
        first = f"Version {status.number} is ready. It’s the current version, and everyone who can see the document"
        return f"{first} can read it. {status.text_note}".strip()
    first = {
        Document.Status.DRAFT: "The file passed the checks. Confirm the details to share it.",
        Document.Status.WITHDRAWN: "The file is ready, but the document is withdrawn.",
    }.get(Document.Status(document.status), "The file is ready and the document is shared.")
    return " ".join(filter(None, (first, status.text_note, status.picture_note)))
