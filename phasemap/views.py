"""The phase map, its file, and the page of a hub or corridor."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import State
from clearinghouse.lib.us_map import MapEntry, MapState, map_shapes, state_map
from phasemap import geojson
from phasemap.addresses import state_url
from phasemap.around import around
from phasemap.drawing import marks_of
from phasemap.due import LABELS, PhaseInYear, Status, in_year, years_of
from phasemap.forms import MapForm
from phasemap.models import Phase, PhaseScheme, Place
from phasemap.models.place import PlaceQuerySet
from phasemap.models.scheme import FIRST_YEAR, LAST_YEAR

FREIGHT = "mhd-and-freight"
_IN_ORDER = Prefetch("states", State.objects.order_by("name"))


@require_safe
@access.audience
def phase_map(request: HttpRequest) -> HttpResponse:
    """What is due by a year in one scheme: on the map, and as tables."""
    schemes, form = _asked(request)
    scheme, year = form.chosen_scheme, form.chosen_year
    phases = in_year(list(scheme.phases.all()) if scheme else [], year)
    marks = marks_of(_places(request).in_order(), phases)
    context = {
        "problems": form.problems,
        "scheme": scheme,
        "year": year,
        "schemes": [(entry, _address(entry, year), entry == scheme) for entry in schemes],
        "years": [(number, _address(scheme, number), number == year) for number in range(FIRST_YEAR, LAST_YEAR + 1)],
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "map_states": states_of_map(phases),
        "network": network_status(phases),
        "statuses": [(status.value, LABELS[status]) for status in Status],
        "phase_rows": [(entry, years_of(entry.phase)) for entry in phases],
        "marks": marks,
        "download_url": _address(scheme, year, "phasemap:phases"),
    }
    return render(request, "phasemap/map.html", context)


@require_safe
@access.audience
def phases(request: HttpRequest) -> HttpResponse:
    """The same as GeoJSON."""
    _, form = _asked(request)
    scheme, year = form.chosen_scheme, form.chosen_year
    if scheme is None:
        raise Http404
    found = in_year(list(scheme.phases.all()), year)
    marks = marks_of(_places(request).in_order(), found)
    answer = JsonResponse(
        geojson.collection(scheme, year, found, marks, settings.BASE_URL),
        content_type=geojson.CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Content-Disposition"] = f'attachment; filename="{geojson.filename_of(scheme, year)}"'
    return answer


@require_safe
@access.audience
def corridor(request: HttpRequest, slug: str) -> HttpResponse:
    """A hub or corridor: when it is due, which states it crosses, and what the person may see of them."""
    place = get_object_or_404(_places(request), slug=slug)
    schemes, form = _asked(request)
    year = form.chosen_year
    states = list(place.states.all())
    entries = [
        (phase, found)
        for scheme in schemes
        for found in in_year(list(scheme.phases.all()), year)
        for phase in place.phases.all()
        if phase.pk == found.phase.pk
    ]
    context = {
        "crumbs": [{"label": "Phase map", "url": reverse("phasemap:map")}, {"label": place.name}],
        "place": place,
        "year": year,
        "entries": [(found, years_of(phase)) for phase, found in entries],
        "states": [(state, state_url(state.pk)) for state in states],
        "cities": list(dict.fromkeys(map(str, place.stops))),
        "marks": marks_of([place], [found for _, found in entries]),
        "map_states": states_crossed(states),
        "around": around(states, request.user, topic=FREIGHT),
    }
    return render(request, "phasemap/corridor.html", context)


def states_of_map(phases: Sequence[PhaseInYear]) -> list[MapState]:
    """All 56, tinted where the national network is due or under way."""
    looks = {Status.DUE: "network", Status.UNDER_WAY: "network-begun"}
    look = looks.get(network_status(phases) or Status.LATER, "plain")
    return state_map(MapEntry(shape.code, state_url(shape.code), look=look) for shape in map_shapes())


def states_crossed(states: Sequence[State]) -> list[MapState]:
    """The states of one place stand out."""
    crossed = {state.pk for state in states}
    return state_map(
        MapEntry(shape.code, state_url(shape.code), look="crossed" if shape.code in crossed else "plain")
        for shape in map_shapes()
    )


def network_status(phases: Sequence[PhaseInYear]) -> Status | None:
    """Where the national network stands; None where the scheme has none."""
    return next((entry.status for entry in phases if entry.phase.layer == Phase.Layer.NETWORK), None)


def _asked(request: HttpRequest) -> tuple[list[PhaseScheme], MapForm]:
    schemes = list(PhaseScheme.objects.in_order())
    form = MapForm(request.GET, schemes)
    form.is_valid()
    return schemes, form


def _places(request: HttpRequest) -> PlaceQuerySet:
    return Place.objects.visible_to(request.user).prefetch_related("phases", _IN_ORDER)


def _address(scheme: PhaseScheme | None, year: int, name: str = "phasemap:map") -> str:
    asked = {"scheme": scheme.slug, "year": year} if scheme else {"year": year}
    return f"{reverse(name)}?{urlencode(asked)}"
