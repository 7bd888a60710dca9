"""Dates, times, sizes and counts in words."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clearinghouse.lib import wording

NEW_YORK = ZoneInfo("America/New_York")


def test_long_date_writes_the_month_out() -> None:
    assert wording.long_date(dt.date(2026, 1, 5)) == "January 5, 2026"


def test_long_date_uses_the_readers_day() -> None:
    with timezone.override(NEW_YORK):
        assert wording.long_date(dt.datetime(2026, 1, 15, 3, 0, tzinfo=dt.UTC)) == "January 14, 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (9, 0, "9 a.m. EST"),
        (14, 30, "2:30 p.m. EST"),
        (12, 0, "noon EST"),
        (0, 0, "midnight EST"),
        (12, 5, "12:05 p.m. EST"),
        (0, 5, "12:05 a.m. EST"),
    ],
)
def test_clock_time_names_the_zone(hour: int, minute: int, expected: str) -> None:
    with timezone.override(NEW_YORK):
        assert wording.clock_time(dt.datetime(2026, 1, 15, hour, minute, tzinfo=NEW_YORK)) == expected


def test_long_datetime_joins_date_and_time() -> None:
    with timezone.override(NEW_YORK):
        moment = dt.datetime(2026, 7, 1, 18, 0, tzinfo=dt.UTC)

        assert wording.long_datetime(moment) == "July 1, 2026, 2 p.m. EDT"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (812, "812 bytes"),
        (999.6, "1 KB"),
        (176_000, "176 KB"),
        (999_600, "1.0 MB"),
        (3_939_594, "3.9 MB"),
        (39_731_200, "40 MB"),
        (2_000_000_000, "2.0 GB"),
        (5_000_000_000_000_000, "5,000 TB"),
    ],
)
def test_file_size_keeps_two_figures(size: float, expected: str) -> None:
    assert wording.file_size(size) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, "0"), (63, "63"), (1000, "1,000"), (1001, "1,000+")])
def test_capped_count_stops_above_a_thousand(count: int, expected: str) -> None:
    assert wording.capped_count(count) == expected


@pytest.mark.parametrize(
    ("count", "noun", "expected"),
    [(0, "page", "0 pages"), (1, "page", "1 page"), (1001, "page", "1,000+ pages"), (2, "person,people", "2 people")],
)
def test_counted_agrees_with_its_noun(count: int, noun: str, expected: str) -> None:
    assert wording.counted(count, noun) == expected


def test_filters_print_nothing_for_what_is_missing() -> None:
    printed = [wording.long_date(None), wording.clock_time(None), wording.long_datetime(None), wording.file_size(None)]

    assert [*printed, wording.capped_count(None), wording.counted(None, "page")] == [""] * 6


@pytest.mark.parametrize(
    ("label", "expected"), [("Title", "Title:"), ("Who pays?", "Who pays?"), ("List them.", "List them.")]
)
def test_label_leads_to_what_is_said_of_it(label: str, expected: str) -> None:
    assert wording.lead_in(label) == expected


@pytest.mark.parametrize(("title", "expected"), [("Uptime", "“Uptime,”"), ("Who pays?", "“Who pays?”")])
def test_title_in_a_list_ends_with_one_mark(title: str, expected: str) -> None:
    assert wording.in_list(title) == expected
