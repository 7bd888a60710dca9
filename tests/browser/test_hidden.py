"""The question about content that pages don't show, and the reading report: by axe, wide and at 320 px, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from documents.models import Document, DocumentVersion, Page
from tests.browser.sweeps.looking import Eyes
from tests.browser.test_public_pages import SignIn, browser_context
from tests.cast import Cast
from tests.documents.hidden_files import WITH_HIDDEN, can_clean, find_hidden, held
from tests.documents.intake import bring, shared
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser

SAMPLES = Path(settings.BASE_DIR) / "documents" / "samples"


@pytest.fixture
def people(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, in a database that the server sees, whose files are read as ones with hidden parts."""
    find_hidden(monkeypatch)
    can_clean(monkeypatch)
    return cast


def scanned(document: Document) -> str:
    """The report of a document with pages that were recognized and others that were not read."""
    version = document.current_version
    assert version is not None
    Page.objects.filter(version=version, number=2).update(source="recognized", confidence=58)
    Page.objects.filter(version=version, number=3).update(source="unread", text="", note="The page is too large.")
    return reverse("documents:reading", args=[document.key, version.key])


@pytest.fixture
def question(people: Cast) -> str:
    """The page of a version that waits for an answer."""
    document, waiting = held(people.vermont)
    return reverse("documents:hidden", args=[document.key, waiting.key])


@pytest.fixture
def addresses(people: Cast, question: str) -> list[str]:
    """A draft, a document with a version that waits, one with scanned pages, and where they are told of."""
    draft = bring(people.vermont, WITH_HIDDEN)
    run_jobs()
    waiting = DocumentVersion.objects.select_related("document").get(key=question.split("/")[4])
    document = waiting.document
    paper = shared(people.vermont, (SAMPLES / "sample_addendum.pdf").read_bytes(), "sample_addendum.pdf")
    return [
        reverse("documents:describe", args=[draft.document.key]),
        question,
        reverse("documents:describe", args=[document.key]),
        reverse("documents:reading", args=[document.key, waiting.key]),
        scanned(paper),
        document.get_absolute_url(),
        reverse("documents:mine"),
        reverse("documents:share"),
        reverse("documents:page", args=[paper.key, 2]),
        "/",
    ]


@pytest.fixture
def eyes(people: Cast, sign_in: SignIn) -> Iterator[Eyes]:
    session = sign_in(people.vermont).cookies["sessionid"].value
    with browser_context(session) as opened:
        yield Eyes(opened.new_page())


def test_the_pages_are_sound(live_server, addresses: list[str], eyes: Eyes) -> None:
    problems = {address: eyes.look_at(f"{live_server.url}{address}") for address in addresses}

    assert problems == {address: [] for address in addresses}


def test_the_answer_is_given_by_keyboard(live_server, question: str, eyes: Eyes) -> None:
    page = eyes.page
    page.goto(f"{live_server.url}{question}")

    page.get_by_role("radio", name="Delete this upload").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/describe/")
    assert "Version 2 is shared as it is." in page.inner_text("body")
