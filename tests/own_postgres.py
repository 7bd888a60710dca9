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

from devserver import embedded_postgres


@contextmanager
def own_postgres(*, cluster: str | None = None) -> Iterator[Path]:
    """Point the embedded PostgreSQL at an empty folder, which is stopped and removed at the end.

    With `cluster`, "fast" or "durable", that cluster lies there already, empty and stopped.
    """
    folder = _folder()
    if cluster:
        _copy_new_cluster(folder / "pg", cluster)
    with _pointed_at(folder):
        try:
            yield folder
        finally:
            for fast in ("0", "1"):
                os.environ["CLEARINGHOUSE_PG_FAST"] = fast
                embedded_postgres.stop()
            shutil.rmtree(folder)


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
            # Owners and modes too, which shutil does not keep.
            subprocess.run(["cp", "-a", found, place / name], check=True)
        else:
            (place / found.name).symlink_to(found)
