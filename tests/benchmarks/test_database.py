"""The databases of benchmarks come and go, whatever else looks at them."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from benchmarks import database
from devserver import embedded_postgres
from tests.own_postgres import own_postgres
from tests.workers import wait_until

NAME = f"{database.PREFIX}_tested"
AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = %s"
# A vacuum that comes at once and takes minutes.
SLOW_VACUUM = {
    "autovacuum_naptime": "1s",
    "autovacuum_vacuum_cost_delay": "100ms",
    "autovacuum_vacuum_cost_limit": "1",
    "log_autovacuum_min_duration": "-1",
}


@pytest.fixture
def superuser(monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A session on a server of the test's own that vacuums slowly."""
    with own_postgres(cluster="durable"):
        monkeypatch.setenv("CLEARINGHOUSE_PG_FAST", "0")
        embedded_postgres.start()
        place = conninfo_to_dict(embedded_postgres.database_url())["host"]
        with psycopg.connect(f"host={place} user=postgres dbname=postgres", autocommit=True) as connection:
            for name, value in SLOW_VACUUM.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[call-overload]
            connection.execute("SELECT pg_reload_conf()")
            yield connection


def test_database_is_dropped_while_autovacuum_and_a_session_of_ours_are_in_it(superuser: psycopg.Connection) -> None:
    database.create(NAME, "template1")
    ours = psycopg.connect(database.url_of(NAME), autocommit=True)
    ours.execute("CREATE TABLE page AS SELECT n AS number FROM generate_series(1, 200000) AS n")
    ours.execute("UPDATE page SET number = number + 1")
    wait_until(lambda: superuser.execute(AT_WORK, [NAME]).fetchone() == (1,))

    database.drop(NAME)

    assert (database.exists(NAME), ours.closed) == (False, False)
    with pytest.raises(psycopg.OperationalError):
        ours.execute("SELECT 1")
