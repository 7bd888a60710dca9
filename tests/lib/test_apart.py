"""A job during which a worker died is tried in a process of its own, and only a death there speaks against it."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from clearinghouse.lib import apart
from clearinghouse.lib.apart import FailedApart, Outcome, run_apart, try_suspects_apart
from tests.workers import environment


def context(attempts: int) -> SimpleNamespace:
    job = SimpleNamespace(id=7, attempts=attempts, task_name="tests.a_task", task_kwargs={"version_id": 3})
    return SimpleNamespace(job=job)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where jobs ran."""
    return []


def act(monkeypatch: pytest.MonkeyPatch, ran: list[str], attempts: int, *outcomes: Outcome) -> object:
    """Run a job that ends so, apart, each time."""
    ends: Iterator[Outcome] = iter(outcomes)

    def apart_from_all(job_id: int) -> Outcome:
        ran.append(f"apart {job_id}")
        return next(ends)

    def here() -> str:
        ran.append("here")
        return "the answer"

    monkeypatch.setattr(apart, "run_apart", apart_from_all)
    return try_suspects_apart(here, context(attempts), SimpleNamespace())


def test_job_without_a_death_runs_in_the_worker(monkeypatch: pytest.MonkeyPatch, ran: list[str]) -> None:
    assert (act(monkeypatch, ran, 0), ran) == ("the answer", ["here"])


def test_suspect_runs_apart(monkeypatch: pytest.MonkeyPatch, ran: list[str]) -> None:
    assert (act(monkeypatch, ran, 1, Outcome.DONE), ran) == (None, ["apart 7"])


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.RAISED, "raised an error"),
        (Outcome.DIED, "killed its process"),
        (Outcome.NOT_BEGUN, "did not begin"),
    ],
)
def test_suspect_that_comes_to_no_end_fails(
    monkeypatch: pytest.MonkeyPatch, ran: list[str], outcome: Outcome, words: str
) -> None:
    with pytest.raises(FailedApart, match=f"tests.a_task {words} when it was tried apart"):
        act(monkeypatch, ran, 1, outcome)

    assert ran == ["apart 7"]


def test_deaths_are_counted_by_whoever_asked_to(monkeypatch: pytest.MonkeyPatch, ran: list[str]) -> None:
    counted: list[int] = []

    def count(version_id: int) -> bool:
        counted.append(version_id)
        return len(counted) < 3

    monkeypatch.setattr(apart, "_after_death", {"tests.a_task": count})

    with pytest.raises(FailedApart):
        act(monkeypatch, ran, 1, Outcome.DIED, Outcome.DIED, Outcome.DIED)

    assert (ran, counted) == (["apart 7"] * 3, [3, 3, 3])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_process_of_its_own_says_how_it_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in environment(tmp_path, "clearinghouse.settings").items():
        monkeypatch.setenv(name, value)
    (tmp_path / "tmp").mkdir()
    task = app.configure_task("documents.tasks.process_version")
    done, raised, not_held = task.defer(version_id=0), task.defer(no_such_argument=0), task.defer(version_id=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id IN (%s, %s)", [done, raised])

    outcomes = [run_apart(job) for job in (done, raised, not_held)]

    assert outcomes == [Outcome.DONE, Outcome.RAISED, Outcome.NOT_BEGUN]


def test_worker_tries_suspects_apart() -> None:
    assert try_suspects_apart in settings.PROCRASTINATE_WORKER_DEFAULTS["task_middleware"]
