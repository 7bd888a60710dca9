"""Series of calls: their page, planning, changing all that follow, ending early, going on.

What a form would do is shown first; the second step of the same address does it.
"""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.wording import counted, day_and_time, long_date
from clearinghouse.lib.zones import zone_label
from meetings import recurrence
from meetings.actions import series as actions
from meetings.actions.records import MeetingRefused
from meetings.forms.series import EndForm, ExtendForm, FollowingForm, SeriesForm, SkipForm
from meetings.models import Meeting, Rsvp, Series
from meetings.permissions import can_plan, takes_part_in_series
from meetings.rows import calendar_row
from meetings.series_days import days_to_choose, marks_of
from meetings.views.editable import crumbs_to, editable_or_error
from meetings.yearbook import reports_of
from workinggroups.models import WorkingGroup

PAGE_SIZE = 60
CHANGED_MEANWHILE = "Someone else saved changes while you were editing. Review the updated list below."
FORM_VERBS = ("GET", "HEAD", "POST")


@require_safe
@access.audience
def series(request: HttpRequest, key: str) -> HttpResponse:
    """Its rule in words, and its calls as far as the person may see them."""
    shown = get_object_or_404(Series.objects.visible_to(request.user).select_related("group"), key=key)
    calls = Meeting.objects.visible_to(request.user).filter(series=shown).light()
    page = page_by_key(calls, ("starts_at", "key"), request.GET.get("page", ""), PAGE_SIZE)
    planned = (row for row in page.rows if row.status == Meeting.Status.PLANNED)
    next_call = next((row for row in planned if row.ends_at > timezone.now()), None)
    context = {
        "series": shown,
        "rule": _rule(shown),
        "calls": [calendar_row(row) for row in page.rows],
        "next_call": next_call,
        "earlier_url": f"?page={page.before}" if page.before else "",
        "later_url": f"?page={page.after}" if page.after else "",
        "may_change": Series.objects.editable_by(request.user).filter(pk=shown.pk).exists(),
        "choices": Rsvp.Answer.choices if next_call and takes_part_in_series(request.user, shown) else [],
        "reports": reports_of(request.user, shown),
        "crumbs": _crumbs(shown.group, {"label": shown.title, "url": ""}),
    }
    return render(request, "meetings/series.html", context)


@require_http_methods(FORM_VERBS)
@access.approved
def series_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a series of a group: first the form, then its days, then the calls."""
    group = get_object_or_404(WorkingGroup, slug=slug)
    if not can_plan(request.user, group):
        raise PermissionDenied(actions.NOT_YOURS)
    form = SeriesForm(group, request.user, request.POST or None)
    context: dict[str, Any] = {
        "heading": "Schedule a series of calls",
        "kicker": group.name,
        "submit_label": "Preview dates",
        "back_url": group.get_absolute_url(),
        "crumbs": _crumbs(group, {"label": "Schedule a series of calls", "url": ""}),
    }
    if not _goes_on(request, form):
        return _form_page(request, form, context)
    plan, skipped = form.plan(), _skipped(request)
    if request.POST.get("step") != "confirm":
        days = days_to_choose(recurrence.days(plan), plan, group=group, user=request.user, skipped=skipped)
        count = sum(not day.is_skipped for day in days)
        context |= {
            "question": f"Schedule {counted(count, 'call')}?" if count else "Keep at least one date",
            "button_label": "Schedule and invite the group",
            "days": days,
        }
        intro = f"{recurrence.in_words(plan)}, {_at(plan.starts_at_time)}, {zone_label(plan.zone)}."
        return _preview(request, context, [intro], [])
    try:
        key, skip = form.given_key(), skipped or ()
        made = actions.plan_series(by=request.user, group=group, plan=plan, key=key, skip=skip)
    except MeetingRefused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, context)
    messages.success(request, f"“{made.title}” is scheduled. We’ll send the group one email for all calls.")
    return redirect(made)


@require_http_methods(FORM_VERBS)
@access.approved
def following(request: SignedInRequest, key: str) -> HttpResponse:
    """Change one call of a series and all that follow."""
    meeting = editable_or_error(request, key)
    if meeting.series is None:
        raise Http404("This meeting isn’t part of a series.")
    form = FollowingForm(meeting, request.POST or None)
    context = {
        "heading": "Edit this call and all that follow",
        "kicker": meeting.series.title,
        "submit_label": "Preview changes",
        "back_url": meeting.get_absolute_url(),
        "note": "Past calls won’t change. Details that someone set for a single call won’t change either.",
        "crumbs": crumbs_to(meeting, "Edit this call and all that follow"),
    }
    if not _goes_on(request, form):
        return _form_page(request, form, context)
    try:
        changes = actions.changes_from(meeting, form.wanted())
        if request.POST.get("step") == "confirm":
            seen = request.POST.get("seen", "")
            done = actions.change_following(meeting=meeting, by=request.user, wanted=form.wanted(), seen=seen)
            messages.success(request, f"{counted(len(done), 'call')} changed. We’ll send the group one email.")
            return redirect(meeting.series)
    except MeetingRefused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, context)
    except actions.SeriesConflict:
        return _preview_changes(request, context, form, actions.changes_from(meeting, form.wanted()), status=409)
    if not changes:
        form.add_error(None, "You didn’t make any changes.")
        return _form_page(request, form, context)
    return _preview_changes(request, context, form, changes)


def _preview_changes(
    request: HttpRequest,
    context: dict[str, Any],
    form: FollowingForm,
    changes: list[actions.Change],
    status: int = 200,
) -> HttpResponse:
    count = sum(bool(change.values) for change in changes)
    times, own = [change.times for change in changes], [change.meeting.pk for change in changes]
    series = changes[0].meeting.series
    group = series.group if series else None
    marks = marks_of(times, form.wanted().clock.zone, group=group, user=request.user, own=own)
    moves = any("day" in change.values or "clock" in change.values for change in changes)
    points = [_sentence(change, found if moves else []) for change, found in zip(changes, marks, strict=True)]
    context |= {"question": f"Change {counted(count, 'call')}?", "button_label": "Save and notify the group"}
    context["seen"] = actions.mark_of(changes)
    return _preview(request, context, _news(form.wanted(), changes), points, status)


def _news(wanted: actions.Following, changes: list[actions.Change]) -> list[str]:
    """What is new, once, before the list of calls tells which of them get it."""
    clock = wanted.clock
    time = f"{_at(clock.begins)}, {counted(clock.minutes, 'minute')}, {zone_label(clock.zone)}"
    day = "" if wanted.weekday is None else recurrence.WEEKDAYS[wanted.weekday]
    said = {
        "title": wanted.title,
        "day": day,
        "clock": time,
        "place": wanted.place,
        "join_url": wanted.join_url,
        "agenda": "",
    }
    new = [name for name in said if any(name in change.values for change in changes)]
    words = {name: f"New {actions.IN_WORDS[name]}" for name in new}
    return [f"{words[name]}: {said[name]}" if said[name] else words[name] for name in new]


def _sentence(change: actions.Change, marks: list[str]) -> str:
    day = day_and_time(change.meeting.starts_at)
    stays = f"keeps its own {change.kept_words}" if change.kept else ""
    changes = f"new {change.changed_words}" if change.values else ""
    moves = f"moves to {day_and_time(change.times[0])}" if "day" in change.values else ""
    return f"{day}: {'; '.join(filter(None, (moves, changes, stays, *marks)))}"


@require_http_methods(FORM_VERBS)
@access.approved
def series_extend(request: SignedInRequest, key: str) -> HttpResponse:
    """Go on until a later day."""
    shown = _editable_or_error(request, key)
    form = ExtendForm(request.POST or None)
    context: dict[str, Any] = {
        "heading": "Add calls",
        "kicker": shown.title,
        "submit_label": "Preview dates",
        "back_url": shown.get_absolute_url(),
        "note": f"This series currently ends on {long_date(shown.ends_on)}.",
        "crumbs": _crumbs(shown.group, {"label": shown.title, "url": shown.get_absolute_url()}, {"label": "Add calls"}),
    }
    if not _goes_on(request, form):
        return _form_page(request, form, context)
    ends_on, skipped = form.cleaned_data["ends_on"], _skipped(request)
    try:
        if request.POST.get("step") == "confirm":
            made = actions.extend_series(by=request.user, series=shown, ends_on=ends_on, skip=skipped or ())
            messages.success(request, f"{counted(len(made), 'call')} added. We’ll send the group one email.")
            return redirect(shown)
        added = actions.days_to_add(shown, ends_on)
    except MeetingRefused as refused:
        form.add_error("ends_on", str(refused))
        return _form_page(request, form, context)
    days = days_to_choose(added, shown, group=shown.group, user=request.user, skipped=skipped)
    count = sum(not day.is_skipped for day in days)
    context |= {"question": f"Add {counted(count, 'call')}?", "button_label": "Add and invite the group", "days": days}
    return _preview(request, context, [], [])


@require_http_methods(FORM_VERBS)
@access.approved
def series_skip(request: SignedInRequest, key: str) -> HttpResponse:
    """Cancel single calls, with one mail for all."""
    shown = _editable_or_error(request, key)
    calls = actions.calls_to_come(shown)
    times, own = [(call.starts_at, call.ends_at) for call in calls], [call.pk for call in calls]
    marks = marks_of(times, shown.zone, group=shown.group, user=request.user, own=own)
    labels = ["; ".join([day_and_time(call.starts_at), *found]) for call, found in zip(calls, marks, strict=True)]
    form = SkipForm(list(zip([call.key for call in calls], labels, strict=True)), request.POST or None)
    context = {
        "heading": "Cancel single calls",
        "kicker": shown.title,
        "submit_label": "Cancel and notify the group",
        "back_label": "Go back",
        "back_url": shown.get_absolute_url(),
        "is_danger": True,
        "crumbs": _crumbs(
            shown.group, {"label": shown.title, "url": shown.get_absolute_url()}, {"label": "Cancel single calls"}
        ),
    }
    if request.method == "POST" and form.is_valid():
        keys, reason = form.cleaned_data["calls"], form.cleaned_data["reason"]
        try:
            done = actions.skip_calls(by=request.user, series=shown, keys=keys, reason=reason)
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{counted(len(done), 'call')} canceled. We’ll send the group one email.")
            return redirect(shown)
    return _form_page(request, form, context)


@require_http_methods(FORM_VERBS)
@access.approved
def series_end(request: SignedInRequest, key: str) -> HttpResponse:
    """End early: cancel what follows a day."""
    shown = _editable_or_error(request, key)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    context = {
        "heading": "End the series early",
        "kicker": shown.title,
        "submit_label": "Preview canceled calls",
        "back_url": shown.get_absolute_url(),
        "is_danger": True,
        "crumbs": _crumbs(
            shown.group, {"label": shown.title, "url": shown.get_absolute_url()}, {"label": "End the series early"}
        ),
    }
    if not _goes_on(request, form):
        return _form_page(request, form, context)
    ends_on, reason, seen = form.cleaned_data["ends_on"], form.cleaned_data["reason"], request.POST.get("seen", "")
    status = 200
    if request.POST.get("step") == "confirm":
        try:
            done = actions.end_series(by=request.user, series=shown, ends_on=ends_on, reason=reason, seen=seen)
        except actions.SeriesConflict:
            status = 409
        else:
            messages.success(request, f"{counted(len(done), 'call')} canceled. We’ll send the group one email.")
            return redirect(shown)
    calls = actions.calls_after(shown, ends_on)
    if not calls:
        form.add_error("ends_on", "No scheduled calls are after this date.")
        return _form_page(request, form, context)
    context |= {"question": f"Cancel {counted(len(calls), 'call')}?", "button_label": "Cancel and notify the group"}
    context["seen"] = actions.mark_of([actions.Change(call, {}, []) for call in calls])
    points = [f"{day_and_time(call.starts_at)}: {call.title}" for call in calls]
    return _preview(request, context, [], points, status)


def _skipped(request: HttpRequest) -> set[date] | None:
    """The days that were ticked to be skipped; None before anybody was asked. Nonsense skips nothing."""
    if "skip" not in request.POST and "days_shown" not in request.POST:
        return None
    found = set()
    for text in request.POST.getlist("skip"):
        with suppress(ValueError):
            found.add(date.fromisoformat(text))
    return found


def _goes_on(request: HttpRequest, form: Form) -> bool:
    """Whether there is something to show or do; going back keeps what was typed."""
    return request.method == "POST" and form.is_valid() and request.POST.get("step") != "back"


def _form_page(request: HttpRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    went_wrong = request.method == "POST" and not form.is_valid()
    return render(request, "meetings/series_form.html", {**context, "form": form}, status=400 if went_wrong else 200)


def _preview(
    request: HttpRequest, context: dict[str, Any], notes: list[str], points: list[str], status: int = 200
) -> HttpResponse:
    ours = ("csrfmiddlewaretoken", "step", "seen", "skip", "days_shown")
    kept = [(name, value) for name, value in request.POST.items() if name not in ours]
    more = {"kept": kept, "notes": notes, "points": points, "conflict": CHANGED_MEANWHILE if status == 409 else ""}
    return render(request, "meetings/series_preview.html", {**context, **more}, status=status)


def _editable_or_error(request: HttpRequest, key: str) -> Series:
    found = get_object_or_404(Series.objects.visible_to(request.user).select_related("group"), key=key)
    if not Series.objects.editable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied(actions.NOT_YOURS)
    return found


def _rule(shown: Series) -> str:
    return f"{recurrence.in_words(shown)}, {_at(shown.starts_at_time)}, {zone_label(shown.zone)}"


def _at(clock: Any) -> str:
    if not clock.minute and clock.hour in (0, 12):
        return "noon" if clock.hour else "midnight"
    minutes = f":{clock:%M}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes} {'a.m.' if clock.hour < 12 else 'p.m.'}"


def _crumbs(group: WorkingGroup | None, *further: dict[str, str]) -> list[dict[str, str]]:
    crumbs = [{"label": "Meetings", "url": reverse("meetings:list")}]
    crumbs += [{"label": group.name, "url": group.get_absolute_url()}] if group else []
    return [*crumbs, *further]
