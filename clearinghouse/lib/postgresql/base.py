import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

QUIET_SECONDS = 10.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but for how it learns that the server has hung up on a pooled connection.

    CONN_HEALTH_CHECKS asks the server before each request, which is one of the few round trips of a short one.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that works; while none can be had the pool waits, then raises PoolTimeout."""
        connection = super().get_new_connection(conn_params)
        while self.pool and not is_alive(connection):
            self.pool.putconn(connection)  # it sees that the connection is closed, and opens another one
            connection = super().get_new_connection(conn_params)
        return connection


def is_alive(connection: psycopg.Connection) -> bool:
    """Whether the server still listens; closes the connection otherwise.

    A server that ends says so, and the socket has something to read. After a quiet time the server is asked all the
    same: a firewall may have forgotten the connection without a word.
    """
    now = time.monotonic()
    quiet = now - getattr(connection, "used_at", 0.0)
    connection.used_at = now  # type: ignore[attr-defined]
    if quiet < QUIET_SECONDS and not _has_something_to_read(connection):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connection.close()
    return not connection.closed


def _has_something_to_read(connection: psycopg.Connection) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
