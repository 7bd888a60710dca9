"""Whether the parts that the portal stands on answer."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from psycopg_pool import PoolTimeout

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
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        default_storage.exists("readiness-probe")
    except (OSError, BotoCoreError, ClientError):
        return False
    return True


def worker_is_alive() -> bool:
    """A worker's heartbeat was seen within the last minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (last,) = cursor.fetchone()
    return last is not None and last > timezone.now() - WORKER_SILENCE


def a_year_from_now() -> datetime:
    """For dates that must be set but may not be far."""
    return timezone.now() + timedelta(days=365)
