"""The requests to join one group, for its leads and administrators, and the decision on each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import Membership
from clearinghouse.lib.keyset import page_by_key
from workinggroups import actions
from workinggroups.forms import ReasonForm
from workinggroups.models import JoinRequest, WorkingGroup
from workinggroups.permissions import has_lead, may_belong
from workinggroups.views.frame import crumbs, group_for, tabs

PAGE_SIZE = 20
DECIDED = 10


@require_safe
@access.approved
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Requests that wait, oldest first, and the latest decisions."""
    group = group_for(request, slug, "lead")
    rows = JoinRequest.objects.visible_to(request.user).filter(group=group)
    waiting = rows.waiting().select_related("user")
    page = page_by_key(waiting, ("requested_at", "pk"), request.GET.get("page", ""), PAGE_SIZE)
    decided = rows.filter(decided_at__isnull=False).select_related("user", "decided_by").order_by("-decided_at", "-pk")
    context = {
        "crumbs": crumbs(group, "Requests"),
        "tabs": tabs(group, request, "requests"),
        "group": group,
        "rows": [(join_request, work) for join_request, work in _with_work(page.rows)],
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
        "decided": decided[:DECIDED],
        "has_lead": has_lead(group),
    }
    return render(request, "workinggroups/requests.html", context)


@require_safe
@access.approved
def request(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One request with both answers; a decided one shows its decision."""
    return _decision_page(request, _join_request(request, slug, key), ReasonForm())


@require_POST
@access.approved
def approve(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Let the person in; they are told."""
    join_request = _join_request(request, slug, key)
    try:
        actions.approve_request(request=join_request, by=request.user)
    except actions.AlreadyDecided as decided:
        return _already_decided(request, decided.request)
    except actions.ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(join_request)
    messages.success(request, f"{join_request.user} is now a member of {join_request.group}. We sent them an email.")
    return redirect("workinggroups:requests", join_request.group.slug)


@require_POST
@access.approved
def decline(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Decline with a reason, which the person is told."""
    join_request = _join_request(request, slug, key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, join_request, form, status=400)
    try:
        actions.decline_request(request=join_request, by=request.user, reason=form.cleaned_data["reason"])
    except actions.AlreadyDecided as decided:
        return _already_decided(request, decided.request)
    messages.success(
        request, f"You declined the request from {join_request.user}. We sent them an email with the reason."
    )
    return redirect("workinggroups:requests", join_request.group.slug)


def _join_request(request: HttpRequest, slug: str, key: str) -> JoinRequest:
    group = group_for(request, slug, "lead")
    rows = JoinRequest.objects.visible_to(request.user).select_related("group__audience", "user", "decided_by")
    return get_object_or_404(rows, group=group, key=key)


def _with_work(rows: list[JoinRequest]) -> list[tuple[JoinRequest, Membership | None]]:
    """Each request with where its person works now; one query."""
    current = Membership.objects.one_each().filter(user__in=[join_request.user_id for join_request in rows])
    found = {membership.user_id: membership for membership in current.select_related("agency__state")}
    return [(join_request, found.get(join_request.user_id)) for join_request in rows]


def _decision_page(
    request: HttpRequest, join_request: JoinRequest, form: ReasonForm, status: int = 200
) -> HttpResponse:
    group: WorkingGroup = join_request.group
    context = {
        "crumbs": [*crumbs(group, "Requests"), {"label": str(join_request.user)}],
        "group": group,
        "join_request": join_request,
        "work": _with_work([join_request])[0][1],
        "form": form,
        "fits": may_belong(join_request.user_id, group),
        "is_own": join_request.user_id == request.user.pk,
    }
    return render(request, "workinggroups/request.html", context, status=status)


def _already_decided(request: HttpRequest, join_request: JoinRequest) -> HttpResponse:
    """409: somebody was faster, and what they decided."""
    return render(
        request,
        "workinggroups/already_decided.html",
        {"join_request": join_request, "group": join_request.group},
        status=409,
    )
