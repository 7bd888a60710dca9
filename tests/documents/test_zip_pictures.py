"""PDFs and pictures within a ZIP are seen as they are printed, within the bounds of any other file."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.render import render_page_with_words
from documents.models import DocumentVersion, Page
from documents.reading import bundles
from tests import library, pages
from tests.cast import Cast
from tests.documents.intake import bring, confirm
from tests.jobs import run_jobs
from tests.samples import pdf_bytes

SignIn = Callable[[object], Client]


def png(color: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(buffer, "PNG")
    return buffer.getvalue()


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


FILES = {
    "maps/plan.pdf": pdf_bytes(["First corridor.", "Second corridor."]),
    "readme.txt": b"Read me first.",
    "site.png": png("red"),
    "plan.pdf": pdf_bytes(["Other plan."]),
    "inner.zip": zipped(**{"deep.pdf": pdf_bytes(["Deep."])}),
}


@pytest.fixture
def version(storage: object, cast: Cast) -> DocumentVersion:
    made = bring(cast.vermont, zipped(**FILES), "bundle.zip")
    run_jobs()
    confirm(made.document, cast.vermont)
    made.refresh_from_db()
    return made


def picture(client: Client, version: DocumentVersion, number: int) -> tuple[int, tuple[int, int] | None]:
    answer = client.get(reverse("documents:page_image", args=[version.document.key, version.key, number]))
    if answer.status_code != 200:
        return answer.status_code, None
    return 200, Image.open(io.BytesIO(answer.content)).size


def test_page_of_a_member_is_known_by_its_heading(version: DocumentVersion) -> None:
    headings = list(Page.objects.filter(version=version).order_by("number").values_list("number", "heading"))

    parts = {number: bundles.part_of(version, number) for number, _ in headings}

    assert [heading.split(" · ")[0] for _, heading in headings] == [
        "Files", "maps/plan.pdf", "maps/plan.pdf", "readme.txt", "site.png", "plan.pdf", "inner.zip", "inner.zip",
    ]  # fmt: skip
    assert parts == {
        1: None, 2: bundles.Part("maps/plan.pdf", 1), 3: bundles.Part("maps/plan.pdf", 2), 4: None,
        5: bundles.Part("site.png", 1), 6: bundles.Part("plan.pdf", 1), 7: None, 8: None,
    }  # fmt: skip


def test_members_pages_are_drawn_and_kept(version: DocumentVersion, cast: Cast, sign_in: SignIn) -> None:
    reader, stranger = sign_in(cast.colorado), Client()

    drawn = [picture(reader, version, number) for number in range(1, 9)]

    assert [status for status, _ in drawn] == [404, 200, 200, 404, 200, 200, 404, 404]
    assert drawn[4] == (200, (60, 40))
    assert picture(stranger, version, 2) == (404, None)
    shown = reader.get(reverse("documents:page", args=[version.document.key, 3]))
    text = reader.get(reverse("documents:page", args=[version.document.key, 4]))
    assert [image.get("src") for image in pages.find(shown, ".reader__sheet img")] == [
        reverse("documents:page_image", args=[version.document.key, version.key, 3])
    ]
    assert pages.find(text, ".reader__sheet img") == []


def test_found_words_are_marked_on_a_members_page(version: DocumentVersion, cast: Cast, sign_in: SignIn) -> None:
    address = reverse("documents:page_marks", args=[version.document.key, version.key, 3])

    marks = sign_in(cast.colorado).get(address, {"q": "corridor"})

    assert (marks.status_code, marks.content.count(b"<rect")) == (200, 1)


@pytest.mark.parametrize("member", ["readme.txt", "inner.zip", "nowhere.pdf", "../plan.pdf", "twice.pdf"])
def test_what_is_no_single_page_in_the_zip_is_not_drawn(member: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    buffer = io.BytesIO(zipped(**FILES))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("twice.pdf", FILES["plan.pdf"])
        archive.writestr(" twice.pdf", FILES["plan.pdf"])
    path.write_bytes(buffer.getvalue())

    drawn, words = render_page_with_words(path, 1, 300, Limits(), member=member)

    assert (isinstance(drawn, bytes), words) == (False, [])


def test_members_beyond_the_bounds_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    path.write_bytes(zipped(**{"bomb.pdf": b"%PDF-1.7\n" + b"\0" * 20_000_000}))

    drawn, _ = render_page_with_words(path, 1, 300, Limits(), member="bomb.pdf")

    assert not isinstance(drawn, bytes)


def test_word_within_a_zip_keeps_its_tables_and_says_why_there_is_no_page_image(
    storage: object, cast: Cast, sign_in: SignIn
) -> None:
    made = library.document(
        cast.vermont, "Package", pages=["contract.docx", "Clause\tDays\nRepair\t2"], file_type="zip"
    )
    Page.objects.filter(document=made, number=2).update(heading="contract.docx · Article 1")

    page = sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 2]))

    assert pages.texts(page, ".reader__words td") == ["Clause", "Days", "Repair", "2"]
    assert pages.texts(page, ".reader__text .usa-hint") == [
        "Word and PowerPoint files inside a ZIP file have no page images. This is the text of the file. "
        "Download it to see its layout."
    ]
