"""Bringing many documents at once, from a manifest: the same checks and steps as the upload page, row by row."""

import csv
from collections.abc import Iterator
from dataclasses import field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied

from accounts.models import Agency, Membership, State, User
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.cleaned import can_clean
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.names import extension
from clearinghouse.lib.files.types import BY_EXTENSION
from clearinghouse.lib.frozen import dataclass
from documents import actions, hidden
from documents.actions import ActionRefused, ConfirmationNeeded, Details
from documents.files import StorageUnavailable, file_limits
from documents.intake.admission import UploadRefused, check_name, check_size, known_upload, start_upload
from documents.intake.audience_column import AudienceRefused, read_audience
from documents.intake.filing import receive
from documents.intake.twins import same_file
from documents.models import Document, Kind, Topic
from documents.permissions import can
from documents.storage import fingerprint, read_chunks

COLUMNS = ("path", "title", "state", "agency", "kind", "topics", "date", "audience", "owner")
OPTIONAL_COLUMNS = ("abstract", "label", "confirm", "hidden_content")
CONFIRMED = "vendor-confidential"
# What the column “hidden_content” says about content that a file's pages don't show.
ASK = "ask"
HIDDEN_CONTENT = {"": "", ASK: "", "clean": hidden.Answer.CLEAN, "share": hidden.Answer.SHARE}
NAMESPACE = UUID("6f1d0f0e-3f6b-4b60-9d0c-6a3d2f0a7c11")


class ManifestError(Exception):
    """The manifest as a whole cannot be read. str() says what to do."""


class RowRefused(Exception):
    """One row cannot be taken. str() says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one row."""

    line: int
    text: str
    is_bad: bool = False

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True)
class Row:
    """A row with everything looked up."""

    path: Path
    owner: User
    details: Details
    upload_id: UUID
    sha256: str
    hidden_answer: str = ""


@dataclass
class Seen:
    """What earlier lines of the manifest brought: of each file's hash the first line, and all its documents."""

    lines: dict[str, int] = field(default_factory=dict)
    documents: dict[str, list[int]] = field(default_factory=dict)

    def note(self, line: int, row: Row, document: Document | None) -> None:
        """Remember a line that was taken."""
        self.lines.setdefault(row.sha256, line)
        if document is not None:
            self.documents.setdefault(row.sha256, []).append(document.pk)


def import_manifest(manifest: Path, *, dry_run: bool = False) -> Iterator[Outcome]:
    """Take the rows in one by one; a bad one stops nothing else. Running it again makes no doubles."""
    seen = Seen()
    for line, cells in read_manifest(manifest):
        try:
            row = look_up(cells, manifest.resolve().parent)
            warning = "" if _is_here(row) else _doubles(row, seen)
            text = _what_to_do(row) if dry_run else _take(row)
            seen.note(line, row, _document_of(row))
            yield Outcome(line, f"{text}{warning}")
        except (
            RowRefused,
            AudienceRefused,
            UploadRefused,
            ActionRefused,
            StorageUnavailable,
            PermissionDenied,
        ) as reason:
            yield Outcome(line, f"refused: {reason}", is_bad=True)


def read_manifest(manifest: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row; raises ManifestError."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise ManifestError(
                    f"The manifest is missing these columns: {', '.join(missing)}. Add them to the first line."
                )
            for cells in reader:
                named = _named(cells)
                first_line = reader.line_num - sum(value.count("\n") for value in named.values())
                yield first_line, {name: " ".join(value.split()) for name, value in named.items()}
    except OSError as error:
        raise ManifestError(f"We can’t open the manifest: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ManifestError("The manifest is not UTF-8 text. Save it as “CSV UTF-8.”") from error
    except csv.Error as error:
        raise ManifestError(f"The manifest is not a CSV file: {error}.") from error


def _named(cells: dict[str | None, str | list[str] | None]) -> dict[str, str]:
    """Cells under a heading; text beyond the last column means a comma that nobody quoted."""
    named = {name: value for name, value in cells.items() if name is not None and not isinstance(value, list)}
    return {**{name: value or "" for name, value in named.items()}, "surplus": "yes" if None in cells else ""}


def look_up(cells: dict[str, str], folder: Path) -> Row:
    """What the cells name, checked as the upload page would.

    Raises RowRefused, AudienceRefused, UploadRefused and ActionRefused.
    """
    if cells["surplus"]:
        raise RowRefused("the row has more cells than columns. Put text that contains commas in quotation marks.")
    owner = _owner(cells["owner"])
    path = _file(cells["path"], folder)
    membership = Membership.objects.current().filter(user=owner).select_related("agency__state").main_first().first()
    home = membership.agency if membership else None
    choice, selected = read_audience(cells["audience"], owner)
    details = Details(
        title=cells["title"],
        kind=_kind(cells["kind"]),
        state=_state(cells["state"]),
        agency=_agency(cells["agency"], cells["state"]) if cells["agency"] else home,
        topics=_topics(cells["topics"]),
        dated_on=_date(cells["date"]),
        abstract=cells.get("abstract", ""),
        label=_label(cells.get("label", ""), choice),
        sharing=choice,
        public_confirmed=True,  # who writes "public" into a manifest has said so
        confidential_confirmed=_confirmed(cells.get("confirm", "")),
        **selected,
    )
    _check(Document(owner=owner, agency=home), owner, details)
    with path.open("rb") as file:
        _, sha256 = fingerprint(read_chunks(file))
    answer = _hidden_answer(cells.get("hidden_content", ""))
    return Row(path, owner, details, uuid5(NAMESPACE, f"{owner.pk}|{sha256}|{details.title}"), sha256, answer)


def _check(document: Document, owner: User, details: Details) -> None:
    try:
        actions.check_details(document, owner, details)
    except ConfirmationNeeded as question:
        raise RowRefused(f"{question} To confirm, write {CONFIRMED} in a column named “confirm.”") from question


def _confirmed(given: str) -> bool:
    if given and given != CONFIRMED:
        raise RowRefused(f"“{given}” confirms nothing. Leave “confirm” empty, or write {CONFIRMED}.")
    return bool(given)


def _hidden_answer(given: str) -> str:
    if given not in HIDDEN_CONTENT:
        raise RowRefused(f"“{given}” is not an answer. Leave “hidden_content” empty, or write ask, clean, or share.")
    return HIDDEN_CONTENT[given]


def _owner(email: str) -> User:
    owner = User.objects.filter(email=email.lower()).first()
    if owner is None or not can(owner, "share"):
        raise RowRefused(f"“{email}” is not the email address of someone who can share documents.")
    return owner


def _file(name: str, folder: Path) -> Path:
    """SECURITY: only files below the manifest's folder, links followed first."""
    path = (folder / name).resolve()
    if not name or not path.is_relative_to(folder):
        raise RowRefused(f"“{name}” is not in the manifest’s folder.")
    if not path.is_file():
        raise RowRefused(f"there is no file “{name}”.")
    check_name(path.name)
    check_size(path.stat().st_size)
    result = check_file(path, path.name, file_limits())
    if not result.accepted:
        raise RowRefused(result.sentence)
    return path


def _state(given: str) -> State | None:
    if not given:
        return None
    state = State.objects.filter(pk=given.upper()).first() or State.objects.filter(name__iexact=given).first()
    if state is None:
        raise RowRefused(f"“{given}” is not a state. Use its postal code or name.")
    return state


def _agency(given: str, state: str) -> Agency:
    named = Agency.objects.filter(abbreviation__iexact=given) | Agency.objects.filter(name__iexact=given)
    found = list(named.filter(state=_state(state)) if state else named)
    where = f" in {state}" if state else ""
    if not found:
        raise RowRefused(f"there is no agency “{given}”{where}.")
    if len(found) > 1:
        raise RowRefused(f"more than one agency is called “{given}”{where}. Use the full name.")
    return found[0]


def _kind(given: str) -> Kind:
    kind = Kind.objects.filter(slug=given).first() or Kind.objects.filter(name__iexact=given).first()
    if kind is None:
        raise RowRefused(f"“{given}” is not a document type.")
    return kind


def _topics(given: str) -> tuple[Topic, ...]:
    names = [name.strip() for name in given.split(";") if name.strip()]
    return tuple(_topic(name) for name in names)


def _topic(given: str) -> Topic:
    topic = Topic.objects.filter(slug=given).first() or Topic.objects.filter(name__iexact=given).first()
    if topic is None:
        raise RowRefused(f"“{given}” is not a topic. Separate topics with ;")
    return topic


def _date(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise RowRefused(f"“{given}” is not a date. Use the format 2026-01-15.") from error


def _label(given: str, choice: str) -> str:
    """Without a label, what everybody may read counts as public and all else as deliberative."""
    if not given:
        is_public = choice == Document.Sharing.PUBLIC
        return Document.Label.PUBLIC if is_public else Document.Label.DELIBERATIVE
    if given not in Document.Label.values:
        raise RowRefused(f"“{given}” is not a label. Use {', '.join(Document.Label.values)}.")
    return given


def _document_of(row: Row) -> Document | None:
    """The document this row became when it was taken before."""
    upload = known_upload(row.owner, row.upload_id)
    return upload.version.document if upload is not None and upload.version is not None else None


def _is_here(row: Row) -> bool:
    known = _document_of(row)
    return known is not None and known.status != Document.Status.DRAFT


def _doubles(row: Row, seen: Seen) -> str:
    """The warning of the upload page: this very file is here already, as far as the owner may know, or came before."""
    known = _document_of(row)
    before = tuple(seen.documents.get(row.sha256, ())) + ((known.pk,) if known else ())
    parts = [
        f"“{twin.title}” ({absolute_url(twin.get_absolute_url())})"
        for twin in same_file(row.sha256, row.owner, apart_from=before)
    ]
    warning = f". This file is already here: {', '.join(parts)}" if parts else ""
    line = seen.lines.get(row.sha256)
    return f"{warning}. Line {line} has the same file" if line else warning


def _what_to_do(row: Row) -> str:
    if _is_here(row):
        return "skipped, already here"
    return f"would share “{row.details.title}”{_hidden_content(row)}"


def _hidden_content(row: Row) -> str:
    """What the file contains beside its pages, and what would be done with it; empty where there is nothing."""
    file_type = BY_EXTENSION[extension(row.path.name)]
    parts = hidden.parts_to_ask(extract_pages(row.path, file_type, file_limits()).hidden)
    if not parts:
        return ""
    first = f". It contains {hidden.in_words(parts)}"
    if row.hidden_answer == hidden.Answer.SHARE:
        return f"{first}, which would be shared as it is"
    if row.hidden_answer == hidden.Answer.CLEAN and can_clean(file_type):
        return f"{first}; a cleaned copy would be shared"
    return f"{first}, so it would wait for its owner’s decision"


def _take(row: Row) -> str:
    """Upload, describe and confirm. Stopped between these, a second run goes on where it stopped."""
    if _is_here(row):
        return "skipped, already here"
    upload = start_upload(
        by=row.owner,
        filename=row.path.name,
        length=row.path.stat().st_size,
        upload_id=row.upload_id,
        is_imported=True,
    )
    document = receive(upload, row.path, by=row.owner, hidden_answer=row.hidden_answer).document
    actions.save_details(document, by=row.owner, details=row.details, revision=document.revision)
    return f"shared “{row.details.title}”"
