"""Documents that become editions of a study, and the revisions of these."""

from dataclasses import fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.wording import file_size, long_date
from documents.models import Document, DocumentVersion, VersionStatus
from documents.models.version import DocumentVersionQuerySet
from documents.permissions import locked_for_change
from publications.actions.studies import ActionRefused, changed, name_study, update
from publications.models import Edition, Language, Revision, Study
from publications.permissions import locked_edition, locked_study

TAKEN = "This document is already an edition of a study."
NOT_SHARED = "Share the document first. Then you can add it to a study."
NOT_ITS_FILE = "Choose a file of this document that is shared and isn’t a revision yet."
NOT_IN_ORDER = "This file is older than that of an earlier revision. Add revisions in the order of their files."
NO_SOURCE = "Enter where the number of pages and the size are from."


@dataclass(frozen=True)
class EditionDetails:
    """What people say about an edition."""

    form: str
    language: str = Language.ENGLISH
    answers: str = ""


@dataclass(frozen=True)
class RevisionDetails:
    """What people say about a revision. Pages and size are those of its file; typed only for a record without one."""

    version: DocumentVersion | None = None
    revised_on: date | None = None
    what_changed: str = ""
    page_count: int | None = None
    file_size: int | None = None
    facts_source: str = ""


@transaction.atomic
def add_edition(
    study: Study, document: Document, *, by: User, details: EditionDetails, first: RevisionDetails
) -> Edition:
    """Make a shared document an edition, with `first` as its revision 1. Raises ActionRefused and PermissionDenied."""
    current = locked_study(study, by)
    paper = locked_for_change(document, by)
    if paper.status != Document.Status.PUBLISHED:
        raise ActionRefused(NOT_SHARED)
    if Edition.objects.filter(document=paper).exists():
        raise ActionRefused(TAKEN)
    slug = _free_slug(current, details, by)
    made = Edition.objects.create(study=current, slug=slug, document=paper, **_columns(details))
    Revision.objects.create(edition=made, number=1, **_facts(made, first))
    name_study(paper, current.name)
    sentence = f"{by} added the document “{paper.title}” to the study {current}: {made.get_form_display()}."
    write_event("publication.edition_added", by=by, about=made, sentence=sentence)
    return made


@transaction.atomic
def save_edition(edition: Edition, *, by: User, details: EditionDetails, edits: int) -> Edition:
    """Change what an edition says. Its address stays. Raises EditConflict and PermissionDenied."""
    current = locked_edition(edition, by)
    write = lambda: update(current, _columns(details))  # noqa: E731
    changed(current, write, words_of_edition, by=by, edits=edits, action="publication.edition_changed")
    return current


@transaction.atomic
def remove_edition(edition: Edition, *, by: User) -> None:
    """Take a document out of its study; it stays shared as it is. Raises PermissionDenied."""
    study = locked_study(edition.study, by)
    current = locked_edition(edition, by)
    sentence = f"{by} removed the document “{current.document.title}” from the study {study}."
    write_event("publication.edition_removed", by=by, about=study, sentence=sentence)
    document = current.document
    current.delete()
    name_study(document, "")


@transaction.atomic
def add_revision(edition: Edition, *, by: User, details: RevisionDetails) -> Revision:
    """A further revision, which supersedes the others. A form sent twice gives one. Raises ActionRefused."""
    current = locked_edition(edition, by)
    last = current.revisions.order_by("-number").first()
    if details.version is not None and last is not None and last.version_id == details.version.pk:
        return last
    highest = current.revisions.aggregate(highest=Max("number"))["highest"] or 0
    facts = _facts(current, details)
    if _is_same_record(last, facts):
        assert last is not None  # or it would not be the same
        return last
    made = Revision.objects.create(edition=current, number=highest + 1, **facts)
    sentence = f"{by} added revision {made.number} of “{current.document.title}”."
    write_event("publication.revision_added", by=by, about=made, sentence=sentence)
    return made


@transaction.atomic
def save_revision(revision: Revision, *, by: User, details: RevisionDetails, edits: int) -> Revision:
    """Change what is said of a revision, or which file it is. Raises EditConflict, ActionRefused, PermissionDenied."""
    edition = locked_edition(revision.edition, by)
    current = Revision.objects.select_for_update().get(pk=revision.pk)
    current.edition = edition
    facts = _facts(edition, details, of=current)
    write = lambda: update(current, facts)  # noqa: E731
    changed(current, write, words_of_revision, by=by, edits=edits, action="publication.revision_changed")
    return current


def versions_for(edition: Edition, revision: Revision | None = None) -> DocumentVersionQuerySet:
    """Files of the edition's document that can be a revision: shared now or once, and not another revision's.

    SECURITY: what was never shared, or was withheld for hidden parts, is not offered. Choosing a file opens it to
    nobody all the same.
    """
    is_free = Q(revision=None) if revision is None else Q(revision=None) | Q(revision=revision)
    return versions_of(edition.document).filter(is_free)


def versions_of(document: Document) -> DocumentVersionQuerySet:
    """Files of a document that are shared now, or were, the newest first."""
    versions = DocumentVersion.objects.filter(document=document, status__stage=VersionStatus.Stage.READY)
    was_shared = Q(document__current_version=F("pk")) | Q(status__frozen_reader_keys__len__gt=0)
    return versions.filter(was_shared).select_related("status").order_by("-pk")


def words_of_edition(edition: Edition) -> dict[str, str]:
    """Everything that can be edited, by its name, as people read it."""
    return {
        "form": edition.get_form_display(),
        "language": edition.get_language_display(),
        "what it answers": edition.answers,
    }


def words_of_revision(revision: Revision) -> dict[str, str]:
    """Everything that can be edited, by its name, as people read it."""
    return {
        "date": long_date(revision.revised_on),
        "what changed": revision.what_changed,
        "file": revision.version.filename if revision.version else "",
        "pages": str(revision.page_count or ""),
        "size": file_size(revision.file_size),
        "source of these": revision.facts_source,
    }


def _facts(edition: Edition, details: RevisionDetails, of: Revision | None = None) -> dict[str, Any]:
    """The columns of a revision, after the rules that no form can see."""
    values = {field.name: getattr(details, field.name) for field in fields(details)}
    values["what_changed"] = one_line(details.what_changed, 1000)
    if details.version is None:
        if (details.page_count or details.file_size) and not details.facts_source:
            raise ActionRefused(NO_SOURCE)
        return values
    if not versions_for(edition, of).filter(pk=details.version.pk).exists():
        raise ActionRefused(NOT_ITS_FILE)
    earlier = edition.revisions.filter(number__lt=of.number) if of else edition.revisions.all()
    if earlier.filter(version__gt=details.version.pk).exists():
        raise ActionRefused(NOT_IN_ORDER)
    return {**values, "page_count": None, "file_size": None, "facts_source": ""}


def _is_same_record(last: Revision | None, facts: dict[str, Any]) -> bool:
    if last is None or last.version_id or facts["version"]:
        return False
    return all(getattr(last, name) == value for name, value in facts.items())


def _columns(details: EditionDetails) -> dict[str, Any]:
    return {"form": details.form, "language": details.language, "answers": one_line(details.answers, 240)}


def _free_slug(study: Study, details: EditionDetails, by: User) -> str:
    """The form, with the language where it is not English, and a number where that is taken.

    SECURITY: four letters of chance instead, except for administrators, who see every edition: for others a number
    would tell of an edition that is hidden from them. Addresses of studies have them for the same reason.
    """
    base = details.form if details.language == Language.ENGLISH else f"{details.form}-{details.language}"
    if not standing_of(by).is_administrator:
        return f"{base}-{random_key()[:4]}"
    taken = set(study.editions.values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
