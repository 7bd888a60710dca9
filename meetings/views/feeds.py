"""The personal calendar: its page, and the address that calendar programs read."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import User
from accounts.secret_feeds import feed_answer
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from meetings import ics
from meetings.actions.feeds import make_feed, remove_feed
from meetings.models import CalendarFeed, Meeting

BACK = timedelta(days=92)
MOST = 1000


@require_safe
@access.approved
def feed_page(request: SignedInRequest) -> HttpResponse:
    """What the personal calendar is, whether the person has one, and what they can do with it."""
    return _page(request)


@require_POST
@access.approved
def feed_make(request: SignedInRequest) -> HttpResponse:
    """Make or renew the address. It is shown in this answer and never again."""
    token = make_feed(by=request.user)
    address = absolute_url(reverse("meetings:feed", args=[token]))
    return _page(request, address)


@require_POST
@access.approved
def feed_remove(request: SignedInRequest) -> HttpResponse:
    """Remove the address."""
    remove_feed(by=request.user)
    messages.success(request, "We removed your calendar address. Calendar apps that use it will no longer get updates.")
    return redirect("meetings:feed_page")


# SECURITY: the token in the address is the credential; nobody signs in. See accounts.secret_feeds.
@require_safe
@access.audience
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of whoever holds the address: meetings of their groups and events that they may see now."""
    answer = feed_answer(
        request, token, action="feed", owner_by=_owner, draw=_calendar, content_type=ics.CONTENT_TYPE
    )  # fmt: skip
    if answer.status_code == HTTPStatus.OK:
        answer["Content-Disposition"] = 'attachment; filename="clearinghouse.ics"'
    return answer


def _owner(token_hash: str) -> User | None:
    feed = CalendarFeed.objects.filter(token_hash=token_hash).select_related("user").first()
    return feed.user if feed else None


def _calendar(owner: User) -> str:
    return ics.calendar_file(meetings_of(owner), takes_part=True, name="EV States Clearinghouse")


def meetings_of(owner: User) -> list[Meeting]:
    """From three months back to all that is to come, the nearest first should there be too many."""
    mine = Meeting.objects.visible_to(owner).in_circles_of(owner).select_related("group", "parent")
    mine = mine.filter(ends_at__gte=timezone.now() - BACK).order_by("starts_at", "key")
    return list(mine.defer("summary", "summary_draft", "words", "summary_words", "record_keys", "summary_keys")[:MOST])


def _page(request: SignedInRequest, address: str = "") -> HttpResponse:
    feed = CalendarFeed.objects.filter(user=request.user).first()
    crumbs = [
        {"label": "Calendar", "url": reverse("meetings:calendar")},
        {"label": "Add to your calendar app", "url": ""},
    ]
    context = {"feed": feed, "address": address, "crumbs": crumbs, "is_approved": standing_of(request.user).is_approved}
    return render(request, "meetings/feed.html", context)
