"""Static files are looked at when they are asked for, and nothing beside them is sent."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpResponse
from django.test import RequestFactory

from clearinghouse.lib.static_files import KeptAddressesStorage, StaticFilesMiddleware

NAMES = ("css/portal.css", "js/portal.js")


@pytest.fixture
def static(tmp_path: Path, settings: Any) -> StaticFilesMiddleware:
    """The middleware over a folder as collectstatic leaves it, with a file that is not in its list."""
    settings.STATIC_ROOT = tmp_path / "static"
    backend = {"BACKEND": "clearinghouse.lib.static_files.KeptAddressesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}
    storage = storages["staticfiles"]
    for name in NAMES:
        storage.save(name, ContentFile(f"/* {name} */".encode() * 50))
    list(storage.post_process({name: (storage, name) for name in NAMES}))
    (settings.STATIC_ROOT / "notes.txt").write_text("not listed")
    (tmp_path / "secret.txt").write_text("beside the folder")
    return StaticFilesMiddleware(lambda request: HttpResponse("the portal"))


def body(response: Any) -> bytes:
    return b"".join(response)


def ask(static: StaticFilesMiddleware, address: str, **headers: str) -> Any:
    return static(RequestFactory().get(address, headers=headers))


def test_no_file_is_looked_at_before_it_is_asked_for(static: StaticFilesMiddleware) -> None:
    assert static.files == {}

    ask(static, "/static/css/portal.css")

    assert [*static.files] == ["/static/css/portal.css"]


def test_a_name_with_its_hash_may_be_kept_forever_and_a_plain_one_an_hour(static: StaticFilesMiddleware) -> None:
    hashed = storages["staticfiles"].url("css/portal.css")

    kept, plain = ask(static, hashed), ask(static, "/static/css/portal.css")

    assert body(kept) == body(plain) == b"/* css/portal.css */" * 50
    assert [kept["Cache-Control"], plain["Cache-Control"]] == [
        "max-age=315360000, public, immutable",
        "max-age=3600, public",
    ]
    assert [kept["Content-Type"], ask(static, "/static/js/portal.js")["Content-Type"]] == [
        'text/css; charset="utf-8"',
        'text/javascript; charset="utf-8"',
    ]


def test_a_browser_gets_the_compressed_file(static: StaticFilesMiddleware) -> None:
    answer = ask(static, "/static/css/portal.css", accept_encoding="gzip")

    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "address",
    [
        "/static/notes.txt",
        "/static/staticfiles.json",
        "/static/css/portal.css.gz",
        "/static/css",
        "/static/css/",
        "/static/../secret.txt",
        "/static/css/../../secret.txt",
        "/static//css/portal.css",
        "css/portal.css",
        "/css/portal.css",
        "/static/",
    ],
)
def test_what_is_not_in_the_list_is_none_of_its_business(static: StaticFilesMiddleware, address: str) -> None:
    request = RequestFactory().get("/")
    request.path_info = address

    assert static(request).content == b"the portal"
    assert static.files == {}


def test_a_listed_file_that_is_gone_is_not_found(static: StaticFilesMiddleware, settings: Any) -> None:
    (settings.STATIC_ROOT / "css" / "portal.css").unlink()

    assert ask(static, "/static/css/portal.css").content == b"the portal"


def test_an_address_is_put_together_once(static: StaticFilesMiddleware) -> None:
    storage = storages["staticfiles"]
    assert isinstance(storage, KeptAddressesStorage)
    first = storage.url("css/portal.css")
    storage.hashed_files = {}

    assert storage.url("css/portal.css") == first
