"""Sharing many documents in a real browser: bars, the table, cells pasted from Excel, by axe and at 320 px."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from documents.models import Document
from tests.browser.sweeps.looking import Eyes
from tests.browser.test_public_pages import SignIn, browser_context
from tests.browser.test_sharing import apart
from tests.cast import Cast
from tests.documents.hidden_files import WITH_HIDDEN, find_hidden
from tests.documents.intake import RFP, bring
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser

FILES = [{"name": f"plan{n}.txt", "mimeType": "text/plain", "buffer": RFP + b"%d" % n} for n in (1, 2)]
PASTE = """([field, words]) => {
  const data = new DataTransfer();
  data.setData("text/plain", words);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(field).dispatchEvent(event);
}"""


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, in a database that the server sees."""
    return cast


@pytest.fixture
def session(people: Cast, sign_in: SignIn) -> str:
    """The session key of Vermont's member."""
    return sign_in(people.vermont).cookies["sessionid"].value


@pytest.fixture
def signed_in(session: str) -> Iterator[BrowserContext]:
    """A browser in which Vermont's member is signed in."""
    with browser_context(session) as opened:
        yield opened


def statuses() -> list[str]:
    return list(Document.objects.order_by("pk").values_list("status", flat=True))


def answer(page: Page, row: int, name: str, value: str) -> None:
    page.locator("[data-row]").nth(row).locator(f"[name$='-{name}']").select_option(value)


def test_many_files_are_uploaded_described_and_shared(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/share/many/")
    page.set_input_files("input[type=file]", FILES)
    expect(page.locator(".drop__file--done")).to_have_count(2)
    apart(run_jobs)

    page.click("text=Upload and add details")
    page.wait_for_url("**/share/table/")
    answer(page, 0, "label", "public")
    suggested = page.locator("[name$='-sharing']").nth(1).input_value()
    page.click("text=Confirm completed rows")

    expect(page.locator(".messages")).to_contain_text("1 document confirmed.")
    assert (suggested, apart(statuses)) == ("all_members", ["draft", "published"])


def test_cells_of_a_spreadsheet_are_pasted_into_rows(live_server, signed_in: BrowserContext, people: Cast) -> None:
    apart(lambda: [bring(people.vermont, RFP, f"plan{n}.txt") for n in range(3)])
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/share/table/")
    title = f"#{page.locator('[name$=-title]').nth(1).get_attribute('id')}"

    page.evaluate(PASTE, [title, "Second\tColorado\t\t1/5/2026\r\nThird\tNH\t\t2026-02-03\tAlready public\r\n"])

    shown = [
        [
            page.locator(f"[data-row] [name$='-{name}']").nth(row).input_value()
            for name in ("title", "state", "dated_on")
        ]
        for row in (1, 2)
    ]
    assert shown == [["Second", "CO", "2026-01-05"], ["Third", "NH", "2026-02-03"]]
    assert page.locator("[data-row] [name$='-label']").nth(2).input_value() == "public"


def test_pages_are_clean_by_axe_and_at_320_px(
    live_server, signed_in: BrowserContext, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_hidden(monkeypatch)
    apart(lambda: bring(people.vermont, WITH_HIDDEN, "a_rather_long_name_of_a_budget_without_spaces.txt"))
    apart(
        lambda: [bring(people.vermont, RFP, f"a_rather_long_name_of_a_plan_without_spaces_{n}.txt") for n in range(2)]
    )
    apart(run_jobs)
    eyes = Eyes(signed_in.new_page())

    assert eyes.look_at(f"{live_server.url}/documents/share/many/") == []
    assert eyes.look_at(f"{live_server.url}/documents/share/table/") == []

    for tool in eyes.page.locator(".many summary").all():
        tool.click()
    answer(eyes.page, 0, "label", "confidential")
    answer(eyes.page, 0, "sharing", "public")
    eyes.page.click("text=Confirm completed rows")
    expect(eyes.page.locator(".many__row--failed")).to_have_count(1)
    assert eyes.look_around() == []


def test_what_was_typed_survives_a_session_that_ended(
    live_server, signed_in: BrowserContext, people: Cast, sign_in: SignIn
) -> None:
    apart(lambda: [bring(people.vermont, RFP + b"%d" % n, f"plan{n}.txt") for n in range(2)])
    apart(run_jobs)
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/share/table/")
    page.locator("[name$='-title']").nth(0).fill("Corridor plan")
    answer(page, 0, "label", "public")
    answer(page, 1, "sharing", "state")
    apart(lambda: Session.objects.all().delete())
    page.click("text=Confirm completed rows")
    expect(page.locator("h1")).to_have_text("You were signed out before this was saved")
    expect(page.locator("dt").first).to_have_text("Draft 1: Title")

    key = apart(lambda: sign_in(people.vermont).cookies["sessionid"].value)
    signed_in.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(f"{live_server.url}/documents/share/table/")

    expect(page.locator("[name$='-title']").nth(0)).to_have_value("Corridor plan")
    expect(page.locator("[data-row] [name$='-label']").nth(0)).to_have_value("public")
    expect(page.locator("[data-row] [name$='-sharing']").nth(1)).to_have_value("state")
    assert apart(statuses) == ["draft", "draft"]


def test_tab_with_answers_that_were_not_sent_is_not_closed_unasked(
    live_server, signed_in: BrowserContext, people: Cast
) -> None:
    apart(lambda: bring(people.vermont, RFP, "plan.txt"))
    apart(run_jobs)
    page = signed_in.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(f"{live_server.url}/documents/share/table/")
    page.click("[name$='-title']")
    page.keyboard.type("Corridor plan ")

    page.close(run_before_unload=True)
    page.wait_for_timeout(0)
    expect(page.locator("[name$='-title']")).to_have_value(re.compile("Corridor plan"))
    page.click("text=Confirm completed rows")

    expect(page.locator("h1")).to_have_text("Details of your drafts")
    assert asked == ["beforeunload"]


def test_uploaded_files_offer_their_drafts_by_name(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/share/many/")
    page.set_input_files("input[type=file]", FILES)

    for file in FILES:
        expect(page.get_by_role("link", name=f"Open this draft: {file['name']}")).to_be_visible()
