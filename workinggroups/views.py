from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from documents.rows import document_row
from workinggroups.models import WorkingGroup
from workinggroups.querysets import shared_with

NEWEST_FIRST = ("-shared_at", "-key")
PAGE_SIZE = 25


@require_safe
@access.audience
def group_list(request: HttpRequest) -> HttpResponse:
    """All working groups by kind; a person's own are marked."""
    groups = list(WorkingGroup.objects.in_order())
    standing = standing_of(request.user)
    context = {
        "kinds": [
            {"kind": kind, "groups": [group for group in groups if group.kind == kind]} for kind in WorkingGroup.Kind
        ],
        "mine": {group.pk for group in groups if group.audience_id in standing.reader_keys},
    }
    return render(request, "workinggroups/group_list.html", context)


@require_safe
@access.audience
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a group is for and whom to ask; for members, the documents shared with it that they may see."""
    group = get_object_or_404(WorkingGroup.objects.select_related("region"), slug=slug)
    standing = standing_of(request.user)
    page = page_by_key(shared_with(group, request.user), NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "crumbs": [{"label": "Working groups", "url": reverse("workinggroups:list")}, {"label": group.name}],
        "group": group,
        "belongs": group.audience_id in standing.reader_keys,
        "rows": [document_row(document) for document in page.rows],
        "newer_url": f"?page={page.before}" if page.before else "",
        "older_url": f"?page={page.after}" if page.after else "",
    }
    return render(request, "workinggroups/detail.html", context)
