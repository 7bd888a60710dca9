"""A city guest and a state lead in real browsers without scripts: pathways, a file of providers, and confirming one."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chromium import is_within
from tests.browser.test_groups import desk_of
from tests.browser.test_join import everybody, in_database, stranger  # noqa: F401  fixtures
from tests.cast import Cast
from tests.workforce import training

pytestmark = pytest.mark.browser
FILE = "Name,Type,State,County,Credentials,Trained in 2025\nMillbrook Works,board,OH,Franklin,,58\nBad,college,ZZ,,,\n"


@pytest.mark.parametrize("width", [1280, 320])
def test_guest_imports_a_file_and_confirms_a_provider(
    width: int,
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
    tmp_path: Path,
) -> None:
    in_database(lambda: training.provider(everybody.guest, "Old College", days=400))
    page = desk_of(everybody.guest, stranger, sign_in)
    page.set_viewport_size({"width": width, "height": 800})
    file = tmp_path / "ours.csv"
    file.write_text(FILE)

    page.goto(f"{live_server.url}/workforce/providers/")
    page.get_by_role("link", name="Import from a CSV file").click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Check file").click()
    refused = page.locator(".import-rows li").first.inner_text()
    page.get_by_role("button", name="Import 1 provider, leave out 1 row").click()
    said = page.locator(".messages").inner_text()
    page.get_by_role("link", name="1 provider to confirm").click()
    page.get_by_role("link", name="Confirm Old College").click()
    page.get_by_role("button", name="Confirm").click()

    assert refused == "Row 3, Bad: “ZZ” isn’t a state or territory."
    assert said == "You added 1 provider and changed 0 providers."
    assert page.locator(".messages").inner_text() == "You confirmed Old College."
    assert is_within(page)


def test_state_lead_enters_a_pathway_that_a_guest_finds(
    everybody: Cast,  # noqa: F811
    live_server: object,
    sign_in: object,
    stranger: BrowserContext,  # noqa: F811
) -> None:
    page, guest = (desk_of(person, stranger, sign_in) for person in (everybody.vermont_editor, everybody.guest))

    page.goto(f"{live_server.url}/workforce/pathways/add/")
    page.get_by_label("Occupation").fill("Charging station technician")
    page.get_by_label("Summary").fill("Keeps stations running.")
    page.get_by_label("State or territory").select_option("VT")
    page.get_by_text("Child care", exact=True).click()
    page.get_by_label("Step", exact=True).first.fill("Classes")
    page.get_by_role("button", name="Add rows").click()
    page.get_by_label("Step", exact=True).nth(1).fill("Technician")
    page.get_by_label("From, in dollars").first.fill("24.50")
    page.get_by_role("button", name="Add pathway").click()
    problem = page.locator(".usa-error-message").first.inner_text()
    page.get_by_label("From, in dollars").first.fill("")
    page.get_by_role("button", name="Add pathway").click()
    guest.goto(f"{live_server.url}/workforce/pathways/?support=child-care")
    guest.get_by_role("link", name="Charging station technician").click()

    assert "Enter where this is paid." in problem
    expect(guest.locator(".pathway__title")).to_have_text(["Classes", "Technician"])
    assert guest.get_by_role("link", name="Edit pathway").count() == 0
