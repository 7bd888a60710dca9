"""A member in a real browser without scripts: following, reading news, its feed, and stopping by an email's link."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from accounts.unsubscribing import thing_unsubscribe_url
from following.actions.following import FOLLOW, key_of
from following.collecting import collect
from following.models import Follow
from tests import library
from tests.browser.chromium import is_within
from tests.browser.test_groups import desk_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
def test_member_follows_a_state_reads_its_news_and_stops_its_emails(
    width: int,
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    member = everybody.vermont
    page = desk_of(member, stranger, sign_in)
    page.set_viewport_size({"width": width, "height": 800})
    fits = []

    page.goto(f"{live_server.url}/states/CO/")
    page.get_by_role("button", name="Follow Colorado").click()
    expect(page.get_by_role("button", name=re.compile("Following"))).to_be_visible()
    page.goto(f"{live_server.url}/news/follows/")
    page.get_by_label("How news comes about Colorado").select_option("Once a week, on Monday morning")
    page.get_by_role("button", name="Save for Colorado").click()
    fits.append(is_within(page))
    for title in ("Colorado plan", "Colorado RFP"):
        in_database(lambda title=title: library.document(everybody.colorado, title, state="CO"))
    in_database(collect)

    page.goto(f"{live_server.url}/news/")
    page.get_by_role("button", name=re.compile("Mark as read.*Colorado plan")).click()
    expect(page.locator(".news-line__title")).to_have_text(["Colorado RFP"])
    fits.append(is_within(page))
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".news-bar")).to_contain_text("You’ve read everything")

    page.get_by_role("link", name="News feed").click()
    page.get_by_role("button", name="Create address").click()
    address = page.get_by_label("Feed address").input_value()
    fits.append(is_within(page))
    feed = page.request.get(f"{live_server.url}{urlsplit(address).path}")

    stop = in_database(lambda: thing_unsubscribe_url(FOLLOW, key_of(member, "state", "CO")))
    page.goto(f"{live_server.url}{urlsplit(stop).path}")
    paces = lambda: list(Follow.objects.filter(person=member, target="CO").values_list("pace", flat=True))  # noqa: E731
    before = in_database(paces)
    page.get_by_role("button", name="Turn off").click()
    expect(page.locator("main")).to_contain_text("You won’t get these emails anymore")

    assert (before, in_database(paces)) == (["weekly"], ["page"])
    assert (feed.status, "Colorado RFP" in feed.text()) == (200, True)
    assert fits == [True, True, True]
