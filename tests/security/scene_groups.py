"""Working groups in every state, for the sweeps. Plain answers by hand, not asked of the portal."""

from tests.cast import Cast
from tests.security.canary import Canaries
from tests.security.scene import Scene, Thing


def make(cast: Cast) -> dict[str, Thing]:
    """By the name of the state."""
    return {}


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
