"""What states shared and what is missing: as a map and a table, and as a file."""

from operator import is_
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import standing_of
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.spreadsheet import download
from documents.finding.filters import BY_NAME
from documents.finding.listing import stamps
from gaps.asked import asked_by
from gaps.audiences import audience_choices
from gaps.choosing import FILTERS, LABELS, Chosen, read_chosen
from gaps.counts import Counts, counts_for
from gaps.table import HEADER, Make, body, cells, coverage_map, own_regions
from gaps.tabs import tabs

MOST_DRAWN = 8  # tables of one person


@require_safe
@access.audience
def coverage(request: HttpRequest) -> HttpResponse:
    """States against categories of documents, types or guidance eras: how many, the newest, what is missing."""
    chosen = read_chosen(request.GET, request.user)
    context = {
        "tabs": tabs("gaps:coverage", request.user),
        "chosen": chosen,
        "choices": _choices(request, chosen),
        "is_narrowed": bool(chosen.parameters()),
        "drawn": _drawn(request, chosen),
    }
    return render(request, "gaps/coverage.html", context)


@require_safe
@access.audience
def export(request: HttpRequest) -> HttpResponseBase:
    """What the table shows, a line for each cell: CSV, or Excel with ?format=xlsx."""
    counts, make = _coverage(request, read_chosen(request.GET, request.user))
    found = make.of(counts)
    name = f"coverage-{timezone.localdate():%Y-%m-%d}"
    return download(name, HEADER, cells(found), as_workbook=request.GET.get("format") == "xlsx")


def _coverage(request: HttpRequest, chosen: Chosen) -> tuple[Counts, Make]:
    """What was counted, and what makes the table of it with what may have changed since."""
    parts: dict[str, Part[Any]] = {
        "stamp": Part((stamps.asked(),), sum),
        "regions": Part((own_regions.asked(),), tuple),
        "asked": asked_by(request.user),
    }
    read = read_parts(parts)
    counts = counts_for(request.user, read["stamp"], chosen.audience.keys if chosen.audience else ())
    standing = standing_of(request.user)
    can_ask = standing.is_member or standing.is_administrator
    return counts, Make(chosen, read["regions"], read["asked"], asks=can_ask)


def _drawn(request: HttpRequest, chosen: Chosen) -> SafeString:
    """The map and the table, drawn once for the same counts.

    SECURITY: kept with counts that are this person's reader keys' alone, by everything else that is shown.
    """
    counts, make = _coverage(request, chosen)
    named = [BY_NAME[name].choices() for name in ("state", *FILTERS)]
    kept = counts.drawn.get(make)
    if kept is not None and all(map(is_, kept[0], named)):
        drawn: SafeString = kept[1]
        return drawn
    found = make.of(counts)
    drawn = render_to_string(
        "gaps/coverage_drawn.html", {"coverage": found, "body": body(found), "map_states": coverage_map(found)}
    )
    if len(counts.drawn) >= MOST_DRAWN:
        counts.drawn.clear()
    counts.drawn[make] = named, drawn
    return drawn


def _choices(request: HttpRequest, chosen: Chosen) -> list[dict[str, Any]]:
    """The filters, as selects."""
    found = [
        {"name": name, "label": LABELS[name], "options": BY_NAME[name].choices(), "chosen": getattr(chosen, name)}
        for name in FILTERS
    ]
    if standing_of(request.user).is_administrator:
        options = audience_choices()
        found.append({"name": "audience", "label": "Visible to", "options": options, "chosen": chosen.audience})
    return found
