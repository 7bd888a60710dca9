"""The list: the same rows as visible_to(), in order, from every page, for everybody."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from documents.finding.filters import Filters
from documents.finding.listing import Cursor, list_documents, read_cursor
from documents.models import Document, Kind, document
from tests import library
from tests.cast import Cast
from tests.documents import starts


@pytest.fixture
def forty_documents(cast: Cast, layers: dict[str, Any]) -> list[Document]:
    """Documents of every audience, some shared at the very same moment."""
    return layers.get("forty_documents") or starts.forty_documents(cast)


def walk(user: User, filters: Filters, sort: str) -> list[str]:
    """Titles of all pages, from the first to the last."""
    titles, cursor = [], None
    while True:
        page = list_documents(user, filters, sort=sort, cursor=cursor, size=6)
        titles += [row.title for row in page.rows]
        if page.older is None:
            return titles
        cursor = read_cursor(str(page.older), sort)


def expected(user: User, filters: Filters, sort: str) -> list[str]:
    documents = filters.apply(Document.objects.visible_to(user).filter(status="published"))

    def place(row: Document) -> tuple:
        return (row.shared_at if sort == "shared" else row.dated_on or date(1, 1, 1), row.key)

    return [row.title for row in sorted(documents, key=place, reverse=True)]


@pytest.mark.parametrize("sort", ["shared", "dated"])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters({"kind": ("contract",)}),
        Filters({"kind": ("rfp", "contract")}),
        Filters({"family": ("solicitations",)}),
        Filters({"state": ("VT",)}),
        Filters({"region": ("naseo-northeast", "naseo-west")}),
        Filters({"era": ("G3",)}),
        Filters({"year": ("2022", "2024")}),
        Filters({"type": ("txt",)}),
        Filters({"kind": ("rfp",), "year": ("2024",)}),
    ],
)
def test_list_walks_exactly_what_is_visible(
    cast: Cast, forty_documents: list[Document], filters: Filters, sort: str
) -> None:
    walked = {name: walk(user, filters, sort) for name, user in cast.everybody().items()}

    assert walked == {name: expected(user, filters, sort) for name, user in cast.everybody().items()}


@pytest.mark.parametrize("few", [0, document.FEW])
def test_list_is_the_same_however_it_is_read(
    cast: Cast, forty_documents: list[Document], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(document, "FEW", few)
    filters = Filters({"kind": ("rfp",), "state": ("VT", "CO")})

    walked = {sort: walk(cast.group_member, filters, sort) for sort in ("shared", "dated")}

    assert walked == {sort: expected(cast.group_member, filters, sort) for sort in ("shared", "dated")}


@pytest.mark.parametrize("sort", ["shared", "dated"])
@pytest.mark.parametrize("filters", [Filters(), Filters({"kind": ("rfp",)})])
def test_list_walks_back_the_way_it_came(
    cast: Cast, forty_documents: list[Document], filters: Filters, sort: str
) -> None:
    first = list_documents(cast.vermont, filters, sort=sort, size=5)
    second = list_documents(cast.vermont, filters, sort=sort, cursor=first.older, size=5)
    third = list_documents(cast.vermont, filters, sort=sort, cursor=second.older, size=5)

    back = list_documents(cast.vermont, filters, sort=sort, cursor=third.newer, size=5)
    start = list_documents(cast.vermont, filters, sort=sort, cursor=back.newer, size=5)

    assert [row.key for row in back.rows] == [row.key for row in second.rows]
    assert [row.key for row in start.rows] == [row.key for row in first.rows]
    assert start.newer is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "~",
        "2026-01-05~",
        "2026-01-05T00:00:00~abc",
        "\x00~a",
        "9" * 400,
        "2026-13-01T00:00Z~ab",
        "2026-01-05T00:00:00Z~a'b",
        "0001-01-01T00:00:00+23:00~abc",
    ],
)
def test_unreadable_cursor_means_the_first_page(text: str) -> None:
    assert read_cursor(text, "shared") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-W01-1T00:00:00+00:00~abc", "2025-12-29T00:00:00Z"),
        ("2026-01-05T00:00:00+20:00~abc", "2026-01-04T04:00:00Z"),
        ("20260105T150000,5Z~abc", "2026-01-05T15:00:00.500000Z"),
    ],
)
def test_other_spellings_of_a_cursor_become_ours(text: str, moment: str) -> None:
    assert read_cursor(text, "shared") == Cursor(moment, "abc")


def test_cursor_survives_the_address() -> None:
    cursor = Cursor("2026-01-05T15:00:00.000001Z", "abc234", backwards=True)

    assert read_cursor(str(cursor), "shared") == cursor


@pytest.mark.parametrize(("filters", "queries"), [(Filters(), 3), (Filters({"kind": ("rfp",)}), 4)])
def test_list_costs_the_same_queries_at_one_and_at_forty(cast: Cast, filters: Filters, queries: int) -> None:
    library.document(cast.vermont, "One")
    list_documents(cast.vermont, filters)  # reads what the filters' values stand for, once a minute
    with CaptureQueriesContext(connection) as one:
        list_documents(User.objects.get(pk=cast.vermont.pk), filters)
    for number in range(30):
        library.document(cast.vermont, f"More {number}")

    with CaptureQueriesContext(connection) as many:
        list_documents(User.objects.get(pk=cast.vermont.pk), filters)

    assert len(one) == len(many) == queries


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ({"kind": "contract"}, Filters({"kind": ("rfp",)}), Filters({"kind": ("contract",)})),
        ({"state_id": "CO"}, Filters({"state": ("VT",)}), Filters({"state": ("CO",)})),
        ({"dated_on": date(2020, 5, 1)}, Filters({"year": ("2025",)}), Filters({"year": ("2020",)})),
        ({"file_type": "pdf"}, Filters({"type": ("txt",)}), Filters({"type": ("pdf",)})),
    ],
)
def test_list_follows_a_document_to_another_filter_value(
    cast: Cast, change: dict[str, object], before: Filters, after: Filters
) -> None:
    document = library.document(cast.vermont)
    if "kind" in change:
        change = {"kind": Kind.objects.get(slug=change["kind"])}

    Document.objects.filter(pk=document.pk).update(**change)

    found = [[row.pk for row in list_documents(cast.vermont, filters).rows] for filters in (before, after)]
    assert found == [[], [document.pk]]
