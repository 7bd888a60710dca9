"""Whether the parts that the portal stands on answer."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from psycopg_pool import PoolTimeout

from documents.finding.index import health
from documents.storage import verified_storage

PROBE = "readiness-probe"
WORKER_SILENCE = timedelta(seconds=60)


def check_all() -> dict[str, str]:
    """{"database": "ok", "storage": "ok", "worker": "ok"}, or "failed" where one does not answer."""
    database = _database_answers()
    return {
        "database": _word(database),
        "storage": _word(_storage_answers()),
        "worker": _word(database and worker_is_alive()),
    }


def _word(ok: bool) -> str:
    return "ok" if ok else "failed"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError, PoolTimeout):
        return False
    return True


def _storage_answers() -> bool:
    try:
        default_storage.exists(PROBE)
        here = verified_storage().local_path(PROBE)
    except OSError:
        return False
    return here is None or _can_hold_files(here.parent)


def _can_hold_files(folder: Path) -> bool:
    """Whether the folder, or the one it will be made in with the first file, takes files."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return nearest.is_dir() and os.access(nearest, os.R_OK | os.W_OK | os.X_OK)


def search_index(*, database: str) -> dict[str, str | int]:
    """{"state": "ok", "behind_seconds": 0, "behind_documents": 0}; what the states mean is in docs/operate.md."""
    if database != "ok":
        return health.State(health.Condition.UNKNOWN).in_figures()
    return health.state().in_figures()


def worker_is_alive() -> bool:
    """A worker's heartbeat was seen within the last minute."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            (last,) = cursor.fetchone()
    except (DatabaseError, InterfaceError, PoolTimeout):
        return False
    return last is not None and last > timezone.now() - WORKER_SILENCE


def a_year_from_now() -> datetime:
    """For dates that must be set but may not be far."""
    return timezone.now() + timedelta(days=365)
