"""When a person came, and when they came before: a visit begins with signing in after some hours.

Sessions end after half an hour without use, so signing in is where a visit begins; no page has to write.
"""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing_of
from following.models import Reader

GAP = timedelta(hours=4)  # who signs in again sooner is still on the same visit


def begin(user: User, **more: object) -> None:
    """Somebody signed in. For those who have no news there is nothing to note."""
    if not standing_of(user).is_approved:
        return
    now = timezone.now()
    Reader.objects.get_or_create(person=user)
    earlier = Q(visit_at=None) | Q(visit_at__lt=now - GAP)
    Reader.objects.filter(earlier, person=user).update(visit_before_at=F("visit_at"), visit_at=now)
