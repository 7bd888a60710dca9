"""The calendar: a month, or a list of what is to come or was."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import KeyPage, first_page, page_by_key
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.wording import zone_names
from meetings.models import Meeting
from meetings.models.meeting import MeetingQuerySet
from meetings.months import DAY_NAMES, MONTH_COLUMNS, MOST, Month, this_month
from meetings.rows import calendar_row
from workinggroups.models import WorkingGroup

PAGE_SIZE = 25
ORDERS = {"upcoming": ("starts_at", "key"), "past": ("-starts_at", "-key")}


@Statement
def _groups() -> QuerySet[Any, Any]:
    return WorkingGroup.objects.in_order().values_list("slug", "name")


class CalendarForm(forms.Form):
    """What the address says. Whatever is wrong with it becomes a sentence, and the calendar shows without it."""

    view = forms.ChoiceField(choices=[("month", "Month"), ("list", "List")], required=False)
    month = forms.CharField(max_length=20, required=False)
    when = forms.ChoiceField(choices=[("upcoming", "Upcoming"), ("past", "Past")], required=False)
    group = forms.ChoiceField(
        required=False,
        label="Group",
        error_messages={"invalid_choice": "We can’t find that group. Showing all groups."},
    )
    mine = forms.BooleanField(required=False, label="Only my groups and events")

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [("", "All groups and events"), *_groups.rows()]

    def clean_month(self) -> Month:
        """The month; the current one when none is given."""
        text = self.cleaned_data["month"]
        month = Month.parse(text) if text else this_month()
        if month is None:
            raise forms.ValidationError("We can’t find that month. Showing the current month.")
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
    address = Address(request.GET)
    is_list = chosen.get("view") == "list"
    shown = _list(chosen, request, address) if is_list else _month(chosen, request, address)
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
        "can_subscribe": standing_of(request.user).is_approved,
        "may_mine": bool(standing_of(request.user).user_id),
        "month": this_month(),
        **shown,
    }
    return render(request, "meetings/calendar.html", context)


def _meetings(user: Viewer, group: str | None, is_mine: bool) -> MeetingQuerySet:
    rows = Meeting.objects.visible_to(user)
    rows = rows.filter(group__slug=group) if group else rows
    return rows.in_circles_of(user) if is_mine else rows


def _choice(chosen: dict[str, Any]) -> dict[str, Any]:
    return {"group": chosen.get("group") or None, "is_mine": bool(chosen.get("mine"))}


@StatementFor
def _in_month(user: Viewer, start: datetime, end: datetime, **choice: Any) -> QuerySet[Any, Any]:
    return _meetings(user, **choice).between(start, end).values_list(*MONTH_COLUMNS, named=True)[: MOST + 1]


def _month(chosen: dict[str, Any], request: HttpRequest, address: Address) -> dict[str, Any]:
    month = chosen.get("month") or this_month()
    start, end = month.moments()
    meetings = _in_month.rows(request.user, start=start, end=end, **_choice(chosen))
    before, after = month.moved(-1), month.moved(1)
    return {
        "month": month,
        "weeks": month.weeks(meetings[:MOST]),
        "day_names": DAY_NAMES,
        "is_cut": len(meetings) > MOST,
        "is_empty": not meetings,
        "zone_names": zone_names([row.starts_at for row in meetings] or [start, end]),
        "before": before,
        "before_url": address(month=str(before)) if before else "",
        "after": after,
        "after_url": address(month=str(after)) if after else "",
        "today_url": "" if month == this_month() else address(month=""),
    }


def _in_list(user: Viewer, is_past: bool, **choice: Any) -> QuerySet[Any, Any]:
    rows = _meetings(user, **choice)
    return (rows.past() if is_past else rows.filter(ends_at__gte=Now())).light()


@StatementFor
def _first_page(user: Viewer, is_past: bool, **choice: Any) -> QuerySet[Any, Any]:
    return _in_list(user, is_past, **choice).order_by(*ORDERS["past" if is_past else "upcoming"])[: PAGE_SIZE + 1]


def _page(request: HttpRequest, when: str, chosen: dict[str, Any]) -> KeyPage[Any]:
    choice = {"is_past": when == "past", **_choice(chosen)}
    if cursor := request.GET.get("page", ""):
        return page_by_key(_in_list(request.user, **choice), ORDERS[when], cursor, PAGE_SIZE)
    return first_page(_first_page.rows(request.user, **choice), Meeting, ORDERS[when], PAGE_SIZE)


def _list(chosen: dict[str, Any], request: HttpRequest, address: Address) -> dict[str, Any]:
    when = chosen.get("when") or "upcoming"
    page = _page(request, when, chosen)
    return {
        "rows": [calendar_row(row) for row in page.rows],
        "when_tabs": [
            {"label": "Upcoming", "url": address(when=""), "current": when == "upcoming"},
            {"label": "Past", "url": address(when="past"), "current": when == "past"},
        ],
        "is_past": when == "past",
        "zone_names": zone_names(row.starts_at for row in page.rows),
        "earlier_url": address(page=page.before) if page.before else "",
        "further_url": address(page=page.after) if page.after else "",
    }
