"""Downloads: the only way to bytes, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client, override_settings
from django.urls import reverse

from documents.files import FileUnavailable
from tests import library
from tests.cast import Cast

SignIn = Callable[[object], Client]
BIG = bytes(range(256)) * 8192  # 2 MiB: several pieces


def address(made: object) -> str:
    return reverse("documents:download", args=[made.key])


def test_download_gives_the_original_with_safe_headers(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, content=BIG)

    response = sign_in(cast.colorado).get(address(made))

    assert b"".join(response) == BIG
    assert {
        name: response[name]
        for name in (
            "Content-Type", "Content-Disposition", "Content-Length", "Content-Security-Policy",
            "X-Content-Type-Options", "Cache-Control", "Cross-Origin-Resource-Policy",
        )
    } == {
        "Content-Type": "text/plain",
        "Content-Disposition": 'attachment; filename="plan.txt"',
        "Content-Length": str(len(BIG)),
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip


def test_a_small_damaged_file_is_refused_in_words(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, content=b"true words")
    _overwrite(made, b"trud words")

    response = sign_in(cast.colorado).get(address(made))

    assert response.status_code == 503
    assert "temporarily unavailable" in response.content.decode()


def test_a_large_damaged_file_never_arrives_whole(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, content=BIG)
    _overwrite(made, BIG[:-1] + b"!")
    received: list[bytes] = []

    response = sign_in(cast.colorado).get(address(made))
    with pytest.raises(FileUnavailable):
        received.extend(response)

    assert len(b"".join(received)) < len(BIG)


def test_a_missing_file_is_said_and_lists_still_render(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont)
    default_storage.delete(made.current_version.storage_name)
    client = sign_in(cast.colorado)

    statuses = [client.get(path).status_code for path in (address(made), "/documents/", made.get_absolute_url())]

    assert statuses == [503, 200, 200]


@override_settings(DOWNLOADS_BY_PROXY="/files/")
def test_the_proxy_is_told_only_after_the_permission_check(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, sharing_choice="state")

    allowed, refused = sign_in(cast.vermont).get(address(made)), sign_in(cast.colorado).get(address(made))

    assert allowed["X-Accel-Redirect"] == f"/files/{made.current_version.storage_name}"
    assert (refused.status_code, refused.has_header("X-Accel-Redirect")) == (404, False)


@pytest.mark.parametrize("stage", ["received", "scanned", "checked", "refused", "quarantined"])
def test_nothing_unchecked_is_ever_served(cast: Cast, sign_in: SignIn, stage: str) -> None:
    made = library.document(cast.vermont)
    made.current_version.status.stage = stage
    made.current_version.status.save()

    statuses = {
        sign_in(user).get(path).status_code
        for user in (cast.vermont, cast.administrator, cast.colorado)
        for path in (address(made), reverse("documents:download_version", args=[made.key, made.current_version.key]))
    }

    assert statuses == {404}


def _overwrite(made: object, content: bytes) -> None:
    Path(default_storage.path(made.current_version.storage_name)).write_bytes(content)
