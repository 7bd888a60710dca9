"""Getting into a working group by oneself, and out of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import standing_of
from workinggroups import actions
from workinggroups.forms import NoteForm
from workinggroups.models import GroupMembership, Joining, JoinRequest, WorkingGroup
from workinggroups.permissions import can, has_lead, leads_of
from workinggroups.views.frame import crumbs, group_named


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join, or join at once where the group is open."""
    group = group_named(slug)
    if group.audience_id in standing_of(request.user).reader_keys:
        return redirect(group)
    if group.closed_at is not None:
        return redirect(group)  # the group's page says that it is closed, to whomever it would not let in either
    if not can(request.user, "join", group):
        raise PermissionDenied(f"You can’t join this group. Who can join: {group.who_may_join}")
    if request.method != "POST" and _own_waiting(request, group) is not None:
        return redirect(group)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            waiting = actions.ask_to_join(group=group, by=request.user, note=form.cleaned_data["note"])
        except actions.ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _said(group, waiting))
        return redirect(group)
    context = {
        "crumbs": crumbs(group, "Join"),
        "group": group,
        "form": form,
        "is_open": group.joining == Joining.OPEN,
        "by_invitation": group.joining == Joining.INVITATION,
        "has_lead": has_lead(group),
    }
    return render(request, "workinggroups/join.html", context, status=400 if request.method == "POST" else 200)


def _said(group: WorkingGroup, waiting: JoinRequest | None) -> str:
    if waiting is None:
        return f"You’re now a member of {group}."
    return "Your request is waiting for approval. We’ll email you when it’s decided."


def _own_waiting(request: HttpRequest, group: WorkingGroup) -> JoinRequest | None:
    own = JoinRequest.objects.visible_to(request.user).filter(group=group, user_id=standing_of(request.user).user_id)
    return own.waiting().select_related("group").first()


@require_POST
@access.approved
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one's own waiting request back. Twice is as good as once."""
    group = group_named(slug)
    waiting = _own_waiting(request, group)
    if waiting is not None:
        try:
            actions.withdraw_request(request=waiting, by=request.user)
        except actions.AlreadyDecided as decided:
            request_made = decided.request
            messages.info(request, f"{request_made.decided_by} already {request_made.status} your request.")
            return redirect(group)
    messages.success(request, "We withdrew your request.")
    return redirect(group)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask, then leave."""
    group = group_named(slug)
    mine = GroupMembership.objects.visible_to(request.user).current()
    place = get_object_or_404(mine, group=group, user_id=standing_of(request.user).user_id)
    if request.method == "POST":
        try:
            actions.leave_group(group=group, by=request.user)
        except actions.ActionRefused as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, f"You left {group}.")
        return redirect(group)
    points = [
        "You’ll lose access right away to what’s shared with the group.",
        "What you shared with the group stays shared with it.",
    ]
    if group.joining != Joining.OPEN:
        points.append("To rejoin, you’ll need to ask again.")
    if place.role == GroupMembership.Role.LEAD and not leads_of(group).exclude(pk=place.user_id).exists():
        points.append("You’re the only lead. NASEO administrators will manage the group until it has a new lead.")
    context = {"crumbs": crumbs(group, "Leave"), "group": group, "points": points}
    return render(request, "workinggroups/leave.html", context)
