"""Cities as administrators write them: each line is read, or says what is wrong with it."""

import pytest
from django.core.exceptions import ValidationError

from phasemap.route import MOST_STOPS, Stop, read_route


def test_cities_are_read_in_order() -> None:
    found = read_route("Sacramento, CA, -121.49, 38.58\n\n  Hagåtña , gu, 144.75 , 13.47 \n")

    assert found == [Stop("Sacramento", "CA", -121.49, 38.58), Stop("Hagåtña", "GU", 144.75, 13.47)]
    assert str(found[1]) == "Hagåtña, GU"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n", "Name at least one city. Write one city on each line: name, state, longitude, latitude."),
        ("Sacramento, CA", "Line 1 isn’t a city with its place."),
        (", CA, -121, 38", "Line 1 isn’t a city with its place."),
        ("Vancouver, BC, -123.1, 49.3", "Line 1: “BC” isn’t the postal code of a state or territory."),
        ("Reno, NV, west, 39", "Line 1: longitude and latitude must be numbers, such as -121.4687."),
        ("Reno, NV, 39.53, -119.81", "Line 1 has its latitude first. Write the longitude first."),
        ("Reno, NV, -119.81, 39.53\nReno, NV, 0, 0", "Line 2 isn’t in the United States: longitude 0, latitude 0."),
        ("Reno, NV, nan, inf", "Line 1 isn’t in the United States: longitude nan, latitude inf."),
        ("Reno, NV, -119.81, 39.53\n" * (MOST_STOPS + 1), "A line has at most 60 cities. Leave out some between."),
    ],
)
def test_what_cannot_be_read_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_route(text)

    assert refused.value.messages[0].startswith(sentence)
