"""Finds what fell between two chairs: jobs of dead workers, versions without a job, files without a version."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job, Status

from clearinghouse.lib.files.workspace import remove_abandoned_folders
from documents import emails
from documents.files import remove_abandoned_files, scratch_folder
from documents.intake.processing import MOST_ATTEMPTS, UNFINISHED, enqueue
from documents.models import DocumentVersion, VersionStatus
from documents.storage import verified_storage

log = structlog.get_logger("documents.intake.sweeping")

FILES = ("files", "recognition")  # the queues of jobs about files
MANY_DEATHS = 25
LONGEST_WAIT = timedelta(hours=1)
ORPHAN_AGE = timedelta(hours=24)  # a file is stored moments before its row; a day is beyond doubt
NAMES_AT_ONCE = 500
FULL_FROM = 0.8


def retry_stalled_jobs() -> int:
    """Hand jobs whose worker died to another one, which tries them apart. Returns how many.

    None is given up for it: that a worker died says nothing about a job until it dies alone; see
    clearinghouse.lib.apart.
    """
    count = 0
    for job in async_to_sync(app.job_manager.get_stalled_jobs)():
        log.error("job_stalled", task=job.task_name, job_id=job.id, deaths=job.attempts + 1)
        if _is_queued_anew(job):
            async_to_sync(app.job_manager.finish_job)(job, Status.FAILED, delete_job=False)
            continue
        async_to_sync(app.job_manager.retry_job)(job, **_when_and_how(job))
        count += 1
    return count


def _when_and_how(job: Job) -> dict[str, Any]:
    """Suspects among the files go one at a time, and the later the more workers died with them.

    One that goes down with the whole machine is never seen to die alone. Many deaths make it rare, not parked.
    """
    if job.queue not in FILES:
        return {}
    beyond = job.attempts + 1 - MANY_DEATHS
    if beyond < 0:
        return {"lock": "suspects", "priority": job.priority - 1}
    wait = min(timedelta(minutes=1 + beyond), LONGEST_WAIT)
    return {"lock": f"suspect-{job.id}", "retry_at": timezone.now() + wait}


def _is_queued_anew(job: Job) -> bool:
    same = ProcrastinateJob.objects.filter(queueing_lock=job.queueing_lock, status="todo")
    return job.queueing_lock is not None and same.exists()


def queue_forgotten_versions() -> int:
    """Queue versions that are not ready, not parked, and have no job: those that wait for scanner or storage too."""
    busy = {
        job.args.get("version_id")
        for job in ProcrastinateJob.objects.filter(
            task_name="documents.tasks.process_version", status__in=["todo", "doing"]
        )
    }
    waiting = VersionStatus.objects.filter(stage__in=UNFINISHED).exclude(attempts__gte=MOST_ATTEMPTS, problem__gt="")
    forgotten = [status for status in waiting.select_related("version") if status.version_id not in busy]
    for status in forgotten:
        enqueue(status.version)
    return len(forgotten)


def orphans(moment: datetime | None = None) -> Iterator[str]:
    """Names of stored originals and pictures older than a day that belong to no version, or to one taken back."""
    names = verified_storage().names_before(moment or timezone.now() - ORPHAN_AGE)
    ours = (name for name in names if name.startswith(("originals/", "pictures/", "parts/")))
    while batch := list(islice(ours, NAMES_AT_ONCE)):
        wanted = {name: _original_of(name) for name in batch}
        kept = DocumentVersion.objects.stored().filter(storage_name__in=set(wanted.values()))
        known = set(kept.values_list("storage_name", flat=True))
        yield from (name for name in batch if wanted[name] not in known)


def _original_of(name: str) -> str:
    """A picture belongs to the original whose random name it is kept below."""
    folder, _, rest = name.partition("/")
    return f"originals/{rest.split('/')[0]}" if folder == "pictures" else name


def warn_of_full_disk() -> float:
    """Write to the administrators, once a day, when the disk of files or uploads is four fifths full.

    Returns how full the fuller one is, from 0 to 1.
    """
    folders = [scratch_folder(), verified_storage().local_path("")]
    fullest = max(_fullness(folder) for folder in folders if folder is not None and folder.exists())
    if fullest >= FULL_FROM:
        log.error("disk_nearly_full", used=round(fullest, 3))
        emails.notify_disk_is_filling(fullest)
    return fullest


def _fullness(folder: Path) -> float:
    disk = os.statvfs(folder)
    return 1 - disk.f_bavail / disk.f_blocks if disk.f_blocks else 0.0


def remove_orphans() -> int:
    """Remove them, and multipart uploads that nobody finished. Returns how many files went."""
    count = 0
    for name in orphans():
        log.warning("orphan_removed", name=name)
        verified_storage().delete(name)
        count += 1
    if hasattr(default_storage, "abort_unfinished"):
        default_storage.abort_unfinished(timezone.now() - ORPHAN_AGE)
    return count


def remove_leftovers() -> int:
    """Remove copies and parts of files that dead processes left. Returns how many went."""
    parts = default_storage.remove_abandoned_parts() if hasattr(default_storage, "remove_abandoned_parts") else 0
    return remove_abandoned_folders() + remove_abandoned_files() + parts
