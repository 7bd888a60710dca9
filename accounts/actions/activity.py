"""Taking the activity log away as a file: administrators only, and the log tells of it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.activity import LOGS, NEWEST_FIRST, Wanted, narrowed
from accounts.audit import write_event
from accounts.models import User
from accounts.models.audit import Event
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.spreadsheet import csv_lines

AT_ONCE = 2_000  # rows in memory
COLUMNS = ("When", "Who", "What happened", "Action", "Type", "About", "Result", "Network", "Request", "Viewing as")


@transaction.atomic
def export_activity(*, by: User, wanted: Wanted) -> Iterator[str]:
    """The entries that fit as comma-separated values, newest first, read from the database piece by piece.

    What is written later, such as the line about this export, is not among them.
    """
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can export the activity log.")
    events = narrowed(wanted)
    newest = events.order_by(*NEWEST_FIRST).values_list("pk", flat=True).first()
    events = events.filter(pk__lte=newest or 0)
    count = events.count()
    log = "" if not wanted.log else f" of {LOGS[wanted.log][0].lower()}"
    sentence = f"{by} exported the activity log{log}: {count:,} {'entry' if count == 1 else 'entries'}."
    write_event("activity.exported", by=by, about=by, sentence=sentence, detail={"entries": count})
    return csv_lines(COLUMNS, _rows(events))


def _rows(events: QuerySet[Any]) -> Iterator[tuple[str, ...]]:
    below: dict[str, int] = {}
    while rows := list(events.filter(**below).order_by(*NEWEST_FIRST)[:AT_ONCE]):
        for event in rows:
            yield _row(event)
        below = {"pk__lt": rows[-1].pk}


def _row(event: Event) -> tuple[str, ...]:
    when = timezone.localtime(event.happened_at).isoformat(timespec="seconds")
    about = (event.actor_label, event.sentence, event.action, event.object_type, event.object_label)
    return when, *about, getattr(event, "result", "done"), event.network, event.request_id, event.viewing
