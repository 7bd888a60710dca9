"""Question sets in a real browser: written without scripts, asked and read by keyboard, clean by axe and at 320 px."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts import audiences
from documents.models import Document, QuestionSet
from documents.questions.actions import Details, create_set
from documents.questions.wording import TypedQuestion
from tests import library
from tests.browser.sweeps.looking import NARROW, WIDE, Eyes
from tests.browser.test_public_pages import SignIn, browser_context
from tests.browser.test_sharing import apart
from tests.cast import Cast

pytestmark = pytest.mark.browser

QUESTIONS = (
    TypedQuestion("Defines underserved communities in a rather long name", "Equity", "underserved\ndefine, identify"),
    TypedQuestion("Requires uptime", "Reliability", "uptime, 97 percent"),
)


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, in a database that the server sees."""
    return cast


@pytest.fixture
def plan(people: Cast) -> Document:
    """A plan whose second page answers nothing."""
    return library.document(
        people.vermont, "Plan", pages=["We define who is underserved.", "Nothing.", "Identify underserved towns."]
    )


@pytest.fixture
def shared(people: Cast) -> QuestionSet:
    """A set of Vermont's member, shared with all members."""
    details = Details("Equity in plans", "For the region.", (audiences.single("all_members"),), QUESTIONS)
    return create_set(by=people.vermont, details=details)


@pytest.fixture
def reader(people: Cast, sign_in: SignIn) -> Iterator[BrowserContext]:
    """A browser of somebody who may only read the set."""
    with browser_context(sign_in(people.colorado).cookies["sessionid"].value) as opened:
        yield opened


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_set_is_written_without_scripts(live_server, people: Cast, sign_in: SignIn, size: dict[str, int]) -> None:
    with browser_context(
        sign_in(people.vermont).cookies["sessionid"].value, java_script_enabled=False, viewport=size
    ) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/documents/questions/")
        page.get_by_role("link", name="New question set").first.click()
        page.get_by_label("Name").fill("Uptime")
        write(page, 3, "Third", "third")
        page.get_by_role("button", name="Add a question").click()
        write(page, 4, "Fourth", "fourth, last\n97%")
        page.locator("#question-4").get_by_role("button", name="Move up").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("h1")).to_have_text("Uptime")
        words = page.locator(".question-words dt").all_inner_texts()

    assert words == ["Fourth", "Third"]


def write(page: Page, number: int, name: str, words: str) -> None:
    """Fill in one question."""
    row = page.locator(f"#question-{number}")
    row.get_by_role("textbox", name="Question", exact=True).fill(name)
    row.get_by_role("textbox", name="Words").fill(words)


def test_a_cell_is_opened_and_walked_by_keyboard(
    live_server, plan: Document, shared: QuestionSet, reader: BrowserContext
) -> None:
    page = reader.new_page()
    page.goto(f"{live_server.url}{shared.get_absolute_url()}")
    grid = page.locator(".question-grid")
    grid.get_by_role("link", name="2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/1/**")
    marked = page.locator(".reader__words mark").all_inner_texts()

    page.get_by_role("link", name="Next answer").press("Enter")
    page.wait_for_url("**/pages/3/**")
    walk = page.get_by_role("navigation", name="Pages that answer")
    expect(walk).to_contain_text("page 2 of 2 that answer in Vermont")
    walk.get_by_role("link", name="Back to the grid").press("Enter")

    expect(page.locator("h1")).to_have_text("Equity in plans")
    assert marked == ["define", "underserved"]


def test_filters_narrow_the_grid_in_place(
    live_server, people: Cast, plan: Document, shared: QuestionSet, reader: BrowserContext
) -> None:
    apart(lambda: library.document(people.colorado, "Another", state="CO", pages=["The uptime."]))
    page = reader.new_page()
    page.goto(f"{live_server.url}{shared.get_absolute_url()}?by=document")

    page.get_by_label("Colorado").first.check()

    expect(page.locator(".question-grid tbody th[scope=row]")).to_have_text(["Another"])
    assert "by=document" in page.url


def test_pages_are_clean_by_axe_and_at_320_px(
    live_server, people: Cast, sign_in: SignIn, plan: Document, shared: QuestionSet
) -> None:
    base = f"{live_server.url}/documents/questions/"
    with browser_context(sign_in(people.vermont).cookies["sessionid"].value) as context:
        eyes = Eyes(context.new_page())
        assert eyes.look_at(base) == []
        assert eyes.look_at(f"{base}new/") == []
        assert eyes.look_at(f"{base}{shared.key}/") == []
        assert eyes.look_at(f"{base}{shared.key}/?by=document&forms=any&document={plan.key}") == []
        assert eyes.look_at(f"{base}{shared.key}/delete/") == []
        assert eyes.look_at(f"{base}{shared.key}/edit/") == []
        eyes.page.locator("#question-1").get_by_role("textbox", name="Words").fill("")
        eyes.page.get_by_role("button", name="Save", exact=True).click()
        expect(eyes.page.locator(".question-form__row--failed")).to_have_count(1)
        assert eyes.look_around() == ["400"] or eyes.problems == []
        eyes.look_at(f"{base}{shared.key}/")
        eyes.page.set_viewport_size(WIDE)
        eyes.page.locator(".question-grid").get_by_role("link", name="2").click()
        eyes.problems.clear()
        assert eyes.look_around() == []
