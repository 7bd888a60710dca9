"""The hubs and corridors of a scheme as shapes on the map of states, each with what it says of itself."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.us_map import MapEntry, map_shapes, state_map
from clearinghouse.lib.us_places import area_at
from phasemap.addresses import state_url
from phasemap.book import MapPlace
from phasemap.due import PhaseInYear, best
from phasemap.models import Place
from phasemap.route import Stop


@dataclass(frozen=True)
class PlaceMark:
    """A place on the map: a path, or a point where it is one city. Its name stands at x, y."""

    of: MapPlace
    entry: PhaseInYear
    x: str
    y: str
    path: str = ""
    is_area: bool = False

    @property
    def place(self) -> Place:
        """What it marks."""
        return self.of.place

    @property
    def url(self) -> str:
        """Its page."""
        return self.place.get_absolute_url()

    @property
    def title(self) -> str:
        """What a screen reader says."""
        return f"{self.place.name}, {self.place.get_kind_display().lower()}: {self.entry.words}"


@lru_cache(maxsize=64)
def states_drawn(look: str, crossed: tuple[str, ...] = ()) -> SafeString:
    """The 56 as links, some crossed by a place. Kept: as a template they take most of the page's time."""
    entries = (
        MapEntry(shape.code, state_url(shape.code), look="crossed" if shape.code in crossed else look)
        for shape in map_shapes()
    )
    return render_to_string("components/us_map_states.html", {"states": state_map(entries)})


def marks_drawn(marks: Sequence[PlaceMark]) -> SafeString:
    """Marks as links of the drawing."""
    return render_to_string("phasemap/marks.html", {"marks": marks})


def is_area(stops: Sequence[Stop]) -> bool:
    """Whether the last city is the first again."""
    return len(stops) > 3 and stops[0] == stops[-1]


def marks_of(places: Iterable[MapPlace], phases: Sequence[PhaseInYear]) -> list[PlaceMark]:
    """The places of a scheme's phases, in their order."""
    by_phase = {entry.phase.pk: entry for entry in phases}
    found = []
    for place in places:
        if own := [by_phase[phase] for phase in place.phases if phase in by_phase]:
            found.append(mark_of(place, best(own)))
    return found


def mark_of(place: MapPlace, entry: PhaseInYear) -> PlaceMark:
    """One place where it is."""
    stops = place.stops
    spots = [_spot(stop) for stop in stops]
    closed = is_area(stops)
    named_at = spots[0 if closed else len(spots) // 3]
    if len(spots) == 1:
        return PlaceMark(place, entry, *named_at)
    path = "M" + "L".join(f"{x},{y}" for x, y in (spots[:-1] if closed else spots)) + ("z" if closed else "")
    return PlaceMark(place, entry, *named_at, path, is_area=closed)


def _spot(stop: Stop) -> tuple[str, str]:
    area = area_at(stop.longitude, stop.latitude)
    assert area is not None  # read_route() takes no other
    x, y = area.project(stop.longitude, stop.latitude)
    return f"{x:.1f}", f"{y:.1f}"
