"""Counts permission decisions during a request, so that a view that forgot to ask can be found."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_count: ContextVar[int] = ContextVar("permission_decisions", default=0)


def reset() -> None:
    """Start counting for a new request."""
    _count.set(0)


def record() -> None:
    """One permission decision was made."""
    _count.set(_count.get() + 1)


def count() -> int:
    """Decisions since the last reset."""
    return _count.get()


@contextmanager
def aside() -> Iterator[None]:
    """Do not count: for what every page asks of its own accord, such as who is signed in."""
    before = _count.get()
    try:
        yield
    finally:
        _count.set(before)
