"""What the report's page shows: figures, bars, and the table, all of the same numbers."""

from typing import Any

from clearinghouse.lib.frozen import dataclass
from reuse.report.building import Column, Number, Report
from reuse.report.parts import Shown

MOST_BARS = 10


@dataclass(frozen=True)
class Figure:
    """One number with what it counts; of a state where somebody sees only theirs."""

    label: str
    value: str
    state: str = ""


def figures_of(report: Report) -> list[Figure]:
    """Of all states; or of each state that somebody sees alone."""
    if report.totals:
        return [
            Figure("States active" if column.name == "active" else column.label, column.total_words(number))
            for column, number in zip(report.columns, report.totals, strict=True)
        ]
    return [
        Figure(column.label, column.words(number), row.name)
        for row in report.rows
        for column, number in zip(report.columns, row.numbers, strict=True)
        if number is not None or column.shown == Shown.PEOPLE
    ]


def charts_of(report: Report) -> list[dict[str, Any]]:
    """Bars of the states with most, for each number of which several states have some."""
    charts = []
    for place, column in enumerate(report.columns):
        numbers = [(row.name, row.numbers[place]) for row in report.rows if row.numbers[place]]
        if column.shown != Shown.YES and len(numbers) > 1:
            charts.append({"caption": column.label, "bars": _bars(column, numbers), "more": len(numbers) - MOST_BARS})
    return charts


def _bars(column: Column, numbers: list[tuple[str, Number]]) -> list[dict[str, Any]]:
    ranked = sorted(numbers, key=lambda each: (-(each[1] or 0), each[0]))[:MOST_BARS]
    most = ranked[0][1] or 1
    return [
        {"label": name, "value": column.words(number), "percent": round(100 * (number or 0) / most)}
        for name, number in ranked
    ]
