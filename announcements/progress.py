"""How the emails of an announcement fare, for administrators."""

from django.db.models import Count, Q

from accounts.models import OutboxMail
from announcements.emails import prefix_of
from announcements.models import Announcement, Status
from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Progress:
    """Emails by how far they have come; the outbox keeps them for 90 days."""

    sent: int
    waiting: int
    given_up: int
    is_writing: bool

    @property
    def total(self) -> int:
        """All that were written by now."""
        return self.sent + self.waiting + self.given_up


def progress_of(announcement: Announcement) -> Progress | None:
    """Counted now; None for a draft."""
    if announcement.is_draft:
        return None
    own = OutboxMail.objects.filter(dedupe_key__startswith=prefix_of(announcement))
    counts = own.aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at=None, abandoned_at=None)),
        given_up=Count("pk", filter=Q(abandoned_at__isnull=False)),
    )
    is_writing = announcement.status == Status.SENT and announcement.posted_at is None
    return Progress(**counts, is_writing=is_writing)
