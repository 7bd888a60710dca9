"""The personal calendar: its page, and the address that calendar programs read."""

import hashlib
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.keys import hash_of
from meetings import ics
from meetings.actions.feeds import make_feed, remove_feed
from meetings.models import CalendarFeed, Meeting

BACK = timedelta(days=92)
MOST = 1000
LIMITS = {"feed": "60/h/key,600/m/ip", "missed": "120/m/ip"}


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


# SECURITY: the token in the address is the credential; nobody signs in. Who it belongs to, whether they still belong
# here, and what they may see is asked of the database at each fetch.
@require_safe
@access.audience
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of whoever holds the address: meetings of their groups and events that they may see now."""
    if answer := too_often(request, action="feed", rates=LIMITS["feed"], key=hash_of(token)):
        return answer
    feed = CalendarFeed.objects.filter(token_hash=hash_of(token)).select_related("user").first()
    if feed is None or not standing_of(feed.user).is_approved:
        if answer := too_often(request, action="missed_feed", rates=LIMITS["missed"]):
            return answer
        raise Http404("We can’t find this calendar.")
    text = ics.calendar_file(meetings_of(feed.user), takes_part=True, name="EV States Clearinghouse")
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()}"'
    answer = HttpResponse(text, content_type=f"{ics.CONTENT_TYPE}; charset=utf-8", headers={"ETag": etag})
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'attachment; filename="clearinghouse.ics"'
    return get_conditional_response(request, etag=etag, response=answer) or answer


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
