"""Queueing a job by the name of its task, so that code which its task calls need not import the task."""

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.jobs import JobDeferrer


def task_named(name: str, **options: Any) -> JobDeferrer:
    """The task, ready for `.defer(...)` with its own queue, priority and locks, as far as the options name no others.

    Raises TaskNotFound for a name that is not registered; the library itself would queue a job that nobody can run.
    """
    return app.configure_task(name, allow_unknown=False, **options)
