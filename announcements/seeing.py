"""Who can see an announcement: visible_to() the other way around."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.seeing import Circle, Kind, Seen, administrators, approved, holders_of
from accounts.standing import Viewer
from announcements.models import Announcement, Status


def _describe(announcement: Announcement, viewer: Viewer) -> Seen:
    circles = [Circle("NASEO administrators", "because they write announcements", administrators())]
    if announcement.status == Status.SENT:
        circles += [
            Circle(audience.label, "because it was sent to them", approved().filter(pk__in=holders_of([audience.pk])))
            for audience in announcement.audiences.order_by("kind", "label")
        ]
    return Seen(str(announcement), "announcement", announcement.get_absolute_url(), circles)


def _rows(viewer: Viewer) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(viewer)


def seeable() -> Sequence[Kind]:
    """Announcements."""
    return (Kind("announcement", _rows, _describe),)
