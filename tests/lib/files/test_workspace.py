"""What parsers leave behind when they or their parents are killed: nothing for long, and nothing for others to read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearinghouse.lib.files.workspace import private_folder, remove_abandoned_folders, workspace

AT_WORK = """
import time
from clearinghouse.lib.files.workspace import private_folder
with private_folder() as folder:
    (folder / "page.webp").write_text("a member's file")
    print(folder, flush=True)
    time.sleep(600)
"""
START = "import django; django.setup()"


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A temporary directory of the test's own, for its child processes too."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def at_work() -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """A process that works on a file, and its folder."""
    process = subprocess.Popen([sys.executable, "-c", AT_WORK], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.wait()
    process.stdout.close()


def kill(process: "subprocess.Popen[str]") -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_folders_are_for_us_alone() -> None:
    with private_folder() as folder:
        modes = [oct(path.stat().st_mode & 0o777) for path in (folder, folder.parent)]

    assert (modes, folder.parent, folder.exists()) == (["0o700", "0o700"], workspace(), False)


def test_folder_that_others_could_enter_is_closed(temporary: Path) -> None:
    workspace().chmod(0o777)

    with private_folder() as folder:
        assert oct(folder.parent.stat().st_mode & 0o777) == "0o700"


def test_folder_that_somebody_else_made_is_not_used(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (temporary / f"clearinghouse-parsers-{os.getuid()}").symlink_to(elsewhere)

    with pytest.raises(PermissionError, match="belongs to someone else"), private_folder():
        pytest.fail("a folder was made")

    assert list(elsewhere.iterdir()) == []


def test_only_what_a_killed_process_left_is_removed(at_work: tuple["subprocess.Popen[str]", Path]) -> None:
    process, folder = at_work

    with private_folder() as ours:
        before = remove_abandoned_folders()
        kill(process)
        after = remove_abandoned_folders()
        assert (before, after, ours.exists(), folder.exists()) == (0, 1, True, False)


def test_next_start_empties_what_a_killed_process_left(at_work: tuple["subprocess.Popen[str]", Path]) -> None:
    process, folder = at_work
    kill(process)
    left = folder.exists()

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "-c", START], env=environment, check=True)

    assert (left, list(workspace().iterdir())) == (True, [])


def test_what_is_an_hour_old_goes_whoever_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with private_folder() as old, private_folder() as young:
        hours_ago = time.time() - 7200
        os.utime(old, (hours_ago, hours_ago))

        assert (remove_abandoned_folders(), old.exists(), young.exists()) == (1, False, True)


def test_folders_of_the_release_before_go_by_age(temporary: Path) -> None:
    for name, age in (("clearinghouse-file-old", 7200), ("clearinghouse-file-new", 10), ("other", 7200)):
        (temporary / name).mkdir()
        os.utime(temporary / name, (time.time() - age, time.time() - age))

    removed = remove_abandoned_folders()

    left = sorted(path.name for path in temporary.iterdir() if path != workspace())
    assert (removed, left) == (1, ["clearinghouse-file-new", "other"])
