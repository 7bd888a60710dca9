"""What people do to documents: describe and confirm, edit, withdraw, restore, discard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from accounts import audiences
from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import Agency, Audience, Region, State, User
from accounts.standing import standing_of
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from documents.finding.cards import write_card
from documents.intake import answering, processing
from documents.models import Document, DocumentVersion, Era, Kind, Topic, VersionStatus
from documents.models.version import LONGEST_NOTE
from documents.permissions import locked_for_change
from documents.sharing import choices, confidential, grants, telling
from documents.storage import verified_storage

DETAILS_CHANGED = "document.details_changed"
LONGEST_QUOTE = 120
WHO = "Who can see it"
KEYS_BEFORE = "keys_before"  # in the detail of an event
NONE_SELECTED = "Select at least one group or event, region, state, or person."


class ActionRefused(Exception):
    """The action cannot be done as asked. str() is a sentence for the person."""


class ConfirmationNeeded(ActionRefused):
    """Vendor-confidential material would be shared wider than its label allows. str() says what would happen."""


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
    # With "people, states, or groups you choose": whom. Groups are working groups and events.
    groups: tuple[Audience, ...] = ()
    states: tuple[State, ...] = ()
    regions: tuple[Region, ...] = ()
    people: tuple[User, ...] = ()
    public_confirmed: bool = False
    confidential_confirmed: bool = False
    tells_readers: bool = False
    answered: DocumentVersion | None = None  # the version whose hidden parts the answer is about
    hidden_answer: str = ""

    @property
    def selected(self) -> list[Audience]:
        """The audiences chosen one by one."""
        places = [*map(audiences.of_state, self.states), *map(audiences.of_region, self.regions)]
        return [*self.groups, *places]


@dataclass(frozen=True)
class Change:
    """One field's old and new value, in words."""

    field: str
    before: str
    after: str
    words: str = ""  # where old and new value side by side would be long

    def __str__(self) -> str:
        field = f"{self.field[0].lower()}{self.field[1:]}"  # within a sentence
        if self.words:
            return f"{field}: {self.words}"
        if not self.before:
            return f"{field}: {_quoted(self.after)}"
        return f"{field}: {_quoted(self.before)} → {_quoted(self.after) if self.after else 'removed'}"


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
    row = locked_for_change(document, by, named=details.people)
    if row.revision != revision:
        if _says_already(row, details):  # a form sent twice
            return row
        raise EditConflict(row, changes_since(row, revision).filter(action=DETAILS_CHANGED))
    check_details(row, by, details)
    is_first = row.status == Document.Status.DRAFT
    before, readers, keys_before = in_words(row), choices.audience_names(row), list(row.reader_keys)
    _write(row, details, is_first=is_first)
    changes = [Change(field, before[field], after) for field, after in in_words(row).items() if before[field] != after]
    if is_first or changes:
        told = _with_readers(changes, readers, choices.audience_names(row))
        _note_details(row, by, told, keys_before, is_first=is_first)
        write_card(row)
    _tell(row, by, details)
    return row


def _tell(row: Document, by: User, details: Details) -> None:
    """Share what is whole, and email its readers if that was asked for: now, or once it is shared."""
    told = row.notices.count() if details.tells_readers else 0
    if details.tells_readers or row.teller_id:
        row.teller = by if details.tells_readers else None
        row.save(update_fields=["teller"])
    _answer(row, by, details)
    if not processing.publish_when_whole(row) and row.status == Document.Status.PUBLISHED:
        telling.tell_when_shared(row)
    row.people_told = row.notices.count() - told if details.tells_readers else 0


def _answer(row: Document, by: User, details: Details) -> None:
    """Do what was decided about content that the file's pages don't show."""
    if details.answered is None or details.answered.document_id != row.pk:
        return
    try:
        answering.record_answer(row, details.answered, by=by, answer=details.hidden_answer)
    except answering.AnswerRefused as refusal:
        raise ActionRefused(str(refusal)) from refusal


def check_details(document: Document, by: User, details: Details) -> None:
    """Raises ActionRefused when the person may not say this about the document, be it saved yet or not."""
    if not one_line(details.title, 250):
        raise ActionRefused("Enter a title.")
    if details.agency != document.agency and not standing_of(by).is_administrator:
        # SECURITY: somebody who serves two agencies says so once, for a draft of their own; then it is the agency's.
        own = choices.own_agencies(by, document)
        if details.agency is None or details.agency.pk not in own:
            raise ActionRefused("Only administrators can move a document to another agency.")
    if details.sharing not in choices.allowed_values(by, document, details.agency):
        raise ActionRefused("You can’t choose this answer to “Who can see it?” for this document. Choose another.")
    if details.sharing == Document.Sharing.SELECTED:
        _check_selected(document, by, details)
    if choices.needs_public_confirmation(details.sharing, details.label) and not details.public_confirmed:
        raise ActionRefused("Anyone will be able to read it without signing in. Confirm that this is right.")
    if not details.confidential_confirmed and (question := confidentiality_question(document, details)):
        raise ConfirmationNeeded(question)
    if details.tells_readers:
        _check_telling(document, by, details)


def _check_selected(document: Document, by: User, details: Details) -> None:
    if not (details.groups or details.states or details.regions or details.people):
        raise ActionRefused(f"{NONE_SELECTED} Or choose another answer to “Who can see it?”")
    if not set(details.groups) <= set(choices.groups_for(by, document)):
        raise ActionRefused("You can share only with working groups you belong to and events you organize.")
    open_to_them = choices.people_for(by, document).filter(pk__in=[person.pk for person in details.people])
    if unknown := set(details.people) - set(open_to_them):
        names = ", ".join(sorted(map(str, unknown)))
        raise ActionRefused(f"You can share by name only with people in the directory. Remove {names}.")


def _check_telling(document: Document, by: User, details: Details) -> None:
    people = telling.people_to_tell(document, by, chosen_by(document, details), details.people)
    if refusal := telling.why_not(details.sharing, people.count(), by):
        raise ActionRefused(refusal)


def chosen_by(document: Document, details: Details) -> list[Audience]:
    """The audiences that the details name, saved or not."""
    return grants.audiences_for(Document(sharing=details.sharing, agency=details.agency), details.selected)


def confidentiality_question(document: Document, details: Details) -> str:
    """What must be confirmed before vendor-confidential material is shared so; empty when nothing."""
    chosen, people = chosen_by(document, details), details.people
    is_wider = confidential.goes_beyond_label(
        document, agency=details.agency, label=details.label, chosen=chosen, people=people
    )
    return confidential.what_will_happen(chosen, people, details.agency) if is_wider else ""


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
    return (
        all(getattr(row, name) == value for name, value in _fields_of(details).items())
        and set(row.topics.all()) == set(details.topics)
        and set(grants.audiences_of(row)) == set(chosen_by(row, details))
        and set(grants.people_of(row)) == set(details.people)
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
    grants.apply_sharing(row, details.selected, details.people)


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
        WHO: choices.audience_words(document),
    }


def _with_readers(changes: list[Change], before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """The changes, with who was added and removed where that is shorter than all who could and can see it."""
    if max(len(before), len(after)) < 2:
        return changes
    added = [name for name in after if name not in before]
    removed = [name for name in before if name not in after]
    parts = [
        f"{word} {', '.join(map(_quoted, names))}" for word, names in (("added", added), ("removed", removed)) if names
    ]
    return [replace(change, words="; ".join(parts)) if change.field == WHO else change for change in changes]


def _note_details(
    row: Document, by: User, changes: Sequence[Change], keys_before: Sequence[int], *, is_first: bool
) -> None:
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
            # For who can read it since: the reader keys of those who could before.
            **({KEYS_BEFORE: keys_before} if any(change.field == WHO for change in changes) and not is_first else {}),
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
    if processing.is_taken_back(row):
        raise ActionRefused(
            "This version has content that its pages don’t show. "
            "Upload a new version first, then share the document again."
        )
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
def save_version_note(version: DocumentVersion, *, by: User, note: str) -> None:
    """Say what changed with a version, for everybody who can read it."""
    document = locked_for_change(version.document, by)
    status = VersionStatus.objects.select_for_update().get(pk=version.pk)
    note = one_line(note, LONGEST_NOTE)
    if note == status.note:  # a form sent twice
        return
    change = Change(f"the note for version {status.number}", status.note, note)
    status.note = note
    status.save(update_fields=["note"])
    write_event(
        "document.version_note_changed",
        by=by,
        about=document,
        sentence=f"Changed {change}.",
        detail={"version": version.key, "before": change.before, "after": note},
    )


@transaction.atomic
def try_again(version: DocumentVersion, *, by: User) -> None:
    """Process a parked version once more."""
    locked_for_change(version.document, by)
    status = VersionStatus.objects.select_for_update().get(pk=version.pk)
    if status.stage in processing.UNFINISHED:
        status.attempts, status.problem = 0, ""
        status.save(update_fields=["attempts", "problem", "changed_at"])
        processing.enqueue(version)
