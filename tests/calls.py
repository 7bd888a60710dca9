"""Meetings for tests, made straight in the database: the pages that plan them have tests of their own."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import audiences
from meetings.models import Meeting, Speaker
from meetings.sharing import apply_sharing
from workinggroups.models import WorkingGroup


def meeting(
    title: str = "July call", *, group: str | None = "cybersecurity", days: float = 7, **fields: Any
) -> Meeting:
    """A call of the group `days` from now (negative: in the past), granted as its two sharing answers say."""
    starts_at = fields.pop("starts_at", timezone.now() + timedelta(days=days))
    speakers = fields.pop("speakers", ())
    if fields.get("summary"):
        fields.setdefault("summary_published_at", timezone.now())
    if group is None:
        fields.setdefault("record_sharing", "participants")
        fields.setdefault("summary_sharing", "participants")
    made = Meeting.objects.create(
        title=title,
        group=WorkingGroup.objects.get(slug=group) if group else None,
        starts_at=starts_at,
        ends_at=fields.pop("ends_at", starts_at + timedelta(hours=1)),
        **fields,
    )
    if group is None and made.parent is None:
        made.audience = audiences.of_event(made.key, title)
        made.save(update_fields=["audience"])
    for position, name in enumerate(speakers):
        Speaker.objects.create(meeting=made, name=name, position=position)
    apply_sharing(made)
    made.refresh_from_db()
    return made
