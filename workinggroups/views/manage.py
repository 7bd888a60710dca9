"""Adding a working group, and changing what it says."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.standing import standing_of
from workinggroups import actions
from workinggroups.actions.groups import in_words
from workinggroups.forms import GroupForm
from workinggroups.models import WorkingGroup
from workinggroups.views.frame import crumbs, group_for, group_named, tabs

KINDS = {
    "regional": "For the state agencies of one region.",
    "topical": "On one topic, for state staff from all states.",
    "collaborative": "For organizations you invite: state agencies, cities, and national associations.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def add(request: SignedInRequest) -> HttpResponse:
    """Choose a kind, then say what the group is."""
    kind = request.GET.get("kind", "")
    way = [{"label": "Working groups", "url": "/groups/"}, {"label": "Add a working group"}]
    if kind not in KINDS:
        choices = [(WorkingGroup.Kind(name).label, f"?kind={name}", words) for name, words in KINDS.items()]
        return render(request, "workinggroups/add.html", {"crumbs": way, "choices": choices})
    form = GroupForm(kind=kind, with_public=True, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        public = form.public()
        assert public is not None  # administrators say it
        try:
            made = actions.make_group(
                by=request.user, kind=kind, region=form.cleaned_data.get("region"),
                public=public, details=form.details(),
            )  # fmt: skip
        except actions.ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made} was added. Next, add its leads.")
            return redirect("workinggroups:add_person", made.slug)
    context = {"crumbs": way, "form": form, "kind": WorkingGroup.Kind(kind), "words": KINDS[kind]}
    return render(request, "workinggroups/add.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change charter, topics, joining, roster and contact; administrators also what the public reads."""
    group = group_for(request, slug, "lead")
    if request.method != "POST":
        return _edit_page(request, group, _form(request, group))
    if request.POST.get("do") in ("close", "reopen"):
        return _close(request, group)
    form = _form(request, group, request.POST)
    if not form.is_valid():
        return _edit_page(request, group, form, status=400)
    try:
        saved = actions.save_group(
            group, by=request.user, details=form.details(), public=form.public(),
            revision=form.cleaned_data["revision"],
        )  # fmt: skip
    except actions.ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, group, form, status=400)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        current = group_named(slug)
        return _edit_page(request, current, _form(request, current, data), status=409, conflict=conflict)
    messages.success(request, "Saved.")
    return redirect(saved)


def _close(request: SignedInRequest, group: WorkingGroup) -> HttpResponse:
    closed = request.POST["do"] == "close"
    actions.set_closed(group, by=request.user, closed=closed)
    messages.success(request, f"{group} is closed." if closed else f"{group} is open again.")
    return redirect(group)


def _form(request: HttpRequest, group: WorkingGroup, data: Mapping[str, str] | None = None) -> GroupForm:
    is_administrator = standing_of(request.user).is_administrator
    return GroupForm(kind=group.kind, with_public=is_administrator, group=group, data=data)


def _edit_page(
    request: HttpRequest,
    group: WorkingGroup,
    form: GroupForm,
    status: int = 200,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    context = {
        "crumbs": crumbs(group, "Edit"),
        "tabs": tabs(group, request, "edit"),
        "group": group,
        "form": form,
        "conflict": conflict,
        "theirs": in_words(group) if conflict else {},
    }
    return render(request, "workinggroups/edit.html", context, status=status)
