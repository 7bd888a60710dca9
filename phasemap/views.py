"""The phase map, its file, and the page of a hub or corridor."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import State
from clearinghouse.lib.addresses import address_of
from phasemap import geojson
from phasemap.addresses import state_url
from phasemap.around import around
from phasemap.drawing import marks_of, states_drawn
from phasemap.due import LABELS, PhaseInYear, Status, in_year, years_of
from phasemap.forms import MapForm
from phasemap.models import Phase, PhaseScheme, Place
from phasemap.models.place import PlaceQuerySet
from phasemap.models.scheme import FIRST_YEAR, LAST_YEAR
from phasemap.overlay import MOST_LAYERS, NO_SUCH_LAYER, layer_choices, overlay_of

FREIGHT = "mhd-and-freight"
_IN_ORDER = Prefetch("states", State.objects.order_by("name"))


@require_safe
@access.audience
def phase_map(request: HttpRequest) -> HttpResponse:
    """What is due by a year in one scheme: on the map, and as tables."""
    schemes, form = _asked(request)
    scheme, year, layer = form.chosen_scheme, form.chosen_year, form.chosen_layer
    phases = in_year(list(scheme.phases.all()) if scheme else [], year)
    marks = marks_of(_places(request).in_order(), phases)
    context = {
        "scheme": scheme,
        "year": year,
        "schemes": [(entry, _address(entry, year, layer), entry == scheme) for entry in schemes],
        "years": [
            (number, _address(scheme, number, layer), number == year) for number in range(FIRST_YEAR, LAST_YEAR + 1)
        ],
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "map_states": states_of_map(phases),
        "network": network_status(phases),
        "statuses": [(status.value, LABELS[status]) for status in Status],
        "phase_rows": [(entry, years_of(entry.phase)) for entry in phases],
        "marks": marks,
        "download_url": _address(scheme, year, name="phasemap:phases"),
        **_layers(request, form),
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
        "map_states": states_drawn("plain", tuple(state.pk for state in states)),
        "around": around(states, request.user, topic=FREIGHT),
    }
    return render(request, "phasemap/corridor.html", context)


def states_of_map(phases: Sequence[PhaseInYear]) -> SafeString:
    """All 56, tinted where the national network is due or under way."""
    looks = {Status.DUE: "network", Status.UNDER_WAY: "network-begun"}
    return states_drawn(looks.get(network_status(phases) or Status.LATER, "plain"))


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


def _layers(request: HttpRequest, form: MapForm) -> dict[str, object]:
    """Which layers the person can lay over the map, the one that lies there, and what cannot be shown."""
    key = form.chosen_layer
    overlay = overlay_of(key, request.user) if key else None
    missing = [] if overlay or not key else [NO_SUCH_LAYER]
    choices = layer_choices(request.user)
    return {
        "problems": [*form.problems, *missing],
        "layer": overlay.key if overlay else "",
        "overlay": overlay,
        "layers": choices[:MOST_LAYERS],
        "has_more_layers": len(choices) > MOST_LAYERS,
    }


def _address(scheme: PhaseScheme | None, year: int, layer: str = "", name: str = "phasemap:map") -> str:
    asked = {"scheme": scheme.slug if scheme else "", "year": year, "layer": layer}
    return f"{address_of(name)}?{urlencode({key: value for key, value in asked.items() if value})}"
