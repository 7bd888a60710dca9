"""Counts permission decisions during a request, so that a view that forgot to ask can be found."""

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
