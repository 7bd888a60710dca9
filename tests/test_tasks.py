"""Jobs are queued by the names of their tasks: the names exist, and what is queued fits the task."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, TaskNotFound

from clearinghouse.lib.jobs import task_named

ROOT = Path(__file__).resolve().parent.parent
OURS = [config.name for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT / config.name)]
SOURCES = sorted(path for name in OURS for path in (ROOT / name).rglob("*.py"))


def calls(node: ast.AST, function: str) -> Iterator[ast.Call]:
    """The calls of a function or method of this name."""
    for found in ast.walk(node):
        if isinstance(found, ast.Call) and function in (getattr(found.func, "id", ""), getattr(found.func, "attr", "")):
            yield found


def queued() -> list[tuple[str, str, set[str]]]:
    """Where a job is queued, the name of its task, and the names of its arguments."""
    found = []
    for path in SOURCES:
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and path.name != "jobs.py":
                names = [ast.literal_eval(call.args[0]) for call in calls(function, "task_named")]
                given = [{word.arg for word in call.keywords} for call in calls(function, "defer") if not call.args]
                place = f"{path.relative_to(ROOT)}:{function.name}"
                found += [(place, name, words) for name, words in zip(names, given, strict=True)]
    return found


def test_every_job_that_is_queued_has_a_task_that_takes_its_arguments() -> None:
    wrong = [
        (place, name)
        for place, name, words in queued()
        if name not in app.tasks or set(inspect.signature(app.tasks[name].func).parameters) != words
    ]

    assert wrong == []


def test_every_task_of_ours_is_queued_by_somebody_or_by_the_clock() -> None:
    by_clock = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    ours = {task.name for task in app.tasks.values() if task.name.split(".")[0] in OURS}  # without older names

    assert ours == by_clock.union(name for _, name, _ in queued())


@pytest.mark.django_db
def test_a_task_that_does_not_exist_is_refused_before_it_is_queued() -> None:
    with pytest.raises(TaskNotFound):
        task_named("documents.tasks.proces_version")

    assert ProcrastinateJob.objects.count() == 0


def kept(name: str, **options: Any) -> tuple[object, ...]:
    """What the row of a job says that was queued by name."""
    row = ProcrastinateJob.objects.get(pk=task_named(name, **options).defer(version_id=1))
    return row.task_name, row.queue_name, row.priority, row.lock, row.queueing_lock, row.args


@pytest.mark.django_db
def test_a_named_task_keeps_its_queue_priority_and_locks() -> None:
    process, recognize = "documents.tasks.process_version", "documents.tasks.recognize_pages"

    assert kept(process) == (process, "files", -1, None, None, {"version_id": 1})
    assert kept(recognize) == (recognize, "recognition", -20, "recognition", None, {"version_id": 1})
    assert kept(process, lock="a", queueing_lock="b") == (process, "files", -1, "a", "b", {"version_id": 1})


@pytest.mark.django_db
def test_a_queueing_lock_refuses_the_second_job() -> None:
    task_named("documents.tasks.process_version", queueing_lock="version-1").defer(version_id=1)

    with pytest.raises(AlreadyEnqueued):
        task_named("documents.tasks.process_version", queueing_lock="version-1").defer(version_id=1)
