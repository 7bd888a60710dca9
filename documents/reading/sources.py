"""How the pages of a version were read: which wait for their text to be recognized, which have none and why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.results import PageSource
from documents.models import DocumentVersion, Page, VersionStatus
from documents.models.version import READ_STAGES

LOW_CONFIDENCE = 70  # percent; below it, a page has more wrong words than a reader overlooks
NAMED = 12  # ranges of page numbers in a sentence
NO_PROGRAM = "scanned, and text recognition isn’t available right now. We’ll try again later"
LOOKED_AT = (PageSource.SCANNED, PageSource.RECOGNIZED, PageSource.BOTH, PageSource.UNREAD)


@dataclass
class TextState:
    """Page numbers by what became of their text: `without` holds the reason and the pages it stands for."""

    waiting: list[int] = field(default_factory=list)
    recognized: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    without: dict[str, list[int]] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether some of its text is yet to come."""
        return bool(self.waiting) and ocr.is_available()

    @property
    def progress(self) -> str:
        """ "3 of 12 pages", of those whose text must be recognized."""
        done = len(self.recognized) + sum(map(len, self.without.values()))
        return f"{done} of {done + len(self.waiting)} pages"

    @property
    def sentences(self) -> list[str]:
        """What is missing, and why."""
        told = [f"Text is still being recognized ({self.progress})."] if self.is_waiting else []
        reasons = dict(self.without)
        if self.waiting and not self.is_waiting:
            reasons[NO_PROGRAM] = self.waiting
        return told + [f"{_have(numbers)} no text: {reason.rstrip('.')}." for reason, numbers in reasons.items()]


def told(status: VersionStatus, state: TextState) -> list[str]:
    """What its uploader is told about the text of a version: what is noted of it, or what its pages say themselves."""
    return [status.text_note] if status.text_note and not state.is_waiting else list(state.sentences)


def text_states(versions: Collection[int]) -> dict[int, TextState]:
    """By version; one query."""
    states = {version: TextState() for version in versions}
    pages = Page.objects.filter(version__in=versions, source__in=LOOKED_AT).order_by("version_id", "number")
    for version, number, source, confidence, note in pages.values_list(
        "version_id", "number", "source", "confidence", "note"
    ):
        state = states[version]
        if source == PageSource.SCANNED:
            state.waiting.append(number)
        elif source == PageSource.UNREAD:
            state.without.setdefault(note or "we couldn’t read them", []).append(number)
        else:
            state.recognized.append(number)
        if is_unsure(confidence):
            state.unsure.append(number)
    return states


def state_of(version: DocumentVersion) -> TextState:
    """Of one version; one query, and none before its file was read."""
    if version.status.stage not in READ_STAGES:
        return TextState()
    return text_states([version.pk])[version.pk]


def is_unsure(confidence: int | None) -> bool:
    """Whether the text of a page that was recognized is likely to have errors."""
    return confidence is not None and confidence < LOW_CONFIDENCE


def _have(numbers: list[int]) -> str:
    return f"Page {numbers[0]} has" if len(numbers) == 1 else f"Pages {page_list(numbers)} have"


def page_list(numbers: Iterable[int]) -> str:
    """ "2, 5–9, 12", in short."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    words = [f"{first}" if first == last else f"{first}–{last}" for first, last in ranges]
    return ", ".join(words[:NAMED]) + (", and others" if len(words) > NAMED else "")
