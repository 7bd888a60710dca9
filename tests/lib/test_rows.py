"""Rows read by what was found out once are those of the plain queryset."""

from typing import Any

import pytest
from django.db.models import Count, F
from django.db.models.functions import Upper

from accounts.models import State, User
from accounts.models.place import RegionState
from clearinghouse.lib.statements import Statement


def in_order(code: str) -> Any:
    return State.objects.filter(code__gt=code).order_by("code")


QUERYSETS = {
    "instances": in_order,
    "some columns": lambda code: in_order(code).only("name"),
    "annotations": lambda code: in_order(code).annotate(loud=Upper("name"), count=Count("regions")),
    "tuples": lambda code: in_order(code).values_list("name", "code"),
    "tuples of one": lambda code: in_order(code).values_list("name"),
    "single values": lambda code: in_order(code).values_list("name", flat=True),
    "named tuples": lambda code: in_order(code).values_list("name", "code", named=True),
    "dictionaries": lambda code: in_order(code).annotate(same=F("code")).values("name", "same"),
    "nothing": lambda code: in_order(code).filter(code__lt=F("code")),
}


@pytest.mark.parametrize("build", QUERYSETS.values(), ids=QUERYSETS.keys())
def test_rows_are_those_of_the_queryset(db: None, build: Any) -> None:
    kept, plain = Statement(build).rows(code="WA"), list(build("WA"))

    assert [type(row) for row in kept] == [type(row) for row in plain]
    assert [as_told(row) for row in kept] == [as_told(row) for row in plain]


def test_related_instances_come_along_where_there_are_some(db: None, django_assert_num_queries: Any) -> None:
    some = Statement(lambda state: RegionState.objects.filter(state=state).select_related("region__scheme", "state"))
    row = some.rows(state="VT")[0]

    with django_assert_num_queries(0):
        assert (row.state.name, row.region.scheme.slug) == ("Vermont", "naseo")
        assert not row._state.adding
        assert row.region._state.db == "default"


def test_values_that_python_has_to_convert_are_converted(db: None) -> None:
    sam = User.objects.create(email="sam@agency.co.example", name="Sam")

    (kept,) = Statement(lambda email: User.objects.filter(email=email)).rows(email=sam.email)

    assert as_told(kept) == as_told(User.objects.get(pk=sam.pk))


def as_told(row: Any) -> Any:
    """What is known of a row: of an instance its columns, which are loaded and what hangs on it."""
    if not hasattr(row, "_meta"):
        return row
    return {name: value for name, value in vars(row).items() if name != "_state"}, row._state.adding, row._state.db
