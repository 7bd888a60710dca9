"""Run the whole portal on one's own machine: `make run`.

Starts the embedded PostgreSQL unless DATABASE_URL is set, prepares database and static files, loads the
sample people, then keeps a web server, a worker and the indexer running until Ctrl-C. For development and trial only.
"""

import errno
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import IO

from devserver import embedded_postgres

CHECKOUT = Path(__file__).resolve().parent.parent
IN_USE = CHECKOUT / ".local" / "in-use"
STATIC_STAMP = CHECKOUT / ".local" / "static-files"
STATIC_MANIFEST = CHECKOUT / "staticfiles" / "staticfiles.json"
DEFAULT_PORT = "8000"
READY_SECONDS = 90.0  # a small machine that is busy with something else
READY_POLL_SECONDS = 0.1
STOP_SECONDS = 4.0  # with PostgreSQL's own limit this stays below ten seconds
POLL_SECONDS = 0.5
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0
CALM_SECONDS = 60.0  # a child that ran this long starts again without a longer wait


class RunError(RuntimeError):
    """The portal cannot run; the message is a sentence for the person at the keyboard."""


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses for a group of zombies
        os.killpg(group, number)


def _start_guard() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "devserver.run", "guard"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


@dataclass
class Child:
    """One process of the portal, in a process group of its own, and when to start it again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    delay: float = FIRST_DELAY


@dataclass
class Portal:
    """The children that run, and a guard that ends them should this process be killed."""

    children: list[Child]
    guard: subprocess.Popen[bytes] = field(default_factory=_start_guard)

    def start(self, child: Child) -> None:
        """Start the child and tell the guard."""
        child.process = subprocess.Popen(  # noqa: S603 - our own commands
            child.command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, start_new_session=True
        )
        child.started_at = time.monotonic()
        self._tell_guard(f"+{child.process.pid}\n")

    def look_after(self, child: Child) -> None:
        """Say when the child died, clear up what it left, and start it again after a growing wait."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_again_at:
                self.start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        self.end(child)
        child.delay = FIRST_DELAY if now - child.started_at > CALM_SECONDS else child.delay
        say(f"The {child.name} ended (status {status}). It starts again in {child.delay:.0f} s.")
        child.start_again_at = now + child.delay
        child.delay = min(child.delay * 2, LONGEST_DELAY)

    def end(self, child: Child) -> None:
        """Kill what is left of the child's process group: a dead web server's workers keep its port."""
        if child.process is None:
            return
        _signal_group(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self._tell_guard(f"-{child.process.pid}\n")
        child.process = None

    def stop(self) -> None:
        """Ask all children to finish, wait a little, then kill what remains."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            _signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
        for child in self.children:
            self.end(child)
        self.guard.communicate()

    def _tell_guard(self, line: str) -> None:
        if self.guard.stdin is not None:
            with suppress(BrokenPipeError):
                self.guard.stdin.write(line.encode())
                self.guard.stdin.flush()


@dataclass
class Database:
    """The embedded PostgreSQL, or nothing to look after when DATABASE_URL names another one."""

    embedded: bool = field(default_factory=lambda: not os.environ.get("DATABASE_URL"))
    started_by_us: bool = False

    def look_after(self) -> None:
        """Start it when it is down, also after it was killed."""
        if self.embedded and not embedded_postgres.is_running():
            say("Starting the database …")
            self.started_by_us = True
            embedded_postgres.start()

    def stop(self) -> None:
        """Stop it unless it ran before."""
        if self.started_by_us:
            embedded_postgres.stop()


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def run() -> None:
    """Prepare everything, then serve until asked to stop."""
    port = free_port()
    os.environ["PORT"] = str(port)
    with local_database() as (database, stopping):
        people = prepare(stopping, "--once")
        if not stopping.is_set():
            serve(port, people, database, stopping)


def load_samples() -> None:
    """Prepare everything and load the samples again, changed ones too."""
    with local_database() as (_, stopping):
        say(prepare(stopping).rstrip())


@contextmanager
def local_database() -> Iterator[tuple[Database, Event]]:
    """Set the environment for development, run the database, and turn signals into an event."""
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup make run
            signal.signal(number, lambda *_: stopping.set())
    os.environ |= {"CLEARINGHOUSE_DEVELOPMENT": "1", "PYTHONUNBUFFERED": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "devserver.settings"
    os.environ.setdefault("CLEARINGHOUSE_LOG_LEVEL", "WARNING")
    database = Database()
    with mark_in_use():
        try:
            database.look_after()
            yield database, stopping
        finally:
            database.stop()


def mark_in_use() -> IO[bytes]:
    """Make the folders of local data and hold a shared lock on them, which `make reset` respects."""
    IN_USE.parent.mkdir(mode=0o700, exist_ok=True)
    for name in ("files", "uploads", "search"):
        (IN_USE.parent / name).mkdir(mode=0o700, exist_ok=True)
    mark = IN_USE.open("wb")
    fcntl.flock(mark, fcntl.LOCK_SH)
    return mark


def free_port() -> int:
    """Return PORT, or 8000, after making sure that nobody listens there on this machine."""
    text = os.environ.get("PORT") or DEFAULT_PORT
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise RunError(f"PORT is {text!r}; give a number from 1 to 65535: PORT=8001 make run")
    port = int(text)
    # A browser may take localhost for either address.
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _bind(probe, address, port)
    return port


def _bind(probe: socket.socket, address: str, port: int) -> None:
    try:
        probe.bind((address, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise RunError(f"Port {port} is in use. Choose another: PORT={port + 1} make run") from None
        if error.errno == errno.EACCES:
            raise RunError(f"Port {port} needs more rights. Choose another: PORT=8000 make run") from None
        raise


def prepare(stopping: Event, *load_samples_options: str) -> str:
    """Bring database, static files and samples up to date; return the list of sample people."""
    say("Preparing the database …")
    manage(stopping, "prepare")
    digest = _digest_of_static_files()
    if not STATIC_MANIFEST.exists() or not STATIC_STAMP.exists() or STATIC_STAMP.read_text() != digest:
        say("Preparing the static files …")
        STATIC_STAMP.unlink(missing_ok=True)
        manage(stopping, "collectstatic", "--no-input")
        if not stopping.is_set():
            STATIC_STAMP.write_text(digest)
    if not stopping.is_set():
        say("Loading the sample people and documents …")
    return manage(stopping, "load_samples", *load_samples_options)


def manage(stopping: Event, *arguments: str) -> str:
    """Run one management command to its end, or until asked to stop; return what it printed."""
    if stopping.is_set():
        return ""
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    output = None
    while output is None and not stopping.is_set():
        with suppress(subprocess.TimeoutExpired):
            output = process.communicate(timeout=POLL_SECONDS)
    if output is None:
        _signal_group(process.pid, signal.SIGKILL)
        output = process.communicate()
    elif process.returncode != 0:
        failed = f"`manage.py {' '.join(arguments)}` failed; its last lines are above."
        raise RunError("\n".join([*output, failed]))
    return output[0]


def serve(port: int, people: str, database: Database, stopping: Event) -> None:
    """Keep web server, worker and indexer running; only a web server that never answered ends the run."""
    web, worker = Child("web server", web_command(port)), Child("worker", worker_command())
    portal = Portal([web, worker, Child("indexer", indexer_command())])
    try:
        for child in portal.children:
            portal.start(child)
        wait_until_ready(port, web, stopping)
        if not stopping.is_set():
            say(f"\nThe EV States Clearinghouse is ready: http://localhost:{port}")
            say("Ctrl-C stops it. Sign in as one of these people:\n")
            say(people.rstrip())
        while not stopping.wait(POLL_SECONDS):
            database.look_after()
            for child in portal.children:
                portal.look_after(child)
        say("\nStopping …")
    finally:
        portal.stop()


def web_command(port: int) -> list[str]:
    """Return the command of the web server: gunicorn with two workers of four threads."""
    address = ["--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    workers = ["--preload", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    log = ["--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", "clearinghouse.wsgi", *address, *workers, *log]


def worker_command() -> list[str]:
    """Return the command of the worker, which runs queued and periodic jobs."""
    return [sys.executable, "manage.py", "procrastinate", "worker"]


def indexer_command() -> list[str]:
    """Return the command of the process that keeps the search index."""
    return [sys.executable, "manage.py", "follow_search_changes"]


def wait_until_ready(port: int, web: Child, stopping: Event) -> None:
    """Wait until the web server reports health; raise when it ended or took too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not stopping.is_set() and not _is_healthy(port):
        if web.process is None or web.process.poll() is not None:
            raise RunError("The web server did not start; its last lines are above.")
        if time.monotonic() > deadline:
            raise RunError(f"The web server did not answer within {READY_SECONDS:.0f} s.")
        stopping.wait(READY_POLL_SECONDS)


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _digest_of_static_files() -> str:
    """Name the state of all that collectstatic reads: our files by time and size, packages by their lock."""
    sources = [*CHECKOUT.glob("static/**/*"), *CHECKOUT.glob("*/static/**/*")]
    files = sorted(path for path in sources if path.is_file())
    facts = [f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in files]
    lock = (CHECKOUT / "requirements" / "base.txt").read_text()
    return hashlib.sha256("\n".join([*facts, lock]).encode()).hexdigest()


def guard() -> None:
    """Read which process groups start (+) and end (-); at the end of input end those that remain.

    The input ends when the process that writes it has gone, even if it was killed.
    """
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line.startswith("+") else groups.discard)(int(line[1:]))
    for group in groups:
        _signal_group(group, signal.SIGTERM)


if __name__ == "__main__":
    commands = {"": run, "samples": load_samples, "guard": guard}
    try:
        commands["".join(sys.argv[1:])]()
    except (RunError, embedded_postgres.EmbeddedPostgresError) as error:
        sys.exit(str(error))
