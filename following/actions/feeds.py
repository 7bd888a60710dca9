"""A person's secret address of their news as a feed: made, renewed, removed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.keys import hash_of, secret_token
from clearinghouse.lib.locking import locked
from following.models import Reader


@transaction.atomic
def make_feed(*, by: User) -> str:
    """A new secret, returned once; an older one stops at once."""
    if not standing_of(by).is_approved:
        raise PermissionDenied("You need a membership to have a news feed.")
    token = secret_token()
    locked(by)  # of two clicks the second waits here and replaces the first
    had_one = Reader.objects.filter(person=by, feed_hash__isnull=False).exists()
    fields = {"feed_hash": hash_of(token), "feed_made_at": timezone.now()}
    Reader.objects.update_or_create(person=by, defaults=fields)
    action, done = ("renewed", "replaced") if had_one else ("made", "created")
    write_event(f"news_feed.{action}", by=by, about=by, sentence=f"{by} {done} the address of their news feed.")
    return token


@transaction.atomic
def remove_feed(*, by: User) -> None:
    """The address stops at once; without one nothing changes."""
    if Reader.objects.filter(person=by, feed_hash__isnull=False).update(feed_hash=None, feed_made_at=None):
        write_event("news_feed.removed", by=by, about=by, sentence=f"{by} removed the address of their news feed.")
