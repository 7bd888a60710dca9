"""Kept statements: built once, right for every value, refused where keeping them would be wrong."""

from typing import Any

import pghistory
import pytest
from django.db import DataError, connection, transaction
from django.db.models import Func, QuerySet, Value
from django.utils import timezone

from accounts.models import State, User
from accounts.models.place import RegionState
from clearinghouse.lib import prepared
from clearinghouse.lib.among import Among, texts
from clearinghouse.lib.statements import Statement, together


def test_rows_are_those_of_the_values_and_the_queryset_is_built_once_per_shape(db: None) -> None:
    built = []

    def of_code(code: str) -> QuerySet[State]:
        built.append(code)
        return State.objects.filter(code=code)

    statement = Statement(of_code)

    assert [statement.rows(code=code) for code in ("CO", "VT", "no")] == [
        list(State.objects.filter(code=code)) for code in ("CO", "VT", "no")
    ]
    # Twice, each time with another stand-in, and never with a value.
    assert built == ["stand-in 50", "stand-in 100"]


def test_codes_go_as_one_list(db: None) -> None:
    statement = Statement(lambda codes: State.objects.filter(Among("code", texts(codes))).order_by("code"))

    found = [[state.code for state in statement.rows(codes=codes)] for codes in (("VT", "CO"), ("NH",), ("%s", "'"))]
    assert found == [["CO", "VT"], ["NH"], []]


def test_none_and_true_are_shapes_of_their_own(db: None) -> None:
    def after(name: str | None, backwards: bool) -> Any:
        order = "-code" if backwards else "code"
        return State.objects.filter(name__gt=name or "").order_by(order).values_list("code", flat=True)

    statement = Statement(after)

    assert statement.rows(name="Washington", backwards=False) == ["WI", "WV", "WY"]
    assert statement.rows(name="Washington", backwards=True) == ["WY", "WV", "WI"]
    assert statement.rows(name=None, backwards=True) == list(after(None, backwards=True))


def test_several_statements_take_one_round_trip(db: None, django_assert_num_queries: Any) -> None:
    code = Statement(lambda code: State.objects.filter(code=code))
    nothing = Statement(lambda code: State.objects.none())
    names = Statement(lambda name: State.objects.filter(name=name).values_list("code", "name"))
    asked = [code.asked(code="CO"), nothing.asked(code="CO"), names.asked(name="Vermont"), code.asked(code="TX")]

    with django_assert_num_queries(1):
        found = together(*asked)
    with pghistory.context(why="a change is tracked"):
        tracked = together(*asked)

    assert found == tracked == [[State(code="CO")], [], [("VT", "Vermont")], [State(code="TX")]]


def test_related_rows_and_annotations_come_along(db: None, django_assert_num_queries: Any) -> None:
    of_state = Statement(
        lambda state: RegionState.objects.filter(state=state).select_related("region__scheme").order_by("pk")
    )
    of_state.rows(state="CO")

    with django_assert_num_queries(1):
        names = [(row.state_id, row.region.scheme.slug) for row in of_state.rows(state="VT")]

    plain = RegionState.objects.filter(state="VT").order_by("pk")
    assert names == [(row.state_id, row.region.scheme.slug) for row in plain]


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda value: State.objects.filter(name__contains=value), id="a value changed on its way"),
        pytest.param(lambda value: State.objects.filter(name=f"{value}!"), id="a value built into another"),
        pytest.param(lambda value: State.objects.all(), id="a value left out"),
        pytest.param(
            lambda value: User.objects.filter(name=value, last_login__lt=timezone.now()), id="a moment from the clock"
        ),
    ],
)
def test_what_is_not_a_parameter_of_its_own_is_refused(db: None, build: Any) -> None:
    with pytest.raises(ValueError, match="parameter"):
        Statement(build).rows(value="Vermont")


def test_a_list_spread_over_parameters_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="parameter"):
        Statement(lambda pks: User.objects.filter(pk__in=pks)).rows(pks=(1, 2))


def test_building_reads_nothing(db: None) -> None:
    def reads(code: str) -> Any:
        State.objects.first()
        return State.objects.filter(code=code)

    with pytest.raises(RuntimeError, match="without reading"):
        Statement(reads).rows(code="CO")


def test_a_connection_prepares_a_statement_once(db: None) -> None:
    of_code = Statement(lambda code: State.objects.filter(code=code))
    of_name = Statement(lambda name: State.objects.filter(name=name))
    before = _prepared()

    for code, name in (("CO", "Vermont"), ("VT", "Texas")):
        together(of_code.asked(code=code), of_name.asked(name=name))

    assert len(_prepared() - before) == 2


def test_what_is_planned_anew_goes_whole_with_others(db: None, django_assert_num_queries: Any) -> None:
    whole = Statement(
        lambda code, name: State.objects.filter(code=code, name__contains="%").union(
            State.objects.filter(name=name, code=code)
        ),
        is_prepared=False,
    )
    kept = Statement(lambda code: State.objects.filter(code=code))

    with django_assert_num_queries(1):
        found = together(kept.asked(code="TX"), whole.asked(code="CO", name="Colorado"), kept.asked(code="CO"))

    assert found == [[State(code="TX")], [State(code="CO")], [State(code="CO")]]
    assert whole.rows(code="CO", name="100 % of it") == []


def test_what_is_prepared_outlives_a_transaction_that_is_undone(transactional_db: None) -> None:
    statement = Statement(lambda code: State.objects.filter(code=code).values_list("name", flat=True))

    with transaction.atomic():
        inside = statement.rows(code="CO")
        transaction.set_rollback(True)

    assert (inside, statement.rows(code="VT")) == (["Colorado"], ["Vermont"])


def test_a_statement_that_failed_with_others_can_be_asked_again(transactional_db: None) -> None:
    fine = Statement(lambda code: State.objects.filter(code=code).values_list("name", flat=True))
    fails = Statement(
        lambda number: User.objects.annotate(part=Value(1) / Func(number, function="abs")).values_list("part")
    )
    User.objects.create(email="sam@agency.co.example", name="Sam")

    with pytest.raises(DataError):
        together(fine.asked(code="CO"), fails.asked(number=0))

    assert together(fine.asked(code="VT"), fails.asked(number=1)) == [["Vermont"], [(1,)]]


def test_constants_are_written_down_whatever_they_hold(db: None) -> None:
    text = "100 % of 'it', %s \\ and $1"
    statement = Statement(lambda code: State.objects.filter(code=code).values_list(Value(text)))

    assert statement.rows(code="CO") == [(text,)]


def test_a_connection_forgets_what_it_has_not_used_for_long(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 2)
    before = _prepared()
    statements = [Statement(lambda code: State.objects.filter(code=code).values_list("code")) for _ in range(3)]

    for _ in range(2):
        assert [statement.rows(code="CO") for statement in statements] == [[("CO",)]] * 3

    assert len(_prepared() - before) == 2


def _prepared() -> set[str]:
    """The names of what this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {row[0] for row in cursor.fetchall()}
