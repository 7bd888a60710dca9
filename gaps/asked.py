"""Which documents states are asked for at this moment, and by how many people."""

from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Asked:
    """How many people ask, by state and type; None is the type of a request that names a document in words only."""

    by_cell: tuple[tuple[str, int | None, int], ...] = ()

    def of(self, state: str, kinds: tuple[int, ...]) -> int:
        """For documents of these types."""
        return sum(people for code, kind, people in self.by_cell if code == state and kind in kinds)

    def of_state(self, state: str) -> int:
        """For any document of the state."""
        return sum(people for code, _, people in self.by_cell if code == state)
