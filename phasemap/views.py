"""The phase map, its file, and the page of a hub or corridor."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import read_parts
from clearinghouse.lib.recent import Recent
from phasemap import geojson
from phasemap.addresses import state_url
from phasemap.around import around
from phasemap.book import Book, book_for, kept_by
from phasemap.drawing import marks_drawn, marks_of, states_drawn
from phasemap.due import LABELS, PhaseInYear, Status, in_year, years_of
from phasemap.forms import MapForm
from phasemap.models import Phase, PhaseScheme
from phasemap.models.scheme import FIRST_YEAR, LAST_YEAR
from phasemap.overlay import NO_SUCH_LAYER, Choices, layer_choices, overlay_of

FREIGHT = "mhd-and-freight"


@dataclass(frozen=True)
class Shown:
    """What the map shows of one set of phases in one year, drawn: the same for everybody."""

    switches: SafeString
    marks: SafeString
    legend: SafeString
    tables: SafeString


_shown = Recent[Shown](64)


@require_safe
@access.audience
def phase_map(request: HttpRequest) -> HttpResponse:
    """What is due by a year in one scheme: on the map, and as tables."""
    read = read_parts({"book": book_for(request.user), "choices": layer_choices(request.user)})
    book: Book = read["book"]
    form = _form(request, book)
    scheme, year = form.chosen_scheme, form.chosen_year
    phases = in_year(book.phases_of(scheme), year)
    layers = _layers(request, form, read["choices"])
    context = {
        "scheme": scheme,
        "year": year,
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "map_states": states_of_map(phases),
        "shown": kept_by(
            *(_shown, book, scheme and scheme.pk, year, layers["layer"]),
            make=lambda: _draw(book, form, phases, str(layers["layer"])),
        ),
        "download_url": _address(scheme, year, name="phasemap:phases"),
        **layers,
    }
    return render(request, "phasemap/map.html", context)


def _draw(book: Book, form: MapForm, phases: Sequence[PhaseInYear], layer: str) -> Shown:
    scheme, year = form.chosen_scheme, form.chosen_year
    marks = marks_of(book.places, phases)
    context = {
        "scheme": scheme,
        "year": year,
        "schemes": [(entry, _address(entry, year, layer), entry == scheme) for entry in book.schemes],
        "years": [
            (number, _address(scheme, number, layer), number == year) for number in range(FIRST_YEAR, LAST_YEAR + 1)
        ],
        "network": network_status(phases),
        "statuses": [(status.value, LABELS[status]) for status in Status],
        "phase_rows": [(entry, years_of(entry.phase)) for entry in phases],
        "marks": marks,
    }
    switches, legend, tables = (
        render_to_string(f"phasemap/{name}.html", context) for name in ("switches", "legend", "tables")
    )
    return Shown(switches, marks_drawn(marks), legend, tables)


@require_safe
@access.audience
def phases(request: HttpRequest) -> HttpResponse:
    """The same as GeoJSON."""
    book = book_for(request.user).alone()
    form = _form(request, book)
    scheme, year = form.chosen_scheme, form.chosen_year
    if scheme is None:
        raise Http404
    found = in_year(book.phases_of(scheme), year)
    answer = JsonResponse(
        geojson.collection(scheme, year, found, marks_of(book.places, found), settings.BASE_URL),
        content_type=geojson.CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Content-Disposition"] = f'attachment; filename="{geojson.filename_of(scheme, year)}"'
    return answer


@require_safe
@access.audience
def corridor(request: HttpRequest, slug: str) -> HttpResponse:
    """A hub or corridor: when it is due, which states it crosses, and what the person may see of them."""
    book = book_for(request.user).alone()
    found = book.place(slug)
    if found is None:
        raise Http404
    form = _form(request, book)
    entries = [
        entry
        for scheme in book.schemes
        for entry in in_year(book.phases_of(scheme), form.chosen_year)
        if entry.phase.pk in found.phases
    ]
    context = {
        "crumbs": [{"label": "Phase map", "url": reverse("phasemap:map")}, {"label": found.place.name}],
        "place": found.place,
        "year": form.chosen_year,
        "entries": [(entry, years_of(entry.phase)) for entry in entries],
        "states": [(state, state_url(state.pk)) for state in found.states],
        "cities": list(dict.fromkeys(map(str, found.stops))),
        "marks": marks_drawn(marks_of([found], entries)),
        "map_states": states_drawn("plain", tuple(state.pk for state in found.states)),
        "around": around(found, request.user, topic=FREIGHT),
    }
    return render(request, "phasemap/corridor.html", context)


def states_of_map(phases: Sequence[PhaseInYear]) -> SafeString:
    """All 56, tinted where the national network is due or under way."""
    looks = {Status.DUE: "network", Status.UNDER_WAY: "network-begun"}
    return states_drawn(looks.get(network_status(phases) or Status.LATER, "plain"))


def network_status(phases: Sequence[PhaseInYear]) -> Status | None:
    """Where the national network stands; None where the scheme has none."""
    return next((entry.status for entry in phases if entry.phase.layer == Phase.Layer.NETWORK), None)


def _form(request: HttpRequest, book: Book) -> MapForm:
    form = MapForm(request.GET, book.schemes)
    form.is_valid()
    return form


def _layers(request: HttpRequest, form: MapForm, choices: Choices) -> dict[str, object]:
    """Which layers the person can lay over the map, the one that lies there, and what cannot be shown."""
    key = form.chosen_layer
    overlay = overlay_of(key, request.user) if key else None
    missing = [] if overlay or not key else [NO_SUCH_LAYER]
    layer = overlay.key if overlay else ""
    return {
        "problems": [*form.problems, *missing],
        "layer": layer,
        "overlay": overlay,
        "layers": choices.options(layer),
        "has_more_layers": choices.has_more,
    }


def _address(scheme: PhaseScheme | None, year: int, layer: str = "", name: str = "phasemap:map") -> str:
    asked = {"scheme": scheme.slug if scheme else "", "year": year, "layer": layer}
    return f"{address_of(name)}?{urlencode({key: value for key, value in asked.items() if value})}"
