"""Real workers on the test's database, to be killed. Only what a test started is ever killed, by its id."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import make_conninfo

from benchmarks.processor import descendants
from documents.intake import sweeping

PATIENCE = 240  # seconds until a wait is called endless
COMMAND = [sys.executable, "manage.py", "procrastinate", "worker"]

# Begins as a worker does, says when it stands before the statement for the so-manieth time, and waits to be killed.
STANDS_STILL = """
import sys, time
import django
django.setup()
from django.db.backends.utils import CursorWrapper

plain, left = CursorWrapper.execute, [int(sys.argv[3])]

def execute(self, sql, params=None):
    if str(sql).startswith(sys.argv[2]):
        left[0] -= 1
        if not left[0]:
            print("here", flush=True)
            time.sleep(600)
    return plain(self, sql, params)

CursorWrapper.execute = execute
exec(sys.argv[1])
"""


def environment(folder: Path, settings_module: str) -> dict[str, str]:
    """What a worker on this test's database and files is told; its files are the test's own."""
    database = connection.settings_dict
    address = {name: database[name.upper()] for name in ("user", "host", "port") if database[name.upper()]}
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DATABASE_URL": make_conninfo(dbname=database["NAME"], **address),
        "CLEARINGHOUSE_FILES_DIR": str(folder / "files"),
        "CLEARINGHOUSE_UPLOADS_DIR": str(folder / "uploads"),
        "CLEARINGHOUSE_LOG_LEVEL": "CRITICAL",
        "TMPDIR": str(folder / "tmp"),
    }


@contextmanager
def worker(folder: Path, settings_module: str = "clearinghouse.settings") -> Iterator["subprocess.Popen[bytes]"]:
    """A worker, stopped the hard way at the end, with all that it started."""
    process = subprocess.Popen(
        COMMAND, cwd=settings.BASE_DIR, env=environment(folder, settings_module), stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a worker and see that nothing it started outlives it; then let its heart have stopped long ago."""
    started = [(pid, os.pidfd_open(pid)) for pid in descendants(process.pid)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    for pid, descriptor in started:
        gone, _, _ = select.select([descriptor], [], [], PATIENCE)
        os.close(descriptor)
        assert gone, f"process {pid} outlived its worker"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'")


def killed_at(statement: str, code: str, folder: Path, *, nth: int = 1) -> None:
    """Run this code in a process that is killed without warning just before the statement, the first or a later time.

    It may take the database a moment to notice and to let go of what the process held.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", STANDS_STILL, code, statement, str(nth)],
        cwd=settings.BASE_DIR,
        env=environment(folder, "clearinghouse.settings"),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.kill()
    process.wait()
    process.stdout.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again; a machine that runs tests may be slow."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def jobs(*statuses: str, queue: str = "files") -> int:
    """How many jobs stand so."""
    return ProcrastinateJob.objects.filter(status__in=statuses, queue_name=queue).count()


def sweep() -> None:
    """What the worker does every minute, now."""
    sweeping.retry_stalled_jobs()
    sweeping.queue_forgotten_versions()
