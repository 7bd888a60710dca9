"""A document's history: the audit log's lines about it, made readable."""

from datetime import datetime

from accounts.audit import PORTAL
from accounts.models import AuditEvent
from clearinghouse.lib.frozen import dataclass
from documents.models import Document

TONES = {
    "document.published": "good",
    "document.restored": "good",
    "document.withdrawn": "caution",
    "document.version_refused": "caution",
    "document.version_quarantined": "problem",
}
MOST = 500


@dataclass(frozen=True)
class HistoryLine:
    """One line for components/timeline.html."""

    at: datetime
    text: str
    by: str
    tone: str = ""
    detail: str = ""


def history_of(document: Document) -> list[HistoryLine]:
    """Newest first. Show it only to those who may change the document: it tells of every version and audience."""
    events = AuditEvent.objects.filter(object_type="documents.document", object_id=str(document.pk))
    return [
        HistoryLine(event.happened_at, event.sentence, _who(event), TONES.get(event.action, ""))
        for event in events.order_by("-pk")[:MOST]
    ]


def _who(event: AuditEvent) -> str:
    """As it stands after "by"."""
    return event.actor_label if event.actor_label != PORTAL else PORTAL[0].lower() + PORTAL[1:]
