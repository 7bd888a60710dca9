"""Editions that are records of a file on the publisher's website: adding one, and correcting what it says."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from documents.actions import DETAILS_CHANGED, Details, era_on
from documents.finding.cards import write_card
from documents.intake.records import publish_record
from documents.models import Document, Kind
from publications.actions.editions import EditionDetails, RevisionDetails, add_edition
from publications.actions.studies import ActionRefused, update
from publications.models import Edition, Study
from publications.permissions import locked_edition

HAS_FILE = "This edition has a file now. Edit its document instead."
NO_REVISION = "This edition has no revision to correct."
KINDS = {
    Edition.Form.FACT_SHEET: "fact-sheet",
    Edition.Form.BRIEFING_PAPER: "briefing-paper",
    Edition.Form.WORKING_PAPER: "working-paper",
}


@dataclass(frozen=True)
class RecordDetails:
    """What a record says of a publication whose file is elsewhere."""

    title: str
    source_url: str
    abstract: str = ""
    revised_on: date | None = None
    page_count: int | None = None


@transaction.atomic
def add_record(study: Study, *, by: User, details: RecordDetails, edition: EditionDetails) -> Edition:
    """Publish a record and make it an edition; administrators only. A form sent twice gives one.

    Raises ActionRefused and PermissionDenied.
    """
    record = publish_record(
        by=by,
        details=Details(
            title=details.title,
            kind=Kind.objects.get(slug=KINDS.get(Edition.Form(edition.form), "report")),
            sharing=Document.Sharing.PUBLIC,
            label=Document.Label.PUBLIC,
            topics=tuple(study.topics.all()),
            dated_on=details.revised_on,
            abstract=details.abstract,
            public_confirmed=True,
        ),
        source_url=details.source_url,
        page_count=details.page_count,
    )
    known = Edition.objects.filter(document=record, study=study, form=edition.form).select_related("study").first()
    if known is not None:
        return known
    pages = details.page_count
    first = RevisionDetails(
        None, details.revised_on, page_count=pages, facts_source=details.source_url if pages else ""
    )
    return add_edition(study, record, by=by, details=edition, first=first)


@transaction.atomic
def correct_record(edition: Edition, *, by: User, details: RecordDetails, revision: int) -> Edition:
    """Change what a record says, in its latest revision too. Raises ActionRefused, EditConflict, PermissionDenied.

    `revision` is the one of the document that the person started from.
    """
    current = locked_edition(edition, by)
    document = current.document
    if document.current_version_id is not None:
        raise ActionRefused(HAS_FILE)
    latest = current.revisions.select_for_update().filter(version=None).order_by("-number").first()
    if latest is None:
        raise ActionRefused(NO_REVISION)
    before = words_of_record(document)
    columns = _columns(details)
    if all(getattr(document, name) == value for name, value in columns.items()):
        return current
    if document.revision != revision:
        raise EditConflict(document, changes_since(document, revision).filter(action=DETAILS_CHANGED))
    update(document, {**columns, "era": era_on(details.revised_on), "revision": revision + 1})
    pages = details.page_count
    facts: dict[str, Any] = {"revised_on": details.revised_on, "page_count": pages, "file_size": None}
    update(latest, {**facts, "facts_source": details.source_url if pages else "", "edits": latest.edits + 1})
    write_card(document)
    changed = [name for name, words in words_of_record(document).items() if before[name] != words]
    sentence = f"{by} corrected the record “{document.title}”: {', '.join(changed)}."
    write_event(DETAILS_CHANGED, by=by, about=document, sentence=sentence, detail={"revision": document.revision})
    return current


def words_of_record(document: Document) -> dict[str, str]:
    """Everything that can be corrected, by its name, as people read it."""
    return {
        "title": document.title,
        "abstract": document.abstract,
        "date": long_date(document.dated_on),
        "publisher’s page": document.source_url,
        "pages": str(document.page_count or ""),
    }


def _columns(details: RecordDetails) -> dict[str, Any]:
    title = one_line(details.title, 250)
    if not title:
        raise ActionRefused("Enter a title.")
    return {
        "title": title,
        "abstract": clean_text(details.abstract, 5000),
        "dated_on": details.revised_on,
        "source_url": details.source_url,
        "page_count": details.page_count,
    }
