"""Storages to test on: the file system, and an S3-compatible server on loopback."""

import logging
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import override_settings
from moto.server import ThreadedMotoServer

from documents.s3_storage import VerifiedS3Storage
from tests.documents.printing import print_once
from tests.documents.scanners import clamd_program, running_clamd

BUCKET = "clearinghouse-tests"
CREDENTIALS = {"access_key": "testing", "secret_key": "testing"}


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The address of an S3 server with an empty bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_bucket(Bucket=BUCKET)
    yield endpoint
    server.stop()


def s3_options(endpoint: str, **more: object) -> dict[str, object]:
    """OPTIONS of the default storage for that server."""
    return {
        "bucket_name": BUCKET,
        "endpoint_url": endpoint,
        "region_name": "us-east-1",
        "file_overwrite": False,
        "default_acl": None,
        **CREDENTIALS,
        **more,
    }


def storages(backend: str, options: dict[str, object]) -> dict[str, object]:
    """A STORAGES setting with this default storage."""
    return {
        "default": {"BACKEND": backend, "OPTIONS": options},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(params=["filesystem", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, settings) -> Iterator[object]:
    """The default storage, once on the file system and once on S3."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    if request.param == "filesystem":
        chosen = storages("documents.storage.DurableFileSystemStorage", {"location": str(tmp_path / "files")})
    else:
        chosen = storages("documents.s3_storage.VerifiedS3Storage", s3_options(request.getfixturevalue("s3_endpoint")))
    with override_settings(STORAGES=chosen):
        yield default_storage


@pytest.fixture
def s3(s3_endpoint: str, tmp_path: Path, settings) -> Iterator[VerifiedS3Storage]:
    """The default storage, on S3 only."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    with override_settings(STORAGES=storages("documents.s3_storage.VerifiedS3Storage", s3_options(s3_endpoint))):
        yield default_storage  # type: ignore[misc]


@pytest.fixture(autouse=True)
def office_files_printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice prints what it has not printed before."""
    print_once(monkeypatch)


@pytest.fixture(scope="session")
def clamd() -> Iterator[str]:
    """The socket of a real clamd; skips where none is installed."""
    if clamd_program() is None:
        pytest.skip("clamd is not installed")
    with running_clamd() as socket:
        yield socket
