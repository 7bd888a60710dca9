"""Lists: meetings to come and past, and one's action items."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.keyset import KeyPage, first_page, page_by_key
from meetings.forms.lists import HAS, MeetingFilter
from meetings.models import ActionItem, Meeting
from meetings.record import Item, is_late
from meetings.rows import call_row, rows_for
from workinggroups.models import WorkingGroup

PAGE_SIZE = 25
MOST_ITEMS = 100
TO_COME, PAST = "upcoming", "past"
AFTERWARD = ("summary", "recording")  # what a call has only when it is over


@require_safe
@access.audience
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings the person may see: those to come, the next first, or those that were, the latest first."""
    groups = _groups.rows(request.user)
    form = MeetingFilter(request.GET, [(slug, name) for slug, name, _ in groups])
    chosen = form.chosen()
    when = request.GET.get("when", PAST if chosen["has"] in AFTERWARD else TO_COME)
    is_past = when == PAST
    page = _page(request, chosen, is_past)
    first = next((row for row in page.rows if row.status != Meeting.Status.CANCELLED), None)
    marks_next = not is_past and not page.before
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "rows": [call_row(row, is_next=marks_next and row is first) for row in page.rows],
        "form": form,
        "chosen": kept,
        "is_past": is_past,
        "tabs": [
            {"label": "Upcoming", "url": f"?{urlencode(_at(kept, TO_COME))}", "current": not is_past},
            {"label": "Past", "url": f"?{urlencode(_at(kept, PAST))}", "current": is_past},
        ],
        "may_plan": any(may_lead for _, _, may_lead in groups),
        "has_items": standing_of(request.user).is_approved,
        "before_url": _page_url(kept, is_past, page.before),
        "after_url": _page_url(kept, is_past, page.after),
    }
    return render(request, "meetings/meeting_list.html", context)


def _page_url(kept: dict[str, str], is_past: bool, cursor: str) -> str:
    if not cursor:
        return ""
    return f"?{urlencode({**_at(kept, PAST if is_past else TO_COME), 'page': cursor})}"


def _at(kept: dict[str, str], when: str) -> dict[str, str]:
    """The choice with the time it is for, which is left out where it is understood."""
    is_understood = when == (PAST if kept.get("has") in AFTERWARD else TO_COME)
    return kept if is_understood else {**kept, "when": when}


@StatementFor
def _groups(user: Viewer) -> QuerySet[Any, Any]:
    may_lead = Exists(WorkingGroup.objects.led_by(user).filter(pk=OuterRef("pk")))
    return WorkingGroup.objects.in_order().annotate(may_lead=may_lead).values_list("slug", "name", "may_lead")


def _page(request: HttpRequest, chosen: dict[str, str], is_past: bool) -> KeyPage[Any]:
    choice: dict[str, Any] = {
        "is_past": is_past,
        "group": chosen["group"] or None,
        "kind": chosen["kind"] or None,
        **{f"has_{what}": chosen["has"] == what for what, _ in HAS if what},
    }
    if cursor := request.GET.get("page", ""):
        return page_by_key(_meetings(request.user, **choice), _order(is_past), cursor, PAGE_SIZE)
    return first_page(_first_page.rows(request.user, **choice), Meeting, _order(is_past), PAGE_SIZE)


@StatementFor
def _first_page(user: Viewer, is_past: bool, **choice: Any) -> QuerySet[Any, Any]:
    return _meetings(user, is_past, **choice).order_by(*_order(is_past))[: PAGE_SIZE + 1]


def _order(is_past: bool) -> tuple[str, str]:
    return ("-starts_at", "-key") if is_past else ("starts_at", "key")


def _meetings(
    user: Viewer,
    is_past: bool,
    group: str | None,
    kind: str | None,
    has_summary: bool,
    has_recording: bool,
    has_slides: bool,
) -> QuerySet[Any, Any]:
    """Sessions stand on their event's page, unless somebody asks for sessions."""
    over = Q(ends_at__lt=Now()) | Q(status=Meeting.Status.COMPLETED)
    rows = Meeting.objects.visible_to(user).filter(over if is_past else ~over)
    rows = rows.filter(group__slug=group) if group else rows
    rows = rows.filter(kind=kind) if kind else rows.filter(parent=None)
    readable = Meeting.objects.summary_visible_to(user).values("pk")
    if has_summary:
        rows = rows.filter(pk__in=readable, summary_published_at__isnull=False)
    if has_recording:
        rows = rows.filter(pk__in=readable).exclude(recording_url="")
    shown: QuerySet[Any, Any] = rows_for(rows, user)
    return shown.filter(shows_slides=True) if has_slides else shown


@require_safe
@access.approved
def my_items(request: HttpRequest) -> HttpResponse:
    """What is open for the person, and for leads what is open in their groups."""
    today, own = timezone.localdate(), standing_of(request.user).user_id
    everything = ActionItem.objects.visible_to(request.user).open().select_related("meeting__group")
    takes_care = Meeting.objects.editable_by(request.user)
    mine = _items(everything.owned_by(request.user), today)
    led = _items(everything.filter(meeting__in=takes_care).exclude(owner_id=own), today)
    context = {
        "crumbs": [{"label": "Meetings", "url": reverse("meetings:list")}, {"label": "Action items"}],
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
