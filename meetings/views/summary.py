"""Writing the summary, noting who was there, ticking off what was to be done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib import markup
from meetings.actions import summaries
from meetings.actions.records import MeetingRefused
from meetings.forms.summary import AttendanceForm, SummaryForm, task_forms
from meetings.models import ActionItem, Meeting
from meetings.sharing_words import words_of
from meetings.views.editable import crumbs_to, editable_or_error, readable_or_404, row_number


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def summary(request: SignedInRequest, key: str) -> HttpResponse:
    """The draft: kept, looked at, published."""
    meeting = editable_or_error(request, key)
    drafted = summaries.draft_of(meeting)
    if request.method != "POST":
        initial = drafted | {"decisions": "\n".join(drafted["decisions"]), "revision": meeting.summary_revision}
        return _page(request, meeting, SummaryForm(initial=initial), task_forms(meeting, drafted["tasks"]))
    doing = request.POST.get("do", "save")
    if doing == "unpublish":
        return _unpublish(request, meeting)
    data = _with_rows(request.POST) if doing == "rows" else request.POST
    form, tasks = SummaryForm(data), task_forms(meeting, drafted["tasks"], data)
    if doing == "rows":
        return _page(request, meeting, form, tasks)
    if not form.is_valid() or not tasks.is_valid():
        return _page(request, meeting, form, tasks, status=400)
    if doing == "preview":
        return _page(request, meeting, form, tasks, preview=_preview(form))
    return _keep(request, meeting, form, tasks, publish=doing == "publish")


def _unpublish(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
    try:
        summaries.unpublish(meeting=meeting, by=request.user, revision=revision)
    except EditConflict:
        messages.warning(request, "Someone else saved changes while you were looking. Nothing was unpublished.")
    else:
        messages.success(request, "Unpublished. Only people who manage the meeting can see the summary now.")
    return redirect("meetings:summary", meeting.key)


def _preview(form: SummaryForm) -> dict[str, Any]:
    """What the page would show of the words as they stand in the form."""
    fields = form.draft([]).fields()
    return {"text": markup.to_html(fields["summary_draft"]), "decisions": fields["record_draft"]["decisions"]}


def _keep(request: SignedInRequest, meeting: Meeting, form: SummaryForm, tasks: Any, *, publish: bool) -> HttpResponse:
    draft = form.draft(row.task() for row in tasks)
    revision = form.cleaned_data["revision"]
    try:
        summaries.save_summary(meeting=meeting, by=request.user, draft=draft, revision=revision, publish=publish)
    except MeetingRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, meeting, form, tasks, status=400)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.summary_revision)
        again = SummaryForm(data), task_forms(conflict.current, summaries.draft_of(conflict.current)["tasks"], data)
        return _page(request, conflict.current, *again, status=409, conflict=conflict)
    if publish:
        messages.success(request, f"Published. Who can read it: {words_of(meeting, meeting.summary_sharing)}.")
        return redirect(meeting)
    messages.success(request, "Draft saved. Only people who manage the meeting can see it.")
    return redirect("meetings:summary", meeting.key)


def _with_rows(data: QueryDict) -> QueryDict:
    """The same form with three more rows for action items."""
    more = data.copy()
    total = data.get("tasks-TOTAL_FORMS", "")
    more["tasks-TOTAL_FORMS"] = str(min(int(total) + 3, 40) if total.isascii() and total.isdigit() else 3)
    return more


def _page(
    request: HttpRequest,
    meeting: Meeting,
    form: SummaryForm,
    tasks: Any,
    *,
    status: int = 200,
    preview: dict[str, Any] | None = None,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    context = {
        "crumbs": crumbs_to(meeting, "Summary"),
        "meeting": meeting,
        "form": form,
        "tasks": tasks,
        "preview": preview,
        "conflict": conflict,
        "theirs": summaries.draft_of(conflict.current) if conflict else {},
        "readers": words_of(meeting, meeting.summary_sharing),
        "is_unpublished": summaries.has_unpublished(meeting),
    }
    return render(request, "meetings/summary.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def attendance(request: SignedInRequest, key: str) -> HttpResponse:
    """Who was there."""
    meeting = editable_or_error(request, key)
    form = AttendanceForm(meeting, request.POST or None)
    status, conflict = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                summaries.note_attendance(
                    meeting=meeting,
                    by=request.user,
                    people=form.chosen(),
                    others=form.cleaned_data["others"],
                    revision=form.cleaned_data["revision"],
                )
            except MeetingRefused as refusal:
                form.add_error(None, str(refusal))
            except EditConflict as found:
                data = request.POST.copy()
                data["revision"] = str(found.current.revision)
                form, conflict, status = AttendanceForm(found.current, data), found, 409
            else:
                messages.success(request, "Attendance saved.")
                return redirect(meeting)
    context = {
        "crumbs": crumbs_to(meeting, "Attendance"),
        "meeting": meeting,
        "form": form,
        "conflict": conflict,
        "theirs": meeting.attendance.order_by("name", "pk") if conflict else [],
    }
    return render(request, "meetings/attendance.html", context, status=status)


@require_POST
@access.approved
def tick(request: SignedInRequest, key: str) -> HttpResponse:
    """Tick an action item off, or open it again."""
    meeting = readable_or_404(request, key)
    items = ActionItem.objects.visible_to(request.user).filter(meeting=meeting)
    item = get_object_or_404(items, pk=row_number(request, "item"))
    done = request.POST.get("done") == "1"
    if not summaries.may_tick(item, request.user):
        raise PermissionDenied("Only the person assigned and people who manage the meeting can mark it as done.")
    summaries.set_done(item=item, by=request.user, done=done)
    messages.success(request, "Marked as done." if done else "Reopened.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_ours else f"{reverse('meetings:detail', args=[key])}#action-items")
