"""Pieces of a page that each need rows, read in one round trip to the database."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked, together

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """A piece of a page: the statements it needs, and what it makes of the rows of each."""

    asked: tuple[Asked[Any], ...]
    read: Callable[..., T]

    def alone(self) -> T:
        """The piece, for a page that needs nothing else."""
        return self.read(*together(*self.asked))


def read_parts(parts: dict[str, Part[Any]]) -> dict[str, Any]:
    """All pieces by their names; one round trip."""
    answers = iter(together(*(asked for part in parts.values() for asked in part.asked)))
    return {name: part.read(*_next(answers, len(part.asked))) for name, part in parts.items()}


def _next(answers: Iterator[list[Any]], count: int) -> list[list[Any]]:
    return [next(answers) for _ in range(count)]
