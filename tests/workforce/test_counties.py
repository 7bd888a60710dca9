"""Counties by the names that people type."""

import pytest

from workforce.counties import counties_like, counties_of, county_named


@pytest.mark.parametrize(
    ("typed", "state", "expected"),
    [
        ("Chittenden", "VT", "Chittenden County"),
        ("chittenden  COUNTY", "VT", "Chittenden County"),
        ("Orleans", "LA", "Orleans Parish"),
        ("Saint Louis", "MO", "St. Louis County"),
        ("st. louis city", "MO", "St. Louis city"),
        ("Baltimore", "MD", "Baltimore County"),
        ("Juneau", "AK", "Juneau City and Borough"),
        ("Ponce", "PR", "Ponce Municipio"),
        ("St. Croix", "VI", "St. Croix Island"),
        ("Capitol", "CT", "Capitol Planning Region"),
        ("Chittenden", "NH", None),
        ("", "VT", None),
        ("\x00", "VT", None),
        ("Chittenden", "ZZ", None),
    ],
)
def test_county_is_found_however_its_ending_is_written(typed: str, state: str, expected: str | None) -> None:
    assert county_named(typed, state) == expected


def test_counties_that_are_written_almost_alike() -> None:
    assert counties_like("Chitenden", "VT") == ["Chittenden County"]
    assert counties_like("Kings", "VT") == []


def test_every_jurisdiction_has_its_counties() -> None:
    assert [len(counties_of(state)) for state in ("VT", "TX", "LA", "PR", "DC", "AS")] == [14, 254, 64, 78, 1, 5]
