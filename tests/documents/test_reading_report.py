"""How each page was read: for those who may change the document, and what its readers are told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clearinghouse.lib.files import ocr
from documents.models import Document, Page, VersionStatus
from documents.reading import report
from documents.reading.sources import page_list, text_states
from tests import library, pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]


def scanned(cast: Cast, **status: object) -> Document:
    """A document whose pages were each read in another way."""
    made = library.document(cast.vermont, pages=["One.", "Two.", "", "", "Five.", ""])
    version = made.current_version
    assert version is not None
    for number, source, confidence, note in (
        (2, "recognized", 61, ""),
        (3, "scanned", None, ""),
        (4, "blank", None, ""),
        (5, "both", 95, "A stamp lies over the picture."),
        (6, "unread", None, "the page is too large"),
    ):
        rows = Page.objects.filter(version=version, number=number)
        rows.update(source=source, confidence=confidence, note=note)
    VersionStatus.objects.filter(pk=version.pk).update(**status)
    made.refresh_from_db()
    return made


def address(document: Document, **query: str) -> str:
    assert document.current_version is not None
    return reverse("documents:reading", args=[document.key, document.current_version.key], query=query)


@pytest.fixture
def tesseract(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Say whether the program is installed."""
    return lambda is_there: monkeypatch.setattr(ocr, "is_available", lambda: is_there)


def test_the_report_says_how_each_page_was_read(cast: Cast, sign_in: SignIn, tesseract: Callable[[bool], None]) -> None:
    tesseract(True)
    made = scanned(cast, reading_notes=["A formula was never calculated."], flags=["external-links"])

    page = sign_in(cast.vermont).get(address(made))

    assert pages.texts(page, ".page-report .chip") == [
        "Text from the file",
        "Recognized from the page image (61% certain)",
        "Scanned, not recognized yet",
        "Blank",
        "Text from the file, and more recognized from the page image (95% certain)",
        "Not read",
    ]
    assert pages.texts(page, ".report-mend li") == [
        "Text is still being recognized (3 of 4 pages).",
        "Page 6 has no text: the page is too large.",
        "The text of page 2 may contain errors. Compare it with the page images below.",
    ]
    assert pages.texts(page, ".report-notes li") == [
        "A formula was never calculated.",
        "The file loads content from other places, which readers may not see.",
    ]
    assert (
        "6 pages: 1 with text from the file, 1 waiting for text recognition, 1 recognized from the page image, "
        "1 with text from the file and more from the page image, 1 blank, 1 not read."
    ) in page.content.decode()


def test_only_pages_to_check_can_be_shown(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.vermont).get(address(scanned(cast), show="problems"))

    assert [text.split()[1] for text in pages.texts(page, ".page-report__title a")] == ["2", "3", "5", "6"]


def test_what_was_left_out_is_named(cast: Cast, sign_in: SignIn) -> None:
    parts = [{"kind": "sheet", "sentence": "Sheet “Vendor scores” is hidden.", "place": ""}]

    page = sign_in(cast.vermont).get(address(scanned(cast, hidden_parts=parts)))

    assert pages.texts(page, ".report-left li") == ["Sheet “Vendor scores” is hidden."]
    assert sign_in(cast.colorado).get(address(scanned(cast, hidden_parts=parts))).status_code == 403


def test_a_long_file_comes_in_pieces(cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable) -> None:
    made = library.document(cast.vermont, pages=["Words."] * 23)
    client = sign_in(cast.vermont)

    first = client.get(address(made))
    second = client.get(address(made, **{"from": "11"}))

    assert len(pages.texts(first, ".page-report")) == report.PAGES_AT_ONCE
    assert pages.links(first)["Next pages"] == f"{address(made)}?from=11#pages"
    assert pages.texts(second, ".page-report__title a")[0] == "Page 11"


def test_its_owner_reads_of_missing_text_and_then_no_more(
    cast: Cast, sign_in: SignIn, tesseract: Callable[[bool], None]
) -> None:
    made, client = scanned(cast), sign_in(cast.vermont)
    status = reverse("documents:describe", args=[made.key])

    tesseract(True)
    waiting = client.get(status)
    tesseract(False)
    without = client.get(status)
    mine = client.get(reverse("documents:mine"))
    Page.objects.filter(version=made.current_version, source__in=("scanned", "unread")).update(source="recognized")
    done = client.get(status)

    assert (
        "Text is still being recognized (3 of 4 pages). Page 6 has no text"
        in pages.texts(waiting, ".steps__message")[0]
    )
    assert pages.texts(waiting, ".step--current .step__note") == ["3 of 4 pages"]
    assert (
        "Page 3 has no text: scanned, and text recognition isn’t available right now. We’ll try again later."
        in pages.texts(without, ".steps__message")[0]
    )
    assert "Page 6 has no text: the page is too large." in pages.texts(mine, ".doc-row__summary")[0]
    assert pages.texts(waiting, ".step__label")[-2:] == ["Text: in progress", "Ready: not yet"]
    assert pages.texts(done, ".step__label")[-1] == "Ready: done"
    assert pages.texts(done, ".steps__message") == ["The file is ready and the document is shared."]


def test_readers_are_told_of_text_that_may_have_errors(cast: Cast, sign_in: SignIn) -> None:
    made = scanned(cast)
    version = made.current_version
    VersionStatus.objects.filter(pk=version.pk).update(is_printed=True)  # it has pictures
    client = sign_in(cast.colorado)

    hints = [
        pages.texts(client.get(reverse("documents:page", args=[made.key, number])), ".reader__text > .usa-hint")
        for number in (1, 2, 3, 5)
    ]

    assert hints == [
        [],
        ["This text was recognized from the page image and may contain errors."],
        ["We don’t have the text of this page yet. Look at the page image."],
        [],
    ]


def test_numbers_of_pages_are_said_in_short() -> None:
    assert page_list([2, 5, 6, 7, 12]) == "2, 5–7, 12"
    assert page_list(range(1, 40, 2)).endswith("21, 23, and others")


def test_all_versions_of_a_list_are_asked_at_once(cast: Cast, django_assert_num_queries: Callable) -> None:
    versions = [scanned(cast).current_version_id, scanned(cast).current_version_id]

    with django_assert_num_queries(1):
        states = text_states(versions)

    assert [state.unsure for state in states.values()] == [[2], [2]]


def test_a_hit_says_the_number_that_is_printed_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["Cover.", "The zebrawood clause."])
    Page.objects.filter(version=made.current_version, number=2).update(label="iv")

    page = sign_in(cast.colorado).get(reverse("documents:search"), {"q": "zebrawood"})

    assert pages.texts(page, ".hit__title") == [f"{made.title}, page 2 (printed iv)"]
