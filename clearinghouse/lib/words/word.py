"""One word of a text."""

from typing import NamedTuple

Way = tuple[str, ...]  # forms that stand side by side: ("j", "1772")


class Word(NamedTuple):
    """Characters start to end of a text, the position they hold among its words, and the forms they are found by.

    Several words can hold one position: "Exit 4/5" has 5 also where 4 stands. A word joined from two, such as one
    broken at a line end, holds the position of its first part and reaches over `span` of them.
    """

    start: int
    end: int
    position: int
    forms: tuple[str, ...]
    span: int = 1
