"""One page of a long list, found by the key of a row and not by counting: page 200 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from clearinghouse.lib.frozen import dataclass

Row = TypeVar("Row")


@dataclass(frozen=True)
class KeyPage(Generic[Row]):
    """Rows in order, and cursors for the pages before and after; an empty cursor means there is none."""

    rows: list[Row]
    before: str
    after: str


def page_by_key(rows: QuerySet[Any, Row], order: Sequence[str], cursor: str, size: int) -> KeyPage[Row]:
    """The page at the cursor, in this order: field names, "-" for descending, the last one unique and none null.

    Rows are model instances, or named tuples with these fields. A cursor that cannot be read gives the first page.
    """
    place = _read(cursor, rows.model, order)
    backwards = place is not None and place[0]
    if place is not None:
        rows = rows.filter(_beyond(order, place[1], backwards))
    found = list(rows.order_by(*(_turned(name) if backwards else name for name in order))[: size + 1])
    if backwards:
        return _page(found[:size][::-1], rows.model, order, has_before=len(found) > size, has_after=True)
    return _page(found[:size], rows.model, order, has_before=place is not None, has_after=len(found) > size)


def first_page(found: Sequence[Row], model: type[Model], order: Sequence[str], size: int) -> KeyPage[Row]:
    """The first page of rows that were read in this order, one more than the page holds where there are more."""
    return _page(list(found[:size]), model, order, has_before=False, has_after=len(found) > size)


def _page(
    found: list[Row], model: type[Model], order: Sequence[str], *, has_before: bool, has_after: bool
) -> KeyPage[Row]:
    return KeyPage(
        found,
        _write(found[0], model, order, True) if found and has_before else "",
        _write(found[-1], model, order, False) if found and has_after else "",
    )


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], values: Sequence[Any], backwards: bool) -> Q:
    """Rows that stand behind the place: (a, b) > (x, y) spelled out for mixed directions."""
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        down = name.startswith("-") != backwards
        condition |= equal & Q(**{f"{field}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{field: value})
    return condition


def _write(row: Any, model: type[Model], order: Sequence[str], backwards: bool) -> str:
    values = [_field(model, name).value_to_string(row) for name in order]
    return base64.urlsafe_b64encode(json.dumps([backwards, *values]).encode()).decode().rstrip("=")


def _read(cursor: str, model: type[Model], order: Sequence[str]) -> tuple[bool, list[Any]] | None:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        backwards, *texts = parts
        "".join(texts).encode()  # a lone surrogate or a NUL is nothing a database could compare with
        if "\x00" in "".join(texts):
            return None
        values = [_reachable(_field(model, name).to_python(text)) for name, text in zip(order, texts, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error, ValidationError):
        return None
    return (bool(backwards), values) if all(value is not None for value in values) else None


def _reachable(value: Any) -> Any:
    """A moment in UTC: PostgreSQL knows fewer time zones than Python."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    plain = name.removeprefix("-")
    field = model._meta.pk if plain == "pk" else model._meta.get_field(plain)
    assert isinstance(field, Field)  # lists are ordered by columns of their own table
    return field
