"""The calendar: a month, or a list of what is to come or was."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keyset import page_by_key
from meetings.models import Meeting
from meetings.months import DAY_NAMES, MOST, Month, this_month
from meetings.querysets import MeetingQuerySet
from meetings.rows import calendar_row
from workinggroups.models import WorkingGroup

PAGE_SIZE = 25
ORDERS = {"upcoming": ("starts_at", "key"), "past": ("-starts_at", "-key")}


class CalendarForm(forms.Form):
    """What the address says. Whatever is wrong with it becomes a sentence, and the calendar shows without it."""

    view = forms.ChoiceField(choices=[("month", "Month"), ("list", "List")], required=False)
    month = forms.CharField(max_length=20, required=False)
    when = forms.ChoiceField(choices=[("upcoming", "To come"), ("past", "Past")], required=False)
    group = forms.ModelChoiceField(
        WorkingGroup.objects.in_order(), to_field_name="slug", required=False, empty_label="All groups and events",
        label="Group", error_messages={"invalid_choice": "There is no such group. You see all of them."},
    )  # fmt: skip
    mine = forms.BooleanField(required=False, label="Only my groups and events")

    def clean_month(self) -> Month:
        """The month; the current one when none is given."""
        text = self.cleaned_data["month"]
        month = Month.parse(text) if text else this_month()
        if month is None:
            raise forms.ValidationError("This is no month of the calendar. You see the current one.")
        return month


@dataclass(frozen=True)
class Address:
    """Addresses of the same calendar with something changed."""

    query: QueryDict

    def __call__(self, **changes: str) -> str:
        """The address; an empty value drops a part. Another month or list starts at its first page."""
        query = self.query.copy()
        for name, value in {"page": "", **changes}.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}" if query else "?"


@require_safe
@access.audience
def calendar(request: HttpRequest) -> HttpResponse:
    """Meetings the person may see, in their own time zone; the address keeps what is shown."""
    form = CalendarForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    shelf = _chosen(Meeting.objects.visible_to(request.user), request.user, chosen)
    address = Address(request.GET)
    is_list = chosen.get("view") == "list"
    shown = _list(shelf, chosen, request, address) if is_list else _month(shelf, chosen, address)
    context = {
        "form": form,
        "problems": [error for errors in form.errors.values() for error in errors],
        "view_tabs": [
            {"label": "Month", "url": address(view="", when=""), "current": not is_list},
            {"label": "List", "url": address(view="list", month=""), "current": is_list},
        ],
        "is_list": is_list,
        "is_narrowed": bool(chosen.get("group") or chosen.get("mine")),
        "everything_url": address(group="", mine=""),
        "zone_name": f"{timezone.localtime():%Z}",
        "can_subscribe": standing_of(request.user).is_approved,
        "may_mine": bool(standing_of(request.user).user_id),
        "month": this_month(),
        **shown,
    }
    return render(request, "meetings/calendar.html", context)


def _chosen(shelf: MeetingQuerySet, user: Viewer, chosen: dict[str, Any]) -> MeetingQuerySet:
    if group := chosen.get("group"):
        shelf = shelf.filter(group=group)
    return shelf.in_circles_of(user) if chosen.get("mine") else shelf


def _month(shelf: MeetingQuerySet, chosen: dict[str, Any], address: Address) -> dict[str, Any]:
    month = chosen.get("month") or this_month()
    meetings = list(shelf.between(*month.moments()).light()[: MOST + 1])
    before, after = month.moved(-1), month.moved(1)
    return {
        "month": month,
        "weeks": month.weeks(meetings[:MOST]),
        "day_names": DAY_NAMES,
        "is_cut": len(meetings) > MOST,
        "is_empty": not meetings,
        "before": before,
        "before_url": address(month=str(before)) if before else "",
        "after": after,
        "after_url": address(month=str(after)) if after else "",
        "today_url": "" if month == this_month() else address(month=""),
    }


def _list(shelf: MeetingQuerySet, chosen: dict[str, Any], request: HttpRequest, address: Address) -> dict[str, Any]:
    when = chosen.get("when") or "upcoming"
    rows = shelf.past() if when == "past" else shelf.filter(ends_at__gte=timezone.now())
    page = page_by_key(rows.light(), ORDERS[when], request.GET.get("page", ""), PAGE_SIZE)
    return {
        "rows": [calendar_row(row) for row in page.rows],
        "when_tabs": [
            {"label": "To come", "url": address(when=""), "current": when == "upcoming"},
            {"label": "Past", "url": address(when="past"), "current": when == "past"},
        ],
        "is_past": when == "past",
        "earlier_url": address(page=page.before) if page.before else "",
        "further_url": address(page=page.after) if page.after else "",
    }
