"""The databases of a benchmark: its own, on an embedded PostgreSQL of its own or on the server that is given."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from benchmarks import stopping
from devserver import embedded_postgres

CHECKOUT = Path(__file__).resolve().parent.parent
WHAT_A_LIBRARY_DEPENDS_ON = (
    "benchmarks/words.py",
    "benchmarks/people.py",
    "benchmarks/library.py",
    "benchmarks/corpus.py",
    "benchmarks/calls.py",
    "benchmarks/providers.py",
    "benchmarks/space.py",
)
PREFIX = "clearinghouse_bench"
# Those of our own role; autovacuum's worker has none.
END_SESSIONS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user
"""


def own_folder() -> Path:
    """Where the embedded PostgreSQL of the benchmark lives; root's cannot be inside the checkout."""
    if os.geteuid() == 0:
        return Path("/var/tmp") / f"{PREFIX}_{hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:8]}"
    return CHECKOUT / ".local" / "bench" / "pg"


@contextmanager
def own_server() -> Iterator[None]:
    """Unless DATABASE_URL names a server, run the embedded one for the block, as durable as for `make run`."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    os.environ["CLEARINGHOUSE_PG_DIR"] = os.environ.get("CLEARINGHOUSE_PG_DIR") or str(own_folder())
    os.environ.pop("CLEARINGHOUSE_PG_FAST", None)
    was_running = embedded_postgres.is_running()
    try:
        with stopping.uncut():
            embedded_postgres.start()
        yield
    finally:
        if not was_running:
            with stopping.uncut():
                embedded_postgres.stop()


def name_of(checkout: Path, what: object) -> str:
    """The name of a database: it tells which schema and which library it holds."""
    sources = [checkout / name for name in WHAT_A_LIBRARY_DEPENDS_ON]
    return f"{PREFIX}_{digest([*sources, *migrations(checkout)])}_{what}"


def migrations(checkout: Path) -> list[Path]:
    """The files that make the schema, with the functions that migrations read."""
    folders = [path for path in checkout.iterdir() if path.is_dir() and not path.name.startswith(".")]
    patterns = ("**/migrations/*.py", "sql/*.sql")
    return sorted(file for folder in folders for pattern in patterns for file in folder.glob(pattern))


def steps(checkout: Path) -> set[str]:
    """The migrations of a checkout by name, such as "documents/0003_reader_facets"."""
    names = (file.relative_to(checkout) for file in migrations(checkout) if file.suffix == ".py")
    return {f"{name.parts[0]}/{name.stem}" for name in names if name.stem != "__init__"}


def digest(files: Sequence[Path]) -> str:
    """Eight digits that stand for what the files hold."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def url_of(name: str) -> str:
    """The address of a database on the server in use."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        return embedded_postgres.database_url(name)
    return make_conninfo(given, dbname=name)


def exists(name: str) -> bool:
    """Whether the database is there, complete: it gets its name when it is loaded."""
    with _anywhere() as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(name: str, template: str) -> None:
    """Make a database, in place of one that a stopped run left half loaded."""
    drop(name)
    with _anywhere() as server:
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        # A load that is cut short starts over anyway.
        server.execute(SQL("ALTER DATABASE {} SET synchronous_commit = off").format(Identifier(name)))


def rename(name: str, to: str) -> None:
    """Give a loaded database its name, and the server's own settings."""
    with _anywhere() as server:
        server.execute(SQL("ALTER DATABASE {} RESET ALL").format(Identifier(name)))
        server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(to)))


def drop(name: str) -> None:
    """Remove a database of ours, whoever is still connected.

    WITH (FORCE) is refused to an owner who is no superuser while autovacuum looks at the database; the plain
    statement ends autovacuum by itself (findings/postgresql_forced_drop_and_autovacuum.sh).
    """
    assert name.startswith(PREFIX)
    with _anywhere() as server:
        server.execute(END_SESSIONS, [name])
        server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))


def left_behind() -> list[str]:
    """All databases of benchmarks on this server."""
    with _anywhere() as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}\\_%"]).fetchall()
    return sorted(row[0] for row in rows)


class Change:
    """Moves the stamp of the documents when called: every cached count is stale then, as after an upload."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def __call__(self) -> None:
        """One change."""
        self.connection.execute("UPDATE documents_shelfstamp SET counter = counter + 1")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.connection.close()


@contextmanager
def _anywhere() -> Iterator[psycopg.Connection]:
    """A connection that can create and drop databases: to the one given, or to the server's own."""
    url = os.environ.get("DATABASE_URL") or embedded_postgres.database_url("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
