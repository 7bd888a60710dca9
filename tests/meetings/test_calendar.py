"""The calendar: exactly what one may see, in one's own zone, whatever the address says."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from clearinghouse.lib.form_words import NOT_OFFERED
from tests.calls import meeting
from tests.cast import Cast

MARCH = datetime(2027, 3, 18, 18, tzinfo=UTC)


def titles(client: Client, query: str = "?month=2027-03") -> list[str]:
    page = client.get(f"/meetings/calendar/{query}").content.decode()
    kind = r'<span class="month__title">([^<]*)' if "view=list" not in query else r'class="call__title"><a[^>]*>([^<]*)'
    return re.findall(kind, page)


@pytest.fixture
def meetings(cast: Cast) -> None:
    """What could leak, and what is open."""
    meeting("Of the group", starts_at=MARCH)
    meeting("For members", starts_at=MARCH, record_sharing="all_members")
    meeting("For everyone", starts_at=MARCH, record_sharing="public", group="data-and-reporting")
    meeting("Of another group", starts_at=MARCH, group="data-and-reporting")
    meeting("In April", starts_at=datetime(2027, 4, 20, 18, tzinfo=UTC), record_sharing="public")


@pytest.mark.parametrize("view", ["", "&view=list"])
def test_everybody_sees_exactly_what_they_may(cast: Cast, sign_in, meetings: None, view: str) -> None:
    query = f"?month=2027-03{view}"
    april = ["In April"] if view else []
    assert titles(sign_in(None), query) == ["For everyone", *april]
    assert titles(sign_in(cast.guest), query) == ["For everyone", *april]
    assert sorted(titles(sign_in(cast.colorado), query)) == ["For everyone", "For members", *april]
    assert sorted(titles(sign_in(cast.group_member), query)) == ["For everyone", "For members", *april, "Of the group"]
    assert len(titles(sign_in(cast.administrator), query)) == 4 + len(april)


def test_groups_and_mine_narrow_it(cast: Cast, sign_in, meetings: None) -> None:
    client = sign_in(cast.group_member)

    assert titles(client, "?month=2027-03&group=data-and-reporting") == ["For everyone"]
    assert sorted(titles(client, "?month=2027-03&mine=on")) == ["For members", "Of the group"]


def test_days_follow_the_zone_of_the_reader(cast: Cast, sign_in) -> None:
    meeting("Late call", starts_at=datetime(2027, 4, 1, 2, tzinfo=UTC), record_sharing="public")
    User.objects.filter(pk=cast.colorado.pk).update(time_zone="Pacific/Guam")

    eastern = sign_in(None).get("/meetings/calendar/?month=2027-03").content.decode()
    guam = sign_in(cast.colorado).get("/meetings/calendar/?month=2027-04").content.decode()

    title = r'</span>\s+<span class="month__title">Late call'
    assert re.search(r'datetime="2027-03-31".*?10 p.m. EDT' + title, eastern, re.S)
    assert re.search(r'datetime="2027-04-01".*?noon ChST' + title, guam, re.S)


def test_an_event_of_days_stands_on_each_of_them(db: None, sign_in) -> None:
    meeting("Conference", group=None, kind="conference", record_sharing="public", starts_at=MARCH,
            ends_at=datetime(2027, 3, 20, 18, tzinfo=UTC))  # fmt: skip

    assert titles(sign_in(None)) == ["Conference"] * 3


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?month=2027-13", "We can’t find that month. Showing the current month."),
        ("?month=0000-00", "We can’t find that month. Showing the current month."),
        ("?month=%00&view=list%00", "Remove the characters that can’t be shown."),
        ("?month=9999-12", "We can’t find that month. Showing the current month."),
        ("?month=٢٠٢٧-٠٣", "We can’t find that month. Showing the current month."),
        ("?group=nowhere", "We can’t find that group. Showing all groups."),
        ("?view=table", NOT_OFFERED),
        ("?view=list&page=%00&when=never", NOT_OFFERED),
    ],
)
def test_what_no_calendar_has_is_a_sentence(db: None, sign_in, query: str, sentence: str) -> None:
    response = sign_in(None).get(f"/meetings/calendar/{query}")

    assert response.status_code == 200
    assert sentence in response.content.decode()


@pytest.mark.parametrize("query", ["?month=2000-01", "?month=2100-12"])
def test_the_first_and_last_month_lead_no_further(db: None, sign_in, query: str) -> None:
    page = sign_in(None).get(f"/meetings/calendar/{query}").content.decode()

    assert (page.count('rel="prev"'), page.count('rel="next"')) == ((0, 1) if "2000" in query else (1, 0))


@pytest.mark.parametrize("query", ["?month=2027-03", "?view=list"])
def test_more_meetings_ask_no_more_of_the_database(cast: Cast, sign_in, query: str, django_assert_num_queries) -> None:
    client = sign_in(cast.group_member)
    for many in (1, 3):
        for number in range(many):
            meeting(f"Call {many} {number}", starts_at=MARCH)
        with django_assert_num_queries(4):
            client.get(f"/meetings/calendar/{query}")


def test_the_list_pages_both_ways(cast: Cast, sign_in) -> None:
    for number in range(27):
        meeting(f"Call {number:02}", days=1 + number)
    client = sign_in(cast.group_member)
    first = client.get("/meetings/calendar/?view=list").content.decode()
    further = re.search(r'rel="next" href="(\?[^"]*)"', first)
    assert further
    second = titles(client, further[1].replace("&amp;", "&"))

    assert second == ["Call 25", "Call 26"]


def test_past_and_cancelled_ones_are_told_apart(cast: Cast, sign_in) -> None:
    meeting("Held", days=-3, status="held")
    meeting("Off", days=3, status="cancelled")
    client = sign_in(cast.group_member)

    assert titles(client, "?view=list&when=past") == ["Held"]
    assert titles(client, "?view=list") == ["Off"]
    assert "Canceled" in client.get("/meetings/calendar/?view=list").content.decode()
