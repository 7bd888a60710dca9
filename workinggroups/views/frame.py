"""What the pages of one group have in common: the group, who may open them, the tabs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from clearinghouse.lib.statements import Statement
from workinggroups.models import WorkingGroup
from workinggroups.permissions import Action, Rights, can, rights_of


def group_named(slug: str) -> WorkingGroup:
    """The group; that it exists is public."""
    found = _named.rows(slug=slug)
    if not found:
        raise Http404
    return found[0]


@Statement
def _named(slug: str) -> QuerySet[WorkingGroup]:
    return WorkingGroup.objects.filter(slug=slug).select_related("region", "audience")


def group_for(request: HttpRequest, slug: str, action: Action) -> WorkingGroup:
    """The group, for somebody who may do this with it; 403 for everybody else, because groups are public."""
    group = group_named(slug)
    if not can(request.user, action, group):
        raise PermissionDenied(REFUSALS.get(action, ""))
    return group


REFUSALS: dict[str, str] = {
    "lead": "This page is for the group’s leads and administrators.",
    "see_roster": "You don’t have access to this group’s roster.",
}


def crumbs(group: WorkingGroup, *labels: str) -> list[dict[str, str]]:
    """The way to a page of the group."""
    way = [{"label": "Working groups", "url": reverse("workinggroups:list")}]
    if not labels:
        return [*way, {"label": group.name}]
    return [*way, {"label": group.name, "url": group.get_absolute_url()}, *({"label": label} for label in labels)]


def tabs(group: WorkingGroup, request: HttpRequest, current: str, rights: Rights | None = None) -> list[dict[str, Any]]:
    """The group's pages that are open to this person; none where there is only the one."""
    rights = rights or rights_of(request.user, group).alone()
    names = [("detail", "Overview")]
    if rights.see_roster:
        names += [("people", "People"), ("states", "States")]
    if rights.lead:
        names += [("requests", "Requests"), ("edit", "Edit")]
    if len(names) == 1:
        return []
    return [
        {
            "label": label,
            "url": reverse(f"workinggroups:{name}", args=[group.slug]),
            "current": name == current,
            "count": rights.waiting if name == "requests" and rights.waiting else None,
        }
        for name, label in names
    ]
