"""Words of layers, for the canaries: the map offers every document with a layer by its title."""

from documents.models import VersionStatus
from tests.security.canary import Canaries
from tests.security.scene import Scene


def plant(canaries: Canaries, scene: Scene) -> None:
    """Whatever is published can be laid over the map; its title, planted by others, stands in the choice."""
    VersionStatus.objects.filter(version__document__status="published").update(layer="features")
