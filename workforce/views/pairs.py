"""States with their cities: the list, the page, the page to print, and the file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import State
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.spreadsheet import download
from workforce.models import Pair
from workforce.pair_page import COLUMNS, lines, pair_page, seen_pair
from workforce.permissions import takes_care
from workforce.views.frame import frame

PAGE_SIZE = 25
BY_NAME = ("name", "key")
WAY = ("States and cities", "pairs")


@require_safe
@access.approved
def pairs(request: HttpRequest) -> HttpResponse:
    """All pairs by name; a person's own are marked."""
    code = request.GET.get("state", "")
    rows = Pair.objects.visible_to(request.user).select_related("state").prefetch_related("cities")
    state = State.objects.filter(pk=code).first() if code.isalpha() else None
    if state is not None:
        rows = rows.filter(state=state)
    page = page_by_key(rows, BY_NAME, request.GET.get("page", ""), PAGE_SIZE)
    kept = request.GET.copy()
    kept.pop("page", None)
    mine = Pair.objects.filter(partners__person=request.user.pk, pk__in=[pair.pk for pair in page.rows])
    context = {
        **frame(request, "pairs", label="States and cities"),
        "rows": page.rows,
        "page": page,
        "kept": kept.urlencode(),
        "state": state,
        "mine": set(mine.values_list("pk", flat=True)),
        "cares": takes_care(request.user),
    }
    return render(request, "workforce/pairs.html", context)


@require_safe
@access.approved
def export(request: HttpRequest) -> HttpResponseBase:
    """The pairs with what the person sees of their goals, as a file."""
    name = f"workforce-pairs-{timezone.localdate():%Y-%m-%d}"
    return download(name, COLUMNS, lines(request.user), as_workbook=request.GET.get("format") == "xlsx")


def pair_named(request: HttpRequest, key: str) -> Pair:
    """The pair, for who sees it."""
    rows = Pair.objects.visible_to(request.user).select_related("state").prefetch_related("cities")
    return get_object_or_404(rows, key=key)


@require_safe
@access.approved
def pair(request: HttpRequest, key: str) -> HttpResponse:
    """One state with its cities."""
    return render(request, "workforce/pair.html", _shown(request, key))


@require_safe
@access.approved
def printed(request: HttpRequest, key: str) -> HttpResponse:
    """The same on paper, for a governor and a mayor: no menus, no documents."""
    context = {**_shown(request, key), "edits": False, "today": timezone.localdate()}
    return render(request, "workforce/pair_print.html", context)


def _shown(request: HttpRequest, key: str) -> dict[str, Any]:
    found = seen_pair(key, request.user)
    if found is None:
        raise Http404
    return {
        **frame(request, "pairs", WAY, label=found.name),
        "pair": found,
        "edits": found.edits,  # type: ignore[attr-defined]
        "inside": pair_page(found, request.user),
    }
