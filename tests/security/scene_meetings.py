"""H1 and H2 for meetings: things in every state. Plain answers by hand, not asked of the portal."""

from typing import Any

from accounts import audiences
from meetings.models import Meeting
from tests.calls import meeting
from tests.cast import Cast
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, EVERYBODY, MEMBERS, MISSING_KEY, NOBODY, Paper, Scene, Thing

CIRCLE = frozenset({"group_member"}) | ADMINISTRATORS  # of the group the calls belong to
PARTICIPANTS = frozenset({"guest"}) | ADMINISTRATORS  # of the event
WORKFORCE = MEMBERS | ADMINISTRATORS | {"guest"}


def make(cast: Cast, papers: dict[str, Paper]) -> dict[str, Thing]:
    """By the name of the state."""
    things = {
        "planned": thing(meeting("Call to come"), CIRCLE),
        "held": thing(meeting("Call that was", days=-7, status="held", summary="What was said."), CIRCLE),
        "drafted": thing(meeting("Call in draft", days=-6, status="held", summary_draft="Half a summary."), CIRCLE),
        "cancelled": thing(meeting("Call off", status="cancelled", cancel_reason="The speaker is ill."), CIRCLE),
        "workforce": thing(meeting("Call for the workforce", record_sharing="workforce"), WORKFORCE),
        "all_members": thing(meeting("Call for all", record_sharing="all_members"), MEMBERS | ADMINISTRATORS),
        "public": thing(meeting("Call for everyone", record_sharing="public", status="held", days=-5), EVERYBODY),
        # Who may read the summary may open the record it stands on.
        "open_summary": thing(
            meeting("Call told to all", days=-4, status="held", summary="For all.", summary_sharing="all_members"),
            MEMBERS | ADMINISTRATORS,
        ),
    }
    event = meeting("Conference", group=None, kind="conference", registration="open")
    assert event.audience
    audiences.join(cast.guest, event.audience)
    session = meeting("Session", group=None, kind="session", parent=event)
    things |= {"event": thing(event, PARTICIPANTS), "session": thing(session, PARTICIPANTS)}
    return things | {"missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def thing(made: Meeting, readers: frozenset[str], editors: frozenset[str] = ADMINISTRATORS, **more: Any) -> Thing:
    """A meeting with those who may open its record and those who take care of it."""
    return Thing(made, {"key": made.key, **more}, readers, editors)


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
