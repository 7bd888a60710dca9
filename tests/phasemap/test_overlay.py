"""A layer over the phase map: for whoever may read its document, and as if it were not there for all others."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document, VersionStatus
from documents.reading import maps
from tests import library, pages
from tests.cast import Cast
from tests.lib.files.samples import layer, point

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
MAP = "/map/"


def shared(cast: Cast, content: bytes, *, file_type: str = "geojson", kind: str = "features", **given) -> Document:
    made = library.document(cast.vermont, given.pop("title", "Sites"), content=content, file_type=file_type, **given)
    VersionStatus.objects.filter(version=made.current_version).update(layer=kind)
    return made


def shown(client: Client, made: Document):
    return client.get(MAP, {"layer": made.key})


def test_a_layer_lies_over_the_map_with_its_facts(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast, layer(point(-72.58, 44.26, name="Montpelier"), point(173.18, 52.83, name="Attu")))

    response = shown(sign_in(cast.colorado), made)

    assert [title.text_content() for title in pages.find(response, ".layer-over title")] == ["Montpelier", "Attu"]
    assert pages.texts(response, "#map-layer dd") == [
        "2", "2", "west 173.2, south 44.26, east -72.58, north 52.83", "Longitude and latitude (WGS 84)",
    ]  # fmt: skip
    (drawing,) = pages.find(response, ".phase-map__drawing")
    assert int(drawing.get("viewbox").split()[0]) < -60
    assert pages.links(response, "#map-layer a") == {
        "See its features close up and as a table": f"{reverse('documents:pages', args=[made.key])}1/",
        "Open the document": made.get_absolute_url(),
    }


def test_years_and_schemes_keep_the_layer(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast, layer(point()))

    response = shown(sign_in(cast.colorado), made)

    assert all(f"layer={made.key}" in url for url in pages.links(response, ".phase-map__years a").values())


def test_a_layer_is_for_whoever_may_read_its_document(cast: Cast, sign_in: SignIn, client: Client) -> None:
    hidden = shared(cast, layer(point(name="Secretplace")), sharing_choice="agency", title="Secrettitle")
    readers = {"vermont": sign_in(cast.vermont), "colorado": sign_in(cast.colorado), "guest": sign_in(cast.guest),
               "public": client}  # fmt: skip

    seen = {name: shown(reader, hidden).content.decode() for name, reader in readers.items()}

    assert {name for name, page in seen.items() if "Secret" in page} == {"vermont"}
    assert "There is no map layer at this address that you can see." in seen["public"]
    missing = client.get(MAP, {"layer": "nosuchkey"}).content.decode()
    assert seen["public"].replace(hidden.key, "") == missing.replace("nosuchkey", "")


def test_the_choice_lists_layers_that_one_may_see(cast: Cast, sign_in: SignIn) -> None:
    shared(cast, layer(point()), title="For all")
    shared(cast, layer(point()), title="For the agency", sharing_choice="agency")
    library.document(cast.vermont, "A plan")

    found = pages.texts(sign_in(cast.colorado).get(MAP), "#map-layer-choice option")

    assert found == ["None", "For all"]


def test_stations_are_drawn_by_status_with_a_key(cast: Cast, sign_in: SignIn) -> None:
    head = "Fuel Type Code,Station Name,Status Code,Latitude,Longitude,EV Connector Types\n"
    data = f"{head}ELEC,Sample Plaza,E,44.26,-72.58,J1772\nELEC,Sample Depot,P,44.47,-73.21,TESLA\n".encode()
    made = shared(cast, data, file_type="csv", kind="stations")

    response = shown(sign_in(cast.colorado), made)

    assert pages.texts(response, "#map-layer .map-key li") == ["Station available", "Station planned"]
    assert len(pages.find(response, ".layer-over__point--planned")) == 2


def test_a_large_layer_says_that_it_is_being_prepared(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "READ_AT_ONCE", 10)

    response = shown(sign_in(cast.colorado), shared(cast, layer(point())))

    assert "This layer is large, and we’re still preparing its map." in response.content.decode()


def test_features_elsewhere_are_counted(cast: Cast, sign_in: SignIn) -> None:
    response = shown(sign_in(cast.colorado), shared(cast, layer(point(), point(2.35, 48.86, name="Paris"))))

    assert "One feature is outside the United States and isn’t on this map." in pages.texts(response, "#map-layer p")


def test_the_document_leads_to_the_map(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast, layer(point()))
    other = library.document(cast.vermont, "Table", file_type="csv")
    client = sign_in(cast.colorado)

    assert (
        pages.links(client.get(made.get_absolute_url()))["See this layer on the phase map"] == f"/map/?layer={made.key}"
    )
    assert "phase map" not in client.get(other.get_absolute_url()).content.decode()


def test_the_map_with_a_layer_asks_the_same_number_of_questions(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    made = shared(cast, layer(point()))
    shown(client, made)
    counts = []
    for number in range(3):
        shared(cast, layer(point()), title=f"More {number}")
        with CaptureQueriesContext(connection) as queries:
            shown(client, made)
        counts.append(len(queries))

    assert counts == [4] * 3
