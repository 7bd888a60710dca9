"""Writing the audit log: one readable, append-only line per decision, in the decision's transaction."""

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.models.audit import AuditEvent

if TYPE_CHECKING:
    from accounts.models import User

PORTAL = "The portal"  # who did what nobody asked for just then


def write_event(
    action: str,
    *,
    by: "User | None",
    about: models.Model,
    sentence: str,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Record who did what to which object. Call it inside the transaction that does it."""
    return AuditEvent.objects.create(
        action=action,
        actor_id=by.pk if by else None,
        actor_label=str(by)[:260] if by else PORTAL,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        object_label=str(about)[:260],
        sentence=sentence[:1000],
        detail=detail or {},
    )
