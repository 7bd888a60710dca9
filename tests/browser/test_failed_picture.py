"""The reader where a page's picture can't be made: a sentence in its place, by axe, wide and at 320 px."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clearinghouse.lib.files.results import RenderFailure
from documents.reading import pictures
from tests import library
from tests.browser.sweeps.looking import Eyes
from tests.browser.test_public_pages import SignIn, browser_context
from tests.cast import Cast
from tests.samples import pdf_bytes

pytestmark = pytest.mark.browser

SENTENCE = "We can’t show the picture of this page. Download the file to see it."


@pytest.fixture
def address(transactional_db: None, live_server: Any, cast: Cast) -> str:
    """A page of a PDF."""
    made = library.document(cast.vermont, pages=["A page."], content=pdf_bytes(["A page."]), file_type="pdf")
    return f"{live_server.url}/documents/{made.key}/pages/1/"


@pytest.fixture
def page(address: str, cast: Cast, sign_in: SignIn) -> Iterator[Page]:
    with browser_context(sign_in(cast.vermont).cookies["sessionid"].value) as opened:
        yield opened.new_page()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = RenderFailure("failed", "This page is too complex to show here. Download the file to see it.")
    monkeypatch.setattr(pictures, "render_page_with_words", lambda *arguments, **named: (failure, []))


def test_sentence_stands_instead_of_the_picture(failing: None, address: str, page: Page) -> None:
    page.goto(address)

    expect(page.locator("p#page-image")).to_have_text(SENTENCE)
    expect(page.locator("p#page-image")).to_be_visible()
    expect(page.locator(".reader figure, .reader__sheet img")).to_have_count(0)
    assert Eyes(page).look_at(address) == []


def test_picture_that_is_made_stays(address: str, page: Page) -> None:
    page.goto(address)

    expect(page.locator("figure#page-image img")).to_be_visible()
    page.wait_for_function("document.querySelector('img[data-picture]').naturalWidth > 0")
    expect(page.get_by_text(SENTENCE)).to_be_hidden()
