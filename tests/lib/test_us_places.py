"""Longitude and latitude on the map of states: every area in its place."""

import pytest

from clearinghouse.lib.us_map import map_shapes
from clearinghouse.lib.us_places import area_at, area_of, areas, spot

CITIES = {
    "Denver": (-104.99, 39.74, "states"),
    "Key West": (-81.78, 24.56, "states"),
    "Anchorage": (-149.90, 61.22, "AK"),
    "Juneau": (-134.42, 58.30, "AK"),
    "Adak": (-176.66, 51.88, "AK"),
    "Attu": (173.18, 52.83, "AK"),
    "Attu counted on": (-186.82, 52.83, "AK"),
    "Honolulu": (-157.86, 21.31, "HI"),
    "San Juan": (-66.11, 18.47, "PR"),
    "Charlotte Amalie": (-64.93, 18.34, "VI"),
    "Christiansted": (-64.70, 17.75, "VI"),
    "Hagåtña": (144.75, 13.47, "GU"),
    "Saipan": (145.75, 15.19, "MP"),
    "Rota": (145.21, 14.15, "MP"),
    "Pago Pago": (-170.70, -14.28, "AS"),
    "Pago Pago counted on": (189.30, -14.28, "AS"),
}


@pytest.mark.parametrize("city", CITIES)
def test_each_city_is_in_its_area(city: str) -> None:
    longitude, latitude, code = CITIES[city]

    area = area_at(longitude, latitude)

    assert area is not None
    assert area.code == code


@pytest.mark.parametrize("place", [(0, 0), (2.35, 48.86), (-99.13, 19.43), (39.74, -104.99), (144.75, 60)], ids=str)
def test_elsewhere_there_is_no_place(place: tuple[float, float]) -> None:
    assert spot(*place) is None


def test_outlines_and_places_agree() -> None:
    """Colorado's corner is where its outline begins; Hilo is on the Big Island, Anchorage in Alaska's part."""
    assert tuple(map(round, spot(-109.05, 41.0) or ())) == (277, 237)
    assert tuple(map(round, spot(-155.06, 19.73) or ())) == (327, 585)
    assert tuple(map(round, spot(-149.9, 61.22) or ())) == (112, 544)


def test_the_aleutians_go_on_to_the_west() -> None:
    along = [spot(*place) for place in ((-166.5, 53.9), (-176.66, 51.88), (173.18, 52.83))]

    xs = [place[0] for place in along if place]
    assert len(xs) == 3
    assert xs == sorted(xs, reverse=True)


def test_territories_are_inside_their_boxes() -> None:
    boxes = {shape.code: shape.box for shape in map_shapes() if shape.box}

    for area in areas():
        if area.has_outlines:
            continue
        box = boxes[area.code]
        assert box is not None
        for place in ((area.west, area.south), (area.east, area.north)):
            x, y = area.project(*place)
            assert box.x <= x <= box.x + box.width
            assert box.y <= y <= box.y + box.height


def test_a_line_belongs_to_the_area_of_its_middle() -> None:
    aleutians = area_of([(-170.0, 52.5), (-187.0, 52.9)])
    to_mexico = area_of([(-106.5, 31.8), (-99.1, 19.4)])

    assert aleutians is not None
    assert aleutians.code == "AK"
    assert to_mexico is not None
    assert to_mexico.code == "states"
    assert area_of([(2.0, 48.0), (3.0, 49.0)]) is None
