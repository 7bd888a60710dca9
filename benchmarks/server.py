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
            yield Server(process, port, time.perf_counter() - started)


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
