"""Frozen dataclasses that are cheap to make behave as Python's own."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Row:
    """A row."""

    title: str
    pages: int = 1
    topics: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Marked(Row):
    """A row with a mark."""

    mark: str = "*"

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True)
class Nothing:
    """No fields."""


@dataclasses.dataclass(frozen=True)
class PythonsOwn:
    """The fields of a row."""

    title: str
    pages: int = 1
    topics: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@pytest.mark.parametrize("made", [Row, PythonsOwn])
def test_values_and_defaults_are_taken_as_by_pythons_own(made: Any) -> None:
    row = made("Plan", topics=["charging"])

    assert (row.title, row.pages, row.topics, row.seen) == ("Plan", 1, ["charging"], {})
    assert repr(row) == f"{made.__name__}(title='Plan', pages=1, topics=['charging'])"
    assert dataclasses.asdict(row) == {"title": "Plan", "pages": 1, "topics": ["charging"], "seen": {}}
    assert made("a").topics is not made("b").topics
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'title'"):
        made()


@pytest.mark.parametrize("made", [Row, PythonsOwn])
def test_rows_are_compared_by_the_fields_that_take_part(made: Any) -> None:
    row = made("Plan", 2, (), {"a": 1})

    assert row == made("Plan", 2, (), {"b": 2})
    assert row != made("Plan", 3, ())
    assert row != ("Plan", 2, ())
    assert len({row, made("Plan", 2, ())}) == 1


def test_a_subclass_is_something_else_and_keeps_the_methods_of_its_own() -> None:
    assert Marked("Plan") != Row("Plan")
    assert repr(Marked("Plan", 2)) == "Marked(title='Plan', pages=2, topics=[], mark='*')"
    assert hash(Marked("Plan")) == 7
    assert Nothing() == Nothing()
    assert repr(Nothing()) == "Nothing()"


@pytest.mark.parametrize("made", [Row, PythonsOwn])
def test_nothing_about_a_row_can_be_changed(made: Any) -> None:
    row = made("Plan")

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'title'"):
        row.title = "Other"
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'more'"):
        row.more = 1
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'title'"):
        del row.title
    assert row == made("Plan")


def test_a_row_is_replaced_copied_and_pickled() -> None:
    row = Row("Plan", 2, ["charging"])

    assert dataclasses.replace(row, pages=3) == Row("Plan", 3, ["charging"])
    assert copy.deepcopy(row) == pickle.loads(pickle.dumps(row)) == row


def test_what_is_more_than_plain_is_refused() -> None:
    class Checked:
        """A field, and a check after it is set."""

        number: int

        def __post_init__(self) -> None: ...

    class ByName:
        """A field that is given by its name alone."""

        number: int = field(kw_only=True)

    for made in (Checked, ByName):
        with pytest.raises(TypeError, match=r"asks for more than a plain field: use dataclasses\.dataclass"):
            dataclass(frozen=True)(made)


def test_a_dataclass_that_can_change_is_pythons_own() -> None:
    @dataclass
    class Counter:
        """It counts."""

        count: int = 0

    counter = Counter()
    counter.count += 1

    assert counter == Counter(1)
