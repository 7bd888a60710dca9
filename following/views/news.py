"""The News page: what is new in what a person follows, read and unread."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from following.actions.following import mark_one, mark_read
from following.follows import following_of
from following.reading import grouped, news_for, reading_of

SHOWN = 100


@require_safe
@access.approved
def news(request: SignedInRequest) -> HttpResponse:
    """By what it is followed by; unread alone, since the last visit, or all of the last 30 days."""
    following = following_of(request.user)
    reading, before = reading_of(request.user)
    lines = news_for(request.user, following)
    unread = [line for line in lines if not reading.is_read(line.number)]
    fresh = [line for line in lines if before and line.at > before]
    show = request.GET.get("show", "")
    shown = {"all": lines, "visit": fresh}.get(show) or unread or lines
    context: dict[str, Any] = {
        "groups": grouped(shown[:SHOWN]),
        "more": max(0, len(shown) - SHOWN),
        "unread": len(unread),
        "total": len(lines),
        "shows": "unread" if shown is unread else "visit" if shown is fresh else "all",
        "unread_numbers": frozenset(line.number for line in unread),
        "before": before,
        "fresh": len(fresh),
        "newest": max((line.number for line in lines), default=0),
        "crumbs": [{"label": "News", "url": ""}],
    }
    return render(request, "following/news.html", context)


@require_POST
@access.approved
def read(request: SignedInRequest) -> HttpResponse:
    """Mark everything that the page showed as read; what came since stays unread."""
    until = request.POST.get("until", "")
    if not until.isdecimal() or len(until) > 18:
        messages.error(request, "We couldn’t tell what to mark as read. Open News again and try once more.")
        return redirect("following:news")
    mark_read(by=request.user, until=int(until))
    messages.success(request, "We marked all news as read.")
    return redirect("following:news")


@require_POST
@access.approved
def read_one(request: SignedInRequest) -> HttpResponse:
    """Mark one line as read or unread; back to the same view of the page."""
    number, show = request.POST.get("news", ""), request.POST.get("show", "")
    back = reverse("following:news") + (f"?show={show}" if show in ("all", "visit") else "")
    if not number.isdecimal() or len(number) > 18:
        messages.error(request, "We couldn’t tell what to mark. Open News again and try once more.")
        return redirect(back)
    mark_one(by=request.user, news=int(number), is_read=request.POST.get("is") != "unread")
    return redirect(back)
