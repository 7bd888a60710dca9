"""The report: growth, the floor, and which goals are missed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.client import Measured
from benchmarks.report import Line, as_json, comparison, facts_table, table
from benchmarks.visits import Goal, Visit


def measured(p50: float, p95: float = 9, per_second: float = 100) -> Measured:
    return Measured(p50, p95, per_second, requests=10, bytes=100)


VISIT = Visit("first page", "/documents/", "sessionid=abc", Goal(p50=12, p95=25, growth=1.3), statements=6)
LINE = Line(VISIT, {1000: measured(8), 100_000: measured(10)}, {1000: measured(2), 100_000: measured(4)})


@pytest.mark.parametrize(
    ("goal", "missed"),
    [
        (Goal(), []),
        (Goal(p50=9.9), ["median"]),
        (Goal(p50=10, p95=8.9, growth=1.2), ["p95", "growth"]),
        (Goal(floor=2.4), ["floor"]),
        (Goal(per_second=101), ["per second"]),
    ],
)
def test_goals_are_held_against_the_largest_size(goal: Goal, missed: list[str]) -> None:
    line = Line(Visit("page", "/", "", goal), LINE.measured, LINE.floor)

    assert line.missed() == missed


def test_one_size_has_no_growth_and_no_floor_no_ratio() -> None:
    line = Line(VISIT, {1000: measured(8)}, {})

    assert (line.growth, line.of_the_floor, line.missed()) == (None, None, [])


def test_table_has_a_row_for_each_page() -> None:
    assert table([LINE]).splitlines() == [
        "| Page | Goal | 1,000 | 100,000 | Growth | Floor | × floor | Per second | SQL | Missed |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        "| first page | 12 / 25, growth 1.3 | 8.0 / 9.0 | 10.0 / 9.0 | 1.25 | 4.0 | 2.5 | 100 | 6 | – |",
    ]


def test_facts_are_one_row_for_each_size() -> None:
    memory = {"memory_mb": {"resident": [80.2, 81.0]}, "memory_after_mb": {"resident": []}}

    index = {"pages": 21_000, "seconds": 10.0, "megabytes": 19.6, "of_text": 0.694}

    facts = facts_table(
        {
            1000: {"cold_start_s": 1.24, "requests": 5000, "index": index, **memory},
            2000: {"cold_start_s": 1.24, "requests": 5000, **memory},
        }
    )

    assert facts.splitlines()[2:] == [
        "| 1,000 | 1.2 | 80 and 81 | – | 5,000 | 21,000 pages, 20 MB (0.69 of the text), 2,100 pages a second |",
        "| 2,000 | 1.2 | 80 and 81 | – | 5,000 | – |",
    ]


def test_numbers_are_kept_without_cookies() -> None:
    text = as_json([LINE], {"commit": "abc"})

    kept = json.loads(text)
    assert "sessionid" not in text
    assert (kept["commit"], kept["visits"][0]["measured"]["100000"]["p50"]) == ("abc", 10)


COMPARED = Line(
    VISIT, LINE.measured, LINE.floor, visit_of_other=replace(VISIT, statements=14), of_other=measured(40, per_second=25)
)
FACTS: dict[str, Any] = {
    "cold_start_s": 3.0,
    "start_processor_s": 0.8,
    "memory_mb": {"resident": [80.0, 90.0], "own": [8.0, 9.0], "together": [120.0]},
    "memory_after_mb": {"resident": [100.0, 100.0], "own": [30.0, 32.0], "together": [170.0]},
    "requests": 1040,
}
UNKNOWN: dict[str, list[float]] = {"resident": [], "own": [], "together": []}


def test_ratio_is_the_median_over_that_of_the_other_commit() -> None:
    assert (COMPARED.of_the_other, LINE.of_the_other) == (0.25, None)


def test_comparison_has_a_row_for_each_page() -> None:
    pages, _ = comparison("8610251", [COMPARED], FACTS, FACTS).split("\n\n")

    assert pages.splitlines() == [
        "| Page | 8610251, ms | Tree, ms | Ratio | Growth | × floor | SQL |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| first page | 40.0 | 10.0 | 0.25 | 1.25 | 2.5 | 14 → 6 |",
    ]


def test_page_that_the_other_commit_lacks_has_no_ratio() -> None:
    pages, _ = comparison("8610251", [LINE], FACTS, FACTS).split("\n\n")

    assert pages.splitlines()[2:] == ["| first page | – | 10.0 | – | 1.25 | 2.5 | – → 6 |"]


def test_comparison_has_pages_a_second_memory_and_cold_start() -> None:
    crowd = replace(COMPARED, visit=replace(VISIT, name="first page, 8 clients", clients=8))
    at_start = {"resident": [100.0, 100.0], "own": [75.0, 85.0], "together": [240.0]}
    of_other = FACTS | {
        "cold_start_s": 6.0,
        "start_processor_s": None,
        "memory_mb": at_start,
        "memory_after_mb": UNKNOWN,
    }

    _, processes = comparison("8610251", [COMPARED, crowd], FACTS, of_other).split("\n\n")

    assert processes.splitlines() == [
        "| Process | 8610251 | Tree | Ratio |",
        "| --- | --- | --- | --- |",
        "| first page, 8 clients: pages a second | 25.0 | 100.0 | 4.00 |",
        "| memory of a worker, mapped files included, at the start, MB | 100.0 | 85.0 | 0.85 |",
        "| memory of a worker, its own, at the start, MB | 80.0 | 8.5 | 0.11 |",
        "| memory of all processes together at the start, MB | 240.0 | 120.0 | 0.50 |",
        "| memory of a worker, mapped files included, after 1,040 requests, MB | – | 100.0 | – |",
        "| memory of a worker, its own, after 1,040 requests, MB | – | 31.0 | – |",
        "| memory of all processes together after 1,040 requests, MB | – | 170.0 | – |",
        "| cold start, s | 6.00 | 3.00 | 0.50 |",
        "| cold start, the processor's s | – | 0.80 | – |",
    ]
