"""What is done with a file that holds more than its pages show, as somebody with an owner's rights decided.

Once: by a person, or beforehand by a manifest. See docs/decisions/0033-hidden-parts-are-asked-about.md.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.wording import long_date
from documents import hidden
from documents.intake import processing
from documents.models import Document, DocumentVersion, Page, VersionStatus
from documents.permissions import locked_for_change
from documents.storage import verified_storage

Answer, Stage = VersionStatus.HiddenAnswer, VersionStatus.Stage


class AnswerRefused(Exception):
    """The answer cannot be given. str() is a sentence for the person."""


@transaction.atomic
def answer_question(version: DocumentVersion, *, by: User, answer: str) -> VersionStatus:
    """Decide about the hidden parts of a version. Raises AnswerRefused and PermissionDenied."""
    document = locked_for_change(version.document, by)
    return record_answer(document, version, by=by, answer=answer)


def record_answer(document: Document, version: DocumentVersion, *, by: User, answer: str) -> VersionStatus:
    """The same for who holds the document already, in a transaction that has asked for the right to change it."""
    status = VersionStatus.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=version.pk)
    version.status, version.document = status, document
    if status.hidden_answer == answer and status.answered_by_id == by.pk:  # a form sent twice
        return status
    _check(document, version, answer)
    status.hidden_answer, status.answered_by, status.answered_at = answer, by, timezone.now()
    status.problem = ""
    status.save(update_fields=["hidden_answer", "answered_by", "answered_at", "problem", "changed_at"])
    parts = hidden.in_words(hidden.parts_to_ask(hidden.parts_of(status)))
    write_event(
        f"document.hidden_{answer}",
        by=by,
        about=document,
        sentence=_sentences(status)[Answer(answer)].format(number=status.number, parts=parts),
        detail={"version": version.key, "answer": answer},
    )
    DO[Answer(answer)](document, version)
    return status


SENTENCES = {
    Answer.SHARE: "Shared version {number} as it is. It contains {parts}.",
    Answer.CLEAN: "Asked for a cleaned copy of version {number}, which contains {parts}.",
    Answer.BACK: "Deleted the upload of version {number}, which contains {parts}.",
}
# What was found after it was shared: its readers have it already.
LATER = {
    **SENTENCES,
    Answer.SHARE: "Kept version {number} as it is. It contains {parts}.",
    Answer.BACK: "Withdrew the document because version {number} contains {parts}.",
}


def _sentences(status: VersionStatus) -> dict[VersionStatus.HiddenAnswer, str]:
    return SENTENCES if status.stage == Stage.HELD else LATER


def _check(document: Document, version: DocumentVersion, answer: str) -> None:
    status = version.status
    if status.hidden_answer:
        raise AnswerRefused(
            f"{status.answered_by} already answered this on {long_date(status.answered_at)}: "
            f"“{hidden.decision(status)}”."
        )
    if newer := hidden.newer_version(version):
        raise AnswerRefused(
            f"Version {newer.status.number} was uploaded after this one, so version {status.number} won’t be shared."
        )
    if not hidden.is_open(version):
        raise AnswerRefused("There is nothing to decide about this version.")
    choice = next((choice for choice in hidden.choices(version) if choice.value == answer), None)
    if choice is None:
        raise AnswerRefused("Choose one of the options.")
    if choice.why_not:
        raise AnswerRefused(choice.why_not)


def _share(document: Document, version: DocumentVersion) -> None:
    status = version.status
    if status.stage != Stage.HELD:  # noticed later: it is shared already
        return
    status.stage = Stage.READY
    status.save(update_fields=["stage"])
    processing.make_current(document, version)
    processing.publish_when_whole(document)


def _clean(document: Document, version: DocumentVersion) -> None:
    processing.enqueue_cleaning(version)


def _take_back(document: Document, version: DocumentVersion) -> None:
    """Delete the file and all that was read from it; that it came, and what was decided, stays in the history.

    What was shared is kept: it is a record that others have read. Its document is withdrawn, and is not shared again
    with this version (publish_when_whole).
    """
    status = version.status
    if status.stage != Stage.HELD:
        document.status = Document.Status.WITHDRAWN
        document.save(update_fields=["status"])
        return
    status.stage, status.proposal, status.reading_notes = Stage.TAKEN_BACK, {}, []
    status.save(update_fields=["stage", "proposal", "reading_notes"])
    Page.objects.filter(version=version).delete()
    # Should we die between commit and here, the nightly sweep removes it, as it does the pictures of its pages.
    transaction.on_commit(lambda: verified_storage().delete(version.storage_name), robust=True)


DO: dict[VersionStatus.HiddenAnswer, Callable[[Document, DocumentVersion], None]] = {
    Answer.SHARE: _share,
    Answer.CLEAN: _clean,
    Answer.BACK: _take_back,
}
