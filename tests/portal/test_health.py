"""Health checks: alive says nothing of the rest, ready names the part that does not answer."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings

from documents.storage import DOWN, StorageUnavailable
from portal import readiness


def beat(seconds_ago: int = 0) -> None:
    """A worker's heartbeat, so long ago."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def files_in(folder: Path) -> dict[str, object]:
    """STORAGES with the documents' files in this folder."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder)}}
    return {**settings.STORAGES, "default": default}


UP_TO_DATE = {"state": "ok", "behind_seconds": 0, "behind_documents": 0}


def parts_of(response: HttpResponse) -> dict[str, str]:
    """The parts without which the portal isn't ready, by name."""
    return {name: state for name, state in json.loads(response.content).items() if name != "search"}


def test_healthz_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


def test_readyz_is_200_when_database_storage_and_worker_answer(db: None, client: Client) -> None:
    beat()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "storage": "ok", "worker": "ok", "search": UP_TO_DATE}


def test_readyz_names_a_worker_that_never_ran(db: None, client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"database": "ok", "storage": "ok", "worker": "failed", "search": UP_TO_DATE}


@pytest.mark.parametrize(("seconds", "worker"), [(50, "ok"), (70, "failed")])
def test_readyz_takes_a_worker_for_dead_after_a_minute(db: None, client: Client, seconds: int, worker: str) -> None:
    beat(seconds)

    assert client.get("/readyz").json()["worker"] == worker


def test_readyz_names_storage_whose_folder_is_no_folder(db: None, client: Client, tmp_path: Path) -> None:
    beat()
    (tmp_path / "file").write_text("in the way")

    with override_settings(STORAGES=files_in(tmp_path / "file" / "originals")):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"database": "ok", "storage": "failed", "worker": "ok", "search": UP_TO_DATE}


def test_readyz_names_storage_that_raises(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> bool:
        raise StorageUnavailable(DOWN)

    beat()
    monkeypatch.setattr(default_storage, "exists", fail)

    assert parts_of(client.get("/readyz")) == {"database": "ok", "storage": "failed", "worker": "ok"}


def test_readyz_is_ready_before_the_first_file_and_makes_none(db: None, client: Client, tmp_path: Path) -> None:
    beat()

    with override_settings(STORAGES=files_in(tmp_path / "not" / "made")):
        response = client.get("/readyz")

    assert (response.status_code, list(tmp_path.iterdir())) == (200, [])


class BrokenConnection:
    """A database that does not answer, or not to this."""

    def __init__(self, error: type[DatabaseError]) -> None:
        self.error = error

    def cursor(self) -> None:
        raise self.error("canary host and password")


def test_readyz_names_a_database_that_is_away_and_says_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "connection", BrokenConnection(OperationalError))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert parts_of(response) == {"database": "failed", "storage": "ok", "worker": "failed"}
    assert response.json()["search"] == {"state": "unknown", "behind_seconds": 0, "behind_documents": 0}


def test_readyz_takes_a_missing_table_of_workers_for_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "connection", BrokenConnection(DatabaseError))

    assert readiness.worker_is_alive() is False


@override_settings(SECURE_SSL_REDIRECT=True)
def test_health_checks_answer_over_plain_http(db: None) -> None:
    client = Client()

    codes = [client.get(path).status_code for path in ("/healthz", "/readyz", "/contact/")]

    assert codes == [200, 503, 301]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_checks_take_no_posts(db: None, client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
