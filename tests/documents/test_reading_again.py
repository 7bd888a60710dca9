"""A better reader reads what an older one read, and nothing else changes."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import AuditEvent
from clearinghouse.lib.files import office
from clearinghouse.lib.files.results import PageSource
from documents.intake import reading_again
from documents.intake.processing import READER
from documents.models import Document, DocumentVersion, Page, VersionStatus
from tests import library
from tests.cast import Cast
from tests.documents.hidden_files import SHEET
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
NEW = "Uptime must exceed 97 percent."


def read_before(cast: Cast, **fields: object) -> Document:
    """A document whose pages an older reader read wrongly."""
    return library.document(cast.vermont, pages=["Uptime must exceed 0.97."], content=NEW.encode(), **fields)


def texts(document: Document) -> list[str]:
    pages = Page.objects.filter(document=document, version__isnull=False)
    return list(pages.order_by("version", "number").values_list("text", flat=True))


def waiting() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name="documents.tasks.read_again", status="todo").order_by("id")
    return [job.args["version_id"] for job in jobs]


def test_only_what_was_derived_changes(cast: Cast) -> None:
    document = read_before(cast, sharing_choice="agency", abstract="Confirmed by a person.")
    version = DocumentVersion.objects.get()
    before = Document.objects.values("title", "abstract", "revision", "reader_keys", "sharing", "shared_at").get()
    stored = default_storage.open(version.storage_name).read()

    call_command("read_again")
    run_jobs()

    assert texts(document) == [NEW]
    assert Document.objects.values(*before).get() == before
    assert DocumentVersion.objects.values().get() == DocumentVersion.objects.filter(pk=version.pk).values().get()
    assert default_storage.open(version.storage_name).read() == stored
    assert VersionStatus.objects.get().reader == READER


def test_it_goes_on_where_it_stopped_and_ends(cast: Cast) -> None:
    first, second = (read_before(cast, title=name) for name in ("First", "Second"))
    call_command("read_again")
    assert waiting() == [second.current_version_id, first.current_version_id]
    reading_again.read_again(second.current_version_id)
    ProcrastinateJob.objects.all().delete()  # the command and the worker were stopped, and the queue is gone

    call_command("read_again")
    assert waiting() == [first.current_version_id]
    call_command("read_again")  # while the first waits
    assert waiting() == [first.current_version_id]
    run_jobs()
    assert reading_again.queue(reading_again.to_read()) == 0


def test_old_versions_are_read_too_and_do_not_become_current(cast: Cast) -> None:
    document = read_before(cast)
    library.add_version(document, pages=["Wrong."], content=b"The second file.")

    call_command("read_again")
    run_jobs()

    assert texts(document) == [NEW, "The second file."]
    assert list(Page.objects.filter(is_current=True, number=1).values_list("text", flat=True)) == ["The second file."]


def test_hidden_parts_that_are_found_only_now_are_noted_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_before(cast)
    read = office.read_file

    def found(*given: Any) -> office.OfficeReading:
        reading = read(*given)
        return replace(reading, extracted=replace(reading.extracted, hidden=(SHEET,)))

    monkeypatch.setattr(office, "read_file", found)
    for _ in range(2):
        reading_again.read_again(document.current_version_id)

    events = AuditEvent.objects.filter(action="document.hidden_found")
    assert [event.sentence for event in events] == ["Read version 1 again and found that it contains a hidden sheet."]
    assert [version.pk for version in DocumentVersion.objects.noticed()] == [document.current_version_id]


@pytest.mark.parametrize(
    ("options", "count"),
    [({"type": ["txt"]}, 1), ({"type": ["pdf"]}, 0), ({"document": "nosuchkey123"}, 0), ({"all": True}, 1)],
)
def test_it_can_be_narrowed(cast: Cast, options: dict[str, object], count: int) -> None:
    read_before(cast)
    call_command("read_again", **options)
    assert len(waiting()) == count


def test_a_dry_run_only_counts(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    read_before(cast)
    call_command("read_again", dry_run=True)
    assert (capsys.readouterr().out, waiting()) == ("1 file to read again.\n", [])


def test_scanned_pages_keep_the_words_that_were_seen_on_them(cast: Cast) -> None:
    document = read_before(cast)
    version = document.current_version_id
    Page.objects.filter(version=version).update(
        text="Seen by OCR.", source=PageSource.RECOGNIZED, confidence=91, number=1
    )
    recognized = reading_again._recognized(DocumentVersion.objects.get(pk=version))
    Page.objects.filter(version=version).update(text="", source=PageSource.SCANNED, confidence=None)

    reading_again._keep_recognized(DocumentVersion.objects.get(pk=version), recognized)

    page = Page.objects.get(version=version)
    assert (page.text, page.confidence, page.source) == ("Seen by OCR.", 91, PageSource.SCANNED)
