"""Who comes to an event and who waits, for its organizers."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.audit import write_event
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.spreadsheet import download
from meetings.actions.registrations import RegistrationRefused, remove
from meetings.forms.registration import RegistrantFilter, RemovalForm
from meetings.models import Meeting, Registration, Sector
from meetings.registering import places_left
from meetings.views.editable import crumbs_to
from meetings.views.organizing import event_or_error, organizer_tabs

PAGE_SIZE = 50
COLUMNS = (
    "Name",
    "Guest",
    "Email",
    "Organization",
    "Attending on behalf of",
    "State",
    "Status",
    "Number in line",
    "Needs",
    "Registered",
)


@require_safe
@access.approved
def registrants(request: HttpRequest, key: str) -> HttpResponse:
    """Counts, and the list by status, sector and state; needs are shown here only."""
    event = event_or_error(request, key)
    rows = Registration.objects.visible_to(request.user).filter(meeting=event)
    form = RegistrantFilter(request.GET)
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    shown = rows.filter(**wanted).select_related("user", "state")
    page = page_by_key(shown, ("registered_at", "pk"), request.GET.get("page", ""), PAGE_SIZE)
    line = _line(event)
    context = {
        "crumbs": crumbs_to(event, "Registrants"),
        "tabs": organizer_tabs(event, "registrants"),
        "event": event,
        "form": form,
        "is_filtered": bool(wanted),
        "registrants": [{"registration": row, "number_in_line": line.get(row.pk)} for row in page.rows],
        "places_left": places_left(event),
        **_counts(rows),
        **_pages(request, page.before, page.after),
    }
    return render(request, "meetings/registrants.html", context)


@require_POST
@access.approved
@access.fresh_sign_in
def registrants_csv(request: SignedInRequest, key: str) -> HttpResponseBase:
    """The whole list as a file, CSV or Excel. It leaves an audit line, which is why it is asked for by POST."""
    event = event_or_error(request, key)
    rows = Registration.objects.visible_to(request.user).filter(meeting=event).select_related("user", "state")
    with transaction.atomic():
        sentence = f"{request.user} downloaded the registrant list for “{event}”."
        write_event("event.registrants_exported", by=request.user, about=event, sentence=sentence)
    cells = _cells(event, rows.order_by("registered_at", "pk"))
    as_workbook = request.POST.get("format") == "xlsx"
    return download(f"registrants-{event.key}", COLUMNS, cells, as_workbook=as_workbook)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def registrant_remove(request: SignedInRequest, key: str, registration: str) -> HttpResponse:
    """Take somebody off the list, with a reason."""
    event = event_or_error(request, key)
    rows = Registration.objects.visible_to(request.user).active().filter(meeting=event).select_related("user")
    row = get_object_or_404(rows, key=registration)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            remove(registration=row, by=request.user, reason=form.cleaned_data["reason"])
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"We removed {row.user} and sent them an email with the reason.")
            return redirect("meetings:registrants", event.key)
    context = {"crumbs": crumbs_to(event, "Remove"), "event": event, "registration": row, "form": form}
    return render(request, "meetings/registrant_remove.html", context, status=400 if form.is_bound else 200)


def _line(event: Meeting) -> dict[int, int]:
    waiting = event.registrations.filter(status=Registration.Status.WAITING).in_line()
    return {pk: number for number, pk in enumerate(waiting.values_list("pk", flat=True), 1)}


def _counts(rows: QuerySet[Registration]) -> dict[str, Any]:
    """By status; and of those who come, by sector and by state."""
    confirmed = rows.filter(status=Registration.Status.CONFIRMED)
    by_status = dict(rows.values_list("status").annotate(Count("pk")).order_by())
    by_sector = dict(confirmed.values_list("sector").annotate(Count("pk")).order_by())
    states = confirmed.filter(state__isnull=False).values("state__name").annotate(people=Count("pk"))
    return {
        "confirmed": by_status.get("confirmed", 0),
        "waiting": by_status.get("waiting", 0),
        "total": sum(by_status.values()),
        "sectors": [(sector.label, by_sector[sector.value]) for sector in Sector if sector.value in by_sector],
        "states": list(states.order_by("-people", "state__name")),
    }


def _pages(request: HttpRequest, before: str, after: str) -> dict[str, str]:
    def url(cursor: str) -> str:
        query = request.GET.copy()
        query["page"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return {"newer_url": url(before), "older_url": url(after)}


def _cells(event: Meeting, rows: QuerySet[Registration]) -> Iterator[tuple[object, ...]]:
    line = _line(event)
    for row in rows.iterator(chunk_size=500):
        yield (
            row.user.name,
            "Yes" if row.user.is_guest else "",
            row.user.email,
            row.organization,
            row.get_sector_display(),
            row.state.name if row.state else "",
            row.get_status_display(),
            line.get(row.pk, ""),
            row.needs,
            row.registered_at.isoformat(timespec="minutes"),
        )
