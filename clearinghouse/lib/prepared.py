"""Statements that a connection has prepared: PostgreSQL parses them once and, as a rule, plans them once.

For a page of ten small statements, planning takes PostgreSQL four times as long as answering. Each connection keeps
those it used last; after five runs PostgreSQL decides whether one plan serves all values, and plans again when a table
has changed. A pooler between the portal and PostgreSQL must give each connection a server connection of its own.
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg.sql import Literal

MOST = 250  # statements of a connection; each takes the server some ten kilobytes
_PLACE = "\x00"  # in SQL, until its percent signs are doubled


class Preparable:
    """SQL with placeholders, of which those in `slots` take the value of that name and the others a constant.

    `types` has the PostgreSQL type of each name. Told apart by identity: make one and keep it. What is not
    `is_prepared` is sent whole, for values that decide how it is best answered.
    """

    def __init__(
        self,
        sql: str,
        constants: Sequence[Any],
        slots: dict[int, str],
        types: dict[str, str],
        *,
        is_prepared: bool = True,
    ) -> None:
        self._sql, self._constants, self._slots, self._types = sql, constants, slots, types
        self.is_prepared = is_prepared
        self._whole = ""

    def definition(self, name: str, connection: psycopg.Connection) -> str:
        """The PREPARE that gives it this name."""
        numbers = {name: f"${number}" for number, name in enumerate(self._types, start=1)}
        places = (
            numbers[self._slots[place]] if place in self._slots else Literal(constant).as_string(connection)
            for place, constant in enumerate(self._constants)
        )
        types = f" ({', '.join(self._types.values())})" if self._types else ""
        return f"PREPARE {name}{types} AS {self._sql % tuple(places)}"

    def call(self, name: str) -> str:
        """The EXECUTE of that name, with a placeholder for each value."""
        return f"EXECUTE {name} ({', '.join(['%s'] * len(self._types))})" if self._types else f"EXECUTE {name}"

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """The values for call(), in order."""
        return [_argument(values[name]) for name in self._types]

    def whole(self, connection: psycopg.Connection) -> str:
        """The SQL itself with a placeholder for each value, for the database to plan with the values in sight."""
        if not self._whole:
            places = (
                f"{_PLACE}::{self._types[self._slots[place]]}"
                if place in self._slots
                else Literal(constant).as_string(connection)
                for place, constant in enumerate(self._constants)
            )
            whole = (self._sql % tuple(places)).replace("%", "%%")
            self._whole = whole.replace(f"{_PLACE}::unknown", "%s").replace(_PLACE, "%s")
        return self._whole

    def whole_arguments(self, values: dict[str, Any]) -> list[Any]:
        """The values for whole(), in order."""
        return [_argument(values[self._slots[place]]) for place in sorted(self._slots)]


def _argument(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def type_of(value: object) -> str:
    """The PostgreSQL type of a value's column; text takes the type of what it is compared with."""
    match value:
        case (str(), *_):
            return "text[]"
        case tuple():
            return "bigint[]"
        case datetime():
            return "timestamptz"
        case date():
            return "date"
        case int():
            return "bigint"
    return "unknown"


class _OfConnection:
    """What one connection has prepared, what was used last at the end."""

    def __init__(self) -> None:
        self.names: OrderedDict[Preparable, str] = OrderedDict()
        # A number is used once, so that a batch that failed half way leaves no name that is taken.
        self.numbers = count(1)


_connections: WeakKeyDictionary[psycopg.Connection, _OfConnection] = WeakKeyDictionary()


class Batch:
    """Several statements for one round trip on a connection; prepares first what is new to it."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._kept = _connections.setdefault(connection, _OfConnection())
        self._first: list[str] = []
        self._new: list[Preparable] = []
        self._calls: list[str] = []
        self.parameters: list[Any] = []

    @property
    def sql(self) -> str:
        """One text for all; the last results are those of the statements, in order."""
        return ";\n".join([*self._first, *self._calls])

    def add(self, statement: Preparable, values: dict[str, Any]) -> None:
        """Run this one too."""
        if not statement.is_prepared:
            self._calls.append(statement.whole(self._connection))
            self.parameters += statement.whole_arguments(values)
            return
        names = self._kept.names
        if statement not in names:
            self._prepare(statement)
        names.move_to_end(statement)
        self._calls.append(statement.call(names[statement]))
        self.parameters += statement.arguments(values)

    def forget(self) -> None:
        """The batch failed: what it meant to prepare may be there or not."""
        for statement in self._new:
            self._kept.names.pop(statement, None)

    def _prepare(self, statement: Preparable) -> None:
        name = f"kept_{next(self._kept.numbers)}"
        self._kept.names[statement] = name
        self._new.append(statement)
        self._first.append(statement.definition(name, self._connection).replace("%", "%%"))
        while len(self._kept.names) > MOST:
            _, unused = self._kept.names.popitem(last=False)
            self._first.append(f"DEALLOCATE {unused}")
