"""From the database's rows to what a queryset makes of them, with all that depends on the queryset alone done once."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

Row = tuple[Any, ...]
Read = Callable[[Sequence[Row]], list[Any]]


def reader_of(queryset: QuerySet[Any], compiler: Any) -> Read:
    """What reads rows as this queryset would: instances, tuples or single values. `compiler` has compiled its SQL.

    Instances, tuples and single values are read here; for anything else Django's own code is asked.
    """
    converted = _converting(compiler)
    kind = queryset._iterable_class
    if kind is ModelIterable:
        return _instances(queryset.db, compiler, converted)
    if kind is FlatValuesListIterable:
        return lambda rows: list(map(itemgetter(0), converted(rows)))
    if kind is ValuesListIterable:
        return lambda rows: list(map(tuple, converted(rows)))
    return _as_django_does(queryset, compiler)


def _converting(compiler: Any) -> Callable[[Sequence[Row]], Iterable[Sequence[Any]]]:
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    assert not compiler.has_composite_fields(columns), "No kept statement reads a composite key."
    return (lambda rows: compiler.apply_converters(rows, converters)) if converters else (lambda rows: rows)


def _instances(db: str, compiler: Any, converted: Callable[[Sequence[Row]], Iterable[Sequence[Any]]]) -> Read:
    """As ModelIterable reads them, which finds out the columns of each model anew for every list."""
    info, annotations = compiler.klass_info, list((compiler.annotation_col_map or {}).items())
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    related = get_related_populators(info, compiler.select, db)  # type: ignore[call-arg]  # types of a later Django
    from_db = info["model"].from_db

    def read(rows: Sequence[Row]) -> list[Any]:
        instances = []
        for row in converted(rows):
            instance = from_db(db, names, row[first:last])
            for populator in related:
                populator.populate(row, instance)
            for name, place in annotations:
                setattr(instance, name, row[place])
            instances.append(instance)
        return instances

    return read


def _as_django_does(queryset: Any, compiler: Any) -> Read:
    query = queryset.query

    def read(rows: Sequence[Row]) -> list[Any]:
        own = copy(compiler)
        own.execute_sql = lambda *_, **__: [rows]
        source = SimpleNamespace(
            db=queryset.db,
            model=queryset.model,
            query=SimpleNamespace(
                get_compiler=lambda *_, **__: own,
                extra_select=query.extra_select,
                selected=query.selected,
                values_select=query.values_select,
                annotation_select=query.annotation_select,
            ),
            _fields=queryset._fields,
            _known_related_objects={},
        )
        return list(queryset._iterable_class(source))

    return read
