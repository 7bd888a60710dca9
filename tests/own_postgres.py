"""A PostgreSQL of a test's own, for tests that kill it, stop it or change its roles."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from devserver import embedded_postgres


@contextmanager
def own_postgres(*, cluster: str | None = None, like: Path | None = None) -> Iterator[Path]:
    """Point the embedded PostgreSQL at an empty folder, which is stopped and removed at the end.

    With `cluster`, "fast" or "durable", that cluster lies there already, empty and stopped; with `like`, all that
    `kept` kept.
    """
    folder = _folder()
    if cluster:
        _copy_new_cluster(folder / "pg", cluster)
    if like:
        _copy(like, folder)
    with _pointed_at(folder):
        try:
            yield folder
        finally:
            for fast in ("0", "1"):
                os.environ["CLEARINGHOUSE_PG_FAST"] = fast
                embedded_postgres.stop()
            shutil.rmtree(folder)


def kept(folder: Path) -> Path:
    """A copy of such a folder, whose server is stopped, until the process ends."""
    copy = _folder()
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    _copy(folder, copy)
    return copy


def fill_template(dump: bytes) -> None:
    """Let every new database of the server, which is stopped, start with what the dump holds."""
    embedded_postgres.start()
    place = conninfo_to_dict(embedded_postgres.database_url())["host"]
    psql = [embedded_postgres.programs() / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", place, "-U", "postgres"]
    subprocess.run([*psql, "template1"], input=dump, stdout=subprocess.DEVNULL, check=True)
    embedded_postgres.stop()


@cache
def _new_cluster() -> Path:
    """The programs and a cluster that nobody used, made once a process: a copy takes a tenth of the time."""
    folder = _folder()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with _pointed_at(folder):
        embedded_postgres.start()
        embedded_postgres.stop()
    return folder / "pg"


def _folder() -> Path:
    # Not pytest's tmp_path: as root the server runs as nobody, who may not enter it.
    folder = Path(tempfile.mkdtemp(prefix="clearinghouse-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    return folder


@contextmanager
def _pointed_at(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("CLEARINGHOUSE_PG_DIR", str(folder / "pg"))
        patch.setenv("CLEARINGHOUSE_PG_FAST", "1")
        yield


def _copy_new_cluster(place: Path, name: str) -> None:
    place.mkdir()
    for found in _new_cluster().iterdir():
        if found.name == "fast":
            _copy(found, place / name)
        else:
            (place / found.name).symlink_to(found)


def _copy(folder: Path, place: Path) -> None:
    """With owners and modes, which shutil does not keep."""
    subprocess.run(["cp", "-a", "-T", folder, place], check=True)
