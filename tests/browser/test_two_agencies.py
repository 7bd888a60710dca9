"""A member asks to serve a second agency, is approved, sees what both share, and leaves one; in a real browser."""

import pytest
from playwright.sync_api import Page

from tests import library
from tests.accounts.two_agencies import main_of
from tests.browser.test_join import everybody, in_database, session_of  # noqa: F401  a fixture
from tests.browser.test_public_pages import browser_context
from tests.cast import Cast, agency

pytestmark = pytest.mark.browser


def sees(page: Page, base: str) -> list[str]:
    page.goto(f"{base}/documents/")
    return sorted(page.locator(".doc-row__title").all_inner_texts())


def test_ask_approve_see_both_and_leave_one(everybody: Cast, live_server: object, sign_in: object) -> None:  # noqa: F811
    base, cast = live_server.url, everybody
    library.document(cast.vermont_editor, "Vermont’s own", sharing_choice="agency")
    library.document(cast.colorado, "Colorado’s own", sharing_choice="agency")
    vermont, colorado = agency("VT", "DOT"), agency("CO", "DOT")
    sessions = {person: session_of(person, sign_in) for person in (cast.vermont, cast.administrator)}
    with browser_context() as context:

        def as_person(person: object) -> Page:
            context.clear_cookies()
            cookie = {"name": "sessionid", "value": sessions[person], "domain": "localhost", "path": "/"}
            context.add_cookies([cookie])
            return context.new_page()

        page = as_person(cast.vermont)
        before = sees(page, base)
        page.goto(f"{base}/people/request/mine/")
        page.get_by_role("link", name="Ask to serve it too").click()
        assert page.get_by_label("I also serve a second agency").is_checked()
        page.get_by_text("A state agency", exact=True).click()
        page.get_by_label("In which state or territory?").select_option("CO")
        page.get_by_label("The second agency", exact=True).select_option(label=str(colorado))
        page.get_by_label("Your role").fill("Planner")
        page.get_by_label("What you do for this agency").fill("I plan corridors. Colorado’s lead knows me.")
        page.get_by_role("button", name="Send request").click()
        page.get_by_text("Your request is with NASEO.").wait_for()

        page = as_person(cast.administrator)
        page.goto(f"{base}/people/approvals/")
        page.locator("summary", has_text="Vermont").filter(has_text="second agency").click()
        page.get_by_role("link", name="Review the request from Vermont").click()
        page.get_by_role("heading", name="Request from Vermont").wait_for()
        evidence = page.get_by_text("This would be a second agency, not a move.").all_inner_texts()
        page.get_by_role("button", name="Approve", exact=True).click()
        page.get_by_text("Vermont now has access").wait_for()

        page = as_person(cast.vermont)
        with_both = sees(page, base)
        page.goto(f"{base}/people/me/leave/")
        page.locator("label", has_text=str(colorado)).click()
        page.get_by_role("button", name="End my membership").click()
        page.get_by_text(f"Your membership with {colorado} has ended.").wait_for()
        sessions[cast.vermont] = in_database(lambda: session_of(cast.vermont, sign_in))
        after = sees(as_person(cast.vermont), base)

    assert len(evidence) == 2  # as the advice, and with the evidence
    assert (before, with_both, after) == (["Vermont’s own"], ["Colorado’s own", "Vermont’s own"], ["Vermont’s own"])
    assert main_of(cast.vermont).agency == vermont
