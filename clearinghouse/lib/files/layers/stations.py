"""The list of charging stations that the Alternative Fuels Data Center gives as CSV, its codes in words.

Columns and codes as the Center documents them for its data: developer.nrel.gov/docs/transportation/alt-fuel-stations-v1
(record fields, connector types, status, access, owner types).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from clearinghouse.lib.files.layers.model import Feature, Layer, MapFile
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading import delimited
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.text import decoded_with_guess
from clearinghouse.lib.joining import joined

STATUSES = {"E": "Available", "P": "Planned", "T": "Temporarily unavailable"}
GROUPS = {"E": "available", "P": "planned", "T": "unavailable"}
CONNECTORS = {
    "NEMA1450": "NEMA 14-50", "NEMA515": "NEMA 5-15", "NEMA520": "NEMA 5-20", "J1772": "J1772", "J1772COMBO": "CCS",
    "CHADEMO": "CHAdeMO", "TESLA": "J3400 (NACS)", "J3400": "J3400 (NACS)",
}  # fmt: skip
FUELS = {
    "BD": "Biodiesel (B20 and above)", "CNG": "Compressed natural gas (CNG)", "E85": "Ethanol (E85)",
    "ELEC": "Electric", "HY": "Hydrogen", "LNG": "Liquefied natural gas (LNG)", "LPG": "Propane (LPG)",
    "RD": "Renewable diesel (R20 and above)",
}  # fmt: skip
ACCESS = {"public": "Public", "private": "Private"}
OWNERS = {
    "FG": "Federal government", "J": "Joint", "LG": "Local government", "P": "Private", "SG": "State government",
    "T": "Utility",
}  # fmt: skip
LEVELS = {"ev level1 evse num": "Level 1", "ev level2 evse num": "Level 2", "ev dc fast count": "DC fast"}
_NEEDED = {"fuel type code", "station name", "status code", "latitude", "longitude", "ev connector types"}
_MOST_NAMED = 5
_LONGEST_CODE = 30

# Which columns a page shows, in this order: the Center's name, ours, and its codes in words.
_SHOWN: Sequence[tuple[str, str, Mapping[str, str]]] = (
    ("station name", "Station", {}), ("fuel type code", "Fuel", FUELS), ("status code", "Status", STATUSES),
    ("expected date", "Expected date", {}), ("street address", "Address", {}), ("city", "City", {}),
    ("state", "State", {}), ("zip", "ZIP", {}), ("access code", "Access", ACCESS), ("access days time", "Hours", {}),
    *((name, f"{level} ports", {}) for name, level in LEVELS.items()), ("ev connector types", "Connectors", CONNECTORS),
    ("ev network", "Network", {}), ("ev pricing", "Pricing", {}), ("owner type code", "Owner", OWNERS),
    ("facility type", "Facility", {}), ("open date", "Opened", {}), ("date last confirmed", "Last confirmed", {}),
    ("updated at", "Updated", {}), ("latitude", "Latitude", {}), ("longitude", "Longitude", {}), ("id", "ID", {}),
)  # fmt: skip
_LISTS = {"ev connector types"}


@dataclass
class Station:
    """One row, by the Center's names of its columns."""

    cells: dict[str, str]
    row: int

    @property
    def status(self) -> str:
        """The code."""
        return self.cells.get("status code", "").upper()

    @property
    def connectors(self) -> list[str]:
        """In words, each once."""
        codes = self.cells.get("ev connector types", "").replace(",", " ").split()
        return list(dict.fromkeys(CONNECTORS.get(code.upper(), code) for code in codes))

    @property
    def network(self) -> str:
        """Its name, or that none is given."""
        return self.cells.get("ev network", "") or "Not given"

    def ports(self, level: str) -> int:
        """How many there are of a level, by the name of its column; 0 where that is no number."""
        written = self.cells.get(level, "").removesuffix(".0")
        return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0

    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude; None where they are missing or none."""
        try:
            longitude, latitude = float(self.cells["longitude"]), float(self.cells["latitude"])
        except (KeyError, ValueError):
            return None
        fits = math.isfinite(longitude) and abs(longitude) <= 360 and abs(latitude) <= 90
        return (longitude, latitude) if fits else None


@dataclass
class StationList:
    """All stations of a file. `notes` are for the uploader."""

    stations: list[Station]
    columns: list[str]
    notes: list[str] = field(default_factory=list)

    def heads(self) -> list[str]:
        """The columns of a page in our words: the known ones that the file has, then the others that hold anything."""
        return [head for name, head, _ in _SHOWN if name in self.columns] + [*self._others()]

    def cells_of(self, station: Station) -> Iterator[str]:
        """A row of a page, codes in words."""
        for name, _, words in _SHOWN:
            if name in self.columns:
                yield _in_words(station.cells.get(name, ""), words, name in _LISTS)
        yield from (station.cells.get(name.casefold(), "") for name in self._others())

    def summary(self) -> Iterator[list[str]]:
        """Rows of a table: of what, how many stations, and their ports by level."""
        yield ["Stations", "Count", *(f"{level} ports" for level in LEVELS.values())]
        yield self._counted("All", self.stations)
        groups: Sequence[tuple[str, Callable[[Station], Iterable[str]]]] = (
            ("Status", lambda station: [STATUSES.get(station.status, station.status or "Not given")]),
            ("Connector", lambda station: station.connectors or ["Not given"]),
            ("Network", lambda station: [station.network]),
        )
        for name, values_of in groups:
            found: dict[str, list[Station]] = {}
            for station in self.stations:
                for value in values_of(station):
                    found.setdefault(value, []).append(station)
            for value, stations in sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0])):
                yield self._counted(f"{name}: {value}", stations)

    def _counted(self, name: str, stations: Sequence[Station]) -> list[str]:
        return [name, f"{len(stations):,}", *(f"{sum(map(_of(level), stations)):,}" for level in LEVELS)]

    def _others(self) -> list[str]:
        known = {name for name, _, _ in _SHOWN}
        filled = {name for station in self.stations for name, cell in station.cells.items() if cell}
        return [name for name in self.columns if name not in known and name in filled]


def is_station_list(header: Sequence[str]) -> bool:
    """Whether these are the columns of the Center's list."""
    return {_normal(name) for name in header} >= _NEEDED


def from_rows(rows: Iterable[tuple[int, list[str]]], limits: Limits) -> StationList | None:
    """The stations of a table's rows with their numbers; None when it is another table."""
    rows = iter(rows)
    header = [_normal(name) for _, row in [next(rows, (0, []))] for name in row]
    if not is_station_list(header):
        return None
    found = StationList([], list(dict.fromkeys(header)))
    for number, row in rows:
        if len(found.stations) >= limits.geojson_features:
            raise Refused("too-large", f"The list has more than {limits.geojson_features:,} stations. Split it.")
        found.stations.append(Station(dict(zip(header, row, strict=False)), number))
    found.notes = list(_notes(found))
    return found


def load(stream: BinaryIO, limits: Limits) -> MapFile:
    """The stations as features of a layer. A CSV table of something else is refused, which only leaves out its map."""
    stream.seek(0)
    text, _ = decoded_with_guess(stream.read())
    found = from_rows(delimited.rows(text or ""), limits)
    if found is None:
        raise Refused("no-layer", "This table isn’t a list of charging stations.")
    return MapFile("", [Layer("Stations", [_feature(station) for station in found.stations])], notes=found.notes)


def _feature(station: Station) -> Feature:
    place = station.place()
    return {
        "type": "Feature",
        "properties": {"name": station.cells.get("station name", "")},
        "geometry": {"type": "Point", "coordinates": list(place)} if place else None,
        "group": GROUPS.get(station.status, "other"),
    }


def _notes(found: StationList) -> Iterator[str]:
    """What the uploader should look at."""
    kinds = (
        ("status", STATUSES, (station.status for station in found.stations)),
        ("fuel", FUELS, (station.cells.get("fuel type code", "").upper() for station in found.stations)),
        ("connector", CONNECTORS, (
            code.upper() for station in found.stations
            for code in station.cells.get("ev connector types", "").replace(",", " ").split()
        )),
    )  # fmt: skip
    for name, known, codes in kinds:
        unknown = Counter(code[:_LONGEST_CODE] for code in codes if code and code not in known)
        if unknown:
            named = joined(list(unknown)[:_MOST_NAMED], more=len(unknown) - _MOST_NAMED)
            yield f"We don’t know these {name} codes, so they are shown as they are: {named}."
    nowhere = [str(station.row) for station in found.stations if station.place() is None]
    if nowhere:
        rows = joined(nowhere[:_MOST_NAMED], more=len(nowhere) - _MOST_NAMED)
        yield f"Rows without a usable latitude and longitude, which the map leaves out: {rows}."


def _in_words(cell: str, words: Mapping[str, str], is_list: bool) -> str:
    if not words:
        return cell
    if is_list:
        return ", ".join(dict.fromkeys(words.get(code.upper(), code) for code in cell.replace(",", " ").split()))
    return words.get(cell, words.get(cell.upper(), words.get(cell.lower(), cell)))


def _of(level: str) -> Callable[[Station], int]:
    return lambda station: station.ports(level)


def _normal(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()
