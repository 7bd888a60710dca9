"""Both storages keep the same promises."""

import errno
import hashlib
import io
import os
import socket
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.config import Config
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings

from documents import storage as storage_module
from documents.s3_storage import PART_BYTES, VerifiedS3Storage
from documents.storage import (
    AWAY,
    DAMAGED,
    DOWN,
    FULL,
    DurableFileSystemStorage,
    FileUnavailable,
    StorageUnavailable,
    Stored,
    random_name,
)
from tests.documents.conftest import BUCKET, s3_options, storages

SMALL = b"Port uptime shall exceed 97 percent."
LARGE = bytes(range(256)) * (PART_BYTES // 256 * 2 + 7)  # three parts


def put(storage, content: bytes = SMALL) -> Stored:
    return storage.put(random_name("originals"), io.BytesIO(content))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_put_keeps_the_bytes_and_tells_their_hash(storage, content: bytes) -> None:
    stored = put(storage, content)

    opened = storage.stream(stored.name)
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert opened.size == len(content)
    assert b"".join(opened.chunks) == content


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_put_never_overwrites(storage, content: bytes) -> None:
    stored = put(storage)

    with pytest.raises(FileExistsError):
        storage.put(stored.name, io.BytesIO(content))

    assert b"".join(storage.stream(stored.name).chunks) == SMALL


def test_save_never_overwrites_and_never_renames(storage) -> None:
    name = storage.save("pictures/one/1-120.webp", ContentFile(b"picture"))

    with pytest.raises(FileExistsError):
        storage.save(name, ContentFile(b"another picture"))

    assert name == "pictures/one/1-120.webp"
    with storage.open(name) as file:
        assert file.read() == b"picture"
    storage.delete(name)


def test_exists_and_delete_agree(storage) -> None:
    stored = put(storage)

    before = storage.exists(stored.name)
    storage.delete(stored.name)
    storage.delete(stored.name)

    assert (before, storage.exists(stored.name)) == (True, False)


def test_missing_file_is_unavailable_in_words(storage) -> None:
    with pytest.raises(FileUnavailable, match="temporarily unavailable") as caught:
        storage.stream(random_name("originals"))

    assert type(caught.value) is FileUnavailable


def test_files_have_no_address(storage) -> None:
    stored = put(storage)

    with pytest.raises(NotImplementedError):
        storage.url(stored.name)


def test_names_before_lists_what_is_older(storage) -> None:
    stored = put(storage)

    in_an_hour, an_hour_ago = (datetime.now(UTC) + timedelta(hours=sign) for sign in (1, -1))

    assert stored.name in set(storage.names_before(in_an_hour))
    assert stored.name not in set(storage.names_before(an_hour_ago))


def test_random_names_say_nothing() -> None:
    names = {random_name("originals") for _ in range(1000)}

    assert len(names) == 1000
    assert all(len(name) == len("originals/") + 32 for name in names)


# The file system


@pytest.fixture
def disk(tmp_path: Path) -> DurableFileSystemStorage:
    return DurableFileSystemStorage(location=str(tmp_path / "files"))


def test_name_outside_the_folder_is_refused(disk: DurableFileSystemStorage) -> None:
    with pytest.raises(SuspiciousOperation):
        disk.put("../../outside", io.BytesIO(SMALL))


def test_files_and_folders_are_private(disk: DurableFileSystemStorage) -> None:
    stored = put(disk)

    path = Path(disk.path(stored.name))
    modes = [oct(each.stat().st_mode & 0o777) for each in (path, path.parent, path.parent.parent)]
    assert modes == ["0o600", "0o700", "0o700"]


def test_full_disk_leaves_nothing(disk: DurableFileSystemStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    real, written = storage_module._write_whole, []

    def fill_up(file, chunk: bytes) -> None:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(real(file, chunk))

    monkeypatch.setattr(storage_module, "_write_whole", fill_up)

    with pytest.raises(StorageUnavailable, match="storage is full") as caught:
        put(disk, LARGE)

    assert str(caught.value) == FULL
    assert files_below(Path(disk.location)) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_really_full_disk_leaves_nothing(tmp_path: Path) -> None:
    import subprocess

    mount = tmp_path / "small"
    mount.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", mount], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        small = DurableFileSystemStorage(location=str(mount / "files"))
        with pytest.raises(StorageUnavailable, match="storage is full"):
            put(small, LARGE)

        assert files_below(mount) == []
        assert put(small).size == len(SMALL)
    finally:
        subprocess.run(["umount", mount], check=True)


def test_bytes_that_come_back_different_are_not_kept(
    disk: DurableFileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = storage_module._write_whole
    monkeypatch.setattr(storage_module, "_write_whole", lambda file, chunk: real(file, chunk[:-1] + b"?"))

    with pytest.raises(StorageUnavailable) as caught:
        put(disk)

    assert str(caught.value) == DAMAGED
    assert files_below(Path(disk.location)) == []


def test_crash_before_the_name_leaves_only_a_part(
    disk: DurableFileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_module, "_link_once", lambda part, final: os.kill)
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: None)

    put(disk)

    assert [path.suffix for path in files_below(Path(disk.location))] == [".part"]


def test_part_of_a_killed_process_is_removed_and_one_in_work_is_not(disk: DurableFileSystemStorage) -> None:
    put(disk)
    abandoned = Path(disk.path("parts/abandoned.part"))
    abandoned.write_bytes(b"cut short")
    with storage_module._held_part(Path(disk.path("parts/in-work.part"))) as file:
        file.write(b"not yet whole")

        removed = disk.remove_abandoned_parts()

    assert (removed, files_below(abandoned.parent)) == (1, [Path(disk.path("parts/in-work.part"))])


def test_file_system_without_hard_links_still_never_overwrites(
    disk: DurableFileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*args: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    stored = put(disk)

    with pytest.raises(FileExistsError):
        disk.put(stored.name, io.BytesIO(b"other"))

    assert b"".join(disk.stream(stored.name).chunks) == SMALL


def test_one_name_written_by_many_at_once_is_written_once(disk: DurableFileSystemStorage) -> None:
    name, outcomes = random_name("originals"), []
    barrier = threading.Barrier(8)

    def write(number: int) -> None:
        barrier.wait()
        try:
            disk.put(name, io.BytesIO(b"%d" % number * 1000))
            outcomes.append(number)
        except FileExistsError:
            pass

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 1
    assert b"".join(disk.stream(name).chunks) == b"%d" % outcomes[0] * 1000
    assert len(files_below(Path(disk.location))) == 1


# S3


def test_s3_hashes_travel_with_the_bytes(s3) -> None:
    stored = put(s3)

    head = s3._client.head_object(Bucket=BUCKET, Key=stored.name, ChecksumMode="ENABLED")
    assert b64decode(head["ChecksumSHA256"]).hex() == stored.sha256


def test_s3_bytes_that_come_back_different_are_not_kept(s3, monkeypatch: pytest.MonkeyPatch) -> None:
    real = VerifiedS3Storage.stream

    def flip(self, name: str) -> storage_module.OpenFile:
        opened = real(self, name)
        return storage_module.OpenFile(opened.size, iter([b"?" + b"".join(opened.chunks)[1:]]))

    monkeypatch.setattr(VerifiedS3Storage, "stream", flip)
    name = random_name("originals")

    with pytest.raises(StorageUnavailable) as caught:
        s3.put(name, io.BytesIO(SMALL))

    assert str(caught.value) == DAMAGED
    assert s3.exists(name) is False


def test_s3_failure_midway_leaves_no_object_and_no_parts(s3, monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if size == PART_BYTES and self.tell() >= PART_BYTES:
                raise ConnectionError("the other side hung up")
            return super().read(size)

    name = random_name("originals")
    with pytest.raises(ConnectionError):
        s3.put(name, Cut(LARGE))

    assert s3.exists(name) is False
    assert "Uploads" not in s3._client.list_multipart_uploads(Bucket=BUCKET)


def test_s3_aborts_uploads_that_nobody_finished(s3) -> None:
    s3._client.create_multipart_upload(Bucket=BUCKET, Key="originals/left")

    young = s3.abort_unfinished(datetime(2000, 1, 1, tzinfo=UTC))
    old = s3.abort_unfinished(datetime.now(UTC) + timedelta(days=365 * 50))

    assert (young, old) == (0, 1)
    assert "Uploads" not in s3._client.list_multipart_uploads(Bucket=BUCKET)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_s3_that_refuses_is_unavailable_at_once(tmp_path: Path) -> None:
    chosen = storages("documents.s3_storage.VerifiedS3Storage", s3_options(f"http://127.0.0.1:{closed_port()}"))
    with override_settings(STORAGES=chosen):
        started = time.monotonic()
        with pytest.raises(StorageUnavailable) as on_put:
            put(default_storage)
        with pytest.raises(StorageUnavailable) as on_read:
            default_storage.stream("originals/x")
        with pytest.raises(StorageUnavailable):
            default_storage.exists("originals/x")

    assert (str(on_put.value), str(on_read.value)) == (DOWN, DOWN)
    assert time.monotonic() - started < 15


def test_s3_that_is_silent_is_given_up(silent_port: int) -> None:
    config = Config(connect_timeout=1, read_timeout=1, retries={"max_attempts": 0}, signature_version="s3v4")
    options = s3_options(f"http://127.0.0.1:{silent_port}", client_config=config)
    with override_settings(STORAGES=storages("documents.s3_storage.VerifiedS3Storage", options)):
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            default_storage.stream("originals/x")

    assert time.monotonic() - started < 5


def test_s3_waits_no_longer_than_agreed(s3) -> None:
    config = s3.client_config

    assert (config.connect_timeout, config.read_timeout, config.retries["max_attempts"]) == (3, 10, 2)


def test_s3_without_its_bucket_is_unavailable_not_missing(s3_endpoint: str) -> None:
    options = s3_options(s3_endpoint, bucket_name="no-such-bucket")
    with override_settings(STORAGES=storages("documents.s3_storage.VerifiedS3Storage", options)):
        with pytest.raises(StorageUnavailable):
            default_storage.stream("originals/x")
        with pytest.raises(StorageUnavailable):
            put(default_storage)


def test_sentences_for_people_end_well() -> None:
    assert all(sentence.endswith(".") for sentence in (AWAY, DAMAGED, DOWN, FULL))
