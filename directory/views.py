"""The directory of members: the list, a person, and the administrators' export."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from directory.actions import export_directory
from directory.entries import BY_NAME, directory_for, entry_of, for_entries, narrowed, shared_mailboxes
from directory.forms import DirectoryFilter
from documents.finding.rows import document_row
from documents.models import Document
from workinggroups.models import GroupMembership

PAGE_SIZE = 25
NEWEST = 5
MAILBOXES = 50
# Plenty for somebody who looks people up, too little for somebody who collects them: docs/security.md, "The directory".
LISTS = "300/h/user"
PEOPLE = "120/h/user,400/d/user"


@require_safe
@access.approved
def people(request: HttpRequest) -> HttpResponse:
    """Who is in the directory, by name; narrowed by state, agency and group."""
    if answer := too_often(request, action="directory_lists", rates=LISTS):
        return answer
    everybody = directory_for(request.user)
    form = DirectoryFilter(request.GET, viewer=request.user, people=everybody)
    found = narrowed(everybody, form.wanted()) if form.is_valid() else User.objects.none()
    page = page_by_key(for_entries(found), BY_NAME, request.GET.get("page", ""), PAGE_SIZE)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "entries": [entry_of(person) for person in page.rows],
        "page": page,
        "kept": kept.urlencode(),
        "is_narrowed": any(kept.values()),
        "mailboxes": [] if any(request.GET.values()) else shared_mailboxes()[:MAILBOXES],
        "is_guest": not (standing_of(request.user).is_member or standing_of(request.user).is_administrator),
    }
    return render(request, "directory/people.html", context)


@require_safe
@access.approved
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One person: where they work, how to reach them, their groups and documents, as far as the reader may see."""
    if answer := too_often(request, action="directory_people", rates=PEOPLE):
        return answer
    member = get_object_or_404(for_entries(directory_for(request.user)), key=key)
    places = GroupMembership.objects.visible_to(request.user).current().filter(user=member).select_related("group")
    documents = Document.objects.visible_to(request.user).published().filter(owner=member).for_rows()
    entry = entry_of(member)
    context = {
        "crumbs": [{"label": "People", "url": reverse("directory:people")}, {"label": entry.name}],
        "entry": entry,
        "member": member,
        "is_self": member.pk == request.user.pk,
        "places": places.order_by("group__position", "group"),
        "rows": [document_row(document) for document in documents.order_by("-shared_at", "-key")[:NEWEST]],
    }
    return render(request, "directory/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@reauthentication_required(allow_get=True, app="allauth.account")
def export(request: SignedInRequest) -> HttpResponse:
    """Ask, then hand out the file."""
    if request.method != "POST":
        return render(request, "directory/export.html")
    answer = HttpResponse(export_directory(by=request.user), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="members-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
