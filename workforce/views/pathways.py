"""Career pathways: the list, one of them, entering and changing one, taking it off the list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.keyset import KeyPage, first_page, page_by_key
from clearinghouse.lib.spreadsheet import download
from workforce.actions.entering import NOT_IN_SPACE, EntryRefused, may_enter
from workforce.actions.pathways import add_pathway, change_pathway
from workforce.forms.kept import drawn_filter
from workforce.forms.pathway import PathwayForms, pathway_forms
from workforce.forms.pathway_filter import PathwayFilter, Wanted
from workforce.models import Pathway
from workforce.pathway_cards import card_of, rows_of
from workforce.pathway_rows import COLUMNS, MOST_EXPORTED, exported, saved_words
from workforce.views.entered import editable, put_back, taken_off
from workforce.views.frame import frame

BY_OCCUPATION = ("occupation", "key")
PAGE_SIZE = 20
WAY = ("Career pathways", "pathways")


@require_safe
@access.approved
def pathways(request: SignedInRequest) -> HttpResponse:
    """Career pathways by occupation; narrowed by words, state, credential, and support."""
    form = PathwayFilter(request.GET)
    page = _page(form, request)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        **frame(request, "pathways", label="Career pathways"),
        "form": drawn_filter(form),
        "page": page,
        "pathways": [card_of(row) for row in page.rows],
        "kept": kept.urlencode(),
        "is_narrowed": any(kept.values()),
        "may_add": may_enter(request.user),
    }
    return render(request, "workforce/pathways.html", context)


def _page(form: PathwayFilter, request: SignedInRequest) -> KeyPage[Any]:
    cursor = request.GET.get("page", "")
    if form.is_valid() and form.wanted() == Wanted() and not cursor:
        return first_page(_first.rows(request.user), Pathway, BY_OCCUPATION, PAGE_SIZE)
    listed = Pathway.objects.visible_to(request.user).listed()
    found = form.wanted().apply(listed) if form.is_valid() else Pathway.objects.none()
    return page_by_key(rows_of(found), BY_OCCUPATION, cursor, PAGE_SIZE)


@StatementFor
def _first(user: Viewer) -> QuerySet[Pathway, Any]:
    """The first page of all, with one row more."""
    return rows_of(Pathway.objects.visible_to(user).listed()).order_by(*BY_OCCUPATION)[: PAGE_SIZE + 1]


@require_safe
@access.approved
def export_pathways(request: SignedInRequest) -> HttpResponseBase:
    """The pathways that the list shows, a row for each."""
    form = PathwayFilter(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('workforce:pathways')}?{request.GET.urlencode()}")
    found = form.wanted().apply(Pathway.objects.visible_to(request.user).listed())
    name = f"career-pathways-{timezone.localdate():%Y-%m-%d}"
    rows = exported(found.order_by(*BY_OCCUPATION)[:MOST_EXPORTED])
    return download(name, COLUMNS, rows, as_workbook=request.GET.get("format") == "xlsx")


@require_safe
@access.approved
def pathway(request: SignedInRequest, key: str) -> HttpResponse:
    """One pathway with its steps, wages, and supports."""
    shown = get_object_or_404(Pathway.objects.visible_to(request.user).select_related("state", "agency"), key=key)
    context = {
        **frame(request, "pathways", WAY, label=shown.occupation),
        "pathway": shown,
        "steps": shown.steps.select_related("credential").order_by("position"),
        "wages": shown.wages.order_by("-year", "pk"),
        "credentials": shown.credentials.order_by("position", "pk"),
        "supports": shown.supports.order_by("position", "pk"),
        "may_change": Pathway.objects.editable_by(request.user).filter(pk=shown.pk).exists(),
    }
    return render(request, "workforce/pathway.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add(request: SignedInRequest) -> HttpResponse:
    """Enter a pathway."""
    if not may_enter(request.user):
        raise PermissionDenied(NOT_IN_SPACE)
    forms = pathway_forms(data=request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form_page(request, forms)
    if request.POST.get("do") == "rows":
        return _form_page(request, pathway_forms(data=_with_more_rows(request)))
    if not forms.are_valid():
        return _form_page(request, forms, status=400)
    try:
        made = add_pathway(by=request.user, details=forms.details())
    except EntryRefused as refused:
        forms.main.add_error("source_name", str(refused))
        return _form_page(request, forms, status=400)
    messages.success(request, f"You added the career pathway {made}.")
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a pathway."""
    shown = editable(Pathway, request, key)
    if request.method != "POST":
        return _form_page(request, pathway_forms(shown), shown)
    if request.POST.get("do") == "rows":
        return _form_page(request, pathway_forms(shown, _with_more_rows(request)), shown)
    forms = pathway_forms(shown, request.POST)
    if not forms.are_valid():
        return _form_page(request, forms, shown, status=400)
    try:
        revision = forms.main.cleaned_data["revision"] or 0
        change_pathway(pathway=shown, by=request.user, details=forms.details(), revision=revision)
    except EntryRefused as refused:
        forms.main.add_error("source_name", str(refused))
        return _form_page(request, forms, shown, status=400)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        return _form_page(request, pathway_forms(shown, data), conflict.current, status=409, conflict=conflict)
    messages.success(request, "We saved your changes.")
    return redirect(shown)


@require_POST
@access.approved
def remove_pathway(request: SignedInRequest, key: str) -> HttpResponse:
    """Take it off the list."""
    return taken_off(editable(Pathway, request, key), request)


@require_POST
@access.approved
def restore_pathway(request: SignedInRequest, key: str) -> HttpResponse:
    """Put it back."""
    return put_back(editable(Pathway, request, key), request)


def _with_more_rows(request: HttpRequest) -> Any:
    """What was typed, with room for two more steps and one more wage."""
    data = request.POST.copy()
    for prefix, more in (("steps", 2), ("wages", 1)):
        total = data.get(f"{prefix}-TOTAL_FORMS", "")
        data[f"{prefix}-TOTAL_FORMS"] = str(min(int(total) if total.isdecimal() and len(total) < 4 else 0, 18) + more)
    return data


def _form_page(
    request: HttpRequest,
    forms: PathwayForms,
    shown: Pathway | None = None,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    label = "Edit career pathway" if shown else "Add a career pathway"
    context = {
        **frame(request, "pathways", WAY, label=label),
        "form": forms.main,
        "steps": forms.steps,
        "wages": forms.wages,
        "pathway": shown,
        "conflict": conflict,
        "theirs": saved_words(conflict.current) if conflict else {},
        "cancel_url": shown.get_absolute_url() if shown else reverse("workforce:pathways"),
    }
    return render(request, "workforce/pathway_form.html", context, status=status)
