"""The main way through the portal, by keyboard alone and without scripts; and what stays after signing out."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import MembershipRequest, User
from tests import library
from tests.browser.sweeps.conftest import OpenAs
from tests.browser.sweeps.looking import Eyes
from tests.cast import agency, person, request_for
from tests.security.scene import Scene

pytestmark = pytest.mark.browser

WORDS = [f"Page {number} on stations." for number in (1, 2)] + ["The contractor pays when port uptime falls."] * 2


@pytest.fixture
def plan(scene: Scene) -> str:
    """The title of a document of four pages, of which the last two hold the words."""
    library.document(scene.cast.vermont, "Corridor plan", pages=WORDS, content=b"The corridor plan.")
    return "Corridor plan"


def press_until(page: Page, selector: str, key: str = "Tab", most: int = 80) -> None:
    """Go on with the key until the element has the focus, as people do who use no mouse."""
    for _ in range(most):
        if page.evaluate("(selector) => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {most} times {key}")


def test_search_read_turn_and_download_by_keyboard_alone(scene: Scene, plan: str, open_as: OpenAs) -> None:
    page = open_as(scene.cast.colorado).new_page()
    page.goto("/")

    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("contractor uptime")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    press_until(page, ".hit__title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/3/**")
    marked = page.locator(".reader__words mark").first.inner_text()
    press_until(page, ".reader__turn[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/4/**")
    press_until(page, "a[href$='/download/']")
    with page.expect_download() as started:
        page.keyboard.press("Enter")

    assert marked == "contractor"
    assert Path(started.value.path()).read_bytes() == b"The corridor plan."


def test_slash_types_a_slash_where_people_write(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.vermont).new_page()
    page.goto(f"/documents/{scene.papers['opened'].key}/")

    page.locator("#inside-words").focus()
    page.keyboard.type("O/M")

    assert page.locator("#inside-words").input_value() == "O/M"


def test_focus_is_always_seen(scene: Scene, open_as: OpenAs) -> None:
    """WCAG 2.4.7: each stop of the Tab key has an outline or another mark."""
    page = open_as(scene.cast.vermont).new_page()
    page.goto("/documents/")
    unseen = []

    for _ in range(25):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 80), s.outlineStyle !== 'none' && s.outlineWidth !== '0px',"
            " s.boxShadow !== 'none'] })()"
        )
        if not any(style[1:]):
            unseen.append(style[0])

    assert unseen == []


def test_administrator_approves_by_keyboard_alone(scene: Scene, open_as: OpenAs) -> None:
    request = scene.requests["waiting"]
    page = open_as(scene.cast.second_administrator).new_page()
    page.goto(f"/people/approvals/{request.pk}/")

    press_until(page, "form[action$='/approve/'] button[type=submit]", most=120)
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals/")

    request.refresh_from_db()
    assert (request.status, request.decided_by) == (MembershipRequest.Status.APPROVED, scene.cast.second_administrator)


def test_queue_opens_a_request_by_keyboard_alone(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.second_administrator).new_page()
    page.goto("/people/approvals/")

    press_until(page, "summary.ask__line")
    page.keyboard.press("Enter")
    press_until(page, "details.ask[open] .ask__decide button[type=submit], details.ask[open] .ask__decide a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals/**")


def test_queue_is_narrowed_opened_and_decided_without_scripts(scene: Scene, open_as: OpenAs) -> None:
    request = request_for(person("newcomer"), agency("VT", "DOT"))
    page = open_as(scene.cast.second_administrator, java_script_enabled=False).new_page()
    page.goto("/people/approvals/")

    page.locator(".queue-filter summary").click()
    page.locator("#id_sort").select_option("newest")
    page.get_by_role("button", name="Show results").click()
    page.locator("details.ask").filter(has_text=request.name).locator("summary").click()
    page.locator(f"form[action$='/{request.pk}/approve/'] button").click()

    request.refresh_from_db()
    assert request.status == MembershipRequest.Status.APPROVED


def test_reference_data_warns_before_the_session_ends(scene: Scene, open_as: OpenAs) -> None:
    User.objects.filter(pk=scene.cast.administrator.pk).update(is_staff=True)
    page = open_as(User.objects.get(pk=scene.cast.administrator.pk)).new_page()
    page.route("**/people/me/session/", lambda route: route.fulfill(json={"seconds": 100, "at_most": 9000}))
    page.clock.install()
    page.goto("/data/accounts/agency/add/")

    page.clock.fast_forward("13:30")

    page.locator("#session-soon").wait_for()
    assert page.locator("#session-soon").inner_text() == "You’ll be signed out in 2 minutes"


def test_reference_data_breaks_no_rule_of_the_content_policy(scene: Scene, open_as: OpenAs) -> None:
    User.objects.filter(pk=scene.cast.administrator.pk).update(is_staff=True)
    eyes = Eyes(open_as(User.objects.get(pk=scene.cast.administrator.pk)).new_page())
    eyes.page.goto("/data/")
    lists = [link.get_attribute("href") for link in eyes.page.locator("#content-main th a").all()]

    seen = []
    for address in lists:
        eyes.page.goto(str(address))
        rows = eyes.page.locator("#result_list th[class^=field] a")
        if rows.count():
            eyes.page.goto(str(rows.first.get_attribute("href")))
            seen.append(eyes.page.locator("#content-main form").count())

    assert (eyes.problems, len(seen) > 5, min(seen) > 0) == ([], True, True)


def test_finding_reading_and_downloading_need_no_scripts(scene: Scene, plan: str, open_as: OpenAs) -> None:
    page = open_as(scene.cast.colorado, java_script_enabled=False).new_page()
    page.goto("/documents/")
    page.locator("#site-search").fill("contractor uptime")
    page.locator(".site-search__button").click()

    page.locator(".hit__title a").first.click()
    page.locator(".reader__turn[rel=next]").click()
    page.locator("#reader-page").fill("1")
    page.locator(".reader__jump button").click()
    with page.expect_download() as started:
        page.locator("a[href$='/download/']").first.click()

    assert page.url.rpartition("?")[0].endswith("/pages/1/")
    assert Path(started.value.path()).read_bytes() == b"The corridor plan."


def test_filters_need_no_scripts(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.group_member, java_script_enabled=False).new_page()
    page.goto("/documents/")

    page.locator("label:has(input[name=state][value=CO])").click()
    page.get_by_role("button", name="Show results").click()

    expect(page).to_have_url(re.compile("state=CO"))
    expect(page.locator(".doc-row__title")).to_have_text(["Paper for a group"])


def test_filters_change_the_list_in_place_and_back_undoes_it(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.group_member).new_page()
    page.goto("/documents/")
    before = page.locator(".doc-row__title").count()

    page.locator("label:has(input[name=state][value=CO])").click()
    expect(page.locator(".doc-row__title")).to_have_count(1)
    page.go_back()

    expect(page.locator(".doc-row__title")).to_have_count(before)


def test_back_after_signing_out_shows_nothing_private(scene: Scene, open_as: OpenAs) -> None:
    """Pages are neither kept by the browser nor given out again."""
    context = open_as(scene.cast.vermont)
    page = context.new_page()
    private = scene.papers["agency"].document
    assert private is not None
    page.goto(private.get_absolute_url())
    shown = page.content().count(private.title)

    page.locator(".account__toggle").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.go_back()
    page.wait_for_load_state()

    assert shown > 0
    assert private.title not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_page_left_open_gives_nothing_more_after_the_session_ended(scene: Scene, open_as: OpenAs) -> None:
    """An open tab of somebody who is signed out elsewhere."""
    context = open_as(scene.cast.vermont)
    page = context.new_page()
    page.goto("/documents/")
    elsewhere = open_as(scene.cast.vermont)
    elsewhere.clear_cookies()
    elsewhere.add_cookies(context.cookies())
    other = elsewhere.new_page()
    other.goto("/account/logout/")
    other.locator("main").get_by_role("button", name="Sign out").click()
    other.wait_for_load_state()

    page.reload()

    assert page.locator(".account--guest").count() == 1
    assert scene.papers["agency"].document.title not in page.content()
