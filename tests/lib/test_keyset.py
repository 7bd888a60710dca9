import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from clearinghouse.lib.keyset import KeyPage, page_by_key

ORDER = ("action", "-pk")


def events(*actions: str) -> None:
    for action in actions:
        AuditEvent.objects.create(action=action, object_type="x", object_id="1", sentence=action)


def names(page: KeyPage[AuditEvent]) -> list[str]:
    return [event.action for event in page.rows]


def page(cursor: str = "", size: int = 2) -> KeyPage[AuditEvent]:
    return page_by_key(AuditEvent.objects.all(), ORDER, cursor, size)


@pytest.mark.django_db
def test_pages_walk_forward_and_back_over_every_row_once() -> None:
    events("a", "b", "c", "d", "e")

    first = page()
    second = page(first.after)
    third = page(second.after)

    assert [names(entry) for entry in (first, second, third)] == [["a", "b"], ["c", "d"], ["e"]]
    assert [names(page(entry.before)) for entry in (second, third)] == [["a", "b"], ["c", "d"]]
    assert (first.before, third.after) == ("", "")
    assert page(second.before).before == ""
    assert page(third.before).after != ""


@pytest.mark.django_db
def test_equal_values_are_told_apart_by_the_last_key_in_its_direction() -> None:
    events("a", "a", "a")
    keys = sorted(AuditEvent.objects.values_list("pk", flat=True), reverse=True)

    first = page()
    second = page(first.after)

    assert [event.pk for event in [*first.rows, *second.rows]] == keys


@pytest.mark.django_db
def test_a_list_of_one_page_has_no_neighbours() -> None:
    events("a", "b")

    assert page() == KeyPage(page().rows, "", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parts",
    [
        '[false, "0001-01-01T00:00:00+23:59", "1"]',
        '[false, {}, "1"]',
        "[" * 5000,
        '[false, "\\ud800", "1"]',
        "9" * 5000,
    ],
)
def test_a_cursor_that_nobody_wrote_gives_the_first_page(parts: str) -> None:
    events("a")
    cursor = base64.urlsafe_b64encode(parts.encode()).decode()

    assert names(page_by_key(AuditEvent.objects.all(), ("happened_at", "pk"), cursor, 2)) == ["a"]


@pytest.mark.django_db
def test_a_cursor_in_a_far_time_zone_is_read_in_ours() -> None:
    events("a")
    cursor = base64.urlsafe_b64encode(b'[false, "2020-01-01T00:00:00+23:59", "1"]').decode()

    assert names(page_by_key(AuditEvent.objects.all(), ("happened_at", "pk"), cursor, 2)) == ["a"]


@pytest.mark.django_db
def test_an_empty_list_has_no_neighbours() -> None:
    assert page() == KeyPage([], "", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "bnVsbA", "WzFd", "W3RydWUsICJhIl0", "W3RydWUsICJhIiwgIngiXQ", "W2ZhbHNlLCAiYVx1MDAwMCIsICIxIl0",
     "W2ZhbHNlLCAiYVx1ZDgwMCIsICIxIl0", "W2ZhbHNlLCBudWxsLCBudWxsXQ", "é", "W2ZhbHNlLCB7fSwgIjEiXQ"],
)  # fmt: skip
def test_a_cursor_that_cannot_be_read_gives_the_first_page(cursor: str) -> None:
    events("a", "b", "c")

    assert names(page(cursor)) == ["a", "b"]


@pytest.mark.django_db
def test_a_number_beyond_the_column_gives_an_empty_page_and_no_error() -> None:
    events("a")
    far = page_by_key(AuditEvent.objects.all(), ("pk",), "W2ZhbHNlLCAiOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ", 2)

    assert far.rows == []


@pytest.mark.django_db
def test_each_page_costs_one_query() -> None:
    events(*"abcdefgh")

    for cursor in ("", page().after, page(page().after).after):
        with CaptureQueriesContext(connection) as queries:
            page(cursor)
        assert len(queries) == 1
