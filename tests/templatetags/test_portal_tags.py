"""Dates, sizes, counts and icons as pages print them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.safestring import mark_safe

from clearinghouse.templatetags import portal_tags as tags
from documents.finding.facets import FacetGroup, Option

NEW_YORK = ZoneInfo("America/New_York")


def test_long_date_writes_the_month_out() -> None:
    assert tags.long_date(dt.date(2026, 1, 5)) == "January 5, 2026"


def test_long_date_uses_the_readers_day() -> None:
    with timezone.override(NEW_YORK):
        assert tags.long_date(dt.datetime(2026, 1, 15, 3, 0, tzinfo=dt.UTC)) == "January 14, 2026"


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
        assert tags.clock_time(dt.datetime(2026, 1, 15, hour, minute, tzinfo=NEW_YORK)) == expected


def test_long_datetime_joins_date_and_time() -> None:
    with timezone.override(NEW_YORK):
        moment = dt.datetime(2026, 7, 1, 18, 0, tzinfo=dt.UTC)

        assert tags.long_datetime(moment) == "July 1, 2026, 2 p.m. EDT"


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
    assert tags.file_size(size) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, "0"), (63, "63"), (1000, "1,000"), (1001, "1,000+")])
def test_capped_count_stops_above_a_thousand(count: int, expected: str) -> None:
    assert tags.capped_count(count) == expected


@pytest.mark.parametrize(
    ("count", "noun", "expected"),
    [(0, "page", "0 pages"), (1, "page", "1 page"), (1001, "page", "1,000+ pages"), (2, "person,people", "2 people")],
)
def test_counted_agrees_with_its_noun(count: int, noun: str, expected: str) -> None:
    assert tags.counted(count, noun) == expected


def test_filters_print_nothing_for_what_is_missing() -> None:
    printed = [tags.long_date(None), tags.clock_time(None), tags.long_datetime(None), tags.file_size(None)]

    assert [*printed, tags.capped_count(None), tags.counted(None, "page")] == [""] * 6


def test_paragraphs_join_the_lines_of_a_page() -> None:
    page = (
        "Uptime and remedies\nThe operator keeps each port up for 97 percent of\n"
        "the hours of a quarter, or pays for it.\n\n• Hours"
    )

    assert tags.paragraphs(page) == (
        "<p>Uptime and remedies</p>"
        "<p>The operator keeps each port up for 97 percent of the hours of a quarter, or pays for it.</p>"
        "<p>• Hours</p>"
    )


def test_one_long_header_does_not_cut_every_line() -> None:
    page = (
        "39 Colorado Plan for the National Electric Vehicle Infrastructure Program, Department of Transportation\n"
        "CDOT supports the deployment of EV charging\nthrough close collaboration. The State does not\n"
        "seek to own stations; it will contract\nwith third parties."
    )

    assert tags.paragraphs(page).count("<p>") == 1


def test_paragraphs_escape_text_and_keep_safe_marks() -> None:
    assert tags.paragraphs("<b>uptime</b>") == "<p>&lt;b&gt;uptime&lt;/b&gt;</p>"
    assert tags.paragraphs(mark_safe("<mark>uptime</mark>")) == "<p><mark>uptime</mark></p>"


def test_paragraphs_of_nothing_are_nothing() -> None:
    assert tags.paragraphs("") == ""


def test_icon_without_a_label_is_hidden_from_screen_readers() -> None:
    assert tags.icon("search") == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/vendor/uswds/img/icons.svg#search"></use></svg>'
    )


def test_icon_label_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt;"' in tags.icon("lock", "<b>")


def test_facet_options_are_escaped_checked_and_counted() -> None:
    chosen = Option('a"b', "R&D <plans>", 1001, checked=True)
    other = Option("c", "Contract", 7, checked=False)

    html = tags.facet_options(FacetGroup("kind", "Kind", [chosen, other]))

    assert html == (
        '<label class="facet__option"><input type="checkbox" id="facet-kind-1" name="kind" value="a&quot;b" checked>'
        ' <span class="facet__label">R&amp;D &lt;plans&gt;</span>'
        ' <span class="facet__count">1,000+<span class="usa-sr-only"> found</span></span></label>\n'
        '<label class="facet__option"><input type="checkbox" id="facet-kind-2" name="kind" value="c">'
        ' <span class="facet__label">Contract</span>'
        ' <span class="facet__count">7<span class="usa-sr-only"> found</span></span></label>'
    )
