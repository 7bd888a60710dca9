"""From received to ready: scan, check, read, publish.

Each step is safe to run twice and to be killed at any point: it works outside any transaction, then records what it
found in one, if the version still stands where the step began. What is published is bound to the hash that was
scanned, because every step reads the file through files.py, which compares hashes.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import structlog
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from accounts.audit import write_event
from accounts.models import State
from clearinghouse.lib.files import names
from clearinghouse.lib.files.accessibility.rules import Check
from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.office import OfficeReading, read_file
from clearinghouse.lib.files.propose import propose_details
from clearinghouse.lib.files.results import HiddenPart, PageText
from clearinghouse.lib.files.take import Taken, take_pdf
from clearinghouse.lib.files.types import FILE_TYPES, PDF
from clearinghouse.lib.jobs import task_named
from documents import emails, hidden
from documents.files import FileUnavailable, StorageUnavailable, file_limits, local_copy, read_verified
from documents.intake import follow_ups
from documents.intake.destinations import list_where_wanted
from documents.intake.scanner import ScanResult, Verdict, configured_scanner
from documents.models import Document, DocumentVersion, Page, VersionStatus
from documents.reading import accessibility, pictures
from documents.sharing import choices, telling

log = structlog.get_logger("documents.intake.processing")

Stage, Scan = VersionStatus.Stage, VersionStatus.Scan
UNFINISHED = (Stage.RECEIVED, Stage.SCANNED, Stage.CHECKED)
MOST_ATTEMPTS = 3
PAGES_AT_ONCE = 100
# Grows when files are read better than before: `manage.py read_again` then reads what older readers read.
READER = 5

INFECTED = "The virus scanner found a virus in this file. We locked the file, and no one can open it."
ENCRYPTED = "The file is password-protected, so we can’t scan it. Remove the password, then upload it again."
UNSCANNABLE = (
    "The virus scanner couldn’t scan the whole file. It may be too large or contain too many nested files. "
    "Upload a smaller or simpler copy."
)
WAITING_FOR_STORAGE = "File storage isn’t available right now. Your file is safe. We will try again every minute."
GONE_WRONG = (
    "We tried three times and couldn’t process the file. We told NASEO staff. You can also upload another copy."
)
HINDERED = "Something went wrong on our side. Your file is safe. We will try again every minute."
FILE_LOST = "The stored file is missing or damaged. We told NASEO staff. Upload it again."


def enqueue(version: DocumentVersion) -> None:
    """Queue the version's next steps, unless they are queued. Call inside the transaction that calls for them."""
    lock = f"version-{version.pk}"
    task = task_named("documents.tasks.process_version", lock=lock, queueing_lock=lock)
    # In a savepoint: that a job waits already must not undo what the caller did.
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(version_id=version.pk)


def enqueue_cleaning(version: DocumentVersion) -> None:
    """Queue the making of a cleaned copy, unless it is queued. Call inside the transaction that calls for it."""
    task = task_named("documents.tasks.clean_version", queueing_lock=f"clean-{version.pk}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(version_id=version.pk)


def process(version_id: int) -> None:
    """Take the version as far as it goes now. What must wait is tried again by the sweep."""
    while version := _begin(version_id):
        step = STEPS[Stage(version.status.stage)]
        try:
            if not step(version):
                return
        except StorageUnavailable:
            _wait(version, WAITING_FOR_STORAGE)
            return
        except FileUnavailable:
            _count_fault(version.pk, FILE_LOST, meanwhile=FILE_LOST)
            return
        except OSError:
            log.exception("processing_hindered", version_id=version_id)
            _wait(version, HINDERED)
            return
        except Exception:
            _count_fault(version.pk, GONE_WRONG)
            raise


def count_death(version_id: int) -> bool:
    """A process that worked on this version and nothing else died, while the worker that waited for it lives.

    Only that speaks against the file. Returns whether to try it once more.
    """
    return _count_fault(version_id, GONE_WRONG)


def _begin(version_id: int) -> DocumentVersion | None:
    """The version, if there is something left to do and it is not parked."""
    versions = DocumentVersion.objects.select_related("status", "document", "uploaded_by")
    unfinished = versions.filter(pk=version_id, status__stage__in=UNFINISHED)
    return unfinished.exclude(status__attempts__gte=MOST_ATTEMPTS, status__problem__gt="").first()


def _wait(version: DocumentVersion, sentence: str) -> None:
    """What the version waits for is no fault of its own."""
    VersionStatus.objects.filter(pk=version.pk).update(problem=sentence, changed_at=timezone.now())


def _count_fault(version_id: int, sentence: str, *, meanwhile: str = "") -> bool:
    """Count a try that the file itself brought down; the last one parks it with the sentence. True: try it again.

    A worker that is killed counts nothing here: most often it is not the file that killed it.
    """
    with transaction.atomic():
        status = VersionStatus.objects.select_for_update().filter(pk=version_id, stage__in=UNFINISHED).first()
        if status is None:
            return False
        status.attempts += 1
        is_last = status.attempts >= MOST_ATTEMPTS
        status.problem = sentence if is_last else meanwhile
        status.save(update_fields=["attempts", "problem", "changed_at"])
        if is_last:
            emails.notify_parked(status.version, sentence)
        return not is_last


def _at(version: DocumentVersion, stage: VersionStatus.Stage) -> VersionStatus | None:
    """The locked status, if the version still stands at this stage. Call inside a transaction."""
    return VersionStatus.objects.select_for_update().filter(pk=version.pk, stage=stage).first()


def _move_on(status: VersionStatus, stage: VersionStatus.Stage, **fields: object) -> None:
    fields = {"stage": stage, "attempts": 0, "problem": "", **fields}
    for name, value in fields.items():
        setattr(status, name, value)
    status.save(update_fields=[*fields, "changed_at"])


def scan(version: DocumentVersion) -> bool:
    """Received → scanned, quarantined or refused; or still waiting for a scanner. True when the next step may run."""
    result = configured_scanner().scan(read_verified(version))
    if result.verdict == Verdict.UNAVAILABLE:
        _wait(version, "")
        return False
    if result.verdict == Verdict.UNSCANNABLE:
        log.error("scan_incomplete", version_id=version.pk, detail=result.detail)
        _count_fault(version.pk, UNSCANNABLE, meanwhile=UNSCANNABLE)
        return False
    with transaction.atomic():
        status = _at(version, Stage.RECEIVED)
        return status is not None and _record_scan(version, status, result)


def _record_scan(version: DocumentVersion, status: VersionStatus, result: ScanResult) -> bool:
    if result.verdict == Verdict.INFECTED:
        _move_on(status, Stage.QUARANTINED, scan=Scan.INFECTED, problem=INFECTED)
        _note(
            version,
            "document.version_quarantined",
            f"Locked “{version.filename}” because a virus was found: {result.detail}.",
        )
        emails.notify_infected(version, result.detail)
        log.error("virus_found", version_id=version.pk, virus=result.detail)
        return False
    if result.verdict == Verdict.ENCRYPTED:
        _refuse(version, status, ENCRYPTED)
        return False
    _move_on(status, Stage.SCANNED, scan=Scan(result.verdict.value))
    return True


def check(version: DocumentVersion) -> bool:
    """Scanned → checked or refused."""
    with local_copy(version) as path:
        taken = _take(version, path)
    with transaction.atomic():
        status = _at(version, Stage.SCANNED)
        if status is None:
            return False
        if not taken.checked.accepted:
            _refuse(version, status, taken.checked.sentence)
            return False
        _move_on(status, Stage.CHECKED, flags=list(taken.checked.flags))
    if taken.read is None:
        return True
    if taken.picture:
        pictures.keep_first(version, taken.picture, taken.words)
    return _publish(version, OfficeReading(taken.read), taken.accessibility)


def _take(version: DocumentVersion, path: Path) -> Taken:
    """Check the file; a PDF is read and its first page drawn while it is open."""
    if names.extension(version.filename) == PDF.slug and path.stat().st_size <= file_limits().file_bytes:
        return take_pdf(path, version.filename, pictures.THUMBNAIL_WIDTH, file_limits())
    return Taken(check_file(path, version.filename, file_limits()))


def _refuse(version: DocumentVersion, status: VersionStatus, sentence: str) -> None:
    _move_on(status, Stage.REFUSED, problem=sentence[:500])
    _note(version, "document.version_refused", f"Refused “{version.filename}”: {sentence}")
    if version.document.status != Document.Status.DRAFT:
        emails.notify_refused(version, sentence)


def read(version: DocumentVersion) -> bool:
    """Checked → ready: pages, proposal, and the switch to this version, in one transaction."""
    with local_copy(version) as path:
        reading = read_file(path, FILE_TYPES[version.file_type], file_limits())
    if reading.pdf:
        pictures.keep_printed(version, reading.pdf)
    return _publish(version, reading)


def _publish(version: DocumentVersion, reading: OfficeReading, checks: Sequence[Check] | None = None) -> bool:
    """Record what was read, and what was found out beside it about how accessible the file is."""
    extracted = reading.extracted
    proposal = proposal_for(version, extracted.pages, extracted.title, is_layer=bool(extracted.layer))
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=version.document_id)
        status = _at(version, Stage.CHECKED)
        if status is None:
            return False
        allow_long_statements()
        is_newest = document.current_version_id is None or document.current_version_id < version.pk
        # SECURITY: what holds more than its pages show becomes current only by an answer.
        is_held = is_newest and _must_wait(status, extracted.hidden)
        write_pages(version, extracted.pages, is_current=is_newest and not is_held)
        _move_on(status, Stage.HELD if is_held else Stage.READY, **facts_of(reading), proposal=proposal)
        version.status = status
        if is_held:
            _hold(version)
        elif is_newest:
            make_current(document, version)
            _note_said_beforehand(version)
        else:
            # A newer version was quicker. This one never was current, so only those who may edit see it.
            VersionStatus.objects.filter(pk=version.pk).update(frozen_reader_keys=[])
        publish_when_whole(document)
        if checks is not None:
            accessibility.keep(version, checks)
        follow_ups.queue(version, extracted.pages)
    return False


def _must_wait(status: VersionStatus, parts: Sequence[HiddenPart]) -> bool:
    """Whether somebody must decide about hidden parts, or a cleaned copy must be made, before others see it."""
    return bool(hidden.parts_to_ask(parts)) and status.hidden_answer != VersionStatus.HiddenAnswer.SHARE


def _hold(version: DocumentVersion) -> None:
    """Have a cleaned copy made where that was said beforehand and is possible; else ask."""
    status = version.status
    if status.hidden_answer and not hidden.why_not_cleaned(version):
        enqueue_cleaning(version)
        return
    status.hidden_answer, status.answered_by, status.answered_at = "", None, None
    status.save(update_fields=["hidden_answer", "answered_by", "answered_at"])
    parts = hidden.parts_to_ask(hidden.parts_of(status))
    sentence = f"Version {status.number} isn’t shared yet, because it contains {hidden.in_words(parts)}."
    _note(version, "document.version_held", sentence)
    # Who has just brought a draft meets the question in the form.
    if version.document.status != Document.Status.DRAFT:
        emails.notify_held(version, len(parts))


def _note_said_beforehand(version: DocumentVersion) -> None:
    """Into the history: that hidden parts are shared because an import said so."""
    status = version.status
    if not status.hidden_answer or not (parts := hidden.parts_to_ask(hidden.parts_of(status))):
        return
    shared = f"Shared version {status.number} as it is, because the import asked for that."
    sentence = f"{shared} It contains {hidden.in_words(parts)}."
    detail = {"version": version.key, "answer": status.hidden_answer}
    write_event(
        "document.hidden_share", by=status.answered_by, about=version.document, sentence=sentence, detail=detail
    )


def facts_of(reading: OfficeReading) -> dict[str, object]:
    """What a version's status keeps of how its file was read."""
    extracted = reading.extracted
    return {
        "reader": READER,
        "page_count": extracted.page_count or None,
        "text_note": extracted.reason,
        "hidden_parts": [asdict(part) for part in extracted.hidden],
        "reading_notes": list(extracted.notes),
        "layer": extracted.layer,
        "is_printed": bool(reading.pdf),
        "picture_note": reading.note,
    }


def allow_long_statements() -> None:
    """A long document takes longer to index than a web request may take. Lasts for the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")


def proposal_for(
    version: DocumentVersion, pages: Sequence[PageText], title: str, *, is_layer: bool
) -> dict[str, object]:
    """What the document seems to be, for the form that asks; see propose_details."""
    state_names = dict(State.objects.values_list("code", "name"))
    return propose_details(version.filename, pages, title, state_names, is_layer=is_layer).as_json()


def write_pages(version: DocumentVersion, pages: Sequence[PageText], *, is_current: bool) -> None:
    """Replace the version's pages, so that doing it twice leaves the same rows."""
    Page.objects.filter(version=version).delete()
    Page.objects.bulk_create(
        (
            Page(
                document_id=version.document_id,
                version=version,
                number=page.number,
                heading=page.heading[:250],
                label=page.label,
                text=page.text,
                source=page.source,
                note=page.note,
                sections=list(page.sections),
                is_current=is_current,
            )
            for page in pages
        ),
        batch_size=PAGES_AT_ONCE,
    )


def make_current(document: Document, version: DocumentVersion) -> None:
    """Switch pages, current version and its facts together; the old version stays with those who could read it.

    Call inside a transaction that holds the document, with a version that is ready.
    """
    previous = document.current_version_id
    if previous is not None:
        _retire(previous, document.reader_keys)
        Page.objects.filter(version_id=previous).update(is_current=False)
    Page.objects.filter(version=version, is_current=False).update(is_current=True)
    document.current_version = version
    document.file_type, document.file_size = version.file_type, version.size
    document.page_count = version.status.page_count
    document.save(update_fields=["current_version", "file_type", "file_size", "page_count"])
    # What waited for an answer and is older than this will never be shared.
    waiting = VersionStatus.objects.filter(version__document=document, stage=Stage.HELD, version__lt=version)
    waiting.update(stage=Stage.READY, frozen_reader_keys=[])


def _retire(previous: int, reader_keys: Sequence[int]) -> None:
    """Leave an old version to those who could read it; what was cleaned or taken back only to who may edit it."""
    status = VersionStatus.objects.get(pk=previous)
    is_replaced = status.hidden_answer in (VersionStatus.HiddenAnswer.CLEAN, VersionStatus.HiddenAnswer.BACK)
    VersionStatus.objects.filter(pk=previous).update(frozen_reader_keys=[] if is_replaced else reader_keys)


def is_taken_back(document: Document) -> bool:
    """Whether its current version was taken back after it was shared, and no other one has come since."""
    current = VersionStatus.objects.filter(pk=document.current_version_id)
    return current.filter(hidden_answer=VersionStatus.HiddenAnswer.BACK).exists()


def publish_when_whole(document: Document) -> bool:
    """Share a confirmed document whose file is ready. Call inside a transaction that holds the document."""
    if document.status != Document.Status.CONFIRMED or document.current_version_id is None or is_taken_back(document):
        return False
    document.status = Document.Status.PUBLISHED
    document.shared_at = document.shared_at or timezone.now()
    document.save(update_fields=["status", "shared_at"])
    sentence = choices.published_words(document)
    write_event("document.published", by=None, about=document, sentence=sentence)
    telling.tell_when_shared(document)
    list_where_wanted(document)
    return True


def _note(version: DocumentVersion, action: str, sentence: str) -> None:
    write_event(action, by=None, about=version.document, sentence=sentence, detail={"version": version.key})


STEPS: dict[VersionStatus.Stage, Callable[[DocumentVersion], bool]] = {
    Stage.RECEIVED: scan,
    Stage.SCANNED: check,
    Stage.CHECKED: read,
}
