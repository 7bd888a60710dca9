"""Word documents, slides and map layers in the reader: by axe, wide and at 320 px, with and without pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from clearinghouse.lib.files import office
from documents.models import Document
from tests.browser.sweeps.looking import Eyes
from tests.browser.test_public_pages import SignIn, browser_context
from tests.cast import Cast
from tests.documents.intake import shared

pytestmark = pytest.mark.browser

SAMPLES = Path(settings.BASE_DIR) / "documents" / "samples"


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, in a database that the server sees."""
    return cast


@pytest.fixture
def eyes(people: Cast, sign_in: SignIn) -> Iterator[Eyes]:
    session = sign_in(people.vermont).cookies["sessionid"].value
    with browser_context(session) as opened:
        yield Eyes(opened.new_page())


def sample(people: Cast, name: str) -> Document:
    return shared(people.vermont, (SAMPLES / name).read_bytes(), name)


@pytest.fixture
def addresses(people: Cast) -> list[str]:
    """Pages with a table and a picture, a slide, a map with its summary, a map with its table."""
    contract, deck, sites = (
        sample(people, name) for name in ("sample_contract.docx", "sample_slides.pptx", "sample_sites.geojson")
    )
    return [f"/documents/{made.key}/pages/{page}/" for made, page in ((contract, 3), (deck, 6), (sites, 1), (sites, 2))]


@pytest.mark.skipif(not office.is_available(), reason="LibreOffice is not installed")
def test_pages_with_pictures_are_sound(live_server, addresses: list[str], eyes: Eyes) -> None:
    problems = {address: eyes.look_at(f"{live_server.url}{address}") for address in addresses}

    assert problems == {address: [] for address in addresses}


@pytest.fixture
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_program", lambda: None)


def test_pages_without_pictures_are_sound(live_server, no_libreoffice: None, addresses: list[str], eyes: Eyes) -> None:
    problems = {address: eyes.look_at(f"{live_server.url}{address}") for address in addresses[:2]}

    assert problems == {address: [] for address in addresses[:2]}
