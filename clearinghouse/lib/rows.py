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
    related = _related(info, get_related_populators(info, compiler.select, db))  # type: ignore[call-arg]  # later types
    from_db = info["model"].from_db

    def read(rows: Sequence[Row]) -> list[Any]:
        instances, known = [], dict[tuple[int, Any], Any]()
        for row in converted(rows):
            instance = from_db(db, names, row[first:last])
            for one in related:
                one.populate(row, instance, known)
            for name, place in annotations:
                setattr(instance, name, row[place])
            instances.append(instance)
        return instances

    return read


def _related(info: dict[str, Any], populators: Iterable[Any]) -> list["_Related"]:
    pairs = zip(populators, info.get("related_klass_infos", []), strict=True)
    return [_Related(populator, of) for populator, of in pairs]


class _Related:
    """The related instance of each row: rows with the same one share it, as prefetch_related() has them share."""

    def __init__(self, populator: Any, info: dict[str, Any]) -> None:
        self._populator = populator
        self._is_shared = not info["reverse"] and not info["field"].unique
        self._further = _related(info, populator.related_populators)

    def populate(self, row: Sequence[Any], instance: Any, known: dict[tuple[int, Any], Any]) -> None:
        """Hang it on the instance; `known` has what the rows before brought."""
        by = self._populator
        values = by.reorder_for_init(row) if by.reorder_for_init else row[by.cols_start : by.cols_end]
        key = id(self), values[by.pk_idx]
        found = known.get(key) if self._is_shared else None
        if found is None and key[1] is not None:
            found = known[key] = by.model_cls.from_db(by.db, by.init_list, values)
            for one in self._further:
                one.populate(row, found, known)
        by.local_setter(instance, found)
        if found is not None:
            by.remote_setter(found, instance)


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
