"""Resumable uploads: pieces, repeats, strangers, and what is refused before it is sent."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts import audiences
from accounts.access import SIGNED_OUT_MIDWAY
from accounts.models import User
from documents.intake import filing, parts
from documents.intake.admission import part_path
from documents.intake.parts import append_body, make_part, only_writer
from documents.models import Document, DocumentVersion, Upload
from documents.storage import StorageUnavailable
from documents.views.tus import read_metadata
from tests.cast import Cast
from tests.documents.intake import RFP, files_in
from tests.documents.tus import TUS, create, head, patch, sentence

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> Path:
    """A folder of the test's own for uploads under way."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


def test_file_arrives_in_pieces(cast: Cast, sign_in: SignIn, storage) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]

    answers = [patch(client, address, 0, RFP[:20]), patch(client, address, 20, RFP[20:50])]
    asked = head(client, address)
    last = patch(client, address, 50, RFP[50:])

    assert [(answer.status_code, answer["Upload-Offset"]) for answer in answers] == [(204, "20"), (204, "50")]
    assert (asked["Upload-Offset"], asked["Upload-Length"], asked["Tus-Resumable"]) == ("50", str(len(RFP)), "1.0.0")
    version = DocumentVersion.objects.get()
    assert last["Portal-Next"] == reverse("documents:describe", args=[version.document.key])
    assert b"".join(default_storage.stream(version.storage_name).chunks) == RFP
    assert (version.filename, version.size, version.file_type) == ("plan.txt", len(RFP), "txt")


def test_finished_upload_leaves_no_pieces(cast: Cast, sign_in: SignIn, folders: Path) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]

    patch(client, address, 0, RFP)

    assert files_in(folders) == []


def test_lost_answer_is_told_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]
    first = patch(client, address, 0, RFP)

    asked, again = head(client, address), patch(client, address, 0, RFP)

    assert asked["Portal-Next"] == again["Portal-Next"] == first["Portal-Next"]
    assert (asked["Upload-Offset"], again.status_code) == (str(len(RFP)), 204)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("name", ["colorado", "administrator", "guest"])
def test_upload_of_somebody_else_does_not_exist(cast: Cast, sign_in: SignIn, name: str) -> None:
    address = create(sign_in(cast.vermont), len(RFP))["Location"]
    stranger = sign_in(cast.everybody()[name])

    answers = [
        head(stranger, address),
        patch(stranger, address, 0, RFP),
        stranger.delete(address, headers=TUS),
        stranger.options(address),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize("name", ["applicant", "declined", "left", "unverified"])
def test_who_is_not_approved_uploads_nothing(cast: Cast, sign_in: SignIn, folders: Path, name: str) -> None:
    response = create(sign_in(cast.everybody()[name]), len(RFP))

    assert response.status_code == 302
    assert (Upload.objects.count(), files_in(folders)) == (0, [])


def test_signed_out_client_is_told_so(sign_in: SignIn, db: None) -> None:
    response = create(sign_in(None), len(RFP))

    assert (response.status_code, sentence(response)) == (401, SIGNED_OUT_MIDWAY)


def test_right_lost_midway_ends_the_upload(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]
    patch(client, address, 0, RFP[:10])
    audiences.remove_from_all(cast.vermont)

    response = patch(client, address, 10, RFP[10:])

    assert response.status_code == 302
    assert Document.objects.count() == 0


def test_token_is_asked_of_every_verb(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.vermont, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("documents:share"))
    token = client.cookies["csrftoken"].value

    refused = create(client, len(RFP))
    taken = create(client, len(RFP), **{"X-CSRFToken": token})
    address = taken["Location"]
    answers = [
        patch(client, address, 0, RFP).status_code,
        client.delete(address, headers=TUS).status_code,
        patch(client, address, 0, RFP, **{"X-CSRFToken": token}).status_code,
    ]

    assert (refused.status_code, taken.status_code, answers) == (403, 201, [403, 403, 204])


@pytest.mark.parametrize(
    ("length", "filename", "status", "words"),
    [
        (101_000_000, "plan.pdf", 413, "larger than 100 MB"),
        (100_000_001, "plan.pdf", 413, "larger than 100 MB"),
        (0, "plan.pdf", 400, "is empty"),
        (10, "plan.exe", 400, "We don’t accept .exe files"),
        (10, "plan.docm", 400, "macros"),
        (10, "plan", 400, "has no extension"),
        (10, "", 400, "has no extension"),
        (10, "plan.pdf.html", 400, "We don’t accept .html files"),
        (10, ".htaccess", 400, "has no extension"),
    ],
)
def test_what_is_not_taken_is_refused_before_it_is_sent(
    cast: Cast, sign_in: SignIn, folders: Path, length: int, filename: str, status: int, words: str
) -> None:
    response = create(sign_in(cast.vermont), length, filename)

    assert response.status_code == status
    assert words in sentence(response)
    assert (Upload.objects.count(), files_in(folders)) == (0, [])


def test_largest_file_is_still_taken(cast: Cast, sign_in: SignIn) -> None:
    assert create(sign_in(cast.vermont), 100_000_000).status_code == 201


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/plan.pdf", "plan.pdf"),
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("con.pdf", "_con.pdf"),
        ("plan\r\nX: y.pdf", "plan X_ y.pdf"),
        ("\u202efdp.txt", "fdp.txt"),
        ("plan\x00.pdf", "plan.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("PLAN.PDF", "PLAN.PDF"),
        ("<script>.csv", "_script_.csv"),
        ("naïve “plan”.pdf", "naïve “plan”.pdf"),
    ],
)
def test_name_is_cleaned_and_shown_but_never_a_path(cast: Cast, sign_in: SignIn, raw: str, kept: str) -> None:
    client = sign_in(cast.vermont)
    address = create(client, 5, raw)["Location"]
    patch(client, address, 0, b"words")

    version = DocumentVersion.objects.get()

    assert version.filename == kept
    assert version.storage_name.startswith("originals/")
    assert len(version.storage_name) == len("originals/") + 32


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "many"}, 400),
        ({"Upload-Length": "-5"}, 400),
        ({"Upload-Length": "٣"}, 400),
        ({"Upload-Length": "9" * 30}, 400),
        ({"Upload-Defer-Length": "1", "Upload-Length": ""}, 400),
        ({"Upload-Metadata": "filename ====, ,,"}, 400),
    ],
)
def test_malformed_creation_is_refused(cast: Cast, sign_in: SignIn, headers: dict[str, str], status: int) -> None:
    assert create(sign_in(cast.vermont), 10, **headers).status_code == status


@pytest.mark.parametrize(
    ("offset", "headers", "status"),
    [
        (5, {}, 409),
        (0, {"Tus-Resumable": "2"}, 412),
        (0, {"Upload-Offset": "-1"}, 400),
        (0, {"Upload-Offset": "x"}, 400),
    ],
)
def test_malformed_piece_is_refused(
    cast: Cast, sign_in: SignIn, offset: int, headers: dict[str, str], status: int
) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]

    response = patch(client, address, offset, RFP, **headers)

    assert (response.status_code, Upload.objects.get().offset) == (status, 0)


def test_piece_of_another_content_type_is_refused(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]

    response = client.patch(address, data=RFP, content_type="text/plain", headers={**TUS, "Upload-Offset": "0"})

    assert response.status_code == 415


def test_more_than_announced_is_not_kept(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, 10)["Location"]

    response = patch(client, address, 0, b"eleven byte")

    assert (response.status_code, Upload.objects.get().offset, Document.objects.count()) == (413, 0, 0)


def test_cancelled_upload_is_gone(cast: Cast, sign_in: SignIn, folders: Path) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]
    patch(client, address, 0, RFP[:10])

    response = client.delete(address, headers=TUS)

    assert (response.status_code, head(client, address).status_code) == (204, 404)
    assert (Upload.objects.count(), files_in(folders)) == (0, [])


def test_finished_upload_cannot_be_cancelled(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]
    patch(client, address, 0, RFP)

    response = client.delete(address, headers=TUS)

    assert (response.status_code, Document.objects.count()) == (409, 1)


def test_lost_pieces_are_said_to_be_lost(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]
    patch(client, address, 0, RFP[:10])
    part_path(Upload.objects.get()).unlink()

    assert (head(client, address).status_code, patch(client, address, 10, RFP[10:]).status_code) == (410, 410)


def test_second_writer_is_sent_away_and_no_row_is_locked(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]

    with only_writer(part_path(Upload.objects.get())):
        busy = patch(client, address, 0, RFP)
        asked = head(client, address)
    free = patch(client, address, 0, RFP)

    assert [busy.status_code, asked.status_code, free.status_code] == [423, 200, 204]


def test_abilities_are_told(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.vermont).options(reverse("documents:tus"))

    assert (response.status_code, response["Tus-Max-Size"]) == (204, "100000000")
    assert response["Tus-Extension"] == "creation,termination"


def test_storage_that_is_away_keeps_all_but_the_last_piece(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]
    patch(client, address, 0, RFP[:30])

    def away(path: Path) -> None:
        raise StorageUnavailable("File storage isn’t available. Nothing was saved. Try again in a minute.")

    with monkeypatch.context() as broken:
        broken.setattr(filing, "store_original", away)
        refused = patch(client, address, 30, RFP[30:])
    asked = head(client, address)
    again = patch(client, address, 30, RFP[30:])

    assert (refused.status_code, "Nothing was saved" in sentence(refused)) == (503, True)
    assert (asked["Upload-Offset"], again.status_code, Document.objects.count()) == ("30", 204, 1)


def test_full_disk_while_receiving_is_said_and_leaves_the_offset(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.vermont)
    address = create(client, len(RFP))["Location"]

    def full(file: object, chunk: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parts, "_write", full)
    response = patch(client, address, 0, RFP)

    assert (response.status_code, "File storage is full." in sentence(response)) == (503, True)
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("filename cGxhbi5wZGY=", {"filename": "plan.pdf"}),
        ("filename cGxhbi5wZGY=,filetype YQ==", {"filename": "plan.pdf", "filetype": "a"}),
        ("is_confidential", {"is_confidential": ""}),
        ("filename !!!", {}),
        ("filename /w==", {}),
        ("", {"": ""}),
        ("a" * 100_000, {"a" * 4096: ""}),
    ],
)
def test_metadata_is_read_or_left_out(header: str, found: dict[str, str]) -> None:
    assert read_metadata(header) == found


# The body, piece by piece


class Hangup:
    """A body whose client goes away after some bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, size: int, /) -> bytes:
        piece, self.content = self.content[:size], self.content[size:]
        if not piece:
            raise OSError("connection reset")
        return piece


def test_client_that_hangs_up_leaves_what_arrived(folders: Path) -> None:
    folders.mkdir()
    path = folders / "one.part"
    make_part(path)

    with only_writer(path) as file:
        offset = append_body(file, Hangup(RFP[:33]), 0, len(RFP))  # type: ignore[arg-type]

    assert (offset, path.read_bytes()) == (33, RFP[:33])


def test_bytes_that_were_never_acknowledged_are_cut_off(folders: Path) -> None:
    folders.mkdir()
    path = folders / "one.part"
    path.write_bytes(RFP[:20] + b"written, then killed before the offset was")

    with only_writer(path) as file:
        offset = append_body(file, Hangup(RFP[20:40]), 20, len(RFP))  # type: ignore[arg-type]

    assert (offset, path.read_bytes()) == (40, RFP[:40])
