"""The search box in a real browser: suggestions by keyboard and mouse, and the box without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests import library
from tests.browser.sweeps.looking import Eyes
from tests.browser.test_public_pages import SignIn, browser_context
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast with two documents, in a database that the server sees."""
    library.document(cast.vermont, "Vermont corridor RFP", state="VT")
    library.document(cast.vermont, "Zanzibar corridor plan", kind="nevi-plan", state="CO")
    return cast


@pytest.fixture
def session(people: Cast, sign_in: SignIn) -> str:
    """The session key of Colorado's member."""
    return sign_in(people.colorado).cookies["sessionid"].value


@pytest.fixture
def signed_in(session: str) -> Iterator[BrowserContext]:
    """A browser in which Colorado's member is signed in."""
    with browser_context(session) as opened:
        yield opened


def box_of(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search documents")


def options_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def active_words(page: Page) -> str | None:
    """The words of the option that a screen reader is told is the active one."""
    return page.evaluate(
        """() => {
          const option = document.getElementById(document.activeElement.getAttribute("aria-activedescendant"));
          return option?.getAttribute("aria-selected") === "true" ? option.firstChild.textContent : null;
        }"""
    )


def type_into_box(page: Page, words: str) -> None:
    """By the key that reaches the box from anywhere."""
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(box_of(page)).to_be_focused()
    page.keyboard.type(words)


def test_a_suggestion_is_chosen_with_the_keyboard(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/groups/")
    type_into_box(page, "vermo")
    expect(options_of(page)).to_have_count(2)
    expect(box_of(page)).to_have_attribute("aria-expanded", "true")
    before = active_words(page)

    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(active_words(page))
    page.keyboard.press("Enter")

    assert before is None
    assert walked == ["Vermont", "Vermont corridor RFP", None, "Vermont corridor RFP", "Vermont"]
    page.wait_for_url("**/documents/?state=VT")


def test_escape_closes_the_list_and_keeps_the_words(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/groups/")
    type_into_box(page, "zanz")
    expect(options_of(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Escape")

    expect(options_of(page)).to_have_count(0)
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    expect(box_of(page)).to_have_value("zanz")
    assert active_words(page) is None
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/search/?q=zanz")


def test_a_suggestion_is_clicked_and_the_number_is_said(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/")
    type_into_box(page, "zanz")
    expect(page.get_by_role("status").filter(has_text="1 suggestion.")).to_have_count(1)

    options_of(page).first.click()

    page.wait_for_url(lambda url: url.count("/") == 5)
    expect(page.locator("h1")).to_contain_text("Zanzibar corridor plan")


def test_leaving_the_box_closes_the_list(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/")
    box = page.get_by_role("combobox", name="Search every page that is shared with you")
    box.press_sequentially("vermo")
    expect(options_of(page)).to_have_count(2)

    page.keyboard.press("Tab")

    expect(options_of(page)).to_have_count(0)


def test_the_open_list_is_accessible_and_fits(live_server, signed_in: BrowserContext) -> None:
    eyes = Eyes(signed_in.new_page())
    eyes.page.goto(f"{live_server.url}/documents/")
    type_into_box(eyes.page, "vermo")
    expect(options_of(eyes.page)).to_have_count(2)
    eyes.page.keyboard.press("ArrowDown")

    assert eyes.look_around() == []
    expect(options_of(eyes.page)).to_have_count(2)


def test_the_box_searches_without_scripts(live_server, session: str) -> None:
    with browser_context(session, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/groups/")
        page.get_by_role("searchbox", name="Search documents").fill("zanzibar")
        page.keyboard.press("Enter")

        expect(page.locator(".hit__title")).to_contain_text(["Zanzibar corridor plan"])
