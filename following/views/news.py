"""The News page: what is new in what a person follows, read and unread."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import standing_of
from following.actions.following import mark_read
from following.follows import following_of
from following.models import Reader
from following.reading import grouped, news_for

SHOWN = 100


@require_safe
@access.approved
def news(request: SignedInRequest) -> HttpResponse:
    """By what it is followed by; unread alone, or all of the last 30 days."""
    following = following_of(request.user)
    reader = Reader.objects.filter(person=standing_of(request.user).user_id).first()
    read_until = reader.read_until if reader else 0
    lines = news_for(request.user, following)
    unread = [line for line in lines if line.number > read_until]
    wants_all = request.GET.get("show") == "all" or not unread
    shown = lines if wants_all else unread
    context: dict[str, Any] = {
        "groups": grouped(shown[:SHOWN]),
        "more": max(0, len(shown) - SHOWN),
        "unread": len(unread),
        "total": len(lines),
        "wants_all": wants_all,
        "read_until": read_until,
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
