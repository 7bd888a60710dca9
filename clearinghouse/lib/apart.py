"""A job during which a worker died is done again in a process of its own.

Nobody can say what killed a worker: one of its jobs, or somebody who stopped the machine. So each job that it held is
tried again apart. If that process dies while the worker lives, it was the job. If the worker dies as well, it says
nothing about the job. Either way no other job is harmed.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procrastinate.job_context import JobContext
    from procrastinate.worker import Worker

logger = logging.getLogger(__name__)

_PROJECT = Path(__file__).resolve().parents[2]


class Report(bytes, Enum):
    """What the process writes into its pipe, one after the other."""

    BEGUN = b"begun."
    DONE = b"done."
    RAISED = b"raised."


class Outcome(Enum):
    """How it ended."""

    DONE = "was done"
    RAISED = "raised an error"
    DIED = "killed its process"
    NOT_BEGUN = "did not begin"


_OUTCOMES = {
    b"": Outcome.NOT_BEGUN,
    Report.BEGUN + Report.DONE: Outcome.DONE,
    Report.BEGUN + Report.RAISED: Outcome.RAISED,
}

# By the name of the task: told of each death, with the job's arguments. True means that it may be tried once more.
_after_death: dict[str, Callable[..., bool]] = {}


class FailedApart(Exception):
    """The job did not come to its end."""


def after_death(task_name: str, handler: Callable[..., bool]) -> None:
    """Have the deaths of this task counted. Without a handler the first one is the last."""
    _after_death[task_name] = handler


def try_suspects_apart(call_next: Callable[[], Any], context: "JobContext", worker: "Worker") -> Any:
    """Middleware of the worker: a job that was handed on from a dead worker runs apart; raises FailedApart."""
    job = context.job
    if not job.attempts or job.id is None:
        return call_next()
    outcome = run_apart(job.id)
    while outcome is Outcome.DIED and _may_go_on(job.task_name, job.task_kwargs):
        outcome = run_apart(job.id)
    if outcome is not Outcome.DONE:
        raise FailedApart(f"{job.task_name} {outcome.value} when it was tried apart.")
    return None


def run_apart(job_id: int) -> Outcome:
    """Run a job that this worker holds in a process of its own, which does not outlive us."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as report:
        try:
            process = _start(job_id, writing)
        finally:
            os.close(writing)
        said = report.read()
        process.wait()
    outcome = _OUTCOMES.get(said, Outcome.DIED)
    logger.info("job %s %s apart: exit status %s", job_id, outcome.value, process.returncode)
    return outcome


def _start(job_id: int, report: int) -> "subprocess.Popen[bytes]":
    arguments = [str(job_id), str(report), str(os.getpid())]
    return subprocess.Popen(  # noqa: S603 (our own command)
        [sys.executable, "-m", "clearinghouse.lib.apart_child", *arguments],
        cwd=_PROJECT,
        stdin=subprocess.DEVNULL,
        pass_fds=(report,),
        start_new_session=True,  # a signal that asks the worker to stop lets the job end, as it does in the worker
    )


def _may_go_on(task_name: str, arguments: dict[str, Any]) -> bool:
    logger.error("%s %s killed its process", task_name, arguments)
    handler = _after_death.get(task_name)
    return handler is not None and handler(**arguments)
