"""The phase map in a real browser: by keyboard, without JavaScript, wide and at 320 pixels."""

import pytest
from playwright.sync_api import Page, expect

from documents.models import VersionStatus
from tests import library
from tests.browser.test_public_pages import SignIn, browser_context, look
from tests.browser.test_sharing import apart
from tests.cast import Cast
from tests.lib.files.samples import layer, point

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.querySelector('title')?.textContent || document.activeElement.textContent.trim()"
STROKE = "getComputedStyle(document.activeElement.querySelector('.phase-mark__line')).strokeWidth"


def by_keyboard(page: Page, base: str) -> None:
    """The slider moves by a year, then each state and corridor is met in order and one is opened."""
    page.goto(f"{base}/map/?scheme=calstart&year=2034")
    page.focus("#map-year")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".phase-map__heading")).to_have_text("CALSTART: what is due by 2035")
    expect(page).to_have_url(f"{base}/map/?scheme=calstart&year=2035")
    page.locator("a.us-map__state").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "I-5 on the West Coast, corridor: Due by 2035 at the latest"
    assert page.evaluate(STROKE) == "9px"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED).startswith("Texas Triangle, hub")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("I-5 on the West Coast")


def without_script(page: Page, base: str) -> None:
    """Years are links, schemes too, and the layer is chosen in a form."""
    page.goto(f"{base}/map/")
    page.get_by_role("link", name="Federal freight strategy").click()
    page.get_by_role("link", name="2040", exact=True).click()
    expect(page.locator(".phase-map__heading")).to_have_text("Federal freight strategy: what is due by 2040")
    page.select_option("#map-layer-choice", label="Sites of the state")
    page.get_by_role("button", name="Show layer").click()
    expect(page.locator("#map-layer h2")).to_have_text("Layer: Sites of the state")
    expect(page.locator(".layer-over__point")).to_have_count(1)


def test_the_map_by_keyboard_without_script_and_small(
    live_server, transactional_db: None, cast: Cast, sign_in: SignIn
) -> None:
    content = layer(point(-72.58, 44.26, name="Montpelier"))
    made = library.document(cast.vermont, "Sites of the state", content=content, file_type="geojson")
    VersionStatus.objects.filter(version=made.current_version).update(layer="features")
    cookie = sign_in(cast.colorado).cookies["sessionid"].value
    base = live_server.url

    def walk() -> list[str]:
        found: list[str] = []
        with browser_context() as context:
            by_keyboard(context.new_page(), base)
        with browser_context(cookie, java_script_enabled=False) as context:
            without_script(context.new_page(), base)
        for width in (1280, 320):
            with browser_context(cookie, viewport={"width": width, "height": 900}) as context:
                page = context.new_page()
                for address in (f"map/?layer={made.key}", "map/?scheme=federal&year=2036", "map/corridors/i-80/"):
                    found += look(page, f"{base}/{address}")
        return found

    assert apart(walk) == []
