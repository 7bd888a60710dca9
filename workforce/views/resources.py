"""The resource hub: finding, suggesting, deciding, editing, exporting."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.keyset import KeyPage, first_page, page_by_key
from clearinghouse.lib.spreadsheet import download
from workforce import hub
from workforce.actions import SpaceRefused
from workforce.actions import resources as actions
from workforce.forms.kept import drawn_filter
from workforce.forms.resources import DeclineResourceForm, ResourceFilter, ResourceForm
from workforce.models import Resource
from workforce.permissions import takes_care
from workforce.resource_cards import card_of, rows_of
from workforce.views.frame import for_carers, frame

NEWEST_FIRST = ("-decided_at", "-key")
PAGE_SIZE = 20
MOST_IN_FILE = 5000
WAY = ("Resources", "resources")


@require_safe
@access.approved
def resources(request: HttpRequest) -> HttpResponse:
    """The hub, newest first; narrowed by words, challenge, audience, type, and place."""
    form = ResourceFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page, problem = _page(form, request)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        **frame(request, "resources", label="Resources"),
        "form": drawn_filter(form),
        "rows": [card_of(row) for row in page.rows],
        "page": page,
        "kept": kept.urlencode(),
        "problem": problem,
        "is_narrowed": any(chosen.values()) or not form.is_valid(),
        "cares": takes_care(request.user),
        "waiting": _waiting(request),
    }
    return render(request, "workforce/resources.html", context)


def _page(form: ResourceFilter, request: HttpRequest) -> tuple[KeyPage[Any], str]:
    """The page at the cursor, and a sentence where the words cannot be looked for."""
    cursor = request.GET.get("page", "")
    if form.is_valid() and not any(form.cleaned_data.values()) and not cursor:
        return first_page(_first.rows(request.user), Resource, NEWEST_FIRST, PAGE_SIZE), ""
    listed = Resource.objects.in_hub_for(request.user)
    found, problem = hub.narrowed(listed, form.cleaned_data) if form.is_valid() else (listed.none(), "")
    return page_by_key(rows_of(found), NEWEST_FIRST, cursor, PAGE_SIZE), problem


@StatementFor
def _first(user: Viewer) -> QuerySet[Resource, Any]:
    """The first page of all, with one row more."""
    return rows_of(Resource.objects.in_hub_for(user)).order_by(*NEWEST_FIRST)[: PAGE_SIZE + 1]


def _waiting(request: HttpRequest) -> list[Resource]:
    """Suggestions without a decision: all for who takes care of the space, for others their own."""
    return _waiting_for.rows(request.user)


@StatementFor.of_deciders
def _waiting_for(user: Viewer) -> QuerySet[Resource]:
    return Resource.objects.visible_to(user).waiting().order_by("suggested_at", "pk")[:PAGE_SIZE]


@require_safe
@access.approved
def export(request: HttpRequest) -> HttpResponseBase:
    """The resources that the filters find, as a file."""
    form = ResourceFilter(request.GET)
    if not form.is_valid():
        return redirect("workforce:resources")
    found, _ = hub.narrowed(Resource.objects.in_hub_for(request.user), form.cleaned_data)
    rows = hub.with_facts(found).order_by(*NEWEST_FIRST)[:MOST_IN_FILE]
    lines = [hub.cells(resource, settings.BASE_URL) for resource in rows]
    name = f"workforce-resources-{timezone.localdate():%Y-%m-%d}"
    return download(name, hub.COLUMNS, lines, as_workbook=request.GET.get("format") == "xlsx")


@require_safe
@access.approved
def resource(request: HttpRequest, key: str) -> HttpResponse:
    """One resource."""
    return _resource_page(request, _resource(request, key), DeclineResourceForm())


def _resource_page(request: HttpRequest, found: Resource, form: DeclineResourceForm, status: int = 200) -> HttpResponse:
    context = {
        **frame(request, "resources", WAY, label=found.title),
        "resource": found,
        "check": getattr(found, "link_check", None) if found.url else None,
        "cares": takes_care(request.user),
        "form": form,
    }
    return render(request, "workforce/resource.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def suggest(request: SignedInRequest) -> HttpResponse:
    """Suggest a resource, or add it where one takes care of the space."""
    form = ResourceForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.suggest_resource(by=request.user, details=form.details())
        except SpaceRefused as refused:
            form.add_error("address", str(refused))
        else:
            messages.success(request, _said(made))
            return redirect(made)
    return _form_page(request, form, label="Suggest a resource")


def _said(made: Resource) -> str:
    if made.status == Resource.Status.LISTED:
        return "The resource is in the hub."
    return "Thank you. An administrator of the Collaborative decides whether it goes into the hub."


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what the hub says of a resource."""
    found = _resource(request, key)
    for_carers(request)
    if request.method != "POST":
        return _form_page(request, ResourceForm(user=request.user, resource=found), resource=found)
    form = ResourceForm(request.POST, user=request.user, resource=found)
    if not form.is_valid():
        return _form_page(request, form, resource=found)
    revision = form.cleaned_data["revision"] or 0
    try:
        saved = actions.change_resource(resource=found, by=request.user, details=form.details(), revision=revision)
    except SpaceRefused as refused:
        form.add_error("address", str(refused))
        return _form_page(request, form, resource=found)
    except EditConflict as conflict:
        return _conflict_page(request, request.POST.copy(), conflict)
    messages.success(request, "We saved your changes.")
    return redirect(saved)


def _conflict_page(request: SignedInRequest, data: QueryDict, conflict: EditConflict) -> HttpResponse:
    theirs: Resource = conflict.current
    data["revision"] = str(theirs.revision)
    form = ResourceForm(data, user=request.user, resource=theirs)
    words = {"title": theirs.title, "what it helps with": theirs.summary, "type": theirs.get_form_display()}
    return _form_page(request, form, resource=theirs, status=409, conflict=conflict, theirs=words)


def _form_page(
    request: HttpRequest,
    form: ResourceForm,
    *,
    resource: Resource | None = None,
    label: str = "Edit",
    status: int = 0,
    **more: Any,
) -> HttpResponse:
    context = {
        **frame(request, "resources", WAY, label=label),
        "form": form,
        "resource": resource,
        "cares": takes_care(request.user),
        "conflict": None,
        **more,
    }
    usual = 400 if request.method == "POST" else 200
    return render(request, "workforce/resource_form.html", context, status=status or usual)


@require_POST
@access.approved
def approve(request: SignedInRequest, key: str) -> HttpResponse:
    """Put a suggestion, or one that was retired, into the hub."""
    found = _resource(request, key)
    for_carers(request)
    saved = actions.list_resource(resource=found, by=request.user)
    messages.success(request, f"“{saved}” is in the hub.")
    return redirect(saved)


@require_POST
@access.approved
def decline(request: SignedInRequest, key: str) -> HttpResponse:
    """Decline a suggestion, with a reason."""
    found = _resource(request, key)
    for_carers(request)
    form = DeclineResourceForm(request.POST)
    if not form.is_valid():
        return _resource_page(request, found, form, status=400)
    try:
        saved = actions.decline_resource(resource=found, by=request.user, reason=form.cleaned_data["reason"])
    except SpaceRefused as refused:
        form.add_error("reason", str(refused))
        return _resource_page(request, found, form, status=400)
    messages.success(request, f"You declined “{saved}”.")
    return redirect("workforce:resources")


@require_POST
@access.approved
def retire(request: SignedInRequest, key: str) -> HttpResponse:
    """Take a resource off the hub."""
    found = _resource(request, key)
    for_carers(request)
    saved = actions.retire_resource(resource=found, by=request.user)
    messages.success(request, f"“{saved}” is retired.")
    return redirect(saved)


def _resource(request: HttpRequest, key: str) -> Resource:
    rows = hub.with_facts(Resource.objects.visible_to(request.user)).select_related(
        "document", "state", "link_check", "suggested_by", "decided_by"
    )
    return get_object_or_404(rows, key=key)
