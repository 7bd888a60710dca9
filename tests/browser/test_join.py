"""From stranger to member in a real browser, with the administrator in another."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page

from accounts.models import OutboxMail, User
from clearinghouse import settings as portal_settings
from tests.browser.test_public_pages import browser_context, crawl, in_thread
from tests.cast import Cast

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def portal_outbox(settings: object) -> None:
    """Codes are read out of the portal's outbox."""
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND


def in_database(work: Callable[[], Any]) -> Any:
    """Ask the database while a browser of this thread is open."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return in_thread(run)


def code_in_mail() -> str:
    body = in_database(lambda: OutboxMail.objects.latest("pk").body)
    return re.search(r"^[B-Z]{4}-[B-Z]{4}$", body, re.MULTILINE)[0]


def session_of(person: User, sign_in: object) -> str:
    return sign_in(person).cookies["sessionid"].value


@pytest.fixture
def everybody(transactional_db: None, cast: Cast) -> Cast:
    """The cast, in a database that the server sees."""
    return cast


@pytest.fixture
def stranger() -> Iterator[BrowserContext]:
    """A browser without scripts: the way in must not need any."""
    with browser_context(java_script_enabled=False) as context:
        yield context


def sign_up(page: Page, base: str) -> None:
    page.goto(f"{base}/people/join/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your work email").fill("kim.lee@txdot.gov")
    page.get_by_label("Your name").fill("Kim Lee")
    page.get_by_label("Password (optional)").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(code_in_mail())
    page.get_by_role("button", name="Confirm").click()


def ask(page: Page) -> None:
    page.get_by_label("In which state or territory?").select_option("VT")
    page.get_by_role("button", name="Show agencies").click()
    page.get_by_label("In which state or territory?").select_option("TX")
    page.get_by_role("button", name="Show agencies").click()
    page.get_by_label("Your agency", exact=True).select_option(label="Texas Department of Transportation")
    page.get_by_label("Your role").fill("EV planner")
    page.get_by_label("Why you need the Clearinghouse").fill("I write our solicitations.")
    page.get_by_role("button", name="Send request").click()


def test_stranger_becomes_member_without_scripts(
    everybody: Cast,
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,
) -> None:
    page = stranger.new_page()
    sign_up(page, live_server.url)
    ask(page)
    assert page.get_by_role("heading", level=2).all_inner_texts() == ["Your request is waiting"]

    key = in_database(lambda: session_of(everybody.administrator, sign_in))
    office = stranger.browser.new_context()
    office.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
    desk = office.new_page()
    desk.goto(f"{live_server.url}/people/approvals/")
    desk.locator("details.ask").filter(has_text="Kim Lee").locator("summary").click()
    desk.get_by_role("button", name="Approve Kim Lee").click()
    assert desk.locator(".messages").inner_text() == (
        "Kim Lee now has access for Texas Department of Transportation. We sent them an email."
    )

    page.reload()
    assert page.get_by_role("heading", level=2).all_inner_texts() == ["Your request was approved"]
    mail = in_database(lambda: list(OutboxMail.objects.order_by("pk").values_list("to", "subject"))[-1])
    assert mail == ("kim.lee@txdot.gov", "You are a member of the EV States Clearinghouse")


def test_choosing_a_state_with_scripts_keeps_what_was_typed(
    everybody: Cast, live_server: object, sign_in: object
) -> None:
    key = in_database(lambda: session_of(everybody.declined, sign_in))
    with browser_context(key) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/people/request/")
        page.get_by_label("Your role").fill("Charging planner")
        page.get_by_label("In which state or territory?").select_option("TX")
        page.get_by_role("heading", name="Your agency in Texas").wait_for()

        assert page.get_by_label("Your role").input_value() == "Charging planner"
        assert page.url == f"{live_server.url}/people/request/?tier=member&state=TX"


def test_administration_and_a_second_request_are_accessible_and_fit(
    everybody: Cast,
    live_server: object,
    sign_in: object,
) -> None:
    """All other pages of accounts and of administrators are looked at in tests/browser/sweeps."""
    User.objects.filter(pk=everybody.administrator.pk).update(is_staff=True)
    key = session_of(User.objects.get(pk=everybody.administrator.pk), sign_in)
    visits = [(key, "/data/"), (key, f"/people/{everybody.vermont.pk}/end/")]
    visits += [(session_of(everybody.declined, sign_in), "/people/request/")]

    assert in_thread(lambda: crawl(live_server.url, visits)) == {}
