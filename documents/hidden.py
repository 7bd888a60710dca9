"""What a file holds beside what its pages show: which of it is asked about, and how it is said.

docs/decisions/0033-hidden-parts-are-asked-about.md says why.
"""

from collections import Counter
from collections.abc import Sequence

from clearinghouse.lib.files.cleaned import can_clean
from clearinghouse.lib.files.results import FLAG_SENTENCES, HiddenKind, HiddenPart
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.wording import long_date
from documents.models import Document, DocumentVersion, VersionStatus

Answer = VersionStatus.HiddenAnswer
Stage = VersionStatus.Stage
WITHDRAWS = (
    "We withdraw the document, so that no one else can open it. Remove the content in your own copy, upload "
    "it as a new version, then share the document again."
)
# What the answers do to a version that is shared already.
LATER = {Answer.SHARE: "Keep it as it is", Answer.BACK: "Withdraw this document"}
MANY = 6  # from here on they are grouped by place

# One of them, and several; those that are never one have one form.
NOUNS = {
    HiddenKind.SHEET: ("a hidden sheet", "hidden sheets"),
    HiddenKind.ROWS: ("hidden rows", ""),
    HiddenKind.COLUMNS: ("hidden columns", ""),
    HiddenKind.FILTERED_ROWS: ("filtered rows", ""),
    HiddenKind.SAVED_DATA: ("the saved data of a pivot table", ""),
    HiddenKind.SLIDE: ("a hidden slide", "hidden slides"),
    HiddenKind.LAYER: ("a hidden layer", "hidden layers"),
    HiddenKind.COMMENTS: ("comments", ""),
    HiddenKind.TRACKED_CHANGES: ("tracked changes", ""),
    HiddenKind.SPEAKER_NOTES: ("speaker notes", ""),
    HiddenKind.ATTACHMENT: ("an attached file", "attached files"),
    HiddenKind.COVERED_TEXT: ("covered text", ""),
    HiddenKind.HIDDEN_TEXT: ("hidden text", ""),
    HiddenKind.PROPERTIES: ("names in its properties", ""),
}
# What a check and the reading both notice is told once, by the reading, which names it.
TOLD_BY_PARTS = {
    "comments": HiddenKind.COMMENTS,
    "tracked-changes": HiddenKind.TRACKED_CHANGES,
    "embedded-files": HiddenKind.ATTACHMENT,
}


@dataclass(frozen=True)
class Place:
    """Where in the file, and what is hidden there, in sentences. An empty name stands for the whole file."""

    name: str
    sentences: list[str]


@dataclass(frozen=True)
class Choice:
    """One answer to the question; `why_not` says why it cannot be given."""

    value: str
    label: str
    sentence: str
    why_not: str = ""


def parts_of(status: VersionStatus) -> list[HiddenPart]:
    """All that is stored of a version."""
    return [
        HiddenPart(HiddenKind(row["kind"]), str(row["sentence"]), str(row.get("place", "")))
        for row in status.hidden_parts
    ]


def parts_to_ask(parts: Sequence[HiddenPart]) -> list[HiddenPart]:
    """Those that must be decided about: names in the properties are told and wait for nobody."""
    return [part for part in parts if part.kind != HiddenKind.PROPERTIES]


def in_words(parts: Sequence[HiddenPart]) -> str:
    """ "a hidden sheet, 2 attached files and comments": kinds and numbers, no names."""
    counts = Counter(part.kind for part in parts)
    return joined([_noun(kind, count) for kind, count in counts.items()])


def _noun(kind: HiddenKind, count: int) -> str:
    one, many = NOUNS[kind]
    return f"{count} {many}" if many and count > 1 else one


def by_place(parts: Sequence[HiddenPart]) -> list[Place]:
    """Item by item; many of them under the places where they are."""
    if len(parts) < MANY:
        return [Place("", [part.sentence for part in parts])] if parts else []
    places: dict[str, list[str]] = {}
    for part in parts:
        places.setdefault(part.place, []).append(part.sentence)
    return [Place(name[:1].upper() + name[1:], sentences) for name, sentences in places.items()]


def flag_sentences(status: VersionStatus) -> list[str]:
    """What the check of a file noticed, without what its hidden parts tell already."""
    told = {part.kind for part in parts_of(status)}
    untold = [flag for flag in status.flags if TOLD_BY_PARTS.get(flag) not in told]
    return [FLAG_SENTENCES[flag] for flag in untold if flag in FLAG_SENTENCES]


def noticed(status: VersionStatus) -> list[str]:
    """What was noticed about the file and needs no answer, in sentences for its uploader."""
    told = [part.sentence for part in parts_of(status) if part.kind == HiddenKind.PROPERTIES]
    return list(dict.fromkeys([*map(str, status.reading_notes), *flag_sentences(status), *told]))


# The question


def newer_version(version: DocumentVersion) -> DocumentVersion | None:
    """A later version of the document that is on its way or stands; not one that came to nothing."""
    nothing = (Stage.REFUSED, Stage.QUARANTINED, Stage.TAKEN_BACK)
    later = DocumentVersion.objects.filter(document=version.document_id, pk__gt=version.pk)
    return later.exclude(status__stage__in=nothing).select_related("status").order_by("-pk").first()


def is_waiting(status: VersionStatus) -> bool:
    """Whether the version waits for an answer."""
    return status.stage == Stage.HELD and not status.hidden_answer


def is_open(version: DocumentVersion) -> bool:
    """Whether there is something to decide: before it is shared, or because it was noticed later."""
    status = version.status
    if is_waiting(status):
        return True
    is_current = status.stage == Stage.READY and version.document.current_version_id == version.pk
    return is_current and not status.hidden_answer and bool(parts_to_ask(parts_of(status)))


def is_noticed(version: DocumentVersion) -> bool:
    """Whether its readers can open what was found after it was shared, and nobody has decided about it."""
    return version.document.status == Document.Status.PUBLISHED and not is_waiting(version.status) and is_open(version)


def choices(version: DocumentVersion) -> list[Choice]:
    """The answers to the question about a version."""
    is_held = version.status.stage == Stage.HELD
    is_shared = version.document.status == Document.Status.PUBLISHED
    back = Choice(
        Answer.BACK,
        Answer.BACK.label if is_held else LATER[Answer.BACK],
        "We delete this file and keep the details. Remove the content in your own copy, then upload it again."
        if is_held
        else WITHDRAWS,
        "" if is_held or is_shared else "No one else can open this file. Upload a new version without the content.",
    )
    clean = Choice(
        Answer.CLEAN,
        Answer.CLEAN.label,
        "We remove the content and share the copy. Only people who can edit this document can open your original.",
        why_not_cleaned(version),
    )
    share = Choice(
        Answer.SHARE,
        Answer.SHARE.label if is_held else LATER[Answer.SHARE],
        "Everyone who can see the document can download the file with this content. A note next to the file says so.",
    )
    return [back, clean, share]


def decision(status: VersionStatus) -> str:
    """What was decided, in the words of the choice that was made."""
    answer = Answer(status.hidden_answer)
    is_withdrawn = answer == Answer.BACK and status.stage != Stage.TAKEN_BACK
    return LATER[answer] if is_withdrawn else str(answer.label)


def why_not_cleaned(version: DocumentVersion) -> str:
    """Why no cleaned copy can be made of it; empty when one can."""
    status, file_type = version.status, FILE_TYPES.get(version.file_type)
    if status.cleaned_from_id is not None:
        return "This is a cleaned copy already. It still contains what is listed above."
    if status.problem and not status.hidden_answer:
        return status.problem
    if file_type is None or not can_clean(file_type):
        kind = file_type.article if file_type else "this file"
        return f"We can’t make a cleaned copy of {kind}. Remove the content in your own copy."
    return ""


# What was chosen


def download_line(status: VersionStatus) -> str:
    """What readers are told beside the file; empty where there is nothing to tell."""
    if status.cleaned_from_id is not None:
        return "Cleaned copy: we removed content that the pages don’t show."
    parts = parts_to_ask(parts_of(status))
    if not parts:
        return ""
    if status.hidden_answer == Answer.SHARE and status.answered_by is not None:
        by, day = status.answered_by.shown_name or "a member", long_date(status.answered_at)
        return f"Contains {in_words(parts)}; shared as it is by {by} on {day}."
    return f"Contains {in_words(parts)}."
