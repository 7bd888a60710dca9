"""Pages that are pictures get their text, or their uploader is told that they have none."""

import io
from collections.abc import Callable

import docx
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.results import PageSource
from documents.intake import recognizing
from documents.models import Page
from tests.cast import Cast
from tests.documents.intake import bring, confirm, fresh
from tests.jobs import run_jobs
from tests.lib.files import pdf_samples as made
from tests.lib.files.samples import zipped

needs_tesseract = pytest.mark.skipif(not ocr.is_available(), reason="Tesseract is not installed")
RECOGNIZE = "documents.tasks.recognize_pages"


def pages_of(version) -> list[Page]:
    return list(Page.objects.filter(version=version).order_by("number"))


@needs_tesseract
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_scan_is_read_whichever_way_it_lies(cast: Cast, turn: int) -> None:
    version = bring(cast.vermont, made.drawn(made.scanned(turn=turn)), "scan.pdf")
    run_jobs()

    page = pages_of(version)[0]

    assert " ".join(page.text.split()) == " ".join(made.SCAN)
    assert (page.source, page.note, page.confidence >= 90) == (PageSource.RECOGNIZED, "", True)


@needs_tesseract
def test_stamp_stays_beside_what_is_recognized(cast: Cast) -> None:
    stamp = made.stamped("Qxl-24471", x=500, y=15, size=3)
    version = bring(cast.vermont, made.drawn(made.scanned(stamp=stamp)), "scan.pdf")
    run_jobs()

    page = pages_of(version)[0]

    assert (page.source, page.text.splitlines()[0]) == (PageSource.BOTH, "Qxl-24471")
    assert "Marquandy" in page.text


@needs_tesseract
@pytest.mark.parametrize("size", [9, 14])
def test_words_of_the_page_itself_are_not_there_twice(cast: Cast, size: int) -> None:
    stamp = made.stamped("Received 7C0FFEE1 by the clerk of Ombrelle", y=700, size=size)
    version = bring(cast.vermont, made.drawn(made.scanned(stamp=stamp)), "scan.pdf")
    run_jobs()

    page = pages_of(version)[0]

    lines = [line for line in page.text.splitlines() if line]
    assert lines == ["Received 7C0FFEE1 by the clerk of Ombrelle", *made.SCAN]


@needs_tesseract
def test_wrong_letters_give_way_to_what_is_seen(cast: Cast) -> None:
    data = made.garbled(lambda code, seen: chr(33 + code * 7 % 94), ["Sendelbrook"])
    version = bring(cast.vermont, data, "divider.pdf")
    run_jobs()

    assert [(page.text, page.source) for page in pages_of(version)] == [
        (made.SOUND[0], PageSource.TEXT),
        ("Sendelbrook", PageSource.RECOGNIZED),
    ]


@needs_tesseract
def test_without_tesseract_it_is_told_and_read_when_there_is_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ocr, "_program", lambda: None)
        version = bring(cast.vermont, made.drawn(made.lines(*made.SOUND), made.scanned()), "scan.pdf")
        run_jobs()
        told = fresh(version).status.text_note

    queued = recognizing.queue_forgotten(), recognizing.queue_forgotten()
    run_jobs()

    assert told == "We can’t read the text in the images on page 2 yet, so it can’t be searched. We will try again."
    assert queued == (1, 0)
    assert [page.source for page in pages_of(version)] == [PageSource.TEXT, PageSource.RECOGNIZED]
    assert fresh(version).status.text_note == recognizing.RECOGNIZED


@needs_tesseract
def test_page_on_which_tesseract_gave_up_is_told_and_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ocr, "recognize_page", lambda *args, **kwargs: None)
        version = bring(cast.vermont, made.drawn(made.scanned()), "scan.pdf")
        run_jobs()
    page = pages_of(version)[0]
    told = page.source, page.note, fresh(version).status.text_note

    again = recognizing.try_again(), recognizing.queue_forgotten()
    run_jobs()

    assert told == (
        PageSource.UNREAD,
        recognizing.GAVE_UP,
        "We couldn’t read page 1, so that text can’t be searched.",
    )
    assert again == (1, 1)
    assert pages_of(version)[0].source == PageSource.RECOGNIZED


@needs_tesseract
def test_scans_within_a_zip_are_read_and_found(cast: Cast, sign_in: Callable[[object], Client]) -> None:
    scans = made.drawn(made.lines(*made.SOUND), made.scanned())
    picture = io.BytesIO()
    made.scan_picture(["PARKING AND ACCESS", "The lot stays open under the Ombrelle clause."]).save(picture, "PNG")
    inner = zipped({"deep.png": picture.getvalue()})
    files = {"maps/lease.pdf": scans, "notes.txt": b"Read me first.", "site.png": picture.getvalue(), "in.zip": inner}
    version = bring(cast.vermont, zipped(files), "bundle.zip")
    run_jobs()
    confirm(version.document, cast.vermont)

    found = {page.heading: (page.source, page.note) for page in pages_of(version) if page.source != PageSource.TEXT}
    hits = sign_in(cast.vermont).get("/api/v1/pages", {"q": "Marquandy"}).json()["pages"]

    assert found == {
        "maps/lease.pdf": (PageSource.RECOGNIZED, ""),
        "site.png": (PageSource.RECOGNIZED, ""),
        "in.zip · deep.png": (PageSource.UNREAD, recognizing.IN_ANOTHER_FILE),
    }
    assert {page.heading: page.text.splitlines()[0] for page in pages_of(version) if page.confidence} == {
        "maps/lease.pdf": made.SCAN[0],
        "site.png": "PARKING AND ACCESS",
    }
    assert [hit["heading"] for hit in hits] == ["maps/lease.pdf"]
    assert fresh(version).status.text_note.startswith("We couldn’t read page ")


def test_scan_of_300_pages_does_not_delay_a_word_document(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "recognize_page", lambda *args, **kwargs: ocr.Recognized("Words", [], 90))
    scan = made.changed(made.drawn(made.scanned()), lambda pdf: pdf.pages.extend([pdf.pages[0]] * 299))
    long = bring(cast.vermont, scan, "long.pdf")
    while not Page.objects.filter(version=long, source=PageSource.RECOGNIZED).exists():
        run_one_job()
    short = bring(cast.vermont, letter(pages=5), "short.docx")

    ran = run_jobs()

    # All that people wait for comes before the next three pages of the scan.
    assert ran[: ran.index(RECOGNIZE)][0] == "documents.tasks.process_version"
    assert set(ran[ran.index(RECOGNIZE) :]) == {RECOGNIZE, "workforce.tasks.find_clauses"}
    assert ran.count(RECOGNIZE) == 99
    assert (fresh(short).status.stage, fresh(long).status.page_count) == ("ready", 300)
    assert Page.objects.filter(version=long, source=PageSource.RECOGNIZED).count() == 300


def letter(*, pages: int) -> bytes:
    """A Word document."""
    document = docx.Document()
    for number in range(1, pages + 1):
        document.add_paragraph(f"Page {number}: the port uptime shall exceed 97 percent.")
        if number < pages:
            document.add_page_break()
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def run_one_job() -> None:
    """The next one, as a worker with one place would."""
    with pytest.raises(AssertionError, match="more than 1 jobs"):
        run_jobs(most=1)


def test_recognition_has_a_queue_of_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: True)
    bring(cast.vermont, made.drawn(made.scanned()), "scan.pdf")
    run_one_job()

    job = ProcrastinateJob.objects.get(task_name=RECOGNIZE)

    assert (job.queue_name, job.priority, job.lock) == ("recognition", -20, "recognition")
