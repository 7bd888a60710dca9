"""Who belongs to a group: the roster, the states that are missing, and what leads change about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import Membership, User
from accounts.standing import standing_of
from workinggroups import actions, roster
from workinggroups.forms import AddPersonForm, FindPersonForm, ReasonForm, RoleForm, RosterFilter, matches
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.permissions import can, has_lead
from workinggroups.views.frame import crumbs, group_for, tabs

MOST_ROWS = 200


@require_safe
@access.approved
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody in the group by state, with their agency; found by state or name."""
    group = group_for(request, slug, "see_roster")
    form = RosterFilter(request.GET)
    rows = roster.places(group.pk, request.user)
    if not form.is_valid():
        rows = rows.none()
    elif form.cleaned_data["state"]:
        rows = rows.filter(work__agency__state=form.cleaned_data["state"])
    if form.is_valid() and form.cleaned_data["who"]:
        rows = rows.filter(user__name__icontains=form.cleaned_data["who"])
    found = roster.people(rows, request.user, MOST_ROWS + 1)
    context = {
        "crumbs": crumbs(group, "People"),
        "tabs": tabs(group, request, "people"),
        "group": group,
        "form": form,
        "is_filtered": bool(request.GET.get("who") or request.GET.get("state")),
        "by_state": roster.by_state(found[:MOST_ROWS]),
        "is_cut": len(found) > MOST_ROWS,
        "shown": min(len(found), MOST_ROWS),
        "leads_it": can(request.user, "lead", group),
        "belongs": group.audience_id in standing_of(request.user).reader_keys,
    }
    return render(request, "workinggroups/people.html", context)


@require_safe
@access.approved
def states(request: HttpRequest, slug: str) -> HttpResponse:
    """Which states are in the group and which are missing: on the map and as a list."""
    group = group_for(request, slug, "see_roster")
    found = roster.coverage(group, request.user)
    context = {
        "crumbs": crumbs(group, "States"),
        "tabs": tabs(group, request, "states"),
        "group": group,
        "coverage": found,
        "map_states": roster.coverage_map(group, found),
    }
    return render(request, "workinggroups/states.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def add_person(request: SignedInRequest, slug: str) -> HttpResponse:
    """Find somebody the rules let in, then add them. Adding takes only one of those who were found."""
    group = group_for(request, slug, "lead")
    asked = request.POST if request.method == "POST" else request.GET
    finding = FindPersonForm(asked if "who" in asked else None)
    found = _found(group, finding, request.user) if finding.is_valid() else []
    form = AddPersonForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            actions.add_person(group=group, person=chosen, by=request.user, role=form.cleaned_data["role"])
        except actions.ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{chosen} is now a member of {group}. We sent them an email.")
        return redirect("workinggroups:people", group.slug)
    context = {
        "crumbs": crumbs(group, "Add a person"),
        "group": group,
        "finding": finding,
        "form": form if found else None,
        "has_searched": finding.is_bound and finding.is_valid(),
    }
    return render(request, "workinggroups/add_person.html", context, status=400 if request.method == "POST" else 200)


def _found(group: WorkingGroup, finding: FindPersonForm, by: User) -> list[tuple[User, str]]:
    """The people found, each with where they work."""
    with_administrators = standing_of(by).is_administrator
    people = list(matches(group, finding.cleaned_data["who"], with_administrators=with_administrators))
    current = Membership.objects.one_each().filter(user__in=people).select_related("agency__state")
    work = {membership.user_id: membership.agency for membership in current}
    return [(one, _where(work.get(one.pk))) for one in people]


def _where(agency: object) -> str:
    if agency is None:
        return roster.WITHOUT_AGENCY
    state = getattr(agency, "state", None)
    return f"{agency}, {state}" if state else str(agency)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def remove(request: SignedInRequest, slug: str, key: UUID) -> HttpResponse:
    """Take somebody out of the group, with a reason."""
    place = _place(request, slug, key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_person(place=place, by=request.user, reason=form.cleaned_data["reason"])
        except actions.ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{place.user} is no longer a member of {place.group}. We sent them an email.")
            _say_when_nobody_leads(request, place.group)
        return redirect("workinggroups:people", place.group.slug)
    context = {"crumbs": crumbs(place.group, "Remove"), "group": place.group, "place": place, "form": form}
    return render(request, "workinggroups/remove.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@access.approved
@access.fresh_sign_in
def change_role(request: SignedInRequest, slug: str, key: UUID) -> HttpResponse:
    """Make somebody a lead or a member."""
    place = _place(request, slug, key)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose Member or Lead.")
        return redirect("workinggroups:people", place.group.slug)
    try:
        changed = actions.change_role(place=place, by=request.user, role=form.cleaned_data["role"])
    except actions.ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        is_lead = changed.role == GroupMembership.Role.LEAD
        said = (
            f"is now a lead of {changed.group}"
            if is_lead
            else f"is no longer a lead of {changed.group} but is still a member"
        )
        messages.success(request, f"{changed.user} {said}.")
        _say_when_nobody_leads(request, changed.group)
    # Who ended their own role can no longer open the roster where only leads see it.
    return redirect(place.group if place.user_id == request.user.pk else roster_url(place.group))


def _say_when_nobody_leads(request: HttpRequest, group: WorkingGroup) -> None:
    if not has_lead(group):
        messages.warning(request, f"{group} has no lead. NASEO administrators manage it.")


def roster_url(group: WorkingGroup) -> str:
    """The address of the roster."""
    return f"{group.get_absolute_url()}people/"


def _place(request: HttpRequest, slug: str, key: UUID) -> GroupMembership:
    group = group_for(request, slug, "lead")
    rows = GroupMembership.objects.visible_to(request.user).current().select_related("group__audience", "user")
    return get_object_or_404(rows, group=group, key=key)
