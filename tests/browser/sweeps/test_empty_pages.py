"""Pages that have nothing to show yet say so, as soundly as the full ones."""

import pytest

from tests.browser.sweeps.conftest import OpenAs
from tests.browser.sweeps.looking import Eyes
from tests.cast import Cast
from tests.databases import Databases

pytestmark = pytest.mark.browser

EMPTY = {
    "public": ["/", "/documents/", "/documents/search/?q=uptime", "/publications/", "/groups/cybersecurity/"],
    "vermont": ["/", "/documents/", "/documents/mine/", "/documents/search/?q=uptime", "/groups/cybersecurity/"],
    "administrator": ["/people/approvals/", "/people/activity/", "/people/system/", "/people/?q=nobody"],
}


@pytest.fixture(scope="module")
def start() -> str:
    """People alone."""
    return "cast"


@pytest.fixture(scope="module")
def cast(databases: Databases) -> Cast:
    """People, no documents, and nobody who waits."""
    people: Cast = databases.layer_objects()["cast"]
    people.applicant.membership_requests.all().delete()
    return people


@pytest.mark.parametrize("persona", EMPTY)
def test_a_page_with_nothing_to_show_is_sound(persona: str, cast: Cast, open_as: OpenAs) -> None:
    eyes = Eyes(open_as(None if persona == "public" else getattr(cast, persona)).new_page())

    found = {address: eyes.look_at(address) for address in EMPTY[persona]}

    assert {address: problems for address, problems in found.items() if problems} == {}
