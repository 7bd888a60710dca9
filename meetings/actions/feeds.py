"""A person's secret calendar address: made, renewed, removed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.keys import hash_of, secret_token
from clearinghouse.lib.locking import locked
from meetings.models import CalendarFeed


@transaction.atomic
def make_feed(*, by: User) -> str:
    """A new secret, returned once; an older one stops at once."""
    if not standing_of(by).is_approved:
        raise PermissionDenied("You need a membership to have a calendar address.")
    token = secret_token()
    # Locks the person: of two clicks the second waits here and replaces the first.
    locked(by)
    fields = {"token_hash": hash_of(token), "made_at": timezone.now()}
    _, made = CalendarFeed.objects.update_or_create(user=by, defaults=fields)
    action, done = ("made", "created") if made else ("renewed", "replaced")
    write_event(f"calendar_address.{action}", by=by, about=by, sentence=f"{by} {done} their calendar address.")
    return token


@transaction.atomic
def remove_feed(*, by: User) -> None:
    """The address stops at once; without one nothing changes."""
    if CalendarFeed.objects.filter(user=by).delete()[0]:
        write_event("calendar_address.removed", by=by, about=by, sentence=f"{by} removed their calendar address.")


def forget_feed(person: User) -> None:
    """For people who leave: should they come back, they make a new address."""
    CalendarFeed.objects.filter(user=person).delete()
