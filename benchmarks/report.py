"""From measurements to a table with goals, growth and the floor, and to JSON."""

import json
import subprocess
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.client import Measured
from benchmarks.database import CHECKOUT
from benchmarks.visits import Goal, Visit

# What is told of memory and of starts, and in which words; see benchmarks.server.Server.
MEMORY = {
    "resident": "of a worker, mapped files included,",
    "own": "of a worker, its own,",
    "together": "of all processes together",
}
STARTS = {"cold_start_s": "cold start, s", "start_processor_s": "cold start, the processor's s"}


@dataclass(frozen=True)
class Line:
    """One visit at all sizes: what it took, what the floor took, by number of documents."""

    visit: Visit
    measured: dict[int, Measured]
    floor: dict[int, Measured]
    visit_of_other: Visit | None = None  # at the largest size, where another commit is measured beside this one
    of_other: Measured | None = None

    @property
    def largest(self) -> Measured:
        """At the most documents."""
        return self.measured[max(self.measured)]

    @property
    def growth(self) -> float | None:
        """Median at the largest size over the median at the smallest; None with one size."""
        if len(self.measured) < 2:
            return None
        return self.largest.p50 / self.measured[min(self.measured)].p50

    @property
    def of_the_floor(self) -> float | None:
        """Median over the floor's at the largest size."""
        return self.largest.p50 / self.floor[max(self.floor)].p50 if self.floor else None

    @property
    def of_the_other(self) -> float | None:
        """Median over the other commit's."""
        return self.largest.p50 / self.of_other.p50 if self.of_other else None

    def missed(self) -> list[str]:
        """Which goals it does not meet at the largest size, in words."""
        goal = self.visit.goal
        found_and_wanted = [
            ("median", self.largest.p50, goal.p50),
            ("p95", self.largest.p95, goal.p95),
            ("growth", self.growth, goal.growth),
            ("floor", self.of_the_floor, goal.floor),
        ]
        words = [name for name, found, wanted in found_and_wanted if found and wanted and found > wanted]
        return words + (["per second"] if goal.per_second and self.largest.per_second < goal.per_second else [])


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table, times as "median / p95" in milliseconds."""
    sizes = sorted({size for line in lines for size in line.measured})
    head = [
        "Page",
        "Goal",
        *[f"{size:,}" for size in sizes],
        "Growth",
        "Floor",
        "× floor",
        "Per second",
        "SQL",
        "Missed",
    ]
    return markdown([head, *[_row(line, sizes) for line in lines]])


def markdown(rows: list[list[str]]) -> str:
    head, *rest = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rest))


def _row(line: Line, sizes: list[int]) -> list[str]:
    visit = line.visit
    floor = line.floor[max(line.floor)] if line.floor else None
    return [
        visit.name,
        _goal(visit.goal),
        *[_times(line.measured[size]) if size in line.measured else "–" for size in sizes],
        _or_dash(line.growth, ".2f"),
        f"{floor.p50:.1f}" if floor else "–",
        _or_dash(line.of_the_floor, ".1f"),
        f"{line.largest.per_second:.0f}",
        _or_dash(visit.statements, "d"),
        ", ".join(line.missed()) or "–",
    ]


def _or_dash(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def comparison(label: str, lines: list[Line], facts: dict[str, Any], of_other: dict[str, Any]) -> str:
    """This tree beside another commit at the largest size, as two Markdown tables: the pages, then the processes."""
    head = ["Page", f"{label}, ms", "Tree, ms", "Ratio", "Growth", "× floor", "SQL"]
    pages = markdown([head, *[_side_by_side(line) for line in lines]])
    return f"{pages}\n\n{markdown(_processes(label, lines, facts, of_other))}"


def _side_by_side(line: Line) -> list[str]:
    was = line.visit_of_other.statements if line.visit_of_other else None
    return [
        line.visit.name,
        _or_dash(line.of_other.p50 if line.of_other else None, ".1f"),
        f"{line.largest.p50:.1f}",
        _or_dash(line.of_the_other, ".2f"),
        _or_dash(line.growth, ".2f"),
        _or_dash(line.of_the_floor, ".1f"),
        f"{_or_dash(was, 'd')} → {_or_dash(line.visit.statements, 'd')}",
    ]


def _processes(label: str, lines: list[Line], facts: dict[str, Any], of_other: dict[str, Any]) -> list[list[str]]:
    rows: list[tuple[str, float | None, float | None]] = [
        (f"{line.visit.name}: pages a second", line.of_other.per_second, line.largest.per_second)
        for line in lines
        if line.visit.clients > 1 and line.of_other
    ]
    rows += [
        (f"memory {words} {when}, MB", _mean(of_other[name][kind]), _mean(facts[name][kind]))
        for when, name in (("at the start", "memory_mb"), (f"after {facts['requests']:,} requests", "memory_after_mb"))
        for kind, words in MEMORY.items()
    ]
    starts = [(words, of_other[name], facts[name]) for name, words in STARTS.items()]
    head = ["Process", label, "Tree", "Ratio"]
    ratios = [[words, *_ratio(was, now, ".1f")] for words, was, now in rows]
    return [head, *ratios, *[[words, *_ratio(was, now, ".2f")] for words, was, now in starts]]


def _ratio(was: float | None, now: float | None, form: str) -> list[str]:
    return [_or_dash(was, form), _or_dash(now, form), _or_dash(now / was if was and now else None, ".2f")]


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def facts_table(facts: dict[int, dict[str, Any]]) -> str:
    """Cold start, memory of a worker process and the search index at each size, as a Markdown table."""
    rows = [["Documents", "Cold start, s", "MB at start", "MB at the end", "After requests", "Search index"]]
    for size, found in facts.items():
        start, end = (
            " and ".join(f"{megabytes:.0f}" for megabytes in found[name]["resident"]) or "–"
            for name in ("memory_mb", "memory_after_mb")
        )
        requests, index = f"{found['requests']:,}", _index(found.get("index", {}))
        rows.append([f"{size:,}", f"{found['cold_start_s']:.1f}", start, end, requests, index])
    return markdown(rows)


def _index(found: dict[str, float]) -> str:
    """ "220,000 pages, 410 MB (0.69 of the text), 1,900 pages a second", or a dash for a commit without one."""
    if not found:
        return "–"
    speed = found["pages"] / max(found["seconds"], 0.001)
    size = f"{found['megabytes']:,.0f} MB ({found['of_text']:.2f} of the text)"
    return f"{found['pages']:,} pages, {size}, {speed:,.0f} pages a second"


def _times(measured: Measured) -> str:
    return f"{measured.p50:.1f} / {measured.p95:.1f}"


def _goal(goal: Goal) -> str:
    times = " / ".join(f"{milliseconds:.0f}" for milliseconds in (goal.p50, goal.p95) if milliseconds is not None)
    parts = [
        times,
        f"growth {goal.growth}" if goal.growth else "",
        f"{goal.floor} × floor" if goal.floor < Goal().floor else "",
        f"{goal.per_second:.0f} a second" if goal.per_second else "",
    ]
    return ", ".join(part for part in parts if part) or "–"


def commit() -> str:
    """The commit that was measured, marked when the checkout differs from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=10"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"


def as_json(lines: list[Line], facts: dict[str, Any]) -> str:
    """Everything, for comparing runs."""
    rows = [
        {
            **{name: value for name, value in asdict(line.visit).items() if name not in ("cookie", "paths")},
            "measured": {size: asdict(measured) for size, measured in line.measured.items()},
            "floor": {size: asdict(measured) for size, measured in line.floor.items()},
            "missed": line.missed(),
            "of_other": asdict(line.of_other) if line.of_other else None,
            "statements_of_other": line.visit_of_other.statements if line.visit_of_other else None,
        }
        for line in lines
    ]
    return json.dumps({**facts, "visits": rows}, indent=1)
