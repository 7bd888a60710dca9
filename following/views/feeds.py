"""A person's news as an Atom feed: its page, and the secret address that feed readers ask."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.keys import hash_of
from following.actions.feeds import make_feed, remove_feed
from following.follows import following_of
from following.models import Reader
from following.reading import news_for

LIMITS = {"feed": "60/h/key,600/m/ip", "missed": "120/m/ip"}
MOST = 50


@require_safe
@access.approved
def feed_page(request: SignedInRequest) -> HttpResponse:
    """What the feed is, whether the person has one, and what they can do with it."""
    return _page(request)


@require_POST
@access.approved
def feed_make(request: SignedInRequest) -> HttpResponse:
    """Make or renew the address. It is shown in this answer and never again."""
    token = make_feed(by=request.user)
    return _page(request, absolute_url(reverse("following:feed", args=[token])))


@require_POST
@access.approved
def feed_remove(request: SignedInRequest) -> HttpResponse:
    """Remove the address."""
    remove_feed(by=request.user)
    messages.success(request, "We removed your feed’s address. Feed readers that use it no longer get news.")
    return redirect("following:feed_page")


# SECURITY: the token in the address is the credential; nobody signs in. Who it belongs to, whether they still belong
# here, and what they may read is asked of the database at each fetch.
@require_safe
@access.audience
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The news of whoever holds the address, as they may read it now."""
    if answer := too_often(request, action="news_feed", rates=LIMITS["feed"], key=hash_of(token)):
        return answer
    reader = Reader.objects.filter(feed_hash=hash_of(token)).select_related("person").first()
    if reader is None or not standing_of(reader.person).is_approved:
        if answer := too_often(request, action="missed_news_feed", rates=LIMITS["missed"]):
            return answer
        raise Http404("We can’t find this feed.")
    text = _atom(reader.person)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()}"'
    answer = HttpResponse(text, content_type="application/atom+xml; charset=utf-8", headers={"ETag": etag})
    answer["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _atom(person: User) -> str:
    made = Atom1Feed(
        title="EV States Clearinghouse: your news",
        link=absolute_url(reverse("following:news")),
        description="",
        feed_guid=f"urn:clearinghouse:news:{person.key}",
    )
    for line in news_for(person, following_of(person))[:MOST]:
        made.add_item(
            title=line.title,
            link=absolute_url(line.url),
            description=f"{line.words}. Because {line.why}.",
            unique_id=f"urn:clearinghouse:news:{person.key}:{line.number}",
            unique_id_is_permalink=False,
            updateddate=line.at,
            pubdate=line.at,
        )
    return str(made.writeString("utf-8"))


def _page(request: SignedInRequest, address: str = "") -> HttpResponse:
    reader = Reader.objects.filter(person=standing_of(request.user).user_id, feed_hash__isnull=False).first()
    crumbs = [{"label": "News", "url": reverse("following:news")}, {"label": "News feed", "url": ""}]
    return render(request, "following/feed.html", {"feed": reader, "address": address, "crumbs": crumbs})
