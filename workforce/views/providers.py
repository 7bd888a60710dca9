"""Training providers: the list, the map, one of them, entering, changing, confirming, and taking one off the list."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Value
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
from clearinghouse.lib.wording import counted
from workforce.actions.entering import NOT_IN_SPACE, EntryRefused, may_enter
from workforce.actions.providers import add_provider, change_provider, confirm_provider
from workforce.counties import counties_of
from workforce.forms.kept import drawn_filter
from workforce.forms.provider import ProviderFilter, ProviderForm, Wanted, provider_form
from workforce.models import Provider
from workforce.models.provider import CONFIRMED_FOR
from workforce.provider_cards import card_of, rows_of
from workforce.provider_numbers import listed_for, map_of, numbers_of
from workforce.provider_rows import exported
from workforce.provider_words import saved_words
from workforce.views.entered import editable, put_back, taken_off
from workforce.views.frame import frame

IN_ORDER = ("state", "name", "key")
PAGE_SIZE = 25
WAY = ("Training providers", "providers")


@require_safe
@access.approved
def providers(request: SignedInRequest) -> HttpResponse:
    """Training providers by state and name; narrowed by what they offer."""
    form = ProviderFilter(request.GET)
    page = _page(form, request)
    kept = request.GET.copy()
    kept.pop("page", None)
    state = form.wanted().state if form.is_valid() else ""
    context = {
        **frame(request, "providers", label="Training providers"),
        "form": drawn_filter(form),
        "page": page,
        "providers": [card_of(row) for row in page.rows],
        "kept": kept.urlencode(),
        "is_narrowed": any(kept.values()),
        "counties": counties_of(state),
        "may_add": may_enter(request.user),
        "due": sum(_due.rows(request.user, before=timezone.now() - CONFIRMED_FOR)),
    }
    return render(request, "workforce/providers.html", context)


def _page(form: ProviderFilter, request: SignedInRequest) -> KeyPage[Any]:
    cursor = request.GET.get("page", "")
    if form.is_valid() and form.wanted() == Wanted() and not cursor:
        return first_page(_first.rows(request.user), Provider, IN_ORDER, PAGE_SIZE)
    found = form.wanted().apply(listed_for(request.user)) if form.is_valid() else Provider.objects.none()
    return page_by_key(rows_of(found), IN_ORDER, cursor, PAGE_SIZE)


@StatementFor
def _first(user: Viewer) -> QuerySet[Provider, Any]:
    """The first page of all, with one row more."""
    return rows_of(listed_for(user)).order_by(*IN_ORDER)[: PAGE_SIZE + 1]


@StatementFor
def _due(user: Viewer, before: datetime) -> QuerySet[Any, int]:
    """How many the person can confirm that nobody has since."""
    waiting = Provider.objects.editable_by(user).listed().filter(confirmed_at__lte=before)
    return waiting.order_by().values(all=Value(1)).annotate(many=Count("pk")).values_list("many", flat=True)


@require_safe
@access.approved
def provider_map(request: SignedInRequest) -> HttpResponse:
    """The same by state: on a map, and as a table."""
    numbers = numbers_of(listed_for(request.user), f"{reverse('workforce:providers')}?state=")
    context = {
        **frame(request, "providers", WAY, label="Map"),
        "numbers": numbers,
        "map": map_of(numbers),
    }
    return render(request, "workforce/provider_map.html", context)


@require_safe
@access.approved
def export_providers(request: SignedInRequest) -> HttpResponseBase:
    """The providers that the list shows, in the columns that a file to import has."""
    form = ProviderFilter(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('workforce:providers')}?{request.GET.urlencode()}")
    header, rows = exported(form.wanted().apply(listed_for(request.user)))
    name = f"training-providers-{timezone.localdate():%Y-%m-%d}"
    return download(name, header, rows, as_workbook=request.GET.get("format") == "xlsx")


@require_safe
@access.approved
def provider(request: SignedInRequest, key: str) -> HttpResponse:
    """One provider."""
    shown = get_object_or_404(Provider.objects.visible_to(request.user).select_related("state", "agency"), key=key)
    context = {
        **frame(request, "providers", WAY, label=shown.name),
        "provider": shown,
        "credentials": shown.credentials.order_by("position", "pk"),
        "supports": shown.supports.order_by("position", "pk"),
        "trained": shown.trained.order_by("-year"),
        "may_change": Provider.objects.editable_by(request.user).filter(pk=shown.pk).exists(),
    }
    return render(request, "workforce/provider.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add(request: SignedInRequest) -> HttpResponse:
    """Enter a provider."""
    if not may_enter(request.user):
        raise PermissionDenied(NOT_IN_SPACE)
    form = provider_form(data=request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    try:
        made = add_provider(by=request.user, details=form.details())
    except EntryRefused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, status=400)
    messages.success(request, f"You added the training provider {made}.")
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a provider."""
    shown = editable(Provider, request, key)
    if request.method != "POST":
        return _form_page(request, provider_form(shown), shown)
    form = provider_form(shown, request.POST)
    if not form.is_valid():
        return _form_page(request, form, shown, status=400)
    try:
        revision = form.cleaned_data["revision"] or 0
        change_provider(provider=shown, by=request.user, details=form.details(), revision=revision)
    except EntryRefused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, shown, status=400)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        return _form_page(request, provider_form(shown, data), conflict.current, status=409, conflict=conflict)
    messages.success(request, "We saved your changes.")
    return redirect(shown)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def confirm(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that what the page shows still holds; then on to what else is due."""
    shown = editable(Provider, request, key)
    if request.method != "POST":
        context = {**frame(request, "providers", WAY, label="Confirm"), "provider": shown, "saved": saved_words(shown)}
        return render(request, "workforce/provider_confirm.html", context)
    confirm_provider(provider=shown, by=request.user)
    left = Provider.objects.editable_by(request.user).listed().due().count()
    more = f" {counted(left, 'more provider')} to confirm." if left else ""
    messages.success(request, f"You confirmed {shown}.{more}")
    return redirect(f"{reverse('workforce:providers_due')}" if left else shown.get_absolute_url())


@require_safe
@access.approved
def due(request: SignedInRequest) -> HttpResponse:
    """The providers that the person's agency entered and nobody has confirmed for a year, the oldest first."""
    rows = Provider.objects.editable_by(request.user).listed().due().select_related("state")
    page = page_by_key(rows, ("confirmed_at", "key"), request.GET.get("page", ""), PAGE_SIZE)
    context = {**frame(request, "providers", WAY, label="Providers to confirm"), "page": page}
    return render(request, "workforce/providers_due.html", context)


@require_POST
@access.approved
def remove_provider(request: SignedInRequest, key: str) -> HttpResponse:
    """Take it off the list."""
    return taken_off(editable(Provider, request, key), request)


@require_POST
@access.approved
def restore_provider(request: SignedInRequest, key: str) -> HttpResponse:
    """Put it back."""
    return put_back(editable(Provider, request, key), request)


def _form_page(
    request: HttpRequest,
    form: ProviderForm,
    shown: Provider | None = None,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    context = {
        **frame(request, "providers", WAY, label="Edit provider" if shown else "Add a provider"),
        "form": form,
        "provider": shown,
        "conflict": conflict,
        "theirs": saved_words(conflict.current) if conflict else {},
        "cancel_url": shown.get_absolute_url() if shown else reverse("workforce:providers"),
    }
    return render(request, "workforce/provider_form.html", context, status=status)
