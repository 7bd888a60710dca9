"""An administrator and a member in real browsers without scripts: an announcement written, sent, read, and found."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from announcements.tasks import finish_announcements
from tests.announcements.writing import posted
from tests.browser.chromium import is_within
from tests.browser.test_groups import desk_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
def test_an_announcement_is_written_sent_and_read(
    width: int,
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    page, member = (desk_of(person, stranger, sign_in) for person in (everybody.administrator, everybody.vermont))
    for window in (page, member):
        window.set_viewport_size({"width": width, "height": 800})
    fits = []

    page.goto(f"{live_server.url}/announcements/")
    page.get_by_role("link", name="Write an announcement").click()
    page.get_by_role("button", name="Save and look it over").click()
    problem = page.locator(".usa-error-message").first.inner_text()
    page.get_by_label("Title").fill("Uptime data is due")
    page.get_by_label("What you announce").fill("Send it **by March 1**.")
    page.get_by_text("Regions, working groups, or states that I choose").click()
    page.get_by_text("Vermont", exact=True).click()
    fits.append(is_within(page))
    page.get_by_role("button", name="Save and look it over").click()
    expect(page.locator(".announcement-reach")).to_have_text("3 people in 1 state or territory")
    fits.append(is_within(page))
    page.get_by_role("button", name="Send to 3 people").click()
    expect(page.locator("h1")).to_have_text("Uptime data is due")
    in_database(lambda: finish_announcements(0))

    member.goto(f"{live_server.url}/announcements/?q=uptime")
    member.get_by_role("link", name="Uptime data is due").click()
    expect(member.locator(".announcement-text strong")).to_have_text("by March 1")
    fits.append(is_within(member))
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("main")).to_contain_text(re.compile("Withdrawn on"))
    gone = member.goto(member.url)

    assert "Say in one line what this is about." in problem
    assert fits == [True, True, True]
    assert (gone.status, len(in_database(posted))) == (404, 3)
