"""Sharing a document in a real browser: with JavaScript, without it, with a broken connection, by axe and at 320 px."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, Route, expect

from documents.models import Document, DocumentVersion, Kind
from documents.sharing import grants
from tests.browser.test_public_pages import SignIn, browser_context, look
from tests.cast import Cast
from tests.documents.intake import RFP, bring, confirm, shared
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser

BIG = b"Charging stations along the corridor.\n" * 450_000  # 17.1 MB: three pieces


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


def apart(work: Callable[[], Any]) -> Any:
    """Run database work in a thread of its own, away from Playwright's event loop, and leave no connection."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def choose(page: Page, name: str, value: str) -> None:
    """Click a radio button by its label, as people do."""
    field = page.locator(f"[name={name}][value={value}]")
    page.locator(f"label:has(#{field.get_attribute('id')}), label[for={field.get_attribute('id')}]").first.click()


def test_file_is_dropped_followed_described_and_shared(live_server, signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/share/")
    page.set_input_files("input[type=file]", {"name": "vt_rfp.txt", "mimeType": "text/plain", "buffer": RFP})
    page.wait_for_url("**/describe/")
    expect(page.locator(".steps__message")).to_contain_text("scanning the file for viruses")

    apart(run_jobs)
    expect(page.locator("[name=title]")).to_be_visible(timeout=10_000)  # the page polls and opens the form itself
    proposed = page.locator("[name=title]").input_value()
    choose(page, "label", "public")
    suggested = page.locator("[name=sharing]:checked").get_attribute("value")
    page.click("text=Confirm and share")

    expect(page.locator("h1")).to_have_text(proposed)
    expect(page.locator(".messages")).to_contain_text("Who can see it: All member states.")
    assert (suggested, apart(lambda: Document.objects.get().status)) == ("all_members", "published")


def test_own_choice_is_not_overruled_by_the_label(live_server, signed_in: BrowserContext, people: Cast) -> None:
    key = apart(lambda: bring(people.vermont).document.key)
    apart(run_jobs)
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/{key}/describe/")

    choose(page, "sharing", "state")
    choose(page, "label", "public")

    assert page.locator("[name=sharing]:checked").get_attribute("value") == "state"


def test_everything_works_without_javascript(live_server, session: str) -> None:
    with browser_context(session, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/documents/share/")
        page.set_input_files("input[type=file]", {"name": "vt_rfp.txt", "mimeType": "text/plain", "buffer": RFP})
        page.click("button:text-is('Upload')")
        expect(page.locator(".steps__message")).to_contain_text("scanning the file for viruses")
        apart(run_jobs)
        page.click("text=Refresh status")
        choose(page, "label", "public")
        choose(page, "sharing", "all_members")
        page.click("text=Confirm and share")
        expect(page.locator(".messages")).to_contain_text("is shared")

    assert apart(lambda: Document.objects.get().status) == "published"


def test_broken_connection_goes_on_where_it_stopped(live_server, signed_in: BrowserContext) -> None:
    page, pieces = signed_in.new_page(), []

    def break_the_second(route: Route) -> None:
        pieces.append(route.request.headers["upload-offset"])
        if len(pieces) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(
        re.compile(r"/documents/uploads/.+"),
        lambda route: break_the_second(route) if route.request.method == "PATCH" else route.continue_(),
    )
    page.goto(f"{live_server.url}/documents/share/")
    page.set_input_files("input[type=file]", {"name": "long.txt", "mimeType": "text/plain", "buffer": BIG})
    page.wait_for_url("**/describe/", timeout=90_000)

    assert pieces == ["0", "8388608", "8388608", "16777216"]
    assert apart(lambda: DocumentVersion.objects.get().size) == len(BIG)


def test_the_upload_button_does_not_end_an_upload_under_way(live_server, signed_in: BrowserContext) -> None:
    page, held = signed_in.new_page(), []
    page.route(
        re.compile(r"/documents/uploads/.+"),
        lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_(),
    )
    page.goto(f"{live_server.url}/documents/share/")
    page.set_input_files("input[type=file]", {"name": "vt_rfp.txt", "mimeType": "text/plain", "buffer": RFP})
    while not held:  # from then on its state says nothing new by itself
        page.evaluate("new Promise(requestAnimationFrame)")

    page.click("button:text-is('Upload')")

    expect(page.locator("[data-file-state]")).to_have_text("0% uploaded. Keep this page open until it is done.")
    assert (page.url, page.locator(".usa-error-message").count()) == (f"{live_server.url}/documents/share/", 0)
    held[0].continue_()
    page.wait_for_url("**/describe/")
    assert apart(lambda: DocumentVersion.objects.get().size) == len(RFP)


def test_file_that_is_not_taken_is_refused_before_it_is_sent(live_server, signed_in: BrowserContext) -> None:
    page, sent = signed_in.new_page(), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{live_server.url}/documents/share/")
    page.set_input_files("input[type=file]", {"name": "run.exe", "mimeType": "text/plain", "buffer": b"MZ"})

    expect(page.locator("[data-file-state]")).to_contain_text("We don’t accept this type of file.")
    assert sent == []


def addresses(people: Cast) -> dict[str, str]:
    """Pages with something on them that those of tests/browser/sweeps do not have."""
    draft = bring(people.vermont).document
    waiting = bring(people.vermont, RFP, "waiting.txt").document
    refused = bring(people.vermont, b"<html></html>", "plan.pdf").document
    shared(people.vermont)
    chosen = shared(
        people.vermont,
        b"A contract.",
        "contract.txt",
        sharing="groups",
        people=(people.colorado,),
        label="confidential",
        confidential_confirmed=True,
    )
    bring(people.vermont, RFP, "later.txt")
    return {
        "edit of chosen readers": f"{chosen.key}/edit/",
        "confidential": f"{chosen.key}/",
        "mine": "mine/",
        "describe": f"{draft.key}/describe/",
        "describe at once": f"{waiting.key}/describe/?now=1",
        "refused": f"{refused.key}/describe/",
    }


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_sound(live_server, session: str, people: Cast, width: int) -> None:
    pages = apart(lambda: addresses(people))
    with browser_context(session, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        found = {
            name: problems
            for name, address in pages.items()
            if (problems := look(page, f"{live_server.url}/documents/{address}"))
        }

    assert found == {}


def test_error_and_conflict_pages_are_sound(live_server, session: str, people: Cast) -> None:
    document = apart(lambda: shared(people.vermont))
    with browser_context(session) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/documents/{document.key}/edit/")
        page.fill("[name=title]", "")
        page.click("button:text-is('Save changes')")
        expect(page.locator(".error-summary")).to_be_focused()
        page.fill("[name=title]", "My own title")
        apart(lambda: confirm(document, people.vermont_editor, title="The editor’s title", kind=_kind("nofo")))
        page.click("button:text-is('Save changes')")
        expect(page.locator("[role=alert]")).to_contain_text("Someone else changed this document")
        kept = page.locator("[name=title]").input_value()
        page.click("text=Save my version instead")
        expect(page.locator("h1")).to_have_text("My own title")

    assert kept == "My own title"


def test_people_are_suggested_as_one_types_and_the_page_says_who_could_open_it(
    live_server, signed_in: BrowserContext, people: Cast
) -> None:
    key = apart(lambda: shared(people.vermont).key)
    page = signed_in.new_page()
    page.goto(f"{live_server.url}/documents/{key}/edit/")
    expect(page.locator("#selection")).to_be_hidden()

    choose(page, "sharing", "groups")
    page.locator("[name=find_person]").press_sequentially("colo")
    expect(page.locator("#people-rows")).to_contain_text("1 person with “colo” in their name.")
    page.locator("#people-rows label").click()
    expect(page.locator("#who-preview")).to_contain_text("1 person will be able to open it: Colorado.")
    page.locator("label[for=id_tells_readers]").click()
    page.locator("button:text-is('Save changes')").click()

    expect(page.locator(".messages")).to_contain_text("Who can see it: Colorado. We’re emailing 1 person.")
    assert apart(lambda: Document.objects.visible_to(people.colorado).count()) == 1


def test_people_are_found_and_added_without_javascript(live_server, session: str, people: Cast) -> None:
    key = apart(lambda: shared(people.vermont).key)
    with browser_context(session, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/documents/{key}/edit/")
        page.fill("[name=title]", "A title that stays")
        choose(page, "sharing", "groups")
        page.fill("[name=find_person]", "colo")
        page.keyboard.press("Enter")
        page.locator("#people-rows label").click()
        page.fill("[name=find_person]", "new h")
        page.click("text=Find people")
        page.locator("#people-rows label", has_text="New Hampshire").click()
        page.locator("[name=title]").press("Enter")
        expect(page.locator("h1")).to_have_text("A title that stays")

    names = apart(lambda: [person.name for person in grants.people_of(Document.objects.get())])
    assert names == ["Colorado", "New Hampshire"]


def _kind(slug: str) -> Kind:
    return Kind.objects.get(slug=slug)
