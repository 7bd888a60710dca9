"""Virus scanners for tests: a fake one, and a real clamd with one signature of its own."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from documents.intake.scanner import ClamdScanner, ScanResult, Verdict

# The harmless test virus, in two halves so that no scanner takes this file for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
STREAM_LIMIT = 2 * 1024 * 1024
START_SECONDS = 30


class FakeScanner:
    """Finds the test virus as clamd does; `verdict` makes it say something else instead."""

    def __init__(self, verdict: Verdict | None = None) -> None:
        self.verdict = verdict
        self.scanned = 0

    def scan(self, chunks: Iterable[bytes]) -> ScanResult:
        if self.verdict == Verdict.UNAVAILABLE:
            return ScanResult(Verdict.UNAVAILABLE, "refused")
        content = b"".join(chunks)
        self.scanned += 1
        if self.verdict is not None:
            return ScanResult(self.verdict, "because the test says so")
        if len(content) > STREAM_LIMIT:
            return ScanResult(Verdict.UNSCANNABLE, "INSTREAM size limit exceeded. ERROR")
        return ScanResult(Verdict.INFECTED, "Test.Eicar.UNOFFICIAL") if EICAR in content else ScanResult(Verdict.CLEAN)

    def answers(self) -> bool:
        return self.verdict != Verdict.UNAVAILABLE


def clamd_program() -> str | None:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@contextmanager
def running_clamd() -> Iterator[str]:
    """The socket of a clamd that knows the test virus only."""
    program = clamd_program()
    assert program is not None
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))  # short: socket paths are limited
    database = folder / "db"
    database.mkdir()
    (database / "test.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
    socket = folder / "s"
    lines = [
        f"DatabaseDirectory {database}",
        f"LocalSocket {socket}",
        f"TemporaryDirectory {folder}",
        "Foreground yes",
        f"StreamMaxLength {STREAM_LIMIT}",
        "MaxFileSize 1M",
        "AlertExceedsMax yes",
        "AlertEncrypted yes",
        *(["User root"] if os.geteuid() == 0 else []),
    ]
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    process = subprocess.Popen(
        [program, "--config-file", folder / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_awake(str(socket), process)
        yield str(socket)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_awake(socket: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ClamdScanner(socket).answers():
        assert process.poll() is None, "clamd did not start"
        assert time.monotonic() < deadline, "clamd took too long to start"
        time.sleep(0.05)
