"""How far a file has come, as people see it: upload, scan, check, text, ready."""

from typing import Literal

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents import hidden
from documents.intake.processing import MOST_ATTEMPTS
from documents.models import Document, DocumentVersion, VersionStatus
from documents.models.version import READ_STAGES
from documents.reading.sources import TextState, told

Stage = VersionStatus.Stage
StepState = Literal["done", "current", "failed", "waiting", "skipped"]
LABELS = ("Uploaded", "Virus scan", "File check", "Text", "Ready")
SCAN = 1
# How many of the steps lie behind a version at each stage.
DONE = {Stage.RECEIVED: 1, Stage.SCANNED: 2, Stage.CHECKED: 3, Stage.HELD: 4, Stage.READY: 5}
NOW = {
    Stage.RECEIVED: "We’re scanning the file for viruses.",
    Stage.SCANNED: "We’re checking the file.",
    Stage.CHECKED: "We’re reading the text of the file.",
}
ASKS = "The file contains {words}. No one else can open it until you decide what to do."
NOTICED = "The file contains {words}. People who can see the document can download it, unless you decide otherwise."
CLEANING = "We’re making a cleaned copy. No one else can open your original."
TAKEN_BACK = "You deleted this upload. Upload a file without the content when it’s ready."


@dataclass(frozen=True)
class Step:
    """One step for components/status_steps.html."""

    label: str
    state: StepState
    note: str = ""
    spoken: str = ""  # the state for screen readers, where it isn't the usual word


@dataclass(frozen=True)
class Progress:
    """All steps of a version, a sentence, and what can be done about it."""

    steps: list[Step]
    message: str
    is_working: bool
    needs_new_file: bool = False
    can_try_again: bool = False
    asks: bool = False  # for a decision about its hidden parts


def progress_of(version: DocumentVersion, state: TextState | None = None) -> Progress:
    """From a version read with its status; `state` says which of its pages were read, and how."""
    status = version.status
    stage, state = Stage(status.stage), state or TextState()
    if stage == Stage.READY:
        # Its first readers need not wait for the text of scanned pages, but it is not all there yet.
        done = 3 if state.is_waiting else 5
        asks = hidden.is_noticed(version)
        first = NOTICED.format(words=_parts(status)) if asks else _ready_message(version)
        message = " ".join([first, *told(status, state)])
        return Progress(_steps(status, done, None, state), message, is_working=False, asks=asks)
    if stage == Stage.HELD:
        return _held(status, state)
    if stage == Stage.TAKEN_BACK:
        return Progress(_steps(status, 4, 4), TAKEN_BACK, is_working=False, needs_new_file=True)
    if stage in (Stage.REFUSED, Stage.QUARANTINED):
        return Progress(_steps(status, *_failed(status)), status.problem, is_working=False, needs_new_file=True)
    if status.attempts >= MOST_ATTEMPTS and status.problem:
        steps = _steps(status, DONE[stage], DONE[stage])
        return Progress(steps, status.problem, is_working=False, needs_new_file=True, can_try_again=True)
    return Progress(_steps(status, DONE[stage], None), status.problem or NOW[stage], is_working=True)


def _held(status: VersionStatus, state: TextState) -> Progress:
    """A version that waits for an answer, or for its cleaned copy."""
    steps = _steps(status, 3 if state.is_waiting else DONE[Stage.HELD], None, state)
    if status.hidden_answer:
        return Progress(steps, CLEANING, is_working=True)
    message = " ".join([ASKS.format(words=_parts(status)), *told(status, state)])
    return Progress(steps, message, is_working=False, asks=True)


def _parts(status: VersionStatus) -> str:
    return hidden.in_words(hidden.parts_to_ask(hidden.parts_of(status)))


def _failed(status: VersionStatus) -> tuple[int, int]:
    """(Steps done, the step that failed): the scan, or the check after it."""
    is_scan = status.scan in (VersionStatus.Scan.WAITING, VersionStatus.Scan.INFECTED)
    return (1, 1) if is_scan else (2, 2)


def _steps(status: VersionStatus, done: int, failed: int | None, text: TextState | None = None) -> list[Step]:
    return [
        Step(label, state, _note(place, status, text or TextState()), _spoken(place, state, status))
        for place, label in enumerate(LABELS)
        for state in [_state(place, done, failed, status)]
    ]


def _state(place: int, done: int, failed: int | None, status: VersionStatus) -> StepState:
    if place == failed:
        return "failed"
    if place == SCAN and place < done and status.scan == VersionStatus.Scan.NOT_CONFIGURED:
        return "skipped"
    if place < done:
        return "done"
    return "current" if place == done and failed is None else "waiting"


def _spoken(place: int, state: StepState, status: VersionStatus) -> str:
    if LABELS[place] != "Ready" or state != "current":
        return ""
    return "needs a decision" if hidden.is_waiting(status) else "not yet"


def _note(place: int, status: VersionStatus, text: TextState) -> str:
    if place == SCAN and status.scan == VersionStatus.Scan.NOT_CONFIGURED:
        return "No scanner is set up"
    if place == 3 and text.is_waiting:
        return text.progress
    if place == 3 and status.stage in READ_STAGES:
        return counted(status.page_count, "page") if status.page_count else "None found"
    return ""


def _ready_message(version: DocumentVersion) -> str:
    status, document = version.status, version.document
    is_further = document.status == Document.Status.PUBLISHED and status.number > 1
    if is_further:
        first = f"Version {status.number} is ready. It’s the current version, and everyone who can see the document"
        return f"{first} can read it."
    first = {
        Document.Status.DRAFT: "The file passed the checks. Confirm the details to share it.",
        Document.Status.WITHDRAWN: "The file is ready, but the document is withdrawn.",
    }.get(Document.Status(document.status), "The file is ready and the document is shared.")
    return " ".join(filter(None, (first, status.picture_note)))
