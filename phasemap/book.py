"""All that is on the map for everybody, read at once; what is made of it is kept while the rows stay alike."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet

from accounts.models import State
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from clearinghouse.lib.recent import Recent
from clearinghouse.lib.statements import Statement
from phasemap.models import Phase, PhaseScheme, Place
from phasemap.route import Stop

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class MapPlace:
    """A hub or corridor with its phases, by number, the states it crosses by name, and its cities."""

    place: Place
    phases: tuple[int, ...]
    states: tuple[State, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Book:
    """Sets of phases and places in order. `rows` is what was read: whatever follows from it alone is kept by it."""

    rows: tuple[Rows, ...]
    schemes: tuple[PhaseScheme, ...]
    phases: dict[int, list[Phase]]
    places: tuple[MapPlace, ...]

    def phases_of(self, scheme: PhaseScheme | None) -> list[Phase]:
        """In order; none without a scheme."""
        return self.phases.get(scheme.pk, []) if scheme else []

    def place(self, slug: str) -> MapPlace | None:
        """The place of this name in addresses."""
        return next((each for each in self.places if each.place.slug == slug), None)


_books = Recent[Book](4)


def book_for(user: Viewer) -> Part[Book]:
    """What this person may see of it."""
    return Part((_schemes.asked(), _phases.asked(), _places.asked(user)), _read)


def _read(*answers: list[tuple[Any, ...]]) -> Book:
    rows = tuple(tuple(map(_hashable, answer)) for answer in answers)
    return _books.get(rows, lambda: _made(rows))


def _hashable(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def _made(rows: tuple[Rows, ...]) -> Book:
    schemes, phases, places = rows
    book = Book(rows, tuple(_instance(PhaseScheme, row) for row in schemes), {}, tuple(map(_place, places)))
    by_number = {scheme.pk: scheme for scheme in book.schemes}
    for row in phases:
        phase = _instance(Phase, row)
        phase.scheme = by_number[phase.scheme_id]
        book.phases.setdefault(phase.scheme_id, []).append(phase)
    return book


def _place(row: Sequence[Any]) -> MapPlace:
    *own, phases, codes, names = row
    place = _instance(Place, own)
    states = tuple(State(code=code, name=name) for code, name in zip(codes, names, strict=True))
    return MapPlace(place, phases, states, tuple(place.stops))


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _instance(model: type[M], row: Sequence[Any]) -> M:
    return model.from_db(None, _columns(model), row)


@Statement
def _schemes() -> QuerySet[PhaseScheme, tuple[Any, ...]]:
    return PhaseScheme.objects.order_by("position", "pk").values_list(*_columns(PhaseScheme))


@Statement
def _phases() -> QuerySet[Phase, tuple[Any, ...]]:
    return Phase.objects.order_by("scheme", "number", "pk").values_list(*_columns(Phase))


@StatementFor
def _places(user: Viewer) -> QuerySet[Place, tuple[Any, ...]]:
    phases = Place.phases.through.objects.filter(place=OuterRef("pk")).order_by("phase").values("phase")
    states = State.objects.filter(phase_places=OuterRef("pk")).order_by("name")
    return (
        Place.objects.visible_to(user)
        .in_order()
        .annotate(
            phase_keys=ArraySubquery(phases),
            codes=ArraySubquery(states.values("pk")),
            names=ArraySubquery(states.values("name")),
        )
        .values_list(*_columns(Place), "phase_keys", "codes", "names")
    )


def kept_by(kept: Recent[T], book: Book, *further: object, make: Callable[[], T]) -> T:
    """What was made of the very same rows and of `further`, or else what make() brings."""
    return kept.get((book.rows, *further), make)
