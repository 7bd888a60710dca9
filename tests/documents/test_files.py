"""Nobody ever gets other bytes than were sent in."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings

from documents import files, hashed_lately
from documents.files import (
    FileUnavailable,
    HashBeside,
    local_copy,
    one_at_a_time,
    open_verified,
    read_verified,
    remove_abandoned_files,
    store_original,
)
from documents.models import DocumentVersion
from documents.storage import FileState
from tests import library
from tests.cast import Cast
from tests.documents.conftest import BUCKET, s3_options, storages

LARGE = b"0123456789abcdef" * 65536  # 1 MB, several pieces
KILLED_AT_WORK = """
import os
import django
import tests.settings
tests.settings.UPLOADS_DIR = {folder!r}
django.setup()
from documents.files import working_file
file = working_file(".copy")
file.write(b"a member's file")
file.flush()
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def make_version(cast: Cast):
    def make(content: bytes = b"A file of words.") -> DocumentVersion:
        return library.document(cast.vermont, content=content).versions.get()

    return make


def replace(version: DocumentVersion, content: bytes) -> None:
    """Other bytes under the same name, as bit rot or a careless hand would."""
    path = default_storage.local_path(version.storage_name)
    if path is None:
        default_storage._client.put_object(Bucket=BUCKET, Key=version.storage_name, Body=content)
    else:
        path.write_bytes(content)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("content", [b"A file of words.", LARGE], ids=["small", "large"])
def test_whole_file_arrives(storage, make_version, content: bytes) -> None:
    version = make_version(content)

    assert b"".join(open_verified(version)) == content
    assert b"".join(read_verified(version)) == content
    with local_copy(version) as path:
        assert path.read_bytes() == content


def test_missing_file_fails_before_the_answer_begins(storage, make_version) -> None:
    version = make_version()
    default_storage.delete(version.storage_name)

    with pytest.raises(FileUnavailable, match="temporarily unavailable"):
        open_verified(version)


@pytest.mark.parametrize("length", [0, 1, 500_000, len(LARGE) - 1])
def test_truncated_file_fails_before_the_answer_begins(storage, make_version, length: int) -> None:
    version = make_version(LARGE)
    replace(version, LARGE[:length])

    with pytest.raises(FileUnavailable):
        open_verified(version)


def test_small_damaged_file_fails_before_the_answer_begins(storage, make_version) -> None:
    version = make_version(b"A file of words.")
    replace(version, b"A file of w0rds.")

    with pytest.raises(FileUnavailable):
        open_verified(version)


@pytest.mark.parametrize("at", [0, len(LARGE) // 2, len(LARGE) - 1])
def test_large_damaged_file_never_arrives_whole(storage, make_version, at: int) -> None:
    version = make_version(LARGE)
    replace(version, flipped(LARGE, at))
    received: list[bytes] = []

    with pytest.raises(FileUnavailable):
        received.extend(open_verified(version))

    assert sum(map(len, received)) < len(LARGE)


def test_parsers_never_see_a_damaged_file(storage, make_version) -> None:
    version = make_version(LARGE)
    replace(version, flipped(LARGE, 77))

    with pytest.raises(FileUnavailable), local_copy(version):
        pytest.fail("the copy was handed out")


def test_working_copy_is_private_and_removed(s3, make_version) -> None:
    version = make_version()

    with local_copy(version) as path:
        mode = oct(path.stat().st_mode & 0o777)
        parent = path.parent
    assert (mode, parent, path.exists()) == ("0o600", files.scratch_folder(), False)


def test_local_file_is_read_in_place(tmp_path: Path, settings, make_version) -> None:
    version = make_version()

    with local_copy(version) as path:
        assert path == default_storage.local_path(version.storage_name)
    assert path.exists()


@pytest.mark.parametrize("received", [0, 1, 2])
def test_abandoned_download_closes_the_file_and_ends_its_thread(make_version, received: int) -> None:
    version = make_version(LARGE * 3)
    before = open_descriptors(), threading.active_count()

    chunks = open_verified(version)
    for _ in range(received):
        next(chunks)
    del chunks

    assert (open_descriptors(), threading.active_count()) == before


@pytest.fixture
def lately(monkeypatch: pytest.MonkeyPatch) -> list[FileState]:
    """Nothing was hashed yet, and any file has rested long enough; gives the states of files that are hashed."""
    hashed: list[FileState] = []
    monkeypatch.setattr(hashed_lately, "SETTLED_NS", 0)
    monkeypatch.setattr(files, "hashed_lately", hashed_lately.HashedLately())
    checked = files._checked
    monkeypatch.setattr(files, "_checked", lambda *args: hashed.append(args[1].state()) or checked(*args))
    return hashed


def test_a_file_nobody_touched_is_hashed_once_an_hour(
    make_version, lately: list[FileState], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make_version(LARGE)
    received = [b"".join(open_verified(version)) for _ in range(3)]
    often = len(lately)
    later = time.monotonic() + hashed_lately.SECONDS + 1
    monkeypatch.setattr(hashed_lately.time, "monotonic", lambda: later)
    received.append(b"".join(open_verified(version)))

    assert received == [LARGE] * 4
    assert (often, len(lately)) == (1, 2)


@pytest.mark.parametrize("at", [0, len(LARGE) // 2, len(LARGE) - 1])
def test_a_file_damaged_after_it_was_hashed_never_arrives_whole(make_version, lately: list[FileState], at: int) -> None:
    """Its size and its time of writing are as before."""
    version = make_version(LARGE)
    path = default_storage.local_path(version.storage_name)
    assert b"".join(open_verified(version)) == LARGE
    before = path.stat()
    path.write_bytes(flipped(LARGE, at))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    received: list[bytes] = []

    with pytest.raises(FileUnavailable):
        received.extend(open_verified(version))

    assert sum(map(len, received)) < len(LARGE)


def test_a_file_touched_while_it_is_sent_never_arrives_whole(make_version, lately: list[FileState]) -> None:
    content = LARGE * 3
    version = make_version(content)
    assert b"".join(open_verified(version)) == content
    chunks = open_verified(version)
    received = [next(chunks)]
    default_storage.local_path(version.storage_name).write_bytes(flipped(content, len(content) - 1))

    with pytest.raises(FileUnavailable):
        received.extend(chunks)

    assert sum(map(len, received)) < len(content)


def test_a_file_touched_just_now_is_hashed_again(
    make_version, lately: list[FileState], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two changes within one tick of the file system's clock leave the same times."""
    monkeypatch.setattr(hashed_lately, "SETTLED_NS", 3600 * 10**9)
    version = make_version(LARGE)

    received = [b"".join(open_verified(version)) for _ in range(2)]

    assert (received, len(lately)) == ([LARGE] * 2, 2)


@pytest.mark.parametrize("content", [b"", b"A file of words.", LARGE * 3], ids=["empty", "small", "large"])
def test_chunks_hashed_beside_give_the_hash_of_the_whole(content: bytes) -> None:
    with HashBeside() as digest:
        for start in range(0, len(content), 100_000):
            digest.update(content[start : start + 100_000])

        assert digest.hexdigest() == hashlib.sha256(content).hexdigest()


def test_store_original_gives_a_random_name_each_time(storage, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(LARGE)

    first, second = store_original(path), store_original(path)

    assert first.name != second.name
    assert (first.sha256, first.size) == (second.sha256, second.size)
    assert "plan" not in first.name


@contextmanager
def cutting_proxy(target: str, most: int) -> Iterator[str]:
    """A proxy that hangs up after so many bytes of an answer."""
    host, port = target.removeprefix("http://").split(":")
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=[server, (host, int(port)), most], daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, target: tuple[str, int], most: int) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client, socket.create_connection(target) as upstream:
            upstream.sendall(client.recv(65536))
            upstream.settimeout(2)
            sent = 0
            while sent < most and (data := upstream.recv(min(65536, most - sent))):
                client.sendall(data)
                sent += len(data)
            client.shutdown(socket.SHUT_RDWR)


def test_connection_cut_midway_is_an_error_not_a_short_file(s3, s3_endpoint: str, make_version) -> None:
    version = make_version(LARGE)

    with (
        cutting_proxy(s3_endpoint, 500_000) as endpoint,
        override_settings(STORAGES=storages("documents.s3_storage.VerifiedS3Storage", s3_options(endpoint))),
        pytest.raises(FileUnavailable),
    ):
        list(open_verified(version))


def test_working_files_of_killed_processes_are_told_from_those_in_use(tmp_path: Path, settings) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    code = KILLED_AT_WORK.format(folder=str(settings.UPLOADS_DIR))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    in_use, just_made = files.working_file(".form"), files.scratch_folder() / f"{files.WORKING}new.copy"
    in_use.write(b"a member's file")
    in_use.flush()
    just_made.touch()
    left = len(list(files.scratch_folder().iterdir()))

    removed = files.remove_abandoned_files()

    kept = sorted(path.name for path in files.scratch_folder().iterdir())
    assert (left, removed, kept) == (3, 1, sorted([Path(in_use.name).name, just_made.name]))


def test_of_two_who_do_the_same_work_one_waits(tmp_path: Path, settings) -> None:
    settings.UPLOADS_DIR = tmp_path
    waits = "import fcntl, sys; f = open(sys.argv[1], 'ab'); fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)"

    def tried() -> int:
        (lock,) = tmp_path.iterdir()
        return subprocess.run([sys.executable, "-c", waits, str(lock)], check=False, capture_output=True).returncode

    with one_at_a_time("drawing-a-1"):
        held = tried()
        kept = remove_abandoned_files()

    assert (held, kept, list(tmp_path.iterdir())) == (1, 0, [])


def test_what_a_killed_process_held_goes_with_the_next_sweep(tmp_path: Path, settings) -> None:
    settings.UPLOADS_DIR = tmp_path
    (tmp_path / "working-drawing-a-1").write_bytes(b".")

    assert (remove_abandoned_files(), list(tmp_path.iterdir())) == (1, [])
