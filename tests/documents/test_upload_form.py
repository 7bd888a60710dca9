"""The plain form, for browsers without JavaScript."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from documents.models import Document, DocumentVersion, Upload
from tests.cast import Cast
from tests.documents.intake import RFP, bring, files_in, fresh
from tests.documents.tus import send_form

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> Path:
    """A folder of the test's own for uploads under way."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


def test_plain_form_brings_a_file(storage, cast: Cast, sign_in: SignIn) -> None:
    response = send_form(sign_in(cast.vermont), RFP)

    document = Document.objects.get()
    assert response["Location"] == reverse("documents:describe", args=[document.key])
    assert (document.title, document.owner, document.agency) == (
        "plan",
        cast.vermont,
        cast.vermont.memberships.get().agency,
    )
    assert (document.state_id, document.sharing, document.status) == ("VT", "me", "draft")
    assert fresh(document.versions.get()).status.stage == "received"


def test_plain_form_sent_twice_is_one_document(cast: Cast, sign_in: SignIn) -> None:
    client, form = sign_in(cast.vermont), str(uuid.uuid4())

    first, second = (send_form(client, RFP, upload_id=form) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert (Document.objects.count(), DocumentVersion.objects.count()) == (1, 1)


def test_plain_form_of_somebody_else_is_answered_like_one_that_nobody_sent(cast: Cast, sign_in: SignIn) -> None:
    theirs = str(uuid.uuid4())
    send_form(sign_in(cast.vermont), RFP, upload_id=theirs)

    answers = [send_form(sign_in(cast.colorado), RFP, upload_id=form) for form in (theirs, str(uuid.uuid4()))]

    own = Document.objects.filter(owner=cast.colorado).order_by("pk")
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, reverse("documents:describe", args=[document.key])) for document in own
    ]
    assert (Document.objects.count(), Document.objects.filter(owner=cast.vermont).count()) == (3, 1)


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "plan.txt", 400, "is empty"),
        (b"MZ", "plan.exe", 400, "We don’t accept .exe files"),
        (b"x" * 300_001, "plan.txt", 413, "larger than 300 KB"),
    ],
)
def test_plain_form_refuses_in_words_and_keeps_nothing(
    cast: Cast, sign_in: SignIn, settings, folders: Path, content: bytes, name: str, status: int, words: str
) -> None:
    settings.MAX_UPLOAD_BYTES = 300_000

    response = send_form(sign_in(cast.vermont), content, name)

    assert response.status_code == status
    assert words in response.content.decode()
    assert (Upload.objects.count(), files_in(folders)) == (0, [])


def test_plain_form_far_beyond_the_limit_is_refused_unread(cast: Cast, sign_in: SignIn, settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1000

    response = send_form(sign_in(cast.vermont), b"x" * 1_200_000)

    assert (response.status_code, Upload.objects.count()) == (413, 0)


@pytest.mark.parametrize("fields", [{"upload_id": "not-a-uuid"}, {"upload_id": ""}])
def test_plain_form_without_its_id_is_refused(cast: Cast, sign_in: SignIn, fields: dict[str, str]) -> None:
    assert send_form(sign_in(cast.vermont), RFP, **fields).status_code == 400


def test_plain_form_without_a_file_says_so(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.vermont).post(reverse("documents:share"), {"upload_id": str(uuid.uuid4())})

    assert (response.status_code, "Choose a file first" in response.content.decode()) == (400, True)


def test_plain_form_asks_for_the_token(cast: Cast, folders: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.vermont, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = send_form(client, RFP)

    assert (response.status_code, Document.objects.count(), files_in(folders)) == (403, 0, [])


def test_form_that_wants_no_file_keeps_none(cast: Cast, sign_in: SignIn, folders: Path) -> None:
    document = bring(cast.vermont).document
    address = reverse("documents:describe", args=[document.key])

    response = sign_in(cast.vermont).post(address, {"title": "T", "file": SimpleUploadedFile("a.txt", RFP)})

    assert (response.status_code, files_in(folders)) == (400, [])


def test_two_files_in_one_form_are_refused(cast: Cast, sign_in: SignIn) -> None:
    files = {name: SimpleUploadedFile(f"{name}.txt", RFP) for name in ("file", "other")}
    response = sign_in(cast.vermont).post(reverse("documents:share"), {"upload_id": str(uuid.uuid4()), **files})

    assert (response.status_code, Document.objects.count()) == (400, 0)
