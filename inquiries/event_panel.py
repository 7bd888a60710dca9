"""The campaigns of an event on its page: to answer while they are open, to read once they are published."""

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel
from inquiries.models import Campaign, Status
from meetings.models import Meeting
from meetings.registering import EVENTS

MOST = 20


@dataclass(frozen=True)
class EventCampaign:
    """One campaign with what the person can do there."""

    campaign: Campaign
    may_answer: bool


def campaigns_of(meeting: Meeting, user: Viewer) -> Panel | None:
    """Those that the person may see, the newest first; nothing on the pages of calls."""
    if meeting.kind not in EVENTS:
        return None
    rows = Campaign.objects.visible_to(user).filter(meeting=meeting).select_related("inquiry")
    found = list(rows.order_by("-inquiry__opened_at", "-inquiry__made_at", "pk")[:MOST])
    if not found:
        return None
    waiting = Campaign.objects.waiting_for(user).filter(meeting=meeting)
    to_answer = set(waiting.values_list("pk", flat=True)) if any(row.inquiry.is_open for row in found) else set()
    shown = [EventCampaign(row, row.pk in to_answer) for row in found if row.inquiry.status != Status.WITHDRAWN]
    return Panel("inquiries/campaigns/event_panel.html", shown) if shown else None
