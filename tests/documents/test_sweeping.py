"""What fell between two chairs is found: files without rows, jobs of dead workers."""

import os
import threading
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import OutboxMail
from clearinghouse.lib.files.workspace import workspace
from clearinghouse.lib.jobs import task_named
from documents import tasks
from documents.files import WORKING, scratch_folder
from documents.intake import sweeping
from documents.intake.processing import enqueue
from documents.models import DocumentVersion
from documents.reading import pictures
from documents.storage import random_name
from tests.cast import Cast
from tests.documents.intake import bring, files_in, fresh
from tests.jobs import run_jobs
from tests.lib.files import samples


def in_a_day():
    """Tomorrow, when everything stored now is old."""
    return timezone.now() + timedelta(hours=25)


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings) -> None:
    """A storage of the test's own."""
    location = {"location": str(tmp_path / "files")}
    storage = {"BACKEND": "documents.storage.DurableFileSystemStorage", "OPTIONS": location}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def test_only_files_without_a_version_are_orphans(cast: Cast) -> None:
    version = bring(cast.vermont, samples.pdf("Words"), "plan.pdf")
    run_jobs()
    orphan = default_storage.put(random_name("originals"), BytesIO(b"lost")).name
    picture = default_storage.save("pictures/" + "0" * 32 + "/1-120.webp", ContentFile(b"lost"))
    default_storage.save("recordings/one", ContentFile(b"of another part of the portal"))

    found = set(sweeping.orphans(in_a_day()))

    assert found == {orphan, picture}
    assert default_storage.exists(pictures.picture_name(version, 1, pictures.THUMBNAIL_WIDTH))


def test_young_files_are_left_alone(cast: Cast) -> None:
    default_storage.put(random_name("originals"), BytesIO(b"its row comes in a moment"))

    assert list(sweeping.orphans()) == []


def test_unfinished_part_files_are_orphans_too(cast: Cast) -> None:
    kept = default_storage.put(random_name("originals"), BytesIO(b"x"))
    part = Path(default_storage.path(kept.name)).with_suffix(".abcd.part")
    part.write_bytes(b"cut short")

    assert {Path(name).suffix for name in sweeping.orphans(in_a_day())} == {"", ".part"}


def test_orphans_are_removed_and_live_files_stay(cast: Cast) -> None:
    version = bring(cast.vermont)
    orphan = default_storage.put(random_name("originals"), BytesIO(b"lost")).name
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    for name in (orphan, version.storage_name):
        os.utime(default_storage.path(name), (yesterday, yesterday))

    listed, removed = StringIO(), StringIO()
    call_command("sweep_files", stdout=listed)
    call_command("sweep_files", "--remove", stdout=removed)

    assert listed.getvalue().splitlines()[0] == orphan
    assert removed.getvalue() == "Removed 1 files.\n"
    assert (default_storage.exists(orphan), default_storage.exists(version.storage_name)) == (False, True)


def test_sweeping_while_files_come_in_removes_none_of_them(transactional_db: None, cast: Cast) -> None:
    stop = threading.Event()

    def sweep() -> None:
        while not stop.is_set():
            sweeping.remove_orphans()
        connection.close()

    thread = threading.Thread(target=sweep)
    thread.start()
    for number in range(20):
        bring(cast.vermont, b"file %d" % number, f"{number}.txt")
    stop.set()
    thread.join()

    names = DocumentVersion.objects.values_list("storage_name", flat=True)
    assert [default_storage.exists(name) for name in names] == [True] * 20


def make_stalled(version: DocumentVersion, attempts: int = 1) -> ProcrastinateJob:
    """The version's job as a worker that died left it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s", [worker, attempts]
        )
    return ProcrastinateJob.objects.get()


def test_job_of_a_dead_worker_is_handed_on(cast: Cast) -> None:
    version = bring(cast.vermont)
    make_stalled(version)

    assert sweeping.queue_forgotten_versions() == 0
    assert sweeping.retry_stalled_jobs() == 1
    assert ProcrastinateJob.objects.get().status == "todo"
    assert run_jobs() == ["documents.tasks.process_version", "workforce.tasks.find_clauses"]


@pytest.mark.parametrize("deaths", [1, 5, 20])
def test_suspects_are_handed_on_one_at_a_time_and_later_each_time(cast: Cast, deaths: int) -> None:
    version = bring(cast.vermont)
    make_stalled(version, attempts=deaths - 1)

    assert sweeping.retry_stalled_jobs() == 1

    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts, job.lock, job.priority) == ("todo", deaths, "suspects", -2)
    assert fresh(version).status.attempts == 0


@pytest.mark.parametrize(("deaths", "minutes"), [(25, 1), (26, 2), (40, 16), (84, 60), (200, 60)])
def test_suspect_of_many_deaths_becomes_rare_and_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, deaths: int, minutes: int
) -> None:
    make_stalled(bring(cast.vermont), attempts=deaths - 1)
    now = timezone.now()
    monkeypatch.setattr(sweeping.timezone, "now", lambda: now)

    sweeping.retry_stalled_jobs()

    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts, job.lock) == ("todo", deaths, f"suspect-{job.pk}")
    assert job.scheduled_at == now + timedelta(minutes=minutes)


def test_job_about_mail_is_handed_on_as_it_was(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone()
        job = task_named("accounts.tasks.send_mail").defer(mail_id=1)
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = 5 WHERE id = %s", [worker, job]
        )

    assert sweeping.retry_stalled_jobs() == 1

    row = ProcrastinateJob.objects.get(pk=job)
    assert (row.status, row.attempts, row.lock, row.priority) == ("todo", 6, None, 0)


def test_stalled_job_that_is_queued_anew_ends(cast: Cast) -> None:
    version = bring(cast.vermont)
    make_stalled(version)
    enqueue(version)

    sweeping.retry_stalled_jobs()

    statuses = sorted(ProcrastinateJob.objects.values_list("status", flat=True))
    assert statuses == ["failed", "todo"]


def test_administrators_hear_of_a_filling_disk_once_a_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = SimpleNamespace(f_bavail=19, f_blocks=100)
    monkeypatch.setattr(sweeping.os, "statvfs", lambda folder: nearly_full)

    used = [sweeping.warn_of_full_disk() for _ in range(3)]

    assert used == [0.81, 0.81, 0.81]
    assert sorted(OutboxMail.objects.values_list("to", flat=True)) == [
        cast.administrator.email,
        cast.second_administrator.email,
    ]


def test_nobody_hears_of_a_disk_with_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping.os, "statvfs", lambda folder: SimpleNamespace(f_bavail=21, f_blocks=100))

    sweeping.warn_of_full_disk()

    assert OutboxMail.objects.count() == 0


def test_every_minute_what_killed_processes_left_is_removed(cast: Cast, monkeypatch, tmp_path: Path, settings) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    settings.UPLOADS_DIR = tmp_path / "uploads"
    (workspace() / "abandoned").mkdir()
    (scratch_folder() / f"{WORKING}abandoned.copy").write_bytes(b"a member's file")

    tasks.sweep_jobs(timestamp=0)

    assert files_in(tmp_path) == []
    assert list(workspace().iterdir()) == []
