"""Two people edit the same thing: the second is told what the first did, and decides."""

from collections.abc import Mapping
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


def must_be_newest(current: Any, revision: int) -> None:
    """Raises EditConflict where somebody changed the locked row after the revision that an edit started from."""
    if current.revision != revision:
        raise EditConflict(current, changes_since(current, revision))


def write_edit(current: Any, values: Mapping[str, Any]) -> None:
    """Write these values to a locked row, as its next revision."""
    for name, value in values.items():
        setattr(current, name, value)
    current.revision += 1
    current.save(update_fields=[*values, "revision"])


def edited(current: Any, values: Mapping[str, Any], *, revision: int, is_same: bool = True) -> bool:
    """Write an edit to a locked row; False where it says what is there, whoever wrote that.

    `is_same` says whether what the edit says beside these values, such as a list, is there too. Raises EditConflict.
    """
    if is_same and all(getattr(current, name) == value for name, value in values.items()):
        return False
    must_be_newest(current, revision)
    write_edit(current, values)
    return True
