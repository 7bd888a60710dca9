"""A schematic line as people write it: one city a line, "Sacramento, CA, -121.4687, 38.5676"."""

from django.core.exceptions import ValidationError

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.us_map import map_shapes
from clearinghouse.lib.us_places import area_at

MOST_STOPS = 60
_HOW = "Write one city on each line: name, state, longitude, latitude."


@dataclass(frozen=True)
class Stop:
    """A city that a line goes through, or a hub is at."""

    name: str
    state: str
    longitude: float
    latitude: float

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


def read_route(text: str) -> list[Stop]:
    """The cities in order. Raises ValidationError, which names the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValidationError(f"Name at least one city. {_HOW}")
    if len(lines) > MOST_STOPS:
        raise ValidationError(f"A line has at most {MOST_STOPS} cities. Leave out some between.")
    return [_stop(number, line) for number, line in enumerate(lines, start=1)]


def check_route(text: str) -> None:
    """For the model's field."""
    read_route(text)


def _stop(number: int, line: str) -> Stop:
    cells = [cell.strip() for cell in line.split(",")]
    if len(cells) != 4 or not cells[0]:
        raise ValidationError(f"Line {number} isn’t a city with its place. {_HOW}")
    name, state = cells[0], cells[1].upper()
    if state not in {shape.code for shape in map_shapes()}:
        raise ValidationError(f"Line {number}: “{cells[1]}” isn’t the postal code of a state or territory.")
    try:
        longitude, latitude = float(cells[2]), float(cells[3])
    except ValueError:
        raise ValidationError(f"Line {number}: longitude and latitude must be numbers, such as -121.4687.") from None
    if area_at(longitude, latitude):
        return Stop(name, state, longitude, latitude)
    if area_at(latitude, longitude):
        raise ValidationError(f"Line {number} has its latitude first. Write the longitude first.")
    raise ValidationError(f"Line {number} isn’t in the United States: longitude {cells[2]}, latitude {cells[3]}.")
