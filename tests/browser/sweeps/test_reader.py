"""The reader in a real browser: keys, sizes, marks on the picture, and paper."""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests import library
from tests.browser.sweeps.conftest import OpenAs
from tests.browser.sweeps.looking import Eyes
from tests.documents.intake import RFP
from tests.samples import pdf_bytes
from tests.security.scene import Scene

pytestmark = pytest.mark.browser

WORDS = ["Nothing here.", "The port uptime is high.", "More uptime for all."]


@pytest.fixture
def plan(scene: Scene) -> str:
    """The address of the pages of a document with pictures."""
    made = library.document(scene.cast.vermont, "Drawn plan", pages=WORDS, content=pdf_bytes(WORDS), file_type="pdf")
    return f"/documents/{made.key}/pages/"


def test_arrow_keys_turn_pages_except_in_a_field_or_a_picture_that_scrolls(
    plan: str, scene: Scene, open_as: OpenAs
) -> None:
    page = open_as(scene.cast.colorado).new_page()
    page.goto(f"{plan}1/?zoom=200")

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/pages/2/?zoom=200")
    for place in ("#reader-page", "#page-image"):
        page.locator(place).focus()
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+Shift+ArrowRight")
    assert page.url.endswith("/pages/2/?zoom=200")
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/pages/1/?zoom=200")


def test_every_size_is_sound_with_its_marks_on_the_words(plan: str, scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.colorado).new_page()
    eyes = Eyes(page)
    problems = {zoom: eyes.look_at(f"{plan}2/?q=uptime&zoom={zoom}") for zoom in ("fit", "100", "150", "200", "text")}

    assert {zoom: found for zoom, found in problems.items() if found} == {}
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(f"{plan}2/?q=uptime")
    picture, marks = (page.locator(f".reader__sheet img >> nth={place}").bounding_box() for place in (0, 1))
    assert picture == marks
    assert picture["width"] > 1500
    assert page.locator(".reader__marks").evaluate("image => image.complete && image.naturalWidth > 0")


def test_link_and_citation_are_there_without_scripts(plan: str, scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.colorado, java_script_enabled=False).new_page()
    page.goto(f"{plan}2/?q=uptime")

    page.locator(".reader__cite summary").click()
    expect(page.locator("#page-link")).to_be_visible()
    page.get_by_role("link", name="Next match").click()
    page.get_by_role("link", name="150%").click()
    page.get_by_role("link", name="Back to results").click()

    expect(page).to_have_url(re.compile(r"/documents/search/\?q=uptime$"))


def test_one_page_is_printed_on_one_sheet(plan: str, scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.colorado).new_page()
    page.goto(f"{plan}2/?zoom=200")
    page.wait_for_load_state("networkidle")

    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="Letter")))

    printed = paper[0].get_textpage().get_text_range()
    assert (len(paper), "“Drawn plan.” September 1, 2025. Version 1, page 2." in " ".join(printed.split())) == (1, True)


def test_what_is_typed_while_a_version_uploads_is_its_note(scene: Scene, open_as: OpenAs) -> None:
    made = library.document(scene.cast.vermont, "Noted plan")
    page = open_as(scene.cast.vermont).new_page()
    page.goto(f"/documents/{made.key}/new-version/")

    page.locator("#id_note").fill("Uptime is 98 percent.")
    page.locator("input[type=file]").set_input_files({"name": "p.txt", "mimeType": "text/plain", "buffer": RFP})
    page.wait_for_url("**/describe/")

    expect(page.get_by_text("What changed: Uptime is 98 percent.")).to_be_visible()
    assert made.versions.order_by("-pk")[0].status.note == "Uptime is 98 percent."
