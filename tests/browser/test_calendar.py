"""The calendar and one's answer in a real browser: by keyboard, without JavaScript, by axe, at 1280 and 320 px."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Meeting, Rsvp
from tests.browser.test_public_pages import SignIn, browser_context, look
from tests.browser.test_sharing import apart
from tests.calls import meeting
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def call(transactional_db: None, cast: Cast) -> Meeting:
    """A call of tomorrow, and a cancelled one; at noon, so that neither stands on two days."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    meeting("Off", starts_at=noon, status="cancelled", cancel_reason="Holiday")
    return meeting("Tomorrow’s call", starts_at=noon)


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_month_to_an_answer(call: Meeting, sign_in: SignIn, live_server, width: int) -> None:
    from accounts.models import User

    session = sign_in(User.objects.get(email="group.member@people.example")).cookies["sessionid"].value
    month = f"{timezone.localtime(call.starts_at):%Y-%m}"
    size = {"viewport": {"width": width, "height": 800}, "base_url": live_server.url}
    with browser_context(session, java_script_enabled=width == 1280, **size) as browser:
        page = browser.new_page()
        page.goto(f"/meetings/calendar/?month={month}")
        expect(page.get_by_text("Canceled", exact=True)).to_have_count(1)
        page.get_by_role("link", name="Tomorrow’s call").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Maybe").click()
        expect(page.get_by_text("You replied: Maybe. Your RSVP for “Tomorrow’s call” is saved.")).to_be_visible()
        expect(page.get_by_role("button", name="Maybe")).to_have_attribute("aria-pressed", "true")
    with browser_context(session, **size) as browser:
        page = browser.new_page()
        problems = {
            address: look(page, address)
            for address in (f"/meetings/calendar/?month={month}", "/meetings/calendar/?view=list", "/meetings/feed/")
        }

    assert {address: found for address, found in problems.items() if found} == {}
    assert apart(lambda: list(Rsvp.objects.values_list("answer", flat=True))) == ["maybe"]
