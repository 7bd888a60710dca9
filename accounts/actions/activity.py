"""Taking the activity log away as a file: administrators only, and the log tells of it."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.activity import NEWEST_FIRST, Wanted, narrowed
from accounts.audit import write_event
from accounts.models import AuditEvent, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.spreadsheet import csv_lines

MOST = 20_000
COLUMNS = ("When", "Who", "What happened", "Action", "Type", "About")


@transaction.atomic
def export_activity(*, by: User, wanted: Wanted) -> str:
    """The newest entries that fit as comma-separated values, at most 20,000."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can export the activity log.")
    events = list(narrowed(wanted).order_by(*NEWEST_FIRST)[:MOST])
    sentence = f"{by} exported the activity log: {len(events)} {'entry' if len(events) == 1 else 'entries'}."
    write_event("activity.exported", by=by, about=by, sentence=sentence, detail={"entries": len(events)})
    return "".join(csv_lines(COLUMNS, _rows(events)))


def _rows(events: list[AuditEvent]) -> Iterator[tuple[str, ...]]:
    for event in events:
        when = timezone.localtime(event.happened_at).isoformat(timespec="seconds")
        yield when, event.actor_label, event.sentence, event.action, event.object_type, event.object_label
