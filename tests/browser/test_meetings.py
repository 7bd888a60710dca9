"""A call from plan to record in a real browser: without JavaScript as its lead, by axe and at 320 px as a member."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from meetings.models import Meeting
from tests import library
from tests.browser.test_public_pages import SignIn, browser_context, look
from tests.browser.test_sharing import apart
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.circle import Circle, make_circle

pytestmark = pytest.mark.browser


@pytest.fixture
def circle(transactional_db: None, cast: Cast) -> Circle:
    """The group with its lead and a member, and slides the group may see, in a database that the server sees."""
    made = make_circle(cast)
    library.document(
        made.lead, "Slides on locks", kind="slides", sharing_choice="groups", groups=[made.group.audience], state="CO"
    )
    return made


def session_of(sign_in: SignIn, user: User) -> str:
    return sign_in(user).cookies["sessionid"].value


def plan(page: Page, base: str) -> None:
    page.goto(f"{base}/meetings/plan/")
    page.get_by_role("link", name="Call for Cybersecurity of EV Charging").click()
    page.fill("[name=title]", "Locks on chargers")
    page.fill("[name=day]", (timezone.localdate() + timedelta(days=30)).isoformat())
    page.fill("[name=begins]", "14:00")
    page.fill("[name=ends]", "15:00")
    page.fill("[name=agenda]", "- Locks\n- Keys")
    page.get_by_role("button", name="Schedule call").click()
    expect(page.locator("h1")).to_have_text("Locks on chargers")
    expect(page.locator(".messages")).to_contain_text("is scheduled for")


def let_it_begin() -> None:
    now = timezone.now()
    Meeting.objects.update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))


def write_down(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="Mark as completed").click()
    page.get_by_role("link", name="Slides and documents").click()
    page.get_by_role("button", name="Add “Slides on locks”").click()
    page.get_by_role("link", name="Back to the meeting").click()
    page.get_by_role("link", name="Write summary").click()
    page.fill("[name=text]", "We spoke about **locks**.")
    page.fill("[name=decisions]", "Locks are tested yearly.")
    page.fill("[name='tasks-0-text']", "Count the keys")
    page.locator("[name='tasks-0-owner']").select_option(label="Vermont, Vermont Agency of Transportation")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("locks")
    page.get_by_role("button", name="Publish summary", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Published. Who can read it: Members of Cybersecurity")


def test_a_call_is_planned_completed_told_and_read(live_server, circle: Circle, sign_in: SignIn) -> None:
    with browser_context(session_of(sign_in, circle.lead), java_script_enabled=False) as context:
        page = context.new_page()
        plan(page, live_server.url)
        apart(let_it_begin)
        write_down(page)
        address = page.url
    apart(run_jobs)
    narrow = {"width": 320, "height": 900}
    with browser_context(session_of(sign_in, circle.member), viewport=narrow) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/meetings/?when=past")
        page.get_by_role("link", name="Locks on chargers").first.click()
        expect(page.locator(".minutes strong")).to_have_text("locks")
        page.locator(".tasks-list button", has_text="Mark as done").click()
        expect(page.locator(".messages")).to_contain_text("Marked as done.")
        page.get_by_role("link", name="Slides on locks").click()
        expect(page.locator(".panel", has_text="Discussed at")).to_contain_text("Locks on chargers")
        pages = (address, f"{live_server.url}/meetings/?when=past", f"{live_server.url}/meetings/action-items/")
        found = {place: problems for place in pages if (problems := look(page, place))}
    with browser_context(session_of(sign_in, circle.lead), viewport=narrow) as context:
        page = context.new_page()
        for part in ("edit", "cancel", "speakers", "documents", "summary", "attendance"):
            if problems := look(page, f"{address}{part}/"):
                found[part] = problems

    assert found == {}
