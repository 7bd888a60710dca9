"""A condition with a list as one parameter: its SQL is the same for three keys and for forty."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BigIntegerField, F, Func, TextField, Value


class _Numbers(Value):
    """An array that goes to the database as it is.

    Django would prepare each number as it does what people type: of a thousand keys, longer than looking them up.
    """

    kind = "bigint"

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # Django's types know no lists among parameters
        """The list, with its type."""
        return f"%s::{self.kind}[]", [self.value]


class _Texts(_Numbers):
    kind = "text"


def numbers(keys: Iterable[int]) -> Value:
    """Keys as one parameter, an array."""
    return _Numbers(list(keys), output_field=ArrayField(BigIntegerField()))


def texts(codes: Iterable[str]) -> Value:
    """Codes as one parameter, an array."""
    return _Texts(list(codes), output_field=ArrayField(TextField()))


class Among(Func):
    """Whether a column, given by its path as in filter(), holds one of the values of an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, path: str, values: Value, **extra: Any) -> None:
        super().__init__(F(path), values, **extra)
