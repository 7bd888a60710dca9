"""The directory of members: the list, a person, writing to them, and the administrators' export."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.spreadsheet import download
from directory.actions import COLUMNS, MessageRefused, export_directory, send_message
from directory.entries import BY_NAME, directory_for, entry_of, for_entries, narrowed, shared_mailboxes
from directory.forms import DirectoryFilter, MessageForm
from directory.models import DirectMessage
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
@access.approved
def write(request: SignedInRequest, key: str) -> HttpResponse:
    """Write to somebody in the directory."""
    # Counted with the pages of people: this one names them too.
    if answer := too_often(request, action="directory_people", rates=PEOPLE):
        return answer
    people = for_entries(directory_for(request.user)).exclude(pk=request.user.pk)
    return _message_page(request, get_object_or_404(people, key=key))


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def answer(request: SignedInRequest, key: str) -> HttpResponse:
    """Answer somebody who wrote."""
    received = DirectMessage.objects.received_by(request.user).select_related("sender")
    message = get_object_or_404(received, key=key)
    return _message_page(request, message.sender, message)


def _message_page(request: SignedInRequest, to: User, answers: DirectMessage | None = None) -> HttpResponse:
    initial = {"subject": _as_answer(answers.subject)} if answers else {}
    form = MessageForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            send_message(by=request.user, to=to, draft=form.draft(), answers=answers)
        except MessageRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"We sent your message to {to}.")
            return redirect("directory:people") if answers else redirect("directory:person", key=to.key)
    context = {
        "crumbs": _crumbs_to_message(to, answers),
        "form": form,
        "to": to,
        "entry": None if answers else entry_of(to),
        "answers": answers,
    }
    return render(request, "directory/write.html", context, status=400 if request.method == "POST" else 200)


def _as_answer(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"[:120]


def _crumbs_to_message(to: User, answers: DirectMessage | None) -> list[dict[str, str]]:
    people = {"label": "People", "url": reverse("directory:people")}
    if answers:
        return [people, {"label": "Answer"}]
    return [people, {"label": str(to), "url": reverse("directory:person", args=[to.key])}, {"label": "Write"}]


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@access.fresh_sign_in
def export(request: SignedInRequest) -> HttpResponseBase:
    """Ask, then hand out the file."""
    form = DirectoryFilter(request.GET, viewer=request.user, people=directory_for(request.user))
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "kept": request.GET.urlencode(), "is_narrowed": any(request.GET.values())}
        return render(request, "directory/export.html", context, status=200 if form.is_valid() else 400)
    rows = export_directory(by=request.user, wanted=form.wanted())
    as_workbook = request.POST.get("format") == "xlsx"
    return download(f"members-{timezone.localdate():%Y-%m-%d}", COLUMNS, rows, as_workbook=as_workbook)
