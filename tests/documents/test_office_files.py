"""Word documents and slides: pictures of their pages where LibreOffice is installed, their text in any case."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from docx.enum.text import WD_BREAK

from clearinghouse.lib.files import office
from clearinghouse.lib.files.results import RenderFailure
from documents.finding.filters import Filters
from documents.finding.search import search_pages
from documents.intake import reading_again, sweeping
from documents.intake.progress import progress_of
from documents.models import Document, Page
from documents.reading import pictures
from tests import pages
from tests.cast import Cast
from tests.documents.intake import bring, fresh, shared
from tests.jobs import run_jobs
from tests.lib.files.samples import slides, word, workbook

SignIn = Callable[[object], Client]

needs_libreoffice = pytest.mark.skipif(not office.is_available(), reason="LibreOffice is not installed")
FAILED = "There are no page images of this file because we couldn’t convert it."


def three_pages(document: object) -> None:
    for words in ("Makeready comes second.", "Energizing comes third."):
        document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph(words)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Site <b>", "Ports"


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As on a machine where it is not installed, until this is undone."""
    monkeypatch.setattr(office, "_program", lambda: None)
    return monkeypatch


@pytest.fixture
def broken_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


def page(client: Client, made: Document, number: int) -> object:
    return client.get(reverse("documents:page", args=[made.key, number]))


def image(client: Client, made: Document, number: int) -> object:
    return client.get(reverse("documents:page_image", args=[made.key, made.current_version.key, number]))


@needs_libreoffice
def test_a_word_document_is_found_shown_and_pictured_on_the_same_page(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast.vermont, word(three_pages), "plan.docx")
    client = sign_in(cast.colorado)

    found = search_pages(cast.colorado, "energizing", Filters()).hits
    shown, picture = page(client, made, 3), image(client, made, 3)

    assert (made.page_count, [(hit.document, hit.page) for hit in found]) == (3, [(made, 3)])
    assert [pages.words(paragraph) for paragraph in pages.find(shown, ".reader__words > p")] == [
        "Energizing comes third."
    ]
    assert [cell.text_content() for cell in pages.find(shown, ".reader__words td")] == ["Site <b>", "Ports"]
    assert [img.get("src") for img in pages.find(shown, ".reader__image img")] == [picture.request["PATH_INFO"]]
    assert (picture["Content-Type"], picture.content[8:12]) == ("image/webp", b"WEBP")
    assert image(client, made, 4).status_code == 404
    assert default_storage.exists(pictures.picture_name(made.current_version, 1, pictures.THUMBNAIL_WIDTH))


@needs_libreoffice
def test_pictures_and_pdf_of_a_document_that_one_may_not_read_are_not_served(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast.vermont, slides("Agenda"), "slides.pptx", sharing=Document.Sharing.AGENCY)
    name = pictures.printed_name(made.current_version)

    clients = [sign_in(person) for person in (cast.vermont, cast.colorado)]

    assert [image(client, made, 1).status_code for client in clients] == [200, 404]
    assert default_storage.exists(name)
    assert [clients[0].get(f"/{place}{name}").status_code for place in ("", "files/", "media/")] == [404] * 3


@needs_libreoffice
def test_the_download_is_the_file_that_was_uploaded(cast: Cast, sign_in: SignIn) -> None:
    content = slides("Agenda")
    made = shared(cast.vermont, content, "slides.pptx")

    response = sign_in(cast.colorado).get(reverse("documents:download", args=[made.key]))

    assert b"".join(response.streaming_content) == content


def test_a_conversion_that_failed_is_told_beside_the_text(
    cast: Cast, sign_in: SignIn, broken_libreoffice: None
) -> None:
    made = shared(cast.vermont, word(), "plan.docx")
    client = sign_in(cast.colorado)

    shown = page(client, made, 1)

    assert progress_of(fresh(made.current_version)).message == f"The file is ready and the document is shared. {FAILED}"
    assert pages.texts(shown, ".reader__text .usa-hint") == [
        f"{FAILED} This is the text of the file. Download it to see its layout."
    ]
    assert "charging ports along the corridor" in pages.texts(shown, ".reader__words")[0]
    assert (pages.find(shown, ".reader__image"), image(client, made, 1).status_code) == ([], 404)


def test_without_libreoffice_nothing_is_promised(
    cast: Cast, sign_in: SignIn, without_libreoffice: pytest.MonkeyPatch
) -> None:
    made = shared(cast.vermont, word(), "plan.docx")

    shown = page(sign_in(cast.colorado), made, 1)

    assert pages.texts(shown, ".reader__text .usa-hint") == [
        "This is the text of the file. Download it to see its layout."
    ]
    assert pages.find(shown, ".reader__image") == []
    with pytest.raises(CommandError, match="LibreOffice isn't installed here"):
        call_command("read_again", without_pictures=True)


@needs_libreoffice
def test_files_from_before_get_their_pictures_by_a_command(
    cast: Cast, sign_in: SignIn, without_libreoffice: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shared(cast.vermont, word(), "plan.docx")
    earlier = made.current_version
    bring(cast.vermont, word(three_pages), "plan.docx", document=made)
    run_jobs()
    without_libreoffice.undo()

    call_command("read_again", without_pictures=True)
    run_jobs()
    call_command("read_again", without_pictures=True)

    made.refresh_from_db()
    client = sign_in(cast.vermont)
    assert capsys.readouterr().out.splitlines() == ["Queued 2 files.", "Queued 0 files."]
    assert [fresh(version).status.is_printed for version in (earlier, made.current_version)] == [True, True]
    assert (made.page_count, image(client, made, 3).status_code) == (3, 200)
    current = Page.objects.filter(document=made, is_current=True, version__isnull=False)
    assert list(current.order_by("number").values_list("version", "number")) == [
        (made.current_version_id, number) for number in (1, 2, 3)
    ]


@needs_libreoffice
def test_pictures_are_drawn_anew_when_a_file_is_printed_again(cast: Cast) -> None:
    made = shared(cast.vermont, word(), "plan.docx")
    version = fresh(made.current_version)
    name = pictures.picture_name(version, 1, pictures.READER_WIDTH)
    default_storage.save(name, default_storage.open(pictures.printed_name(version)))

    assert reading_again.queue(reading_again.to_read(again=True)) == 1
    run_jobs()

    picture = pictures.page_picture(version, 1, pictures.READER_WIDTH)
    assert picture is not None
    assert picture[:4] == b"RIFF"


def test_a_file_that_fails_later_keeps_its_text_and_says_why(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, broken_libreoffice: None
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(office, "_program", lambda: None)
        made = shared(cast.vermont, word(), "plan.docx")
    before = list(Page.objects.filter(version=made.current_version).values_list("number", "text"))

    reading_again.read_again(made.current_version_id)

    assert fresh(made.current_version).status.picture_note == FAILED
    assert list(Page.objects.filter(version=made.current_version).values_list("number", "text")) == before


@needs_libreoffice
def test_pictures_come_from_the_kept_pdf_wherever_files_rest(cast: Cast, storage: object) -> None:
    version = fresh(shared(cast.vermont, slides("Agenda", "Details"), "slides.pptx").current_version)

    drawn = [pictures.page_picture(version, number, pictures.READER_WIDTH) for number in (1, 2, 3)]

    assert [picture[:4] for picture in drawn[:2]] == [b"RIFF"] * 2
    assert drawn[2] == RenderFailure("no-page", "We can’t show this page. Download the file to see it.")
    assert list(sweeping.orphans()) == []


@pytest.mark.parametrize(
    "text",
    ["02035", "80%", "$1,250,000", "1250000", "$0.46", '"7:30 AM"', '"Mar 15, 2024"', "(5,400)", "P-012", "37:00"],
)
def test_a_workbook_is_found_by_what_it_shows(cast: Cast, text: str) -> None:
    made = shared(cast.vermont, workbook(shown_numbers), "budget.xlsx")

    assert [(hit.document, hit.page) for hit in search_pages(cast.colorado, text, Filters()).hits] == [(made, 1)]


def shown_numbers(book: openpyxl.Workbook) -> None:
    shown = [
        (2035, "00000"), (0.8, "0%"), (1250000, "$#,##0"), (0.4567, "$0.00"), (0.3125, "h:mm AM/PM"),
        (45366, "mmm d, yyyy"), (-5400, "#,##0;(#,##0)"), (12, '"P-"000'), (37 / 24, "[h]:mm"),
    ]  # fmt: skip
    for row, (value, number_format) in enumerate(shown, start=3):
        book.active.cell(row, 1, value).number_format = number_format
