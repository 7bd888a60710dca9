"""What uploads cost is measured on both sides at a tiny size, and nothing stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.intake import Spent, Station, table
from benchmarks.sides import this_side
from tests.benchmarks.whole_runs import KEPT, environment, loaded, processes_of


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the processor's time is read in /proc")
def test_tiny_run_measures_both_sides_and_leaves_nothing_behind(server: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.intake", "--against", "HEAD", "--rounds", "1", "--pages", "2"]
    folder = server / "intake"
    run = subprocess.run([*command, "--folder", str(folder)], env=environment(), capture_output=True, text=True)

    assert run.returncode == 0, run.stderr
    rows = [line.split(" | ")[0] for line in run.stdout.splitlines() if line.startswith("| ")]
    assert rows == ["| File", "| ---", "| long.pdf", "| pictured.pdf", "| short.pdf", "| all"]
    assert (processes_of(server), loaded(server), list(folder.iterdir())) == ([], KEPT, [])


def test_table_has_the_medians_and_their_ratios(tmp_path: Path) -> None:
    side = this_side(tmp_path)
    was, now = (
        Station(side, None, None, {"a.pdf": [Spent(seconds, 2.0) for seconds in rounds]})  # type: ignore[arg-type]
        for rounds in ((1.0, 2.0, 9.0), (1.0, 1.0, 5.0))
    )

    assert table(was, now).splitlines()[2:] == [
        "| a.pdf | 2.00 | 1.00 | 0.50 | 2.0 | 2.0 | 1.00 |",
        "| all | 2.00 | 1.00 | 0.50 | 2.0 | 2.0 | 1.00 |",
    ]
