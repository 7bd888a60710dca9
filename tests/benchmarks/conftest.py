"""Servers for whole runs of benchmarks, and the invented library that they measure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpus, people
from tests.benchmarks.invented import make_library
from tests.benchmarks.whole_runs import FirstRun, first_run
from tests.conftest import DATABASES
from tests.own_postgres import own_postgres


@pytest.fixture
def invented_people(layers: dict[str, Any]) -> None:
    """The members and groups of a benchmark."""
    if "invented_people" not in layers:
        people.make_people()


@pytest.fixture
def invented_library(invented_people: None, layers: dict[str, Any]) -> corpus.Files:
    """A small library of theirs."""
    return layers.get("invented_library") or make_library()


@pytest.fixture(scope="session")
def run_before(django_db_setup: None, request: pytest.FixtureRequest) -> FirstRun:
    """The first run of this process, which kept its databases; it takes long."""
    return first_run(request.config.stash[DATABASES].dump())


@pytest.fixture
def server(run_before: FirstRun) -> Iterator[Path]:
    """The folder of a PostgreSQL that only this test's runs use, as the first run left it; they start and stop it."""
    with own_postgres(like=run_before.folder) as folder:
        yield folder
