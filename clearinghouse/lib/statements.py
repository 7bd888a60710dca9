"""Querysets compiled once and run again with other values.

Putting a queryset into SQL often takes Django longer than PostgreSQL takes to answer it, and planning it longer than
running it. A `Statement` has the queryset built once per shape, with stand-ins for its values, and later puts each
call's values in their place; connections keep it prepared. What may be read is therefore still written in one place,
the queryset; only its translation is kept.

A function that builds one may not read the database, the clock or anything else that changes: only its arguments.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, NoReturn, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.prepared import Batch, Preparable, type_of
from clearinghouse.lib.rows import Row, reader_of

# True, False and None are part of the shape; the others are values that may differ from call to call.
# A tuple of text has at least one.
Value = int | str | date | tuple[int, ...] | tuple[str, ...] | bool | None
UNLIKELY = 1_987_000_000  # fits every integer column but small ones
T = TypeVar("T")


@dataclass(frozen=True)
class _Compiled:
    """What the database prepares, None if nothing can match, and what makes objects of its rows."""

    prepared: Preparable | None
    read: Callable[[Sequence[Row]], list[Any]]


@dataclass(frozen=True)
class Asked(Generic[T]):
    """A statement with its values, ready to be run alone or together with others."""

    compiled: _Compiled
    values: dict[str, Value]

    def rows(self) -> list[T]:
        """Its rows."""
        (rows,) = together(self)
        return rows


class Statement(Generic[T]):
    """The queryset that `build` makes of keyword arguments, of which it may leave out the `optional` ones.

    `around` is SQL with a place for the queryset's own, {}: an INSERT of its rows that itself returns none. What is not
    `is_prepared` is planned anew each time: its values tell the database how it is best answered.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, T]],
        *,
        optional: Sequence[str] = (),
        around: str = "{}",
        is_prepared: bool = True,
    ) -> None:
        self._build, self._optional, self._around, self._is_prepared = build, optional, around, is_prepared
        self._compiled: dict[tuple[object, ...], _Compiled] = {}

    def asked(self, **values: Value) -> Asked[T]:
        """With these values."""
        shape = tuple(
            [value if value is None or value is True or value is False else type(value) for value in values.values()]
        )
        key = (*values, *shape)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _compile(
                self._build, values, self._optional, self._around, is_prepared=self._is_prepared
            )
        return Asked(compiled, values)

    def rows(self, **values: Value) -> list[T]:
        """The rows for these values."""
        return self.asked(**values).rows()


def together(*asked: Asked[Any]) -> list[list[Any]]:
    """The rows of each, asked for in one round trip to the database."""
    full = [(one, one.compiled.prepared) for one in asked if one.compiled.prepared]
    if not full:
        return [[] for _ in asked]
    found = {}
    with connection.cursor() as cursor:
        batch = Batch(connection.connection)
        for one, prepared in full:
            batch.add(prepared, one.values)
        try:
            cursor.execute(batch.sql, batch.parameters)
        except DatabaseError:
            batch.forget()
            raise
        for number, (one, _) in enumerate(full):
            # From the end: what is prepared first has results too, and so has pghistory's own statement before ours.
            cursor.set_result(number - len(full))
            rows = cursor.fetchall()
            found[id(one)] = one.compiled.read(rows) if rows else []
    return [found.get(id(one), []) for one in asked]


def _compile(
    build: Callable[..., QuerySet[Any]],
    values: dict[str, Value],
    optional: Sequence[str],
    around: str,
    *,
    is_prepared: bool,
) -> _Compiled:
    # SECURITY: compiled with two sets of stand-ins. Whatever differs otherwise than by a stand-in, such as a value
    # that was changed on its way or a moment read from the clock, would be wrong in every later call.
    first, second = _stand_ins(values, 1), _stand_ins(values, 2)
    with connection.execute_wrapper(_refuse):
        queryset, others = build(**first), build(**second)
    try:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        other_sql, other_parameters = others.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return _Compiled(None, list)
    slots = {}
    for place, (one, other) in enumerate(zip(parameters, other_parameters, strict=True)):
        names = [name for name in first if _is(one, first[name]) and _is(other, second[name])]
        if names:
            slots[place] = names[0]
        elif one != other:
            raise ValueError(f"{_name(build)}: parameter {place} is neither constant nor one of the values: {one!r}")
    missing = _values_in(values) - set(slots.values()) - set(optional)
    if missing or sql != other_sql:
        raise ValueError(f"{_name(build)}: values that are not parameters of their own: {sorted(missing)}")
    types = {name: type_of(values[name]) for name in sorted(set(slots.values()))}
    prepared = Preparable(around.replace("{}", sql), parameters, slots, types, is_prepared=is_prepared)
    return _Compiled(prepared, reader_of(queryset, compiler))


def _stand_ins(values: dict[str, Value], turn: int) -> dict[str, Any]:
    return {name: _stand_in(value, turn * 50 + place) for place, (name, value) in enumerate(values.items())}


def _stand_in(value: Value, number: int) -> Value:
    """Of the same type, and unlike anything that a queryset holds of its own."""
    match value:
        case None | bool():
            return value
        case (str(), *_):
            return (f"stand-in {number}",)
        case tuple():
            return (UNLIKELY + number,)
        case datetime():
            return datetime(8000 + number, 1, 1, tzinfo=UTC)
        case date():
            return date(8000 + number, 1, 1)
        case str():
            return f"stand-in {number}"
        case int():
            return UNLIKELY + number


def _values_in(values: dict[str, Value]) -> set[str]:
    return {name for name, value in values.items() if _is_slot(value)}


def _is_slot(value: Value) -> bool:
    return not (value is None or isinstance(value, bool))


def _is(parameter: object, stand_in: Value) -> bool:
    if isinstance(stand_in, tuple):
        return isinstance(parameter, list) and tuple(parameter) == stand_in
    return _is_slot(stand_in) and parameter == stand_in


def _name(build: Callable[..., object]) -> str:
    return f"{build.__module__}.{build.__qualname__}"


def _refuse(*_: object) -> NoReturn:
    raise RuntimeError("A kept statement is put together without reading the database.")
