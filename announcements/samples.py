"""Two announcements for a trial: one to all members, one to a working group."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.audiences import single
from accounts.models import Audience, User
from accounts.seeing import administrators
from announcements.models import Announcement, Status
from announcements.reach import reach_of

SAMPLES = (
    (
        "Save the date: EV States spring call",
        "The next all-states call is scheduled for the spring. **Hold the second Tuesday afternoon** of each month.\n\n"
        "- Bring one question that another state may have answered.\n- Slides are due a week before.\n\n"
        "This is a sample.",
        Audience.Kind.ALL_MEMBERS, 9,
    ),
    (
        "Cybersecurity group: send us your contract clauses",
        "Before the next call, please share the clauses that your agency uses for charger software updates. "
        "Share the contract with the group if it can’t be shared with all members.\n\nThis is a sample.",
        Audience.Kind.WORKING_GROUP, 3,
    ),
)  # fmt: skip


@transaction.atomic
def load() -> None:
    """Once; sent some days ago, without emails."""
    author: User | None = administrators().order_by("pk").first()
    if author is None or Announcement.objects.exists():
        return
    group = Audience.objects.filter(kind=Audience.Kind.WORKING_GROUP, group__name="group:cybersecurity").first()
    for title, text, kind, days in SAMPLES:
        audience = single(kind) if kind == Audience.Kind.ALL_MEMBERS else group
        if audience is None:
            continue
        made = Announcement.objects.create(title=title, text=text, made_by=author, is_sample=True)
        made.audiences.set([audience])
        reach = reach_of([audience])
        sent = timezone.now() - timedelta(days=days)
        Announcement.objects.filter(pk=made.pk).update(
            status=Status.SENT, sent_at=sent, posted_at=sent, people=reach.people, states=reach.states
        )
