"""Announcements as administrators write, look over, send, and withdraw them."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from accounts.views.mail_previews import for_frame
from announcements import actions
from announcements.actions import AnnouncementRefused, ReachChanged
from announcements.emails import written
from announcements.forms import AnnouncementForm
from announcements.models import Announcement, Status
from announcements.reach import reach_of
from announcements.views.reading import crumbs
from clearinghouse.lib.wording import counted


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def new(request: SignedInRequest) -> HttpResponse:
    """Write a draft, from nothing or as a correction of one that was sent."""
    corrected = _corrected(request)
    form = AnnouncementForm(request.POST if request.method == "POST" else None, announcement=corrected)
    if request.method == "POST" and form.is_valid():
        made = actions.start(by=request.user, details=form.details(), corrects=corrected)
        messages.success(request, "Your draft is saved. Look it over, then send it.")
        return redirect("announcements:send", made.key)
    return _form_page(request, form, None, corrected=corrected)


def _corrected(request: SignedInRequest) -> Announcement | None:
    key = request.GET.get("corrects", "").replace("\x00", "")
    return get_object_or_404(Announcement.objects.visible_to(request.user).sent(), key=key) if key else None


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    """Change a draft."""
    found = _found(request, key)
    if not found.is_draft:
        messages.info(request, "This was sent already, so it can’t be changed. You can write a correction.")
        return redirect(found)
    form = AnnouncementForm(request.POST if request.method == "POST" else None, announcement=found)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, found)
    try:
        revision = form.cleaned_data["revision"] or 0
        actions.change(announcement=found, by=request.user, details=form.details(), revision=revision)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["revision"] = str(conflict.current.revision)
        theirs = {"title": conflict.current.title, "what you announce": conflict.current.text}
        again = AnnouncementForm(data, announcement=conflict.current)
        return _form_page(request, again, found, status=409, conflict=conflict, theirs=theirs)
    except AnnouncementRefused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, "We saved your changes.")
    return redirect("announcements:send", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know views without arguments only
def send(request: SignedInRequest, key: str) -> HttpResponse:
    """The email as people get it, how many they are, and the button that sends it."""
    found = _found(request, key)
    if not found.is_draft:
        return redirect(found)
    if request.method != "POST":
        return _send_page(request, found)
    revision, people = (_number(request, name) for name in ("revision", "people"))
    try:
        sent = actions.send(announcement=found, by=request.user, revision=revision, people=people)
    except (ReachChanged, AnnouncementRefused) as refused:
        found.refresh_from_db()
        return _send_page(request, found, problem=str(refused), status=409)
    people_now = counted(sent.people, "person,people")
    messages.success(request, f"Sent. {people_now} can read it now, and emails are on their way.")
    return redirect(sent)


def _number(request: SignedInRequest, name: str) -> int:
    """Of a hidden field; what isn't a number is none that anything has."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _send_page(request: SignedInRequest, found: Announcement, *, problem: str = "", status: int = 200) -> HttpResponse:
    audiences = list(found.audiences.all())
    context = {
        "announcement": found,
        "reach": reach_of(audiences),
        "audiences": found.audience_names(),
        "email": written(found, request.user),
        "problem": problem,
        "crumbs": crumbs("Look over and send"),
    }
    return render(request, "announcements/send.html", context, status=status)


@require_safe
@access.administrator
def html(request: SignedInRequest, key: str) -> HttpResponse:
    """The email's HTML as it is now, for the frame on the page above."""
    return for_frame(written(_found(request, key), request.user).html)


@require_POST
@access.administrator
def try_on_oneself(request: SignedInRequest, key: str) -> HttpResponse:
    """Email the draft to oneself."""
    found = _found(request, key)
    actions.try_on_oneself(announcement=found, by=request.user)
    messages.success(request, f"We’re emailing it to you at {request.user.email}.")
    return redirect("announcements:send" if found.is_draft else "announcements:announcement", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def discard(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then delete a draft."""
    found = _found(request, key)
    if not found.is_draft:
        return redirect(found)
    if request.method == "POST":
        try:
            actions.discard(announcement=found, by=request.user)
        except AnnouncementRefused as refused:
            messages.error(request, str(refused))
            return redirect(found)
        messages.success(request, "We deleted the draft.")
        return redirect("announcements:list")
    return render(request, "announcements/discard.html", {"announcement": found, "crumbs": crumbs("Delete draft")})


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then take a sent announcement from its readers."""
    found = _found(request, key)
    if found.status != Status.SENT:
        return redirect(found)
    if request.method == "POST":
        try:
            kept = actions.withdraw(announcement=found, by=request.user)
        except AnnouncementRefused as refused:
            messages.error(request, str(refused))
            return redirect(found)
        said = f" We stopped {counted(kept, 'email')} that hadn’t gone out yet." if kept else ""
        messages.success(request, f"Withdrawn. Only administrators can read it now.{said}")
        return redirect(found)
    return render(request, "announcements/withdraw.html", {"announcement": found, "crumbs": crumbs("Withdraw")})


def _found(request: SignedInRequest, key: str) -> Announcement:
    rows = Announcement.objects.visible_to(request.user).select_related("corrects").prefetch_related("audiences")
    return get_object_or_404(rows, key=key)


def _form_page(
    request: SignedInRequest, form: AnnouncementForm, announcement: Announcement | None, **more: Any
) -> HttpResponse:
    status = more.pop("status", 400 if request.method == "POST" else 200)
    context = {
        "form": form,
        "announcement": announcement,
        "conflict": None,
        "crumbs": crumbs("Edit draft" if announcement else "Write an announcement"),
        **more,
    }
    return render(request, "announcements/form.html", context, status=status)
