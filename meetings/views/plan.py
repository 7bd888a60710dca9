"""Planning, changing, cancelling and holding a meeting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.wording import day_and_time
from clearinghouse.lib.zones import zone_label
from meetings.actions import records
from meetings.forms.plan import PlanForm, ReasonForm
from meetings.models import Meeting
from meetings.permissions import can_plan
from meetings.sharing_words import words_of
from meetings.views.editable import crumbs_to, editable_or_error
from meetings.when import only_day
from workinggroups.models import WorkingGroup

OF_GROUPS = (Meeting.Kind.CALL, Meeting.Kind.IN_PERSON)
OF_NO_GROUP = records.STAND_ALONE
NOT_A_LEAD = "Only working group leads and administrators can schedule meetings. Ask the lead of your group."


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def plan(request: SignedInRequest) -> HttpResponse:
    """Plan a meeting; first of which group or event."""
    draft = _draft(request)
    if draft is None:
        return _choose(request)
    form = PlanForm(draft, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = records.plan_meeting(
                by=request.user,
                plan=form.plan(),
                kind=draft.kind,
                group=draft.group,
                parent=draft.parent,
                key=form.given_key(),
            )
        except records.MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{made.title}” is scheduled for {day_and_time(made.starts_at)}.")
            return redirect(made)
    context = {
        "crumbs": [{"label": "Meetings", "url": reverse("meetings:list")}, {"label": "Schedule a meeting"}],
        "meeting": draft,
        "form": form,
    }
    return render(request, "meetings/plan.html", context, status=400 if request.method == "POST" else 200)


def _draft(request: HttpRequest) -> Meeting | None:
    """Whose meeting is planned, as the address says; None when it does not."""
    kind = request.GET.get("kind", "")
    if key := request.GET.get("event", ""):
        event = editable_or_error(request, key)
        if event.kind not in records.STAND_ALONE:
            raise Http404("Only in-person meetings and conferences can have sessions.")
        return Meeting(kind=Meeting.Kind.SESSION, parent=event, group=event.group)
    if slug := request.GET.get("group", ""):
        group = get_object_or_404(WorkingGroup, slug=slug)
        if not can_plan(request.user, group):
            raise PermissionDenied(NOT_A_LEAD)
        return Meeting(kind=kind if kind in OF_GROUPS else Meeting.Kind.CALL, group=group)
    if kind not in OF_NO_GROUP:
        return None
    if not can_plan(request.user):
        raise PermissionDenied(NOT_A_LEAD)
    return Meeting(kind=kind)


def _choose(request: HttpRequest) -> HttpResponse:
    groups = list(WorkingGroup.objects.led_by(request.user).filter(closed_at=None).in_order())
    if not groups:
        raise PermissionDenied(NOT_A_LEAD)
    context = {
        "crumbs": [{"label": "Meetings", "url": reverse("meetings:list")}, {"label": "Schedule a meeting"}],
        "groups": groups,
        "may_stand_alone": can_plan(request.user),
    }
    return render(request, "meetings/plan_choose.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change what was planned."""
    meeting = editable_or_error(request, key)
    form = PlanForm(meeting, request.user, request.POST or None)
    if request.method != "POST":
        return _edit_page(request, meeting, form)
    if not form.is_valid():
        return _edit_page(request, meeting, form, status=400)
    try:
        records.change_meeting(
            meeting=meeting, by=request.user, plan=form.plan(), revision=form.cleaned_data["revision"] or 0
        )
    except records.MeetingRefused as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, meeting, form, status=400)
    except EditConflict as conflict:
        return _conflict_page(request, conflict)
    messages.success(request, "Saved. If the title, time, location, or link changed, we’ll email everyone invited.")
    return redirect(meeting)


def _conflict_page(request: SignedInRequest, conflict: EditConflict) -> HttpResponse:
    """What the person typed, beside what somebody else did meanwhile. Sending it again is then a decision."""
    data = request.POST.copy()
    data["revision"] = str(conflict.current.revision)
    form = PlanForm(conflict.current, request.user, data)
    return _edit_page(request, conflict.current, form, status=409, conflict=conflict)


def _edit_page(
    request: HttpRequest,
    meeting: Meeting,
    form: PlanForm,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    context = {
        "crumbs": crumbs_to(meeting, "Edit meeting"),
        "meeting": meeting,
        "form": form,
        "conflict": conflict,
        "theirs": _in_words(conflict.current) if conflict else {},
    }
    return render(request, "meetings/edit.html", context, status=status)


def _in_words(meeting: Meeting) -> dict[str, str]:
    return {
        "Title": meeting.title,
        **_moments(meeting),
        "Time zone": zone_label(meeting.zone),
        "Location": meeting.place,
        "Meeting link": meeting.join_url,
        "Agenda": meeting.agenda,
        "Who can see the meeting page": words_of(meeting, meeting.record_sharing),
        "Who can read the summary": words_of(meeting, meeting.summary_sharing),
    }


def _moments(meeting: Meeting) -> dict[str, str]:
    if not meeting.has_time:
        return {"Date": only_day(meeting.starts_at)}
    return {"Starts": day_and_time(meeting.starts_at), "Ends": day_and_time(meeting.ends_at)}


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def cancel(request: SignedInRequest, key: str) -> HttpResponse:
    """Cancel it, with a reason."""
    meeting = editable_or_error(request, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            records.cancel_meeting(meeting=meeting, by=request.user, reason=form.cleaned_data["reason"])
        except records.MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{meeting.title}” is canceled. We’ll email everyone invited.")
            return redirect(meeting)
    context = {"crumbs": crumbs_to(meeting, "Cancel meeting"), "meeting": meeting, "form": form}
    return render(request, "meetings/cancel.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def restore(request: SignedInRequest, key: str) -> HttpResponse:
    """Let a canceled meeting take place after all."""
    meeting = editable_or_error(request, key)
    if meeting.status != Meeting.Status.CANCELLED:
        return redirect(meeting)
    refusal = ""
    if request.method == "POST":
        try:
            records.restore_meeting(meeting=meeting, by=request.user)
        except records.MeetingRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"“{meeting.title}” is back on. We’ll email everyone invited.")
            return redirect(meeting)
    context = {
        "crumbs": crumbs_to(meeting, "Restore meeting"),
        "meeting": meeting,
        "refusal": refusal,
        "question": "Put this meeting back on the schedule?",
        "points": [
            "The meeting is scheduled again, at the same time and with the same link.",
            "We’ll email everyone invited and update calendars. Earlier RSVPs still count.",
        ],
    }
    return render(request, "meetings/restore.html", context, status=400 if refusal else 200)


@require_POST
@access.approved
def complete(request: SignedInRequest, key: str) -> HttpResponse:
    """Note that it took place."""
    meeting = editable_or_error(request, key)
    try:
        records.mark_completed(meeting=meeting, by=request.user)
    except records.MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Marked as completed. Next, write the summary.")
    return redirect(meeting)
