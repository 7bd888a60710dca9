"""What changed since a saved copy: revisions chosen or recognized, compared for those who may read both."""

import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from documents.models import VersionStatus
from publications.models import Edition
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders

SignIn = Callable[[User | None], Client]
ADDRESS = "/publications/a/fact-sheet/compare/"
PARAGRAPH = "Sites need make-ready power before a charger is ordered, and utilities ask for eighteen months of notice."


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """A public paper in three revisions, in the last of which a paragraph moved."""
    paper = library.document(
        cast.vermont, "The paper", kind="report", sharing_choice="public", dated_on=date(2023, 8, 22),
        pages=["The first words."], content=b"first",
    )  # fmt: skip
    made = builders.edition(builders.study(slug="a"), paper)
    middle = "Every port is open day and night. The fee is five dollars for each visit of a car."
    builders.revised(
        made, date(2024, 2, 3), content=b"second", pages=[f"{PARAGRAPH} {middle}", "Two is the last page."]
    )
    changed = middle.replace("five", "six")
    builders.revised(made, content=b"third", pages=[changed, f"Two is the last page. {PARAGRAPH}"])
    return made


def send(client: Client, content: bytes) -> object:
    return client.post(ADDRESS, {"file": SimpleUploadedFile("my copy.pdf", content)})


def test_reader_chooses_the_revision_they_have(edition: Edition, client: Client) -> None:
    picker = client.get(ADDRESS)
    page = client.get(f"{ADDRESS}?from=2")

    assert pages.links(picker, ".plain-list a") == {"Revision 2": "?from=2", "Revision 1": "?from=1"}
    assert pages.texts(page, "h1") == ["Changes since revision 2"]
    assert pages.texts(page, ".change .moved") == [
        "Moved to page 2: Sites need make-ready power before a charger is ordered, and utilities ask …",
        f"Moved here from page 1: {PARAGRAPH}",
    ]
    assert pages.texts(page, ".change del, .change ins") == [
        "Removed: five (end of removed text)",
        "Added: six (end of added text)",
    ]


@pytest.mark.parametrize("asked", ["3", "9", "0", "-1", "x", "٣", "1" * 9])
def test_what_is_no_earlier_revision_is_not_found(edition: Edition, client: Client, asked: str) -> None:
    assert client.get(ADDRESS, {"from": asked}).status_code == 404


def test_saved_copy_is_recognized_by_its_file_or_its_fingerprint(edition: Edition, client: Client) -> None:
    stored = default_storage.listdir("originals")[1]

    by_file, by_hash = send(client, b"second"), client.post(
        ADDRESS, {"sha256": f" {hashlib.sha256(b'first').hexdigest().upper()} "}
    )  # fmt: skip
    current, unknown, nothing = send(client, b"third"), send(client, b"other"), client.post(ADDRESS, {"sha256": "abc"})

    assert (by_file["Location"], by_hash["Location"]) == (f"{ADDRESS}?from=2", f"{ADDRESS}?from=1")
    assert pages.texts(current, ".usa-alert__text") == ["Your copy is the current revision. Nothing has changed since."]
    assert [page.status_code for page in (current, unknown, nothing)] == [200, 400, 400]
    assert [pages.texts(page, ".usa-error-message")[0][:12] for page in (unknown, nothing)] == [
        "This file is", "Choose a fil",
    ]  # fmt: skip
    assert default_storage.listdir("originals")[1] == stored


def test_file_of_a_revision_that_is_hidden_is_recognized_by_nobody_else(
    cast: Cast, edition: Edition, sign_in: SignIn
) -> None:
    VersionStatus.objects.filter(version__revision__number=1).update(frozen_reader_keys=[])

    codes = [send(sign_in(person), b"first").status_code for person in (None, cast.colorado, cast.vermont)]
    compared = [sign_in(person).get(f"{ADDRESS}?from=1").status_code for person in (None, cast.colorado, cast.vermont)]

    assert (codes, compared) == ([400, 400, 302], [404, 404, 200])


def test_form_without_its_token_reads_no_file(edition: Edition) -> None:
    client = Client(enforce_csrf_checks=True)

    assert send(client, b"second").status_code == 403


def test_files_are_recognized_so_many_times_an_hour(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publications.views.comparing.RATES", "2/h/ip")

    codes = [send(client, b"second").status_code for _ in range(3)]

    assert codes == [302, 302, 429]


def test_file_that_is_too_large_is_no_file(edition: Edition, client: Client, settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 5

    assert [send(client, content).status_code for content in (b"second", b"third")] == [400, 200]


def test_edition_with_one_revision_has_nothing_to_compare(cast: Cast, client: Client) -> None:
    paper = library.document(cast.vermont, kind="report", sharing_choice="public")
    builders.edition(builders.study(slug="a"), paper)

    assert "There is no earlier revision of this edition to compare." in pages.texts(client.get(ADDRESS), "main")[0]
