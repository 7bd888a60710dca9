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
        "rows": [(held, work) for held, work in _with_work(page.rows)],
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
    return _decision_page(request, _held(request, slug, key), ReasonForm())


@require_POST
@access.approved
def approve(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Let the person in; they are told."""
    held = _held(request, slug, key)
    try:
        actions.approve_request(request=held, by=request.user)
    except actions.AlreadyDecided as decided:
        return _told(request, decided.request)
    except actions.ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(held)
    messages.success(request, f"{held.user} is in {held.group} now. A mail is on its way.")
    return redirect("workinggroups:requests", held.group.slug)


@require_POST
@access.approved
def decline(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Decline with a reason, which the person is told."""
    held = _held(request, slug, key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _decision_page(request, held, form, status=400)
    try:
        actions.decline_request(request=held, by=request.user, reason=form.cleaned_data["reason"])
    except actions.AlreadyDecided as decided:
        return _told(request, decided.request)
    messages.success(request, f"The request of {held.user} is declined. A mail with the reason is on its way.")
    return redirect("workinggroups:requests", held.group.slug)


def _held(request: HttpRequest, slug: str, key: str) -> JoinRequest:
    group = group_for(request, slug, "lead")
    rows = JoinRequest.objects.visible_to(request.user).select_related("group__audience", "user", "decided_by")
    return get_object_or_404(rows, group=group, key=key)


def _with_work(rows: list[JoinRequest]) -> list[tuple[JoinRequest, Membership | None]]:
    """Each request with where its person works now; one query."""
    current = Membership.objects.current().filter(user__in=[held.user_id for held in rows])
    found = {membership.user_id: membership for membership in current.select_related("agency__state")}
    return [(held, found.get(held.user_id)) for held in rows]


def _decision_page(request: HttpRequest, held: JoinRequest, form: ReasonForm, status: int = 200) -> HttpResponse:
    group: WorkingGroup = held.group
    context = {
        "crumbs": [*crumbs(group, "Requests"), {"label": str(held.user)}],
        "group": group,
        "held": held,
        "work": _with_work([held])[0][1],
        "form": form,
        "fits": may_belong(held.user_id, group),
        "is_own": held.user_id == request.user.pk,
    }
    return render(request, "workinggroups/request.html", context, status=status)


def _told(request: HttpRequest, held: JoinRequest) -> HttpResponse:
    """409: somebody was faster, and what they decided."""
    return render(request, "workinggroups/already_decided.html", {"held": held, "group": held.group}, status=409)
