"""The server under measurement: gunicorn with two workers of four threads, as `make run` starts it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import stopping
from benchmarks.client import Connection, Target

START_SECONDS = 120.0
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Server:
    """A running server, and how long it took from nothing to its first answer.

    The processor's seconds of the start are those of the first process and of the worker that used most: it is what
    an answer waits for, whatever else the machine does. None where the system does not tell.
    """

    process: subprocess.Popen[bytes]
    port: int
    cold_start_seconds: float
    start_processor_seconds: float | None

    def memory_megabytes(self) -> dict[str, list[float]]:
        """Of each worker "resident" and "own", and of all processes "together", where shared pages count once.

        Resident are also pages that others map, such as the index; own is what no other process shares and what the
        system cannot drop. Empty lists where the system does not tell.
        """
        workers = [_memory(pid) for pid in _workers(self.process.pid)]
        everything = [*workers, _memory(self.process.pid)] if workers else []
        return {
            "resident": [found["Rss"] for found in workers],
            "own": [found["Private_Dirty"] for found in workers],
            "together": [sum(found["Pss"] for found in everything)] if everything else [],
        }

    def processor_seconds(self) -> float:
        """Of the first process and its workers until now; 0 where the system does not tell."""
        return sum(processor_seconds(pid) for pid in [self.process.pid, *_workers(self.process.pid)])


def _workers(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def _memory(pid: int) -> dict[str, float]:
    """Megabytes of a process by the names of the system, such as Rss."""
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, *_ in lines}


def processor_seconds(pid: int) -> float:
    """What all threads of a process used until now; 0 for one that has ended or where the system does not tell."""
    times = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(path.read_text().split()[0]) for path in times) / 1e9


def _start_processor_seconds(pid: int) -> float | None:
    used = processor_seconds(pid) + max((processor_seconds(worker) for worker in _workers(pid)), default=0.0)
    return used or None


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _preload(checkout: Path) -> list[str]:
    """Load the application before forking where that commit's own start script does."""
    return ["--preload"] if "--preload" in (checkout / "deploy" / "serve.sh").read_text() else []


@contextmanager
def serve(
    application: str, health: str, environment: dict[str, str], log: Path, *, python: Path, checkout: Path
) -> Iterator[Server]:
    """Run a WSGI application of a checkout until the end of the block; its output goes to the log file."""
    port = free_port()
    address = ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning"]
    workers = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"]
    command = [str(python), "-m", "gunicorn", application, *address, *workers, *_preload(checkout)]
    base_url = {"PORT": str(port), "CLEARINGHOUSE_BASE_URL": f"http://127.0.0.1:{port}"}
    # The image holds compiled modules, whatever the environment here says about keeping them.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    options = {"cwd": checkout, "env": inherited | environment | base_url, "stdin": subprocess.DEVNULL}
    with log.open("wb") as output:
        started = time.perf_counter()
        with stopping.running(command, **options, stdout=output, stderr=output) as process:
            _wait_for(Target(port, health), process, started, log)
            seconds = time.perf_counter() - started
            yield Server(process, port, seconds, _start_processor_seconds(process.pid))


def _wait_for(target: Target, process: subprocess.Popen[bytes], started: float, log: Path) -> None:
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
    raise RuntimeError(f"The server did not start; its log is {log}.")
