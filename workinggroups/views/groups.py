"""The list of working groups and the page of one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.markup import to_html
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from documents.finding.rows import document_row
from documents.models import Topic
from workinggroups import roster
from workinggroups.cards import kinds_of
from workinggroups.models import Joining, JoinRequest, WorkingGroup
from workinggroups.panels import panels_of
from workinggroups.permissions import can, rights_of
from workinggroups.shared_documents import NEWEST_FIRST, PAGE_SIZE, newest_shared_with, shared_with
from workinggroups.views.frame import crumbs, group_named, tabs

PEOPLE_ON_PAGE = 40


@require_safe
@access.audience
def group_list(request: HttpRequest) -> HttpResponse:
    """All working groups by kind; a person's own are marked, and those they asked to join."""
    groups = list(WorkingGroup.objects.in_order().select_related("region"))
    context = {"kinds": kinds_of(groups, request.user)}
    return render(request, "workinggroups/group_list.html", context)


@require_safe
@access.audience
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a group is for, how to join and whom to ask; for its members, all it holds."""
    group = group_named(slug)
    standing = standing_of(request.user)
    inside = can(request.user, "see_inside", group)
    panels = panels_of(group, request.user)
    read = read_parts({**_parts(group, request), **panels})
    rights, page = read["rights"], read["documents"]
    context = {
        "crumbs": crumbs(group),
        "tabs": tabs(group, request, "detail", rights),
        "group": group,
        "belongs": group.audience_id in standing.reader_keys,
        "inside": inside,
        "charter": to_html(group.charter) if inside and group.charter else "",
        "can_write_charter": inside and not group.charter and rights.lead,
        "topics": read["topics"],
        "panels": [read[name] for name in panels if read[name] is not None],
        "rows": [document_row(document) for document in page.rows],
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
        "way_in": None if inside or not standing.is_approved else way_in(group, request),
        "leads": read["roster"].leads if inside else [],
        "roster": read["roster"] if rights.see_roster else None,
    }
    return render(request, "workinggroups/detail.html", context)


def _parts(group: WorkingGroup, request: HttpRequest) -> dict[str, Part[Any]]:
    """What the page needs besides its panels."""
    return {
        "rights": rights_of(request.user, group),
        "topics": Part((_topics.asked(group=group.pk),), list),
        "roster": roster.roster_of(group, request.user, PEOPLE_ON_PAGE),
        "documents": _documents(group, request),
    }


def _documents(group: WorkingGroup, request: HttpRequest) -> Part[Any]:
    cursor = request.GET.get("page", "")
    if not cursor:
        return newest_shared_with(group, request.user)
    page = page_by_key(shared_with(group, request.user), NEWEST_FIRST, cursor, PAGE_SIZE)
    return Part((), lambda: page)


@Statement
def _topics(group: int) -> QuerySet[Topic]:
    return Topic.objects.filter(working_groups=group).order_by("position", "pk")


@dataclass(frozen=True)
class WayIn:
    """How somebody who is not in the group gets in, and where their latest request stands."""

    fits: bool
    joining: str
    request: JoinRequest | None

    @property
    def can_ask(self) -> bool:
        """Whether the group's page offers to ask, or to join at once."""
        waits = self.request is not None and self.request.status == JoinRequest.Status.WAITING
        return self.fits and not waits and self.joining != Joining.INVITATION


def way_in(group: WorkingGroup, request: HttpRequest) -> WayIn:
    """Two queries."""
    latest = _own_requests(request).filter(group=group).select_related("decided_by").order_by("-requested_at", "-pk")
    return WayIn(can(request.user, "join", group), group.joining, latest.first())


def _own_requests(request: HttpRequest) -> Any:
    return JoinRequest.objects.visible_to(request.user).filter(user_id=standing_of(request.user).user_id)
