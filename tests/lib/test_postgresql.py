"""Pooled connections: one that the server ended is never handed out, and a live one is not asked each time."""

from collections.abc import Iterator

import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from clearinghouse.lib.postgresql import base
from clearinghouse.lib.postgresql.base import DatabaseWrapper


@pytest.fixture
def pooled(db: None) -> Iterator[DatabaseWrapper]:
    """The test database through a pool of one connection."""
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1, "timeout": 5}}
    in_production = {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    wrapper = DatabaseWrapper({**connection.settings_dict, **in_production}, alias="default")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections whose server was asked whether it is there."""
    real, found = ConnectionPool.check_connection, []
    monkeypatch.setattr(ConnectionPool, "check_connection", lambda asked: found.append(asked) or real(asked))
    return found


def server_process(wrapper: DatabaseWrapper) -> int:
    """The process behind one request's connection."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    wrapper.close()
    return number


def test_a_connection_in_use_is_not_asked_again(pooled: DatabaseWrapper, asked: list[object]) -> None:
    first = server_process(pooled)
    del asked[:]

    assert [server_process(pooled), server_process(pooled)] == [first, first]
    assert asked == []


def test_a_connection_is_asked_after_a_quiet_time(
    pooled: DatabaseWrapper, asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = server_process(pooled)
    del asked[:]
    monkeypatch.setattr(base, "QUIET_SECONDS", 0.0)

    assert server_process(pooled) == first
    assert len(asked) == 1


def test_a_connection_that_the_server_ended_is_replaced(pooled: DatabaseWrapper) -> None:
    ended = server_process(pooled)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])

    assert server_process(pooled) != ended
