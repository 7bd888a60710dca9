"""Lists: meetings to come and past, and one's action items."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keyset import page_by_key
from meetings.forms.lists import MeetingFilter
from meetings.models import ActionItem, Meeting
from meetings.record import Item, is_late
from meetings.rows import call_row
from workinggroups.models import WorkingGroup

PAGE_SIZE = 25
MOST_ITEMS = 100
TO_COME, PAST = "", "past"


@require_safe
@access.audience
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings the person may see: those to come, the next first, or those that were, the latest first."""
    form = MeetingFilter(request.GET)
    chosen = form.chosen()
    is_past = request.GET.get("when") == PAST
    shelf = _filtered(Meeting.objects.visible_to(request.user).for_rows(request.user), request.user, chosen)
    over = Q(ends_at__lt=timezone.now()) | Q(status=Meeting.Status.HELD)
    order = ("-starts_at", "-key") if is_past else ("starts_at", "key")
    page = page_by_key(shelf.filter(over if is_past else ~over), order, request.GET.get("page", ""), PAGE_SIZE)
    first = next((row for row in page.rows if row.status != Meeting.Status.CANCELLED), None)
    marks_next = not is_past and not page.before
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "rows": [call_row(row, is_next=marks_next and row is first) for row in page.rows],
        "form": form,
        "chosen": kept,
        "is_past": is_past,
        "tabs": [
            {"label": "To come", "url": f"?{urlencode(kept)}", "current": not is_past},
            {"label": "Past", "url": f"?{urlencode({**kept, 'when': PAST})}", "current": is_past},
        ],
        "may_plan": WorkingGroup.objects.led_by(request.user).exists(),
        "has_items": standing_of(request.user).is_approved,
        "before_url": _page_url(kept, is_past, page.before),
        "after_url": _page_url(kept, is_past, page.after),
    }
    return render(request, "meetings/meeting_list.html", context)


def _page_url(kept: dict[str, str], is_past: bool, cursor: str) -> str:
    if not cursor:
        return ""
    return f"?{urlencode({**kept, **({'when': PAST} if is_past else {}), 'page': cursor})}"


def _filtered(shelf: Any, user: Viewer, chosen: dict[str, str]) -> Any:
    """Sessions stand on their event's page, unless somebody asks for sessions."""
    if chosen["group"]:
        shelf = shelf.filter(group__slug=chosen["group"])
    shelf = shelf.filter(kind=chosen["kind"]) if chosen["kind"] else shelf.filter(parent=None)
    readable = Meeting.objects.summary_visible_to(user)
    match chosen["has"]:
        case "summary":
            shelf = shelf.filter(pk__in=readable.values("pk"), summary_published_at__isnull=False)
        case "recording":
            shelf = shelf.filter(pk__in=readable.values("pk")).exclude(recording_url="")
        case "slides":
            shelf = shelf.filter(shows_slides=True)
    return shelf


@require_safe
@access.approved
def my_items(request: HttpRequest) -> HttpResponse:
    """What is open for the person, and for leads what is open in their groups."""
    today, own = timezone.localdate(), standing_of(request.user).user_id
    everything = ActionItem.objects.visible_to(request.user).open().select_related("meeting__group")
    takes_care = Meeting.objects.editable_by(request.user)
    mine = _items(everything.filter(owner_id=own), today)
    led = _items(everything.filter(meeting__in=takes_care).exclude(owner_id=own), today)
    context = {
        "crumbs": [{"label": "Calls and meetings", "url": reverse("meetings:list")}, {"label": "Action items"}],
        "mine": mine,
        "led": led,
        "leads": bool(led) or takes_care.exists(),
        "most": MOST_ITEMS,
    }
    return render(request, "meetings/my_items.html", context)


def _items(rows: QuerySet[ActionItem], today: Any) -> list[Item]:
    """The most urgent first: by due date, those without one last."""
    ordered = rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST_ITEMS]
    return [Item(row, may_tick=True, is_late=is_late(row, today)) for row in ordered]
