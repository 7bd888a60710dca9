"""The list of states on a map, the page of one, and a comparison; the same as files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import standing_of
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.spreadsheet import download
from states.comparing import compare, table
from states.forms import Chosen, read_chosen
from states.listing import HEADER, StateList, cells, list_map, state_list
from states.profile import profile_of, profile_url


@require_safe
@access.audience
def states(request: HttpRequest) -> HttpResponse:
    """All states and territories, or those of a region: on a map and in a table."""
    found = state_list(request.user)
    slug, problem = _region(request, found)
    rows = found.of_region(slug)
    context = {
        "tabs": tabs("states:list"),
        "rows": rows,
        "map_states": list_map(rows),
        "regions": found.regions,
        "region": next((region for region in found.regions if region.slug == slug), None),
        "problem": problem,
    }
    return render(request, "states/list.html", context)


@require_safe
@access.audience
def export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as a file: CSV, or Excel with ?format=xlsx."""
    found = state_list(request.user)
    rows = found.of_region(_region(request, found)[0])
    return download(f"states-{timezone.localdate():%Y-%m-%d}", HEADER, cells(rows), as_workbook=_as_workbook(request))


@require_safe
@access.audience
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """What there is of one state, as far as the person may see it."""
    if code != code.lower():
        return redirect(profile_url(code), permanent=True)
    shown = profile_of(code.upper(), request.user, request.GET.getlist("layer"))
    context = {"crumbs": [*_crumbs(), {"label": shown["state"].name}], **shown}
    return render(request, "states/profile.html", context)


@require_safe
@access.audience
def comparison(request: HttpRequest) -> HttpResponse:
    """Two to five states beside each other; before they are chosen, what to choose from."""
    chosen = read_chosen(request.GET)
    context: dict[str, Any] = {
        "tabs": tabs("states:compare"),
        "crumbs": [*_crumbs(), {"label": "Compare"}],
        "chosen": chosen,
        "sees_more": standing_of(request.user).is_approved,
    }
    if chosen.states:
        context |= {"comparison": compare(chosen.states, request.user), "kept": _kept(chosen)}
    return render(request, "states/compare.html", context)


@require_safe
@access.audience
def export_comparison(request: HttpRequest) -> HttpResponseBase:
    """The comparison as a file."""
    chosen = read_chosen(request.GET)
    if not chosen.states:
        return redirect("states:compare")
    header, rows = table(compare(chosen.states, request.user))
    name = "-".join(["states", *(state.pk.lower() for state in chosen.states), f"{timezone.localdate():%Y-%m-%d}"])
    return download(name, header, rows, as_workbook=_as_workbook(request))


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages about all states; the regions' is the roof's."""
    pages = (
        ("States", "states:list"),
        ("Regions", "regions"),
        ("Compare", "states:compare"),
        ("Coverage", "gaps:coverage"),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in pages]


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "States and regions", "url": reverse("states:list")}]


def _region(request: HttpRequest, found: StateList) -> tuple[str, str]:
    """The region in the address, or none and a sentence about what could not be read."""
    slug = request.GET.get("region", "")
    if not slug or any(region.slug == slug for region in found.regions):
        return slug, ""
    return "", f"We ignored “{one_line(slug, 40)}” in “Region” because it isn’t one of the choices."


def _kept(chosen: Chosen) -> str:
    return "&".join(f"state={state.pk.lower()}" for state in chosen.states)


def _as_workbook(request: HttpRequest) -> bool:
    return request.GET.get("format") == "xlsx"
