"""A condition with a list of numbers as one parameter: its SQL is the same for three keys and for forty."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Value


class Among(Func):
    """Whether a column, given by its path as in filter(), holds one of the numbers of an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, path: str, numbers: Value, **extra: Any) -> None:
        super().__init__(F(path), numbers, **extra)
