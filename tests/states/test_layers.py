"""The map of a state with its layers: for whoever may see their documents, and as if they were not there for others."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.models import Document, VersionStatus
from documents.reading import maps
from states import layers
from tests import library, pages
from tests.cast import Cast
from tests.lib.files import samples
from tests.lib.files.samples import layer

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
VERMONT = "/states/vt/"
NOWHERE = {"type": "Feature", "geometry": None, "properties": {"name": "Nowhere"}}
NEAR = ["Maine (ME)", "Massachusetts (MA)", "New Hampshire (NH)", "New York (NY)"]


def point(longitude: float = -72.58, latitude: float = 44.26, **properties: object) -> dict:
    """In Montpelier, if nowhere else."""
    return samples.point(longitude, latitude, **properties)


def shared(cast: Cast, title: str, content: bytes, **given) -> Document:
    made = library.document(cast.vermont, title, content=content, **{"file_type": "geojson", **given})
    VersionStatus.objects.filter(version=made.current_version).update(layer="features")
    return made


def labels(answer: HttpResponse) -> dict[str, list[str]]:
    """What each layer on the map draws, by the layer's name."""
    groups = pages.find(answer, ".state-layers__drawing > .state-layer")
    return {
        group.get("aria-label").partition(".")[0]: [title.text_content() for title in group.iter("title")]
        for group in groups
    }


def table(answer: HttpResponse) -> list[list[str]]:
    return [[pages.words(cell) for cell in row] for row in pages.find(answer, "#layer-table tbody tr")]


def test_the_newest_layers_lie_on_the_map_of_the_state(cast: Cast, sign_in: SignIn) -> None:
    shared(cast, "First", layer(point(name="Too early")))
    shared(cast, "Second", layer(point(name="Barre"), NOWHERE))
    shared(cast, "Third", layer(point(name="Far away", longitude=-122.4, latitude=37.8)))
    shared(cast, "Fourth", layer(point(name="Montpelier")))

    answer = sign_in(cast.colorado).get(VERMONT)

    assert labels(answer) == {"Fourth": ["Montpelier"], "Third": [], "Second": ["Barre"]}
    more = "Features as a table:"
    assert table(answer) == [
        ["Fourth", "1", "1", f"State borders are approximate. {more} Fourth"],
        ["Third", "1", "1", f"Nothing of this layer is within the map. State borders are approximate. {more} Third"],
        ["Second", "2", "1", f"One feature has no location. State borders are approximate. {more} Second"],
    ]


def test_neighbors_lead_to_their_pages(cast: Cast, sign_in: SignIn) -> None:
    shared(cast, "Sites", layer(point()))

    found = pages.find(sign_in(cast.colorado).get(VERMONT), ".state-layers__drawing a")

    assert [link.findtext("title") for link in found] == NEAR
    assert [link.get("href") for link in found] == [f"/states/{code}/" for code in ("me", "ma", "nh", "ny")]


def test_layers_are_chosen_in_the_address(cast: Cast, sign_in: SignIn) -> None:
    made = [shared(cast, f"Layer {number}", layer(point(name=f"Place {number}"))) for number in range(6)]
    client = sign_in(cast.colorado)

    one = client.get(VERMONT, {"layer": [made[0].key, made[0].key]})
    all_of_them = client.get(VERMONT, {"layer": [each.key for each in made]})

    checked = [box for box in pages.find(one, ".usa-checkbox__input") if box.get("checked") is not None]
    assert labels(one) == {"Layer 0": ["Place 0"]}
    assert [box.get("value") for box in checked] == [made[0].key]
    assert list(labels(all_of_them)) == [f"Layer {number}" for number in range(5)]
    assert layers.TOO_MANY in pages.texts(all_of_them, ".usa-alert__text")


def test_a_layer_is_for_whoever_may_see_its_document(cast: Cast, sign_in: SignIn, client: Client) -> None:
    hidden = shared(cast, "Secrettitle", layer(point(name="Secretplace")), sharing_choice="agency")
    people = {"vermont": sign_in(cast.vermont), "colorado": sign_in(cast.colorado), "guest": sign_in(cast.guest),
              "public": client}  # fmt: skip

    def seen(key: str) -> dict[str, str]:
        answers = {name: person.get(VERMONT, {"layer": key}) for name, person in people.items()}
        return {name: pages.main_of(page) for name, page in answers.items()}

    with_it, missing = seen(hidden.key), seen("nosuchkey")

    assert {name for name, page in with_it.items() if "Secret" in page} == {"vermont"}
    assert layers.NO_SUCH_LAYER in with_it["public"]
    assert {name for name in people if with_it[name] != missing[name]} == {"vermont"}


def test_a_layer_of_another_state_is_none_of_this(cast: Cast, sign_in: SignIn) -> None:
    elsewhere = shared(cast, "Elsewhere", layer(point()), state="CO")

    answer = sign_in(cast.colorado).get(VERMONT, {"layer": elsewhere.key})

    assert layers.NO_SUCH_LAYER in pages.texts(answer, ".usa-alert__text")
    assert pages.find(answer, ".state-layers__drawing") == []


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [("ak", 173.18, 52.83), ("hi", -157.86, 21.31), ("gu", 144.79, 13.47), ("pr", -66.1, 18.4), ("dc", -77.03, 38.9)],
)
def test_each_area_has_its_own_map(code: str, longitude: float, latitude: float, cast: Cast, sign_in: SignIn) -> None:
    shared(cast, "Sites", layer(point(longitude, latitude, name="Here")), state=code.upper())

    answer = sign_in(cast.colorado).get(f"/states/{code}/")

    assert labels(answer) == {"Sites": ["Here"]}
    (sign,) = pages.find(answer, ".state-layer use")
    (drawing,) = pages.find(answer, ".state-layers__drawing")
    _, _, width, height = map(float, drawing.get("viewbox").split())
    assert 0 <= float(sign.get("x")) <= width
    assert 0 <= float(sign.get("y")) <= height


def test_many_features_are_simplified(cast: Cast, sign_in: SignIn) -> None:
    many = [point(-73.3 + number % 50 / 50, 43 + number / 700, name=f"Place {number}") for number in range(1200)]
    shared(cast, "Sites", layer(*many))

    answer = sign_in(cast.colorado).get(VERMONT)

    assert 100 < len(labels(answer)["Sites"]) <= layers.MOST_MARKS
    assert "Shapes are simplified." in table(answer)[0][-1]


def test_a_large_layer_says_that_it_is_being_prepared(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "READ_AT_ONCE", 10)
    made = shared(cast, "Sites", layer(point(name="Montpelier")))
    client = sign_in(cast.colorado)

    before = table(client.get(VERMONT))
    maps.keep_shapes(made.current_version)
    after = labels(client.get(VERMONT))

    words = "This layer is large, and we’re still preparing its map. Reload the page in a minute."
    assert before == [["Sites", "", "", f"{words} Features as a table: Sites"]]
    assert after == {"Sites": ["Montpelier"]}


def test_a_file_without_a_map_is_listed(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Corridors", kind="gis-layer")

    answer = sign_in(cast.colorado).get(VERMONT)

    assert "(This file has no map.)" in pages.texts(answer, "#layers li")[0]
    assert pages.find(answer, ".state-layers__drawing") == []


def test_the_map_asks_the_same_number_of_questions(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    counts = []
    for number in range(3):
        shared(cast, f"Layer {number}", layer(point()))
        client.get(VERMONT)
        with CaptureQueriesContext(connection) as queries:
            client.get(VERMONT)
        counts.append(len(queries))

    assert counts == [4] * 3
