"""A person's news as an Atom feed: its page, and the secret address that feed readers ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import User
from accounts.secret_feeds import feed_answer
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from following.actions.feeds import make_feed, remove_feed
from following.follows import following_of
from following.models import Reader
from following.reading import news_for

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


# SECURITY: the token in the address is the credential; nobody signs in. See accounts.secret_feeds.
@require_safe
@access.audience
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The news of whoever holds the address, as they may read it now."""
    return feed_answer(
        request, token, action="news_feed", owner_by=_owner, draw=_atom, content_type="application/atom+xml"
    )  # fmt: skip


def _owner(token_hash: str) -> User | None:
    reader = Reader.objects.filter(feed_hash=token_hash).select_related("person").first()
    return reader.person if reader else None


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
