"""Leaving an agency, reporting that somebody left, and naming who takes over their work."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, actions
from accounts.access import SignedInRequest
from accounts.forms import LeaveForm, SuccessorForm
from accounts.handing_over import shown
from accounts.leading import may_lead, people_of
from accounts.models import HandOver
from accounts.standing import standing_of

NOT_YOURS = "This page is for EV leads and administrators."


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def leave(request: SignedInRequest) -> HttpResponse:
    """Ask, then end one's own membership."""
    mine = list(request.user.memberships.not_ended().select_related("agency").main_first())
    if request.method == "POST" and not mine:
        messages.error(request, "You have no membership to end.")
        return redirect("accounts:my_request")
    form = LeaveForm(request.POST if request.method == "POST" else None, agencies=[row.agency for row in mine])
    if request.method == "POST" and form.is_valid():
        try:
            private = form.cleaned_data["with_private"]
            ended = actions.leave_agency(by=request.user, agency=form.chosen(), with_private=private)
        except actions.ActionRefused as refused:
            messages.error(request, str(refused))
            return redirect("accounts:my_request")
        logout(request)  # every session has ended by now, this one too
        messages.success(request, f"Your membership with {ended.agency} has ended. Thank you for your work.")
        return redirect("home")
    return render(request, "accounts/leave.html", {"memberships": mine, "form": form})


@require_safe
@access.approved
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Work of people who left, until somebody takes it over."""
    if not may_lead(request.user):
        raise PermissionDenied(NOT_YOURS)
    rows = HandOver.objects.visible_to(request.user).waiting().select_related("membership__user", "membership__agency")
    context = {
        "rows": rows.order_by("opened_at", "pk")[:200],
        "is_administrator": standing_of(request.user).is_administrator,
    }
    return render(request, "accounts/hand_overs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def hand_over(request: SignedInRequest, key: str) -> HttpResponse:
    """What there is; with a successor chosen, what would move; the button moves it."""
    row = _hand_over(request, key)
    form = SuccessorForm(request.POST or request.GET or None, hand_over=row)
    successor = form.cleaned_data["successor"] if form.is_valid() else None
    if request.method == "POST" and successor is not None:
        try:
            done = actions.hand_over_to(hand_over=row, successor=successor, by=request.user)
        except actions.ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{successor} took over the work of {row.membership.user}. We emailed both.")
            return redirect("accounts:hand_overs") if done.closed_at else redirect("accounts:hand_over", key=key)
    parts = shown(row, successor)
    context = {
        "hand_over": row,
        "leaver": row.membership.user,
        "agency": row.membership.agency,
        "form": form,
        "successor": successor,
        "parts": parts,
        "can_move": any(part.can_take and any(line.moves for line in part.lines) for part in parts),
    }
    return render(request, "accounts/hand_over.html", context)


@require_POST
@access.approved
def close_hand_over(request: SignedInRequest, key: str) -> HttpResponse:
    """Nobody has to take over what is left."""
    row = _hand_over(request, key)
    try:
        actions.close_hand_over(hand_over=row, by=request.user)
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"You closed the hand-over of {row.membership.user}.")
    return redirect("accounts:hand_overs")


def _hand_over(request: HttpRequest, key: str) -> HandOver:
    rows = HandOver.objects.visible_to(request.user).select_related("membership__user", "membership__agency")
    return get_object_or_404(rows, key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def report_left(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then pause a colleague's access until an administrator decides."""
    rows = people_of(request.user).exclude(user=request.user).select_related("user", "agency")
    rows = rows.filter(user__key=key).order_by("-is_main")
    agency = request.GET.get("agency", "")  # of somebody who serves two
    membership = next((row for row in rows if agency in ("", str(row.agency_id))), None)
    if membership is None:
        raise Http404
    if request.method != "POST":
        return render(request, "accounts/report_left.html", {"membership": membership})
    try:
        actions.report_left(membership=membership, by=request.user)
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:confirmations")
    messages.success(request, f"The access of {membership.user} is paused. Administrators have been told.")
    waiting = HandOver.objects.visible_to(request.user).waiting().filter(membership=membership).first()
    return redirect("accounts:hand_over", key=waiting.key) if waiting else redirect("accounts:confirmations")
