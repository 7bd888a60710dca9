"""Goals and milestones of a pair: add, change, remove."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from workforce.actions import SpaceRefused
from workforce.actions import goals as actions
from workforce.forms.goals import GoalForm, MilestoneForm
from workforce.models import Goal, Milestone, Pair
from workforce.views.frame import frame
from workforce.views.pair_editing import editable_pair
from workforce.views.pairs import WAY


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add_goal(request: SignedInRequest, key: str) -> HttpResponse:
    """Give a pair a goal."""
    pair = editable_pair(request, key)
    form = GoalForm(request.POST if request.method == "POST" else None, pair=pair)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_goal(pair=pair, by=request.user, details=form.details())
        except SpaceRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "We added the goal.")
            return redirect(pair)
    return _page(request, pair, form, "Add a goal")


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def goal(request: SignedInRequest, key: str, goal_key: str) -> HttpResponse:
    """Change a goal, or remove it."""
    # What is hidden and what never was answer alike, before anybody is told who may edit.
    found = get_object_or_404(Goal.objects.visible_to(request.user), pair__key=key, key=goal_key)
    pair = editable_pair(request, key)
    if request.method != "POST":
        return _page(request, pair, GoalForm(pair=pair, goal=found), "Edit goal", removes=True)
    if request.POST.get("do") == "remove":
        actions.remove_goal(goal=found, by=request.user)
        messages.success(request, "We removed the goal.")
        return redirect(pair)
    form = GoalForm(request.POST, pair=pair, goal=found)
    if not form.is_valid():
        return _page(request, pair, form, "Edit goal", removes=True)
    try:
        revision = form.cleaned_data["revision"] or 0
        actions.change_goal(goal=found, by=request.user, details=form.details(), revision=revision)
    except SpaceRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, pair, form, "Edit goal", removes=True)
    except EditConflict as conflict:
        return _conflict_page(request, pair, conflict)
    messages.success(request, "We saved the goal.")
    return redirect(pair)


def _conflict_page(request: HttpRequest, pair: Pair, conflict: EditConflict) -> HttpResponse:
    theirs: Goal = conflict.current
    data = request.POST.copy()
    data["revision"] = str(theirs.revision)
    words = {"goal": theirs.title, "target": theirs.target, "progress": theirs.get_status_display()}
    form = GoalForm(data, pair=pair, goal=theirs)
    return _page(request, pair, form, "Edit goal", status=409, conflict=conflict, theirs=words)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add_milestone(request: SignedInRequest, key: str) -> HttpResponse:
    """Give a pair a milestone."""
    pair = editable_pair(request, key)
    form = MilestoneForm(request.POST if request.method == "POST" else None)
    return _save_milestone(request, pair, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def milestone(request: SignedInRequest, key: str, milestone_key: str) -> HttpResponse:
    """Change a milestone, mark it as done, or remove it."""
    found = get_object_or_404(Milestone.objects.visible_to(request.user), pair__key=key, key=milestone_key)
    pair = editable_pair(request, key)
    if request.method == "POST" and request.POST.get("do") == "remove":
        actions.remove_milestone(milestone=found, by=request.user)
        messages.success(request, "We removed the milestone.")
        return redirect(pair)
    form = MilestoneForm(request.POST if request.method == "POST" else None, milestone=found)
    return _save_milestone(request, pair, form, found)


def _save_milestone(request: SignedInRequest, pair: Pair, form: MilestoneForm, found: Milestone | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_milestone(pair=pair, by=request.user, details=form.details(), milestone=found)
        except SpaceRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "We saved the milestone.")
            return redirect(pair)
    return _page(request, pair, form, "Edit milestone" if found else "Add a milestone", removes=found is not None)


def _page(
    request: HttpRequest, pair: Pair, form: GoalForm | MilestoneForm, heading: str, status: int = 0, **more: Any
) -> HttpResponse:
    context = {
        **frame(request, "pairs", WAY, label=heading),
        "pair": pair,
        "form": form,
        "heading": heading,
        "conflict": None,
        "removes": False,
        **more,
    }
    usual = 400 if request.method == "POST" else 200
    return render(request, "workforce/goal_form.html", context, status=status or usual)
