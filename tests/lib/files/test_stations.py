"""The station list of the Alternative Fuels Data Center: known by its columns, its codes in words."""

import csv
import io
from pathlib import Path

import pytest

from clearinghouse.lib.files import outline
from clearinghouse.lib.files.limits import Limits

COLUMNS = [
    "Fuel Type Code", "Station Name", "Street Address", "Intersection Directions", "City", "State", "ZIP", "Plus4",
    "Station Phone", "Status Code", "Expected Date", "Groups With Access Code", "Access Days Time",
    "Cards Accepted", "EV Level1 EVSE Num", "EV Level2 EVSE Num", "EV DC Fast Count", "EV Other Info",
    "EV Network", "EV Network Web", "Geocode Status", "Latitude", "Longitude", "Date Last Confirmed", "ID",
    "Updated At", "Owner Type Code", "Open Date", "EV Connector Types", "Country", "Access Code", "Facility Type",
    "EV Pricing",
]  # fmt: skip
ROWS = [
    {"Fuel Type Code": "ELEC", "Station Name": "Sample Plaza", "City": "Denver", "State": "CO", "Status Code": "E",
     "EV DC Fast Count": "4", "EV Level2 EVSE Num": "2", "EV Network": "Sample Network", "Latitude": "39.74",
     "Longitude": "-104.99", "Owner Type Code": "LG", "EV Connector Types": "J1772 J1772COMBO CHADEMO",
     "Access Code": "public", "Date Last Confirmed": "2026-05-01", "ID": "1"},
    {"Fuel Type Code": "ELEC", "Station Name": "Sample Depot", "State": "CO", "Status Code": "P",
     "Expected Date": "2027-01-15", "EV DC Fast Count": "8", "Latitude": "40.58", "Longitude": "-105.08",
     "EV Connector Types": "TESLA", "Access Code": "private", "ID": "2", "EV Network": "Sample Network"},
    {"Fuel Type Code": "ELEC", "Station Name": "Sample Mall", "State": "CO", "Status Code": "T",
     "EV Level1 EVSE Num": "1", "Latitude": "", "Longitude": "", "EV Connector Types": "NEMA520 MYSTERY", "ID": "3"},
]  # fmt: skip


def stations(rows: list[dict[str, str]], columns: list[str] = COLUMNS, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def cells(result, heading: str) -> list[list[str]]:
    (page,) = (page for page in result.pages if page.heading == heading)
    return [line.split("\t") for line in page.text.splitlines()]


def outlined(tmp_path: Path, data: bytes) -> dict:
    path = tmp_path / "stations.csv"
    path.write_bytes(data)
    with path.open("rb") as stream:
        return outline.answer(stream, {"file_type": "csv"}, Limits())


def test_stations_are_counted_by_status_connector_and_network(check_here, extract_here) -> None:
    data = stations(ROWS)

    result = extract_here(data, "csv")

    assert check_here(data, "alt_fuel_stations.csv").accepted
    assert result.layer == "stations"
    assert cells(result, "Summary") == [
        ["Stations", "Count", "Level 1 ports", "Level 2 ports", "DC fast ports"],
        ["All", "3", "1", "2", "12"],
        ["Status: Available", "1", "0", "2", "4"],
        ["Status: Planned", "1", "0", "0", "8"],
        ["Status: Temporarily unavailable", "1", "1", "0", "0"],
        ["Connector: CCS", "1", "0", "2", "4"],
        ["Connector: CHAdeMO", "1", "0", "2", "4"],
        ["Connector: J1772", "1", "0", "2", "4"],
        ["Connector: J3400 (NACS)", "1", "0", "0", "8"],
        ["Connector: MYSTERY", "1", "1", "0", "0"],
        ["Connector: NEMA 5-20", "1", "1", "0", "0"],
        ["Network: Sample Network", "2", "0", "2", "12"],
        ["Network: Not given", "1", "1", "0", "0"],
    ]  # fmt: skip


def test_pages_are_in_words_instead_of_codes(extract_here) -> None:
    head, first, second, _ = cells(extract_here(stations(ROWS), "csv"), "Stations 1–3")

    row = dict(zip(head, first, strict=False))
    wanted = ("Station", "Fuel", "Status", "Access", "Connectors", "Owner", "Last confirmed")
    assert {name: row[name] for name in wanted} == {
        "Station": "Sample Plaza", "Fuel": "Electric", "Status": "Available", "Access": "Public",
        "Connectors": "J1772, CCS, CHAdeMO", "Owner": "Local government", "Last confirmed": "2026-05-01",
    }  # fmt: skip
    assert dict(zip(head, second, strict=False))["Status"] == "Planned"
    assert "country" not in head


def test_what_is_odd_is_told(extract_here) -> None:
    odd = [*ROWS, {**ROWS[0], "Status Code": "X", "Latitude": "nan", "ID": "4"}]

    assert extract_here(stations(odd), "csv").notes == (
        "We don’t know these status codes, so they are shown as they are: X.",
        "We don’t know these connector codes, so they are shown as they are: MYSTERY.",
        "Rows without a usable latitude and longitude, which the map leaves out: 4 and 5.",
    )


def test_stations_are_points_by_status(tmp_path: Path) -> None:
    found = outlined(tmp_path, stations(ROWS))

    assert [(kind, label, group) for kind, label, _, group in found["shapes"]] == [
        ("point", "Sample Plaza", "available"), ("point", "Sample Depot", "planned"),
    ]  # fmt: skip
    assert (found["features"], found["without"]) == (3, 1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_names_of_columns_may_be_those_of_the_api(extract_here, delimiter: str) -> None:
    columns = [name.lower().replace(" ", "_") for name in COLUMNS]
    rows = [{name.lower().replace(" ", "_"): cell for name, cell in row.items()} for row in ROWS]

    assert extract_here(stations(rows, columns, delimiter), "csv").layer == "stations"


@pytest.mark.parametrize("missing", ["Status Code", "EV Connector Types", "Latitude"])
def test_other_tables_stay_tables(extract_here, tmp_path: Path, missing: str) -> None:
    data = stations(ROWS, [name for name in COLUMNS if name != missing])

    result = extract_here(data, "csv")

    assert (result.layer, result.pages[0].heading) == ("", "Rows 1–4")
