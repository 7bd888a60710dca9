"""Words of layers, for the canaries: in the title of each, in the attributes of its features, and on its pages."""

from documents.models import Document, VersionStatus
from tests import library
from tests.lib.files.samples import layer, point
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, EVERYBODY, MEMBERS, VTRANS, Scene

CIRCLES = {"public": EVERYBODY, "all_members": MEMBERS | ADMINISTRATORS, "agency": VTRANS | ADMINISTRATORS}


def plant(canaries: Canaries, scene: Scene) -> None:
    """Whatever is published can be laid over the map; its title, planted by others, stands in the choice."""
    for choice, readers in CIRCLES.items():
        name, attribute, title = (
            canaries.word(f"{what} of the layer for {choice}", readers)
            for what in ("map name", "attribute", "map title")
        )
        features = layer(point(-72.58, 44.26, name=f"Depot {name}", note=attribute))
        library.document(
            scene.cast.vermont,
            f"Layer {title}",
            sharing_choice=choice,
            content=features,
            file_type="geojson",
            kind="gis-layer",
            pages=[f"name\tnote\nDepot {name}\t{attribute}"],
        )
    VersionStatus.objects.filter(version__document__status="published").update(layer="features")


def layer_addresses() -> list[str]:
    """Each layer over the map, in a year, and on the map of its state: the same addresses for everybody."""
    keys = Document.objects.filter(file_type="geojson").order_by("pk").values_list("key", flat=True)
    begun = ("/map/?layer=", "/map/?year=2035&layer=", "/states/vt/?layer=")
    return [f"{address}{key}" for key in keys for address in begun]
