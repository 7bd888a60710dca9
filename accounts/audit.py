"""Writing the logs: one readable, append-only line per decision, in the decision's transaction; one per access."""

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.models.audit import AccessEvent, AuditEvent
from clearinghouse.lib import asking

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
    return AuditEvent.objects.create(**_line(action, by, sentence), **_thing(about), detail=detail or {})


def write_access(
    action: str,
    *,
    by: "User | None",
    about: models.Model | str,
    sentence: str,
    is_refused: bool = False,
) -> AccessEvent:
    """Record a sign-in, a refusal, or a download of a thing, or of what is at an address."""
    thing = _thing(about) if isinstance(about, models.Model) else _address(about)
    result = AccessEvent.Result.REFUSED if is_refused else AccessEvent.Result.DONE
    return AccessEvent.objects.create(**_line(action, by, sentence), **thing, result=result)


def _line(action: str, by: "User | None", sentence: str) -> dict[str, Any]:
    asked = asking.now()
    asked.lines += 1
    return {
        "action": action,
        "actor_id": by.pk if by else None,
        "actor_label": str(by)[:260] if by else PORTAL,
        "sentence": sentence[:1000],
        "request_id": asked.request_id,
        "network": asked.network(),
        "viewing": asked.viewing[:200],
    }


def _thing(about: models.Model) -> dict[str, str]:
    return {
        "object_type": about._meta.label_lower,
        "object_id": str(about.pk),
        "object_label": str(about)[:260],
    }


def _address(path: str) -> dict[str, str]:
    return {"object_type": "address", "object_id": "", "object_label": path[:260]}
