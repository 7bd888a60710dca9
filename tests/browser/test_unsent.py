"""What was typed when the session ended is sent once: with JavaScript, without it, and with a warning before."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from meetings.actions.summaries import draft_of
from meetings.models import Meeting
from tests.accounts.signing import PASSWORD
from tests.browser.sweeps.looking import AXE, FOUND, SIDEWAYS
from tests.browser.test_public_pages import SignIn, browser_context
from tests.browser.test_sharing import apart
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.circle import Circle, make_circle

pytestmark = pytest.mark.browser

WORDS = "\n\n".join(f"Point {number}: we spoke about locks & keys, “chargers” and <b>." for number in range(150))
NARROW = {"width": 320, "height": 900}


@pytest.fixture
def circle(transactional_db: None, cast: Cast) -> Circle:
    """The group with its lead, who has a password, and a call that is over."""
    made = make_circle(cast)
    made.lead.set_password(PASSWORD)
    made.lead.save()
    meeting("Locks", days=-1)
    return made


@pytest.fixture
def address(live_server: Any, circle: Circle) -> str:
    """Where its summary is written."""
    return f"{live_server.url}/meetings/{Meeting.objects.get().key}/summary/"


def problems_of(page: Page) -> list[str]:
    """What is wrong with the page as it is now: by axe, and its width."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    answer = session.send("Runtime.evaluate", {"expression": FOUND, "awaitPromise": True, "returnByValue": True})
    return [*answer["result"]["value"], *([f"{wider} px wider"] if (wider := page.evaluate(SIDEWAYS)) else [])]


def type_and_lose(page: Page, address: str) -> None:
    """A long summary, sent after the session has ended."""
    page.goto(f"{address}?from=mail")
    page.fill("[name=text]", WORDS)
    page.fill("[name=decisions]", "Locks are tested yearly.")
    page.fill("[name='tasks-0-text']", "Count the keys")
    page.locator("[name='tasks-0-owner']").select_option(index=2)
    apart(lambda: Session.objects.all().delete())
    page.locator(".form__actions button[name=do][value=save]").click()
    expect(page.locator("h1")).to_have_text("You were signed out before this was saved")
    expect(page.locator("dd").first).to_contain_text("Point 149: we spoke about locks & keys")


def sign_in_here(page: Page, circle: Circle) -> None:
    page.fill("[name=login]", circle.lead.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def saved() -> list[tuple[str, list[str], list[str]]]:
    """What each call's draft holds: text, decisions, action items."""
    drafts = [draft_of(made) for made in Meeting.objects.all()]
    return [
        (draft["text"].replace("\r\n", "\n"), draft["decisions"], [task["text"] for task in draft["tasks"]])
        for draft in drafts
    ]


NOTHING = [("", [], [])]
ONE_DRAFT = [(WORDS, ["Locks are tested yearly."], ["Count the keys"])]


def test_the_form_is_filled_in_again_and_sent_once(circle: Circle, address: str, sign_in: SignIn) -> None:
    revision = Meeting.objects.get().summary_revision
    with browser_context(sign_in(circle.lead).cookies["sessionid"].value, viewport=NARROW) as context:
        page = context.new_page()
        type_and_lose(page, address)
        found = problems_of(page)
        page.get_by_role("link", name="Sign in and go back to the form").click()
        sign_in_here(page, circle)

        expect(page).to_have_url(f"{address}?from=mail")
        expect(page.locator(".unsent__notice")).to_be_focused()
        expect(page.locator("[name=text]")).to_have_value(WORDS)
        expect(page.locator("[name=decisions]")).to_have_value("Locks are tested yearly.")
        expect(page.locator("[name='tasks-0-text']")).to_have_value("Count the keys")
        found += problems_of(page)
        kept = page.evaluate("sessionStorage.length")
        unsent = apart(saved)
        page.locator(".form__actions button[name=do][value=save]").click()
        expect(page.locator(".messages")).to_be_visible()
        page.goto(address)
        expect(page.locator(".unsent__notice")).to_have_count(0)

    assert (found, kept) == ([], 0)
    assert (unsent, apart(saved)) == (NOTHING, ONE_DRAFT)
    assert apart(lambda: Meeting.objects.get().summary_revision) == revision + 1


def test_without_javascript_it_waits_in_the_page(circle: Circle, address: str, sign_in: SignIn) -> None:
    cookie = sign_in(circle.lead).cookies["sessionid"].value
    with browser_context(cookie, java_script_enabled=False, viewport=NARROW) as context:
        page = context.new_page()
        type_and_lose(page, address)
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("h1")).to_have_text("You were signed out before this was saved")
        with context.expect_page() as opened:
            page.get_by_role("link", name="Sign in again in a new tab").click()
        sign_in_here(opened.value, circle)
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("h1")).to_have_text("Check this, then send it")
        unsent = apart(saved)
        page.get_by_role("button", name="Send now").click()
        expect(page.locator(".messages")).to_be_visible()

    assert (unsent, apart(saved)) == (NOTHING, ONE_DRAFT)


# The warning


def leave_seconds(seconds: int) -> None:
    """As if the last use had been so long ago."""
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=seconds))


def open_tab(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.clock.install()
    page.goto(address)
    return page


def test_every_tab_warns_and_one_answer_is_enough(circle: Circle, address: str, sign_in: SignIn) -> None:
    with browser_context(sign_in(circle.lead).cookies["sessionid"].value, viewport=NARROW) as context:
        tabs = [open_tab(context, address) for _ in range(2)]
        tabs[0].fill("[name=text]", "Half a sentence")
        apart(lambda: leave_seconds(100))
        for tab in tabs:
            tab.clock.fast_forward("28:01")
            expect(tab.get_by_role("alertdialog", name="You’ll be signed out in 2 minutes")).to_be_visible()
        expect(tabs[1].get_by_role("button", name="Stay signed in")).to_be_focused()
        found = problems_of(tabs[1])
        tabs[1].keyboard.press("Enter")
        for tab in tabs:
            expect(tab.locator("dialog")).to_be_hidden()
        expect(tabs[0].locator("[name=text]")).to_have_value("Half a sentence")

    left = apart(lambda: Session.objects.get().expire_date) - timezone.now()
    assert (found, left > timedelta(minutes=29)) == ([], True)


def test_use_in_another_tab_keeps_the_warning_away(circle: Circle, address: str, sign_in: SignIn) -> None:
    with browser_context(sign_in(circle.lead).cookies["sessionid"].value) as context:
        page = open_tab(context, address)
        with page.expect_response("**/people/me/session/") as asked:
            page.clock.fast_forward("28:01")
        asked.value.finished()

        expect(page.locator("dialog")).to_be_hidden()


def test_an_ended_session_is_said_and_the_text_stays(circle: Circle, address: str, sign_in: SignIn) -> None:
    with browser_context(sign_in(circle.lead).cookies["sessionid"].value) as context:
        page = open_tab(context, address)
        page.fill("[name=text]", "Half a sentence")
        apart(lambda: Session.objects.all().delete())
        page.clock.fast_forward("28:01")
        expect(page.get_by_role("alertdialog", name="You’ve been signed out")).to_be_visible()
        page.get_by_role("button", name="Close").click()

        expect(page.locator("[name=text]")).to_have_value("Half a sentence")


def test_signing_out_from_the_warning(circle: Circle, address: str, sign_in: SignIn) -> None:
    with browser_context(sign_in(circle.lead).cookies["sessionid"].value) as context:
        page = open_tab(context, address)
        apart(lambda: leave_seconds(100))
        page.clock.fast_forward("28:01")
        page.get_by_role("alertdialog").get_by_role("button", name="Sign out").click()
        expect(page.locator("header .account__link")).to_have_text("Sign in")
