"""Two people edit the same thing: the second is told what the first did, and decides."""

from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import AuditEvent


class EditConflict(Exception):
    """Someone else changed `current` since this person opened it. `events` are their audit lines, oldest first."""

    def __init__(self, current: Any, events: "QuerySet[AuditEvent] | None" = None) -> None:
        super().__init__("Someone else changed this while you were editing it.")
        self.current = current
        self.events = list(events) if events is not None else []


def changes_since(about: Model, revision: int, counter: str = "revision") -> "QuerySet[AuditEvent]":
    """What was done to the object after that revision, oldest first. `counter` names the revision in the events."""
    events = AuditEvent.objects.filter(object_type=about._meta.label_lower, object_id=str(about.pk))
    return events.filter(**{f"detail__{counter}__gt": revision}).order_by("pk")
