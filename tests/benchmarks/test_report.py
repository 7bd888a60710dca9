"""The report: growth, the floor, and which goals are missed."""

import json

import pytest

from benchmarks.client import Measured
from benchmarks.report import Line, as_json, facts_table, table
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
    memory = {"memory_mb": [80.2, 81.0], "memory_after_mb": []}

    facts = facts_table({1000: {"cold_start_s": 1.24, "requests": 5000, **memory}})

    assert facts.splitlines()[2:] == ["| 1,000 | 1.2 | 80 and 81 | – | 5,000 |"]


def test_numbers_are_kept_without_cookies() -> None:
    text = as_json([LINE], {"commit": "abc"})

    kept = json.loads(text)
    assert "sessionid" not in text
    assert (kept["commit"], kept["visits"][0]["measured"]["100000"]["p50"]) == ("abc", 10)
