"""What a file would do before anybody confirms it: rows that add, change, repeat, or cannot be taken."""

import hashlib
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Generic, Protocol, TypeVar

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted

LARGE = 1_000_000  # more than a file can have


class PlanChanged(Exception):
    """Since the person looked, something changed, so that the file would do something else now."""


@dataclass(frozen=True)
class Difference:
    """A field, what stands there, and what the file says."""

    name: str
    before: str
    after: str


class PlannedRow(Protocol):
    """What one row of a file would do. `stands` is what it is about, None where that is new."""

    @property
    def number(self) -> int:
        """In a spreadsheet."""

    @property
    def stands(self) -> Any:
        """What the row changes."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Field by field."""

    @property
    def refusal(self) -> str:
        """Why the row cannot be taken; empty where it can."""

    @property
    def told(self) -> tuple[object, ...]:
        """What the person sees of it, by which a plan is known again."""


R = TypeVar("R", bound=PlannedRow)


@dataclass(frozen=True)
class Plan(Generic[R]):
    """What a file would do with things called `noun`."""

    noun: str
    added: list[R] = field(default_factory=list)
    changed: list[R] = field(default_factory=list)
    same: list[R] = field(default_factory=list)
    refused: list[R] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # columns

    def add(self, row: R) -> None:
        """Put a row where it belongs."""
        if row.refusal:
            self.refused.append(row)
        elif row.stands is None:
            self.added.append(row)
        else:
            (self.changed if row.differences else self.same).append(row)

    @property
    def does_something(self) -> bool:
        """Whether there is anything to confirm."""
        return bool(self.added or self.changed)

    @property
    def button(self) -> str:
        """What confirming does, in words."""
        words = f"Import {counted(len(self.added) + len(self.changed), self.noun, LARGE)}"
        return f"{words}, leave out {counted(len(self.refused), 'row', LARGE)}" if self.refused else words

    @property
    def digest(self) -> str:
        """The same for the same plan: what was confirmed is what is done."""
        told = [row.told for row in [*self.added, *self.changed]]
        return hashlib.sha256(repr((told, len(self.refused))).encode()).hexdigest()

    def shown(self, most: int) -> dict[str, Any]:
        """For the page that asks to confirm: the first rows of each kind, and whether there are more."""
        listed = {"added": self.added, "changed": self.changed, "refused": self.refused}
        return {
            "plan": self,
            "shown": {name: rows[:most] for name, rows in listed.items()},
            "is_cut": any(len(rows) > most for rows in listed.values()),
            "most_shown": most,
        }


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    """Of two descriptions in words, field by field."""
    return tuple(Difference(name, before[name], after[name]) for name in after if before[name] != after[name])
