"""Home, public and group pages in a real browser: axe, width, keyboard, no scripts, nothing refused by the CSP."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from documents.models import Upload
from tests import library
from tests.browser.chromium import opened_browser
from tests.browser.sweeps.looking import AXE, FOUND, SIDEWAYS, Eyes
from tests.cast import Cast
from workinggroups.models import WorkingGroup

pytestmark = pytest.mark.browser

SignIn = Callable[[User | None], Client]
# Every other page, and each with nothing to show, is looked at in tests/browser/sweeps.
PUBLIC_PAGES = ("/", "/publications/", "/groups/northeast/")


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, in a database that the server sees."""
    return cast


def in_thread(work: Callable[[], Any]) -> Any:
    """Playwright keeps an event loop in its thread, which Django's ORM refuses to share."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@contextmanager
def browser_context(cookie: str = "", **options: Any) -> Iterator[BrowserContext]:
    """Windows of a browser that knows nothing but a session key."""
    with opened_browser() as browser:
        context = browser.new_context(**options)
        add_session(context, cookie)
        yield context


def add_session(context: BrowserContext, cookie: str) -> None:
    """Sign the browser in; without a session key it stays the public's."""
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "domain": "localhost", "path": "/"}])


def look(page: Page, address: str) -> list[str]:
    """What is wrong with one page."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(address)
    session = page.context.new_cdp_session(page)  # the page's own CSP lets nobody add a script
    session.send("Runtime.evaluate", {"expression": AXE})
    answer = session.send("Runtime.evaluate", {"expression": FOUND, "awaitPromise": True, "returnByValue": True})
    problems += answer["result"]["value"]
    if sideways := page.evaluate(SIDEWAYS):
        problems.append(f"{sideways} px wider than the window")
    return [problem for problem in problems if "status of 404" not in problem]


def crawl(base: str, visits: list[tuple[str, str]]) -> dict[str, list[str]]:
    """What is wrong with each page, as (session key or nobody's, path), at 1280 and 320 px."""
    found: dict[str, list[str]] = {}
    with opened_browser() as browser:
        for cookie in dict.fromkeys(cookie for cookie, _ in visits):
            context = browser.new_context()
            add_session(context, cookie)
            eyes = Eyes(context.new_page())
            found |= {f"{path} of {cookie}": eyes.look_at(base + path) for key, path in visits if key == cookie}
            context.close()
    return {place: problems for place, problems in found.items() if problems}


def fill(people: Cast) -> None:
    """Something of everything that these pages show."""
    group = WorkingGroup.objects.get(slug="cybersecurity").audience
    people.vermont.groups.add(group.group)
    for number, choice in enumerate(("public", "workforce", "all_members", "groups")):
        library.document(
            people.vermont, f"Sample: A document with a long title that tells what is in it, number {number}",
            kind="fact-sheet", sharing_choice=choice, groups=[group], is_sample=True,
            study="A study" if choice == "public" else "", abstract="What it says.",
            source_url="https://publisher.example/study" if choice == "public" else "",
            shared_at=timezone.now() - timedelta(hours=number),
        )  # fmt: skip
    library.document(people.vermont, "Sample: Draft", status="draft")
    Upload.objects.create(owner=people.vermont, filename="half.zip", length=10, offset=4)


def test_filled_pages_are_accessible_and_fit(people: Cast, sign_in: SignIn, live_server: Any) -> None:
    fill(people)
    key = {name: sign_in(getattr(people, name)).session.session_key for name in ("vermont", "guest")}
    visits = [("", path) for path in PUBLIC_PAGES]
    visits += [(key["vermont"], path) for path in ("/", "/groups/cybersecurity/")] + [(key["guest"], "/")]

    assert in_thread(lambda: crawl(live_server.url, visits)) == {}


def test_map_can_be_skipped_by_keyboard(transactional_db: None, live_server: Any) -> None:
    def walk() -> list[str]:
        with browser_context() as context:
            page = context.new_page()
            page.goto(live_server.url)
            page.locator("main .usa-button").nth(1).focus()
            seen = []
            for key in ("Tab", "Enter", "Tab"):
                page.keyboard.press(key)
                seen.append(page.evaluate("document.activeElement.textContent.trim().split('.')[0]"))
            return seen

    assert in_thread(walk) == [
        "Skip the map",
        "States and territories plan together in six regions, listed below",
        "About the regions",
    ]


def test_map_opens_a_state_by_keyboard(transactional_db: None, live_server: Any) -> None:
    def walk() -> str:
        with browser_context() as context:
            page = context.new_page()
            page.goto(live_server.url)
            page.locator(".us-map a").first.focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/states/**")
            return page.url

    assert in_thread(walk) == f"{live_server.url}/states/al/"  # Alabama is the first


def test_home_search_works_without_scripts(people: Cast, sign_in: SignIn, live_server: Any) -> None:
    library.document(people.vermont, "Sample: Uptime", pages=["The uptime remedies are listed here."])
    key = sign_in(people.vermont).session.session_key

    def walk() -> list[str]:
        with browser_context(key, java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(live_server.url)
            page.get_by_label("Search every page that is shared with you").fill("uptime remedies")
            page.keyboard.press("Enter")
            page.wait_for_url("**/search/**")
            return page.locator(".hit__title").all_inner_texts()

    # The title says one of the two words, so the document itself comes after the page with both.
    assert in_thread(walk) == ["Sample: Uptime, page 1", "Sample: Uptime"]
