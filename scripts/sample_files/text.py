"""Reads the small markup in which the sample documents are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_DIRECTIVE = re.compile(r"^\{(widths|chart): (.+)\}$")
_STARTS = {"# ": "h1", "## ": "h2", "- ": "li", "> ": "quote", "~ ": "note"}


@dataclass(frozen=True)
class Block:
    """One piece of a document: heading, paragraph, list item, quote, table, chart or break."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)  # share of the text width per column, sum 100


def read_blocks(path: Path) -> list[Block]:
    """The blocks of one content file, in order."""
    return list(_blocks(path.read_text(encoding="utf-8").splitlines()))


def chart_values(text: str) -> tuple[str, list[tuple[str, float]]]:
    """Title and (label, value) pairs of a chart written as 'Title | 2024=12, 2025=30'."""
    title, _, pairs = text.partition(" | ")
    values = [pair.split("=") for pair in pairs.split(", ")]
    return title, [(label.strip(), float(number)) for label, number in values]


def _blocks(lines: list[str]) -> Iterator[Block]:
    rows: list[list[str]] = []
    widths: list[int] = []
    for line in [*lines, ""]:
        if line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip()[1:-1].split("|")])
            continue
        if rows:
            yield Block("table", rows=rows, widths=widths or [100 // len(rows[0])] * len(rows[0]))
            rows, widths = [], []
        if found := _DIRECTIVE.match(line):
            if found[1] == "widths":
                widths = [int(share) for share in found[2].split()]
            else:
                yield Block("chart", found[2])
        elif line:
            yield _single(line)


def _single(line: str) -> Block:
    if line in ("[[newpage]]", "[[contents]]"):
        return Block(line.strip("[]"))
    for start, kind in _STARTS.items():
        if line.startswith(start):
            return Block(kind, line.removeprefix(start))
    return Block("p", line)
