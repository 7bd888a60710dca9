"""A member, the owner and an administrator in real browsers without scripts: a use, its lineage, a published year."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, expect

from following.collecting import collect
from tests import library
from tests.browser.chromium import is_within
from tests.browser.test_groups import desk_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast

pytestmark = pytest.mark.browser
IN_2025 = datetime(2025, 6, 15, 12, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize("width", [1280, 320])
def test_member_records_a_use_that_the_owner_meets_and_removes_it_again(
    width: int,
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    paper = in_database(lambda: library.document(everybody.vermont, "Fast charging RFP"))
    in_database(lambda: library.document(everybody.colorado, "Colorado RFP", state="CO"))
    page, owner = (desk_of(person, stranger, sign_in) for person in (everybody.colorado, everybody.vermont))
    for window in (page, owner):
        window.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}{paper.get_absolute_url()}")
    page.get_by_role("link", name="We used this").click()
    page.get_by_role("button", name="Record this use").click()
    problem = page.locator(".usa-error-message").first.inner_text()
    page.get_by_label("What did you use it for?").fill("For our second RFP.")
    page.get_by_label("Which document of yours came of it?").select_option("Colorado RFP")
    page.get_by_role("button", name="Record this use").click()
    in_database(collect)
    owner.goto(f"{live_server.url}/")
    owner.get_by_role("link", name="Fast charging RFP").first.click()
    owner.locator(".lineage").get_by_role("link", name="Colorado RFP").focus()
    owner.keyboard.press("Enter")
    expect(owner.locator(".lineage-list li")).to_have_count(2)

    assert "Fill in this field." in problem
    assert is_within(page)
    assert is_within(owner)
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("h2#used-by")).to_have_text("No other state has recorded a reuse")


def test_administrator_publishes_a_year_that_a_member_reads(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    in_database(lambda: library.document(everybody.vermont, "Fast charging RFP", shared_at=IN_2025))
    page, member = (desk_of(person, stranger, sign_in) for person in (everybody.administrator, everybody.colorado))

    page.goto(f"{live_server.url}/reuse/report/")
    page.get_by_role("link", name="Publish a year").click()
    page.get_by_label("Year", exact=True).select_option("2025")
    page.get_by_role("button", name="Show the numbers").click()
    page.get_by_role("button", name="Publish").click()
    member.goto(f"{live_server.url}/reuse/report/")
    own = member.locator(".report-table tbody th").all_inner_texts()
    member.get_by_role("link", name="2025", exact=True).click()

    assert own == ["Colorado"]
    expect(member.locator(".report-table tbody tr")).to_have_count(57)
    expect(member.locator(".report-table tr", has_text="Vermont")).to_contain_text("fewer than 5")
