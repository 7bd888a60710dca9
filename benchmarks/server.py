"""The server under measurement: gunicorn with two workers of four threads, as `make run` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Connection, Target

CHECKOUT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Server:
    """A running server, and how long it took from nothing to its first answer."""

    process: subprocess.Popen[bytes]
    port: int
    cold_start_seconds: float

    def memory_megabytes(self) -> list[float]:
        """Resident memory of each worker process; empty where the system does not tell."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        workers = children.read_text().split() if children.exists() else []
        return [_resident(int(pid)) for pid in workers]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(application: str, health: str, environment: dict[str, str], log: Path) -> Iterator[Server]:
    """Run a WSGI application until the end of the block; its output goes to the log file."""
    port = free_port()
    address = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning"]
    workers = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"]
    command = [sys.executable, "-m", "gunicorn", application, *address, *workers]
    base_url = {"PORT": str(port), "CLEARINGHOUSE_BASE_URL": f"http://127.0.0.1:{port}"}
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=os.environ | environment | base_url,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_for(Target(port, health), process, started)
        yield Server(process, port, time.perf_counter() - started)
    finally:
        _stop(process)


def _wait_for(target: Target, process: subprocess.Popen[bytes], started: float) -> None:
    while time.perf_counter() - started < START_SECONDS:
        if process.poll() is not None:
            break
        connection = Connection(target.port)
        try:
            if connection.get(target.request())[0] == 200:
                return
        except OSError:
            time.sleep(POLL_SECONDS)
        finally:
            connection.close()
    raise RuntimeError("The server did not start; its log is in .local/bench.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process group that we started, and nothing else."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return
