"""What is asked just now: the request's id, the network it comes from, and how many lines the log has of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Asking:
    """One request, as the activity log tells of it."""

    request_id: str
    network: Callable[[], str]  # looked up only once a line is written
    viewing: str = ""  # "a member of Ohio DOT", while an administrator views the portal as one
    lines: int = 0


def _nowhere() -> str:
    return ""


_current: ContextVar[Asking | None] = ContextVar("asking", default=None)


@contextmanager
def begun(asking: Asking) -> Iterator[Asking]:
    """For the length of a request."""
    token = _current.set(asking)
    try:
        yield asking
    finally:
        _current.reset(token)


def now() -> Asking:
    """The request that is being answered; an empty one in jobs and commands, which nobody asked for just then."""
    return _current.get() or Asking("", _nowhere)
