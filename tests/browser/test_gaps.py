"""A gap becomes a request and an answer; a listed document is read for a time. Browsers without scripts."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests import library
from tests.browser.test_groups import desk_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
def test_gap_is_asked_for_and_answered(
    width: int,
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    asker, lead = (desk_of(person, stranger, sign_in) for person in (everybody.colorado, everybody.vermont_editor))
    for page in (asker, lead):
        page.set_viewport_size({"width": width, "height": 800})

    asker.goto(f"{live_server.url}/coverage/?family=contracts-and-agreements&region=naseo-northeast")
    asker.get_by_role("link", name="Ask Vermont: O&M agreement").click()
    chosen = asker.get_by_label("Document type").input_value()
    asker.get_by_label("What you need it for (optional)").fill("We write one too.")
    asker.get_by_role("button", name="Ask for this document").click()
    asked = asker.locator(".messages").inner_text()
    lead.goto(f"{live_server.url}/")
    lead.get_by_role("link", name="Answer").first.click()
    expect(lead.get_by_text("We write one too.")).to_be_visible()
    lead.get_by_text("It’s on the web").click()
    lead.get_by_label("Web address").fill("https://vtrans.example/om")
    lead.get_by_role("button", name="Send answer").click()
    asker.reload()

    assert (chosen, asked) == ("o-m-agreement", "You asked Vermont. We’ll email you when there’s an answer.")
    assert asker.get_by_role("link", name="https://vtrans.example/om").is_visible()
    wide = [page.evaluate("document.documentElement.scrollWidth") for page in (asker, lead)]
    assert wide == [width, width]


def test_listed_document_is_read_for_a_time(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    document = in_database(lambda: library.document(everybody.vermont, "Host agreement", sharing_choice="agency"))
    owner, asker = (desk_of(person, stranger, sign_in) for person in (everybody.vermont, everybody.colorado))
    address = f"{live_server.url}{document.get_absolute_url()}"

    owner.goto(address)
    owner.get_by_role("button", name="List it to members").click()
    before = asker.goto(address)
    asker.goto(f"{live_server.url}/documents/listed/")
    asker.get_by_role("link", name="Ask to read").click()
    asker.get_by_role("button", name="Ask to read").click()
    owner.goto(f"{live_server.url}/documents/listed/")
    owner.get_by_role("link", name="Host agreement").first.click()
    owner.get_by_text("Let them read it for 30 days").click()
    owner.get_by_role("button", name="Send decision").click()
    asker.reload()
    asker.get_by_role("link", name="Open document").click()

    assert before is not None
    assert before.status == 404
    assert asker.get_by_role("heading", level=1).inner_text() == "Host agreement"
