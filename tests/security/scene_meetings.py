"""H1 and H2 for meetings: things in every state. Plain answers by hand, not asked of the portal."""

from tests.cast import Cast
from tests.security.canary import Canaries
from tests.security.scene import Paper, Scene, Thing


def make(cast: Cast, papers: dict[str, Paper]) -> dict[str, Thing]:
    """By the name of the state."""
    return {}


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
