"""From asking to leaving a working group in real browsers without scripts: applicant and lead, side by side."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from tests.browser.test_join import everybody, in_database, portal_outbox, session_of, stranger  # noqa: F401  fixtures
from tests.cast import Cast
from tests.workinggroups.people import in_group, mails, put_in

pytestmark = pytest.mark.browser
PATH = "/groups/grid-integration/"


def desk_of(person: User, context: BrowserContext, sign_in: object) -> Page:
    """A window of its own, signed in as the person."""
    assert context.browser is not None
    own = context.browser.new_context(java_script_enabled=False)
    key = in_database(lambda: session_of(person, sign_in))
    own.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
    return own.new_page()


def test_a_member_asks_is_let_in_sees_the_inside_and_leaves(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    in_database(lambda: put_in(everybody.vermont, "grid-integration", role="lead"))
    page, desk = (desk_of(person, stranger, sign_in) for person in (everybody.colorado, everybody.vermont))
    page.goto(f"{live_server.url}{PATH}")
    page.get_by_role("link", name="Ask to join").first.click()
    page.get_by_label("Why do you want to join?").fill("We write a tariff.")
    page.get_by_role("button", name="Send request").click()
    assert page.locator(".panel__title").first.inner_text() == "Your request is waiting for approval"

    desk.goto(f"{live_server.url}{PATH}")
    desk.get_by_role("link", name="Requests").click()
    assert desk.locator(".reason").inner_text() == "We write a tariff."
    desk.get_by_role("button", name="Approve Colorado").click()
    said = "Colorado is now a member of EVs and Grid Integration. We sent them an email."
    assert desk.locator(".messages").inner_text() == said

    page.reload()
    page.get_by_role("link", name="People", exact=True).last.click()
    expect(page.locator(".roster__people .person__name")).to_have_text(["Colorado", "Vermont"])
    page.goto(f"{live_server.url}{PATH}")
    page.get_by_role("link", name="Leave group").click()
    page.get_by_role("button", name="Leave group").click()

    assert page.locator(".messages").inner_text() == "You left EVs and Grid Integration."
    assert in_database(lambda: in_group("grid-integration")) == ["Vermont"]
    assert in_database(mails) == [
        ("vermont@people.example", "Colorado asked to join EVs and Grid Integration"),
        ("colorado@people.example", "You’re now a member of EVs and Grid Integration"),
    ]
