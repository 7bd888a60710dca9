"""The EV Workforce Collaborative's things in every state, for the matrix and the canaries."""

from tests.security.canary import Canaries
from tests.security.scene import Scene, Thing


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    return {}


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
