"""A whole run at a tiny size: it measures every page, prints the table and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.own_postgres import own_postgres

SMALL = "--sizes 60,80 --seconds 0 --rounds 1 --texts 50 --large-file-bytes 1000000 --requests 0"


@pytest.mark.slow
def test_benchmarks_run_from_nothing(tmp_path: Path) -> None:
    with own_postgres():
        command = [sys.executable, "-m", "benchmarks", *SMALL.split(), "--folder", str(tmp_path)]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    (written,) = tmp_path.glob("*.json")
    visits = {visit["name"]: visit for visit in json.loads(written.read_text())["visits"]}
    assert set(visits["first page"]["measured"]) == {"60", "80"}
    assert visits["first page"]["statements"] <= 8
    assert "| first page | 12 / 25, growth 1.3 |" in done.stdout


def environment() -> dict[str, str]:
    """That of the test run without its settings."""
    ours = ("CLEARINGHOUSE_PG_FAST", "CLEARINGHOUSE_BASE_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}
