"""Whatever is in a shared file, no browser runs it in our name, however it is opened or embedded."""

import pgtrigger
import pytest
from playwright.sync_api import BrowserContext, Page, Route

from clearinghouse.lib.files.types import FILE_TYPES
from documents.models import Document, DocumentVersion
from tests import library
from tests.browser.sweeps.conftest import OpenAs
from tests.security.scene import Scene

pytestmark = pytest.mark.browser

# Each tells us when it runs; the names of types we never take stand for what might get in all the same.
BEACON = "new Image().src='/beacon?x'; fetch('/beacon?y'); try { parent.__xss = top.__xss = 1 } catch (e) {}"
CONTENTS = {
    "page": f'<!doctype html><html><body><script>{BEACON}</script><img src=x onerror="{BEACON}"></body></html>',
    "drawing": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{BEACON}"><script>{BEACON}</script></svg>',
    "xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body><script>{BEACON}</script></body></html>',
    "script": BEACON,
    "both": f"%PDF-1.4\n<script>{BEACON}</script>",
}
TYPES = [*FILE_TYPES, "svg", "html", ""]


@pytest.fixture(scope="module")
def files(scene: Scene) -> list[str]:
    """Addresses of downloads, one for each content under each type."""
    return [_share(scene, content.encode(), file_type) for content in CONTENTS.values() for file_type in TYPES]


def _share(scene: Scene, content: bytes, file_type: str) -> str:
    made = library.document(scene.cast.vermont, "Sample file", content=content)
    with pgtrigger.ignore("documents.DocumentVersion:immutable"):
        DocumentVersion.objects.filter(document=made).update(file_type=file_type, filename=f"plan.{file_type}")
    return f"/documents/{made.key}/download/"


def listen(context: BrowserContext) -> list[str]:
    """What calls home."""
    heard: list[str] = []

    def hear(route: Route) -> None:
        heard.append(route.request.url)
        route.abort()

    context.route("**/beacon*", hear)
    return heard


def embed(page: Page, html: str) -> None:
    """Show HTML as if it were a page of ours without any policy: the worst host a file could find."""
    page.route("**/host", lambda route: route.fulfill(body=f"<!doctype html>{html}", content_type="text/html"))
    page.goto("/host")
    page.unroute("**/host")
    page.wait_for_timeout(300)  # a script that runs would call home by now


def ways(address: str) -> str:
    return (
        f'<iframe src="{address}"></iframe><object data="{address}"></object><embed src="{address}">'
        f'<img src="{address}"><script src="{address}"></script><link rel=stylesheet href="{address}">'
    )


def test_no_embedded_file_runs(files: list[str], scene: Scene, open_as: OpenAs) -> None:
    context = open_as(scene.cast.colorado)
    heard, page = listen(context), context.new_page()

    for start in range(0, len(files), 15):
        embed(page, "".join(ways(address) for address in files[start : start + 15]))

    assert heard == []
    assert page.evaluate("window.__xss === undefined")


def test_the_host_of_this_test_does_run_what_is_not_ours(scene: Scene, open_as: OpenAs) -> None:
    """Were a file sent as a page, the test above would hear of it."""
    context = open_as(scene.cast.colorado)
    heard, page = listen(context), context.new_page()
    page.route("**/bad", lambda route: route.fulfill(body=CONTENTS["page"], content_type="text/html"))

    embed(page, '<iframe src="/bad"></iframe>')

    assert heard != []


def test_opening_a_file_by_its_address_downloads_it(files: list[str], scene: Scene, open_as: OpenAs) -> None:
    context = open_as(scene.cast.colorado)
    heard, page = listen(context), context.new_page()
    page.goto("/contact/")
    opened = files[:: len(TYPES)] + files[-3:]

    for address in opened:
        with page.expect_download() as started:
            page.evaluate("(address) => { location.href = address }", address)
        assert started.value.failure() is None

    assert len(opened) == len(CONTENTS) + 3
    assert heard == []
    assert page.url.endswith("/contact/")


def test_a_file_is_drawn_for_the_reader_and_not_shown_itself(scene: Scene, open_as: OpenAs) -> None:
    document = scene.papers["opened"].document
    assert isinstance(document, Document)
    page = open_as(scene.cast.colorado).new_page()
    page.goto(f"/documents/{document.key}/pages/1/")

    image = page.locator("#page-image img")

    assert image.evaluate("(one) => one.complete && one.naturalWidth > 0")
    assert "/image/" in str(image.get_attribute("src"))
