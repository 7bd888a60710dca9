"""An invited partner comes from the mail, makes an account, registers, and sees the event and nothing else."""

import re

import pytest
from playwright.sync_api import BrowserContext

from accounts.models import OutboxMail
from tests import library
from tests.browser.test_join import PASSWORD, code_in_mail, everybody, in_database, portal_outbox, stranger
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.events import conference, invited

pytestmark = pytest.mark.browser
KIM = "kim.lee@energy.example"
__all__ = ["everybody", "portal_outbox", "stranger"]  # fixtures


def set_up(cast: Cast) -> str:
    """An event by invitation with a session, documents of the states beside it, and the path in the mail."""
    event = conference(cast, "Partners’ day", mode="invitation", record_sharing="participants", agenda="- Open talk")
    meeting("Keynote", group=None, kind="session", parent=event)
    meeting("Call of a group")
    library.document(cast.vermont, "For states", sharing_choice="all_members")
    assert event.audience is not None
    library.document(cast.administrator, "Slides", sharing_choice="groups", groups=[event.audience])
    invited(event, cast.administrator, KIM, sector="federal")
    body = OutboxMail.objects.get(to=KIM).body
    return re.search(r"https?://[^/]+(/meetings/\S+)", body)[1]


def test_an_invited_partner_signs_up_registers_and_sees_the_event_only(
    live_server, everybody: Cast, stranger: BrowserContext
) -> None:
    path = in_database(lambda: set_up(everybody))
    page = stranger.new_page()

    page.goto(live_server.url + path)
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your work email").fill(KIM)
    page.get_by_label("Your name").fill("Kim Lee")
    page.get_by_label("Password (optional)").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(code_in_mail())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Organization").fill("Department of Energy")
    page.get_by_role("button", name="Register").click()

    assert page.locator(".answer").inner_text().startswith("You’re registered on behalf of Department of Energy")
    page.get_by_role("link", name="Go to the event page").click()
    page.get_by_role("link", name="Keynote").click()
    assert page.locator("h1").inner_text() == "Keynote"
    page.goto(f"{live_server.url}/documents/")
    assert page.locator(".doc-row__title").all_inner_texts() == ["Slides"]
    page.goto(f"{live_server.url}/meetings/")
    assert page.get_by_text("Call of a group").count() == 0
    page.goto(f"{live_server.url}/")
    assert page.locator(".todo__next").all_inner_texts() == ["View\n: Partners’ day"]
