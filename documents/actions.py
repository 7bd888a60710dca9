"""What people do to documents: describe and confirm, edit, withdraw, restore, discard."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import Agency, Audience, State, User
from accounts.standing import standing_of
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.wording import long_date
from documents.finding.cards import write_card
from documents.intake import processing
from documents.models import Document, DocumentVersion, Era, Kind, Topic, VersionStatus
from documents.permissions import locked_for_change
from documents.sharing import choices, grants
from documents.storage import verified_storage

DETAILS_CHANGED = "document.details_changed"
LONGEST_QUOTE = 120


class ActionRefused(Exception):
    """The action cannot be done as asked. str() is a sentence for the person."""


@dataclass(frozen=True)
class Details:
    """Everything people say about a document. `era` None means: the one in force on `dated_on`."""

    title: str
    kind: Kind
    sharing: str
    label: str
    state: State | None = None
    agency: Agency | None = None
    topics: tuple[Topic, ...] = ()
    dated_on: date | None = None
    era: Era | None = None
    abstract: str = ""
    groups: tuple[Audience, ...] = ()
    public_confirmed: bool = False


@dataclass(frozen=True)
class Change:
    """One field's old and new value, in words."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.field}: {_quoted(self.after)}"
        return f"{self.field}: {_quoted(self.before)} → {_quoted(self.after) if self.after else 'removed'}"


def _quoted(words: str) -> str:
    return f"“{one_line(words, LONGEST_QUOTE)}”"


def era_on(day: date | None) -> Era | None:
    """The guidance era in force on a day; None before the first."""
    return Era.objects.filter(starts_on__lte=day).order_by("-starts_on").first() if day else None


@transaction.atomic
def save_details(document: Document, *, by: User, details: Details, revision: int) -> Document:
    """Confirm a draft's details, or change those of a document; with its sharing, card and audit line.

    The first time confirms the draft, which is shared as soon as its file is ready. `revision` is the one the person
    started from. Raises EditConflict, ActionRefused and PermissionDenied.
    """
    row = locked_for_change(document, by)
    if row.revision != revision:
        if _says_already(row, details):  # a form sent twice
            return row
        raise EditConflict(row, changes_since(row, revision).filter(action=DETAILS_CHANGED))
    check_details(row, by, details)
    is_first = row.status == Document.Status.DRAFT
    before = in_words(row)
    _write(row, details, is_first=is_first)
    changes = [Change(field, before[field], after) for field, after in in_words(row).items() if before[field] != after]
    if is_first or changes:
        _note_details(row, by, changes, is_first=is_first)
        write_card(row)
    processing.publish_when_whole(row)
    return row


def check_details(document: Document, by: User, details: Details) -> None:
    """Raises ActionRefused when the person may not say this about the document, be it saved yet or not."""
    if not one_line(details.title, 250):
        raise ActionRefused("Enter a title.")
    if details.agency != document.agency and not standing_of(by).is_administrator:
        raise ActionRefused("Only administrators can move a document to another agency.")
    if details.sharing not in choices.allowed_values(by, document, details.agency):
        raise ActionRefused("You can’t choose this answer to “Who can see it?” for this document. Choose another.")
    if details.sharing == Document.Sharing.GROUPS:
        if not details.groups:
            raise ActionRefused("Choose at least one group or event, or another answer to “Who can see it?”")
        if not set(details.groups) <= set(choices.groups_for(by, document)):
            raise ActionRefused("You can share only with working groups you belong to and events you organize.")
    if choices.needs_public_confirmation(details.sharing, details.label) and not details.public_confirmed:
        raise ActionRefused("Anyone will be able to read it without signing in. Confirm that this is right.")


def _fields_of(details: Details) -> dict[str, object]:
    return {
        "title": one_line(details.title, 250),
        "abstract": clean_text(details.abstract, 5000),
        "kind": details.kind,
        "state": details.state,
        "agency": details.agency,
        "dated_on": details.dated_on,
        "era": details.era or era_on(details.dated_on),
        "label": details.label,
        "sharing": details.sharing,
    }


def _says_already(row: Document, details: Details) -> bool:
    groups = {audience for audience in grants.audiences_of(row) if audience.kind in grants.CIRCLES}
    return (
        all(getattr(row, name) == value for name, value in _fields_of(details).items())
        and set(row.topics.all()) == set(details.topics)
        and groups == set(details.groups)
    )


def _write(row: Document, details: Details, *, is_first: bool) -> None:
    fields = _fields_of(details)
    for name, value in fields.items():
        setattr(row, name, value)
    row.revision += 1
    if is_first:
        row.status = Document.Status.CONFIRMED
    # Named fields only: reader_keys belongs to the triggers.
    row.save(update_fields=[*fields, "revision", "status"])
    row.topics.set(details.topics)
    grants.apply_sharing(row, details.groups)


def in_words(document: Document) -> dict[str, str]:
    """The editable fields as people read them, by name, in the order of the form."""
    topics = document.topics.order_by("position", "pk").values_list("name", flat=True)
    return {
        "Title": document.title,
        "Document type": str(document.kind or ""),
        "State": str(document.state or ""),
        "Agency": str(document.agency or ""),
        "Topics": ", ".join(topics),
        "Document date": long_date(document.dated_on),
        "Guidance era": str(document.era or ""),
        "Description": document.abstract,
        "Public-records label": document.get_label_display(),
        "Who can see it": choices.audience_words(document),
    }


def _note_details(row: Document, by: User, changes: list[Change], *, is_first: bool) -> None:
    if is_first:
        sentence = f"Added details: “{row.title}”, {row.kind}. Who can see it: {choices.audience_words(row)}."
    else:
        sentence = f"Changed {'; '.join(str(change) for change in changes)}."
    write_event(
        DETAILS_CHANGED,
        by=by,
        about=row,
        sentence=sentence,
        detail={
            "revision": row.revision,
            "changes": [{"field": change.field, "before": change.before, "after": change.after} for change in changes],
        },
    )


@transaction.atomic
def withdraw(document: Document, *, by: User, reason: str) -> Document:
    """Take a document back from its readers; owner and administrators keep it. Raises ActionRefused."""
    row = locked_for_change(document, by)
    if row.status not in (Document.Status.PUBLISHED, Document.Status.CONFIRMED):
        raise ActionRefused("This document isn’t shared, so you can’t withdraw it.")
    reason = _reason(reason)
    row.status = Document.Status.WITHDRAWN
    row.save(update_fields=["status"])
    write_event("document.withdrawn", by=by, about=row, sentence=f"Withdrew the document. Reason: {reason}")
    return row


@transaction.atomic
def restore(document: Document, *, by: User, reason: str) -> Document:
    """Share a withdrawn document again, with the same people as before. Raises ActionRefused."""
    row = locked_for_change(document, by)
    if row.status != Document.Status.WITHDRAWN:
        raise ActionRefused("This document hasn’t been withdrawn.")
    reason = _reason(reason)
    row.status = Document.Status.CONFIRMED
    row.save(update_fields=["status"])
    sentence = f"Shared the document again. Who can see it: {choices.audience_words(row)}. Reason: {reason}"
    write_event("document.restored", by=by, about=row, sentence=sentence)
    processing.publish_when_whole(row)
    return row


def _reason(reason: str) -> str:
    cleaned = one_line(reason, 500)
    if not cleaned:
        raise ActionRefused("Enter a reason. We keep it in the document’s history.")
    return cleaned


@transaction.atomic
def discard(document: Document, *, by: User) -> None:
    """Remove a document that nobody else ever saw, with its files. Raises ActionRefused."""
    row = locked_for_change(document, by)
    if not can_discard(row):
        raise ActionRefused("This document has been shared, so you can’t discard it. Withdraw it instead.")
    names = list(DocumentVersion.objects.filter(document=row).values_list("storage_name", flat=True))
    write_event("document.discarded", by=by, about=row, sentence=f"Discarded the draft “{row.title}”.")
    Document.objects.filter(pk=row.pk).update(current_version=None)
    Document.objects.get(pk=row.pk).delete()
    # Should we die between commit and here, the nightly sweep removes them.
    transaction.on_commit(lambda: _remove_files(names), robust=True)


def can_discard(document: Document) -> bool:
    """Whether it never was shared."""
    return document.shared_at is None


def _remove_files(names: list[str]) -> None:
    for name in names:
        verified_storage().delete(name)


@transaction.atomic
def try_again(version: DocumentVersion, *, by: User) -> None:
    """Process a parked version once more."""
    locked_for_change(version.document, by)
    status = VersionStatus.objects.select_for_update().get(pk=version.pk)
    if status.stage in processing.UNFINISHED:
        status.attempts, status.problem = 0, ""
        status.save(update_fields=["attempts", "problem", "changed_at"])
        processing.enqueue(version)
