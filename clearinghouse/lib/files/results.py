"""What the engine answers: plain data that travels from the child process as JSON."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from clearinghouse.lib.files.types import FILE_TYPES, FileType
from clearinghouse.lib.frozen import dataclass

# What a check may say about an accepted file, for the person who uploaded it.
FLAG_SENTENCES = {
    "pdf-javascript": "The PDF contains scripts, so readers see its pages as pictures.",
    "pdf-launch": "The PDF starts other programs, so readers see its pages as pictures.",
    "pdf-forms": "The PDF contains an XFA form, which may not display everywhere.",
    "embedded-files": "Other files are embedded in this file. Make sure you can share them too.",
    "odd-structure": "The file has an unusual structure, so readers see its pages as pictures.",
    "permissions-restricted": "The PDF restricts printing or copying but opens without a password.",
    "comments": "The file contains comments. Make sure you can share them.",
    "tracked-changes": "The file contains tracked changes. Make sure you can share them.",
    "external-links": "The file loads content from other places, which readers may not see.",
    "local-template": "The file refers to a template on its author’s computer.",
    "gps-location": "The picture includes the location where it was taken.",
}

# A file with one of these flags is never shown inline by a browser: it is read here or downloaded.
DOWNLOAD_ONLY_FLAGS = frozenset({"pdf-javascript", "pdf-launch", "embedded-files", "pdf-forms", "odd-structure"})


@dataclass(frozen=True)
class CheckResult:
    """Accepted with a type and flags, or refused with a code and one sentence for the uploader."""

    file_type: FileType | None
    code: str = ""
    sentence: str = ""
    flags: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        return self.file_type is not None

    @property
    def download_only(self) -> bool:
        """Whether a browser must not be asked to show the file itself."""
        return not DOWNLOAD_ONLY_FLAGS.isdisjoint(self.flags)

    @classmethod
    def refused(cls, code: str, sentence: str) -> "CheckResult":
        return cls(None, code, sentence)

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> "CheckResult":
        """From the child's answer: {"file_type", "flags"} or {"code", "sentence"}."""
        if "code" in answer:
            return cls.refused(answer["code"], answer["sentence"])
        return cls(FILE_TYPES[answer["file_type"]], flags=tuple(answer["flags"]))


class PageSource(StrEnum):
    """Where the text of a page comes from."""

    TEXT = "text"  # its own characters
    SCANNED = "scanned"  # a picture, or letters that no program can read: its text is still to be recognized
    RECOGNIZED = "recognized"  # seen by OCR
    BOTH = "both"  # its own characters and, beside them, what OCR saw
    BLANK = "blank"  # there is nothing on it
    UNREAD = "unread"  # it could not be read; a note says why


BETWEEN = " · "  # the parts of a page's heading: a file in a ZIP, a layer, what the page says of itself


@dataclass(frozen=True)
class PageText:
    """One page: its number from 1, the section heading in force on it (may be empty), its cleaned text.

    `label` is the number printed on it, such as "iv", where it is not the number itself. `note` is a sentence for
    the uploader, such as why it could not be read. `sections` are the heading in force where the page begins, which
    may be empty, and those on it, where there are several to choose from.
    """

    number: int
    heading: str
    text: str
    label: str = ""
    source: PageSource = PageSource.TEXT
    note: str = ""
    sections: tuple[str, ...] = ()


class HiddenKind(StrEnum):
    """What a file may hold that is not on its face. Whoever opens the file itself can find it."""

    SHEET = "sheet"
    ROWS = "rows"
    COLUMNS = "columns"
    FILTERED_ROWS = "filtered-rows"
    SAVED_DATA = "saved-data"  # what a pivot table keeps of its source
    SLIDE = "slide"
    LAYER = "layer"
    COMMENTS = "comments"  # also the sticky notes of a PDF
    TRACKED_CHANGES = "tracked-changes"
    SPEAKER_NOTES = "speaker-notes"
    ATTACHMENT = "attachment"
    COVERED_TEXT = "covered-text"  # text under a black box or a picture
    HIDDEN_TEXT = "hidden-text"
    PROPERTIES = "properties"  # names in the file's own description


@dataclass(frozen=True)
class HiddenPart:
    """One thing that is in a file and not on its face.

    `sentence` names it for the uploader: "Sheet “Scores” is hidden; anyone who downloads the file can unhide it."
    `place` says where, in a few words: "page 3", "sheet “Public list”", a path inside a ZIP file.
    """

    kind: HiddenKind
    sentence: str
    place: str = ""


class TextStatus(StrEnum):
    OK = "ok"
    NOT_EXTRACTED = "text_not_extracted"


@dataclass(frozen=True)
class ExtractResult:
    """The pages of a file. `reason` is a sentence when text is missing or cut, else empty.

    `hidden` is what is not on the file's face, `notes` are sentences for the uploader about how it was read, `layer` is
    "features" or "stations" where the file holds what a map can show.
    """

    pages: list[PageText]
    page_count: int
    title: str = ""
    truncated: bool = False
    status: TextStatus = TextStatus.OK
    reason: str = ""
    hidden: tuple[HiddenPart, ...] = ()
    notes: tuple[str, ...] = ()
    layer: str = ""

    @classmethod
    def not_extracted(cls, reason: str) -> "ExtractResult":
        return cls([], 0, status=TextStatus.NOT_EXTRACTED, reason=reason)

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> "ExtractResult":
        """From the child's answer, as `clearinghouse.lib.files.reading.pages.answer` describes it."""
        if "code" in answer:
            return cls.not_extracted(answer["sentence"])
        cut = "The text is very long. Only the first part can be searched." if answer["truncated"] else ""
        return cls(
            [_page(*page) for page in answer["pages"]],
            answer["page_count"],
            answer["title"],
            answer["truncated"],
            reason=cut,
            hidden=tuple(HiddenPart(HiddenKind(kind), *words) for kind, *words in answer["hidden"]),
            notes=tuple(map(str, answer["notes"])),
            layer=str(answer.get("layer", "")),
        )


def _page(
    number: int, heading: str, text: str, label: str, source: str, note: str, sections: Sequence[str]
) -> PageText:
    return PageText(number, heading, text, label, PageSource(source), note, tuple(sections))


@dataclass(frozen=True)
class RenderFailure:
    """A page that could not be drawn: why, as a code and as a sentence."""

    code: str
    sentence: str
