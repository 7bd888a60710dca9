"""Real workers are killed in the middle of their work, and once by the file itself.

`make soak` kills 200 of them (CLEARINGHOUSE_KILLS); here it is a few.
"""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings

from accounts.models import OutboxMail
from clearinghouse.lib.files.workspace import workspace
from documents.files import scratch_folder
from documents.intake import processing, sweeping
from documents.models import DocumentVersion, VersionStatus
from documents.reading import pictures
from tests.cast import Cast
from tests.documents.conftest import storages
from tests.documents.intake import bring, files_in, fresh
from tests.samples import pdf_bytes
from tests.workers import jobs, kill, sweep, wait_until, worker

KILLS = int(os.environ.get("CLEARINGHOUSE_KILLS", "3"))
FILES = 4 if KILLS < 20 else 26
LONGEST_WORK = 4  # seconds until the kill
Stage = VersionStatus.Stage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc"),
]


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def folder(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files, uploads and temporary files of this test and its workers alone."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.UPLOAD_QUOTA_FILES_PER_DAY = 10_000  # between 200 kills a quick machine reads more than one may share
    options = {"location": str(tmp_path / "files")}
    with override_settings(STORAGES=storages("documents.storage.DurableFileSystemStorage", options)):
        yield tmp_path


def plan(number: int) -> bytes:
    """A healthy plan of some pages."""
    return pdf_bytes([f"Plan {number}, page {page}: the port uptime shall exceed 97 percent." for page in range(30)])


def unfinished() -> int:
    return VersionStatus.objects.filter(stage__in=processing.UNFINISHED).count()


def bring_more(cast: Cast) -> None:
    """There is always something in work."""
    for _ in range(FILES - unfinished()):
        number = DocumentVersion.objects.count()
        bring(cast.vermont, plan(number), f"plan {number}.pdf")


def finish(folder: Path, settings_module: str = "clearinghouse.settings") -> None:
    """One more worker does the rest; what dies on the way is handed on."""
    while jobs("todo", "doing"):
        with worker(folder, settings_module) as process:
            wait_until(lambda: process.poll() is not None or not jobs("todo", "doing"))
        sweep()


def test_kills_park_nothing_healthy_and_leave_nothing_behind(cast: Cast, folder: Path) -> None:
    dice = random.Random(KILLS)
    for _ in range(KILLS):
        bring_more(cast)
        with worker(folder) as process:
            wait_until(lambda: jobs("doing") > 0)
            time.sleep(dice.uniform(0, LONGEST_WORK))
            kill(process)
        sweep()
    finish(folder)
    sweeping.remove_leftovers()

    versions = list(DocumentVersion.objects.select_related("status").order_by("pk"))
    assert {(version.status.stage, version.status.attempts, version.status.problem) for version in versions} == {
        ("ready", 0, "")
    }
    assert OutboxMail.objects.filter(subject="An uploaded file needs attention").count() == 0
    assert jobs("failed") == 0
    assert [files_in(place) for place in (scratch_folder(), folder / "tmp")] == [[], []]
    assert list(workspace().iterdir()) == []
    names = [version.storage_name for version in versions]
    drawn = [pictures.picture_name(version, 1, pictures.THUMBNAIL_WIDTH) for version in versions]
    words = [pictures.words_name(version, 1) for version in versions]
    assert files_in(Path(default_storage.location)) == sorted(names + drawn + words)


def test_file_that_kills_its_worker_is_tried_alone_and_parked_and_harms_nobody(cast: Cast, folder: Path) -> None:
    poison = bring(cast.vermont, b"Words that kill.", "poison.txt")
    healthy = [bring(cast.vermont, plan(number), f"plan {number}.pdf") for number in range(3)]

    killed = 0
    while jobs("todo", "doing"):
        with worker(folder, "tests.poisoned.settings") as process:
            wait_until(lambda: process.poll() is not None or not jobs("todo", "doing"))
            killed += process.poll() is not None
        sweep()

    assert killed == 1
    assert (fresh(poison).status.stage, fresh(poison).status.attempts) == (Stage.SCANNED, 3)
    assert fresh(poison).status.problem == processing.GONE_WRONG
    assert {(fresh(version).status.stage, fresh(version).status.attempts) for version in healthy} == {(Stage.READY, 0)}
    assert OutboxMail.objects.filter(subject="An uploaded file needs attention").count() == 2
