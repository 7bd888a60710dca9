"""The embedded PostgreSQL: started once, private, and whole after any process was killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from devserver import embedded_postgres
from devserver.embedded_postgres import EmbeddedPostgresError
from tests.own_postgres import own_postgres

COMMAND = [sys.executable, "-m", "devserver.embedded_postgres"]


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty place for a server of the test's own."""
    with own_postgres() as folder:
        yield folder


@pytest.fixture
def made() -> Iterator[Path]:
    """A place with an empty cluster that does not run yet."""
    with own_postgres(cluster="fast") as folder:
        yield folder


@pytest.fixture
def durable() -> Iterator[Path]:
    """The same, of the kind that keeps data."""
    with own_postgres(cluster="durable") as folder:
        os.environ["CLEARINGHOUSE_PG_FAST"] = "0"
        yield folder


def cluster(home: Path, kind: str = "fast") -> Path:
    return home / "pg" / kind


def server_pid(home: Path, kind: str = "fast") -> int:
    return int((cluster(home, kind) / "data/postmaster.pid").read_text().split()[0])


def ask(question: str, name: str = "clearinghouse") -> object:
    """The first value that the database answers."""
    with psycopg.connect(embedded_postgres.database_url(name)) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def write_note(text: str) -> None:
    with psycopg.connect(embedded_postgres.database_url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def test_start_makes_an_empty_database_of_a_plain_role(home: Path) -> None:
    embedded_postgres.start()

    assert ask("SELECT current_user") == "clearinghouse"
    assert ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert ask("SHOW server_version_num") >= "180000"  # type: ignore[operator]
    assert ask("SHOW timezone") == "UTC"
    assert ask("SHOW listen_addresses") == ""


def test_start_folds_and_orders_letters_alike_everywhere(made: Path) -> None:
    embedded_postgres.start()

    assert ask("SELECT lower('ÉCOLE')") == "école"
    assert ask("SELECT to_tsvector('english', 'ÉCOLE Chargers')::text") == "'charger':2 'école':1"
    assert ask("SELECT 'a' > 'Z'") is True


@pytest.mark.parametrize(("fast", "fsync"), [("0", "on"), ("1", "off")])
def test_only_the_fast_server_risks_data(home: Path, monkeypatch: pytest.MonkeyPatch, fast: str, fsync: str) -> None:
    monkeypatch.setenv("CLEARINGHOUSE_PG_FAST", fast)

    embedded_postgres.start()

    assert ask("SHOW fsync") == fsync
    assert ask("SHOW full_page_writes") == fsync
    assert ask("SHOW autovacuum") == fsync


@pytest.mark.parametrize(("needed", "chosen", "place"), [(1, "", "memory"), (1 << 60, "", "disk"), (1, "/x", "chosen")])
def test_fast_server_lies_in_memory_where_there_is_enough_and_nobody_chose(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, needed: int, chosen: str, place: str
) -> None:
    monkeypatch.setattr(embedded_postgres, "MEMORY", tmp_path)
    monkeypatch.setattr(embedded_postgres, "ENOUGH_MEMORY", needed)
    monkeypatch.setenv("CLEARINGHOUSE_PG_DIR", chosen)
    of_checkout = f"clearinghouse-{os.geteuid()}-{embedded_postgres._tag(embedded_postgres.CHECKOUT)}"

    found = embedded_postgres.fast_dir()

    on_disk = embedded_postgres.state_dir() / "fast"
    places = {"memory": tmp_path / of_checkout, "disk": on_disk, "chosen": Path("/x/fast")}
    assert found == places[place]


def test_second_start_keeps_the_server(made: Path) -> None:
    embedded_postgres.start()
    first = server_pid(made)

    embedded_postgres.start()

    assert server_pid(made) == first


def test_six_starts_at_once_make_one_server(home: Path) -> None:
    starts = [subprocess.Popen([*COMMAND, "start"], stdout=subprocess.PIPE) for _ in range(6)]
    answers = [start.communicate()[0].decode().strip() for start in starts]

    assert answers == [embedded_postgres.database_url()] * 6
    assert [start.returncode for start in starts] == [0] * 6
    log = (cluster(home) / "log").read_text()
    assert log.count("ready to accept connections") == 1


def test_commits_survive_a_killed_server(durable: Path) -> None:
    embedded_postgres.start()
    write_note("kept")

    os.kill(server_pid(durable, "durable"), signal.SIGKILL)
    embedded_postgres.start()

    assert ask("SELECT string_agg(text, ',') FROM note") == "kept"


def test_start_survives_a_killed_start(home: Path) -> None:
    with subprocess.Popen([*COMMAND, "start"], stdout=subprocess.DEVNULL) as first:
        while not list(cluster(home).glob("new-*")):
            assert first.poll() is None
        first.kill()

    embedded_postgres.start()

    assert ask("SELECT 1") == 1
    assert list(cluster(home).glob("new-*")) == []


def test_start_ignores_a_process_number_that_was_used_again(made: Path) -> None:
    embedded_postgres.start()
    os.kill(server_pid(made), signal.SIGKILL)
    pid_file = cluster(made) / "data/postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n" + pid_file.read_text().split("\n", 1)[1])

    embedded_postgres.start()

    assert ask("SELECT 1") == 1


def test_stop_ends_the_server_and_keeps_its_data(made: Path) -> None:
    embedded_postgres.start()
    write_note("kept")

    embedded_postgres.stop()
    running_after_stop = embedded_postgres.is_running()
    embedded_postgres.start()

    assert running_after_stop is False
    assert ask("SELECT string_agg(text, ',') FROM note") == "kept"


def test_stop_without_a_server_does_nothing(home: Path) -> None:
    embedded_postgres.stop()

    assert list(home.iterdir()) == []


def test_stop_ends_a_frozen_server(made: Path) -> None:
    embedded_postgres.start()
    os.kill(server_pid(made), signal.SIGSTOP)
    started = time.monotonic()

    embedded_postgres.stop()

    assert embedded_postgres.is_running() is False
    assert time.monotonic() - started < 9


def test_long_path_puts_the_socket_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = home / "it's a folder with spaces" / ("x" * 100)
    deep.mkdir(parents=True)
    deep.parent.chmod(0o755)
    monkeypatch.setenv("CLEARINGHOUSE_PG_DIR", str(deep / "pg"))

    embedded_postgres.start()
    socket_dir = Path(str(conninfo_to_dict(embedded_postgres.database_url())["host"]))
    mode = socket_dir.stat().st_mode & 0o777
    answer = ask("SELECT 1")
    embedded_postgres.stop()

    assert answer == 1
    assert (str(socket_dir.parent), mode) == ("/tmp", 0o700)
    assert not socket_dir.exists()


def test_files_are_closed_to_other_accounts(home: Path) -> None:
    embedded_postgres.start()

    modes = {path.name: path.stat().st_mode & 0o777 for path in cluster(home).iterdir()}

    assert modes == {"data": 0o700, "socket": 0o700, "lock": 0o600, "log": 0o600, "log.previous": 0o600}


def test_start_refuses_a_folder_that_others_can_write(home: Path) -> None:
    (home / "pg").mkdir()
    (home / "pg").chmod(0o777)

    with pytest.raises(EmbeddedPostgresError, match="writable by others: remove it"):
        embedded_postgres.start()


def test_start_refuses_data_of_another_version(made: Path) -> None:
    embedded_postgres.start()
    embedded_postgres.stop()
    (cluster(made) / "data/PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedPostgresError, match=r"from PostgreSQL 17, this checkout has 18: `make reset`"):
        embedded_postgres.start()


def test_start_that_fails_shows_the_log(made: Path) -> None:
    embedded_postgres.start()
    embedded_postgres.stop()
    (cluster(made) / "data/postgresql.conf").write_text("nonsense = here\n")

    with pytest.raises(EmbeddedPostgresError, match='unrecognized configuration parameter "nonsense"'):
        embedded_postgres.start()


def test_database_url_names_database_and_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARINGHOUSE_PG_DIR", "/var/tmp/a b?")
    monkeypatch.setenv("CLEARINGHOUSE_PG_FAST", "1")

    parts = conninfo_to_dict(embedded_postgres.database_url("my/data"))

    assert parts == {"user": "clearinghouse", "dbname": "my/data", "host": "/var/tmp/a b?/fast/socket"}


def test_ensure_started_leaves_another_server_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/clearinghouse")

    embedded_postgres.ensure_started()

    assert list(home.iterdir()) == []


def test_command_line_tells_the_status(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statuses = [embedded_postgres.main([word]) for word in ("status", "start", "status", "stop", "nonsense")]

    assert statuses == [3, 0, 0, 0, 2]
    output = capsys.readouterr()
    assert output.out == f"stopped\n{embedded_postgres.database_url()}\nrunning\n"
    assert output.err.startswith("Usage: ")
