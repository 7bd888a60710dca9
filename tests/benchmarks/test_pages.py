"""What pages cost the processor is measured on both sides at a tiny size, and nothing stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.pages import Bench, Cost, table
from benchmarks.sides import this_side
from tests.benchmarks.whole_runs import environment, loaded, processes_of

TINY = "--documents 40 --texts 50 --rounds 1 --requests 1 --warm-up 1 --against HEAD".split()  # noqa: SIM905


@pytest.mark.slow
def test_tiny_run_measures_both_sides_and_leaves_nothing_behind(server: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.pages", *TINY, "--folder", str(server / "results")]
    run = subprocess.run(command, env=environment(), capture_output=True, text=True)

    assert run.returncode == 0, run.stderr
    rows = [line.split(" | ")[0] for line in run.stdout.splitlines() if line.startswith("| ")]
    pages = ("first page", "document page", "reader page", "reader page, words marked", "home")
    assert rows == ["| Page", "| ---", *[f"| {name}" for name in pages]]
    assert (processes_of(server), loaded(server)) == ([], [])
    assert list(server.glob("results/against-*")) == []


def test_table_has_the_medians_and_their_ratios(tmp_path: Path) -> None:
    was, now = (
        Bench(this_side(tmp_path), None, {}, {"home": [Cost(milliseconds, 100.0) for milliseconds in rounds]})  # type: ignore[arg-type]
        for rounds in ((4.0, 2.0, 9.0), (1.0, 1.0, 5.0))
    )

    assert table(was, now).splitlines()[2:] == ["| home | 4.00 | 1.00 | 0.25 | 100 | 100 | 1.00 |"]
