"""Meetings in every state, for the matrix and the canaries. Plain answers by hand, not asked of the portal."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts import audiences
from clearinghouse.lib.keys import hash_of
from meetings.models import CalendarFeed, Meeting, Series
from tests.calls import meeting
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, APPROVED, EVERYBODY, GROUP, MEMBERS, MISSING_KEY, NOBODY, Scene, Thing
from workinggroups.models import WorkingGroup

CIRCLE = frozenset({"group_member"}) | ADMINISTRATORS  # of the group the calls belong to
PARTICIPANTS = frozenset({"guest"}) | ADMINISTRATORS  # of the event
WORKFORCE = APPROVED
# Addresses of calendars: of somebody who belongs to no group and sees nothing there, and of somebody who left.
FEED_OF_VERMONT, FEED_OF_LEFT = "feed-of-vermont", "feed-of-left"


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    cast = scene.cast
    things = {
        "planned": thing(meeting("Call to come", series=series()), CIRCLE),
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
    for person, token in ((cast.vermont, FEED_OF_VERMONT), (cast.left, FEED_OF_LEFT)):
        CalendarFeed.objects.create(user=person, token_hash=hash_of(token))
    return things | {"missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def series() -> Series:
    """The series to which the call to come belongs."""
    today = timezone.localdate()
    return Series.objects.create(
        group=WorkingGroup.objects.get(slug=GROUP), title="Calls in a row", weekday=3, ordinal=3,
        starts_on=today, ends_on=today + timedelta(days=300), starts_at_time=time(14),
    )  # fmt: skip


def thing(made: Meeting, readers: frozenset[str], editors: frozenset[str] = ADMINISTRATORS, **more: Any) -> Thing:
    """A meeting with those who may open its record and those who take care of it."""
    return Thing(made, {"key": made.key, **more}, readers, editors)


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    told_to = {"open_summary": MEMBERS | ADMINISTRATORS}
    for name, thing in scene.things["meetings"].items():
        if isinstance(thing.made, Meeting):
            circle = PARTICIPANTS if name in ("event", "session") else CIRCLE
            _in_meeting(canaries, name, thing, circle=circle, told_to=told_to.get(name, circle))


def _in_meeting(
    canaries: Canaries, name: str, thing: Thing, *, circle: frozenset[str], told_to: frozenset[str]
) -> None:
    """Each part with its own readers: the record, what is for those who take part, the summary, its draft."""
    made = thing.made
    in_record, in_circle, in_summary, in_draft = (
        lambda place, readers=readers: canaries.word(f"{place} of the meeting “{name}”", readers)
        for readers in (thing.readers, circle, told_to if made.has_summary else NOBODY, thing.editors)
    )
    fields = {
        "title": f"Call {in_record('title')}",
        "place": f"Room {in_record('place')}",
        "agenda": f"- The uptime {in_record('agenda')}",
        "source": in_record("origin"),
        "join_url": f"https://meet.example/{in_circle('link to join')}",
        "summary_draft": f"The uptime {in_draft('draft')}",
        "record_draft": {"decisions": [in_draft("drafted decision")], "tasks": []},
        # A recording may be there before the summary; it has the summary's readers all the same.
        "recording_url": f"https://recordings.example/{canaries.word(f'recording of the meeting “{name}”', told_to)}",
    }
    if made.status == Meeting.Status.CANCELLED:
        fields["cancel_reason"] = in_record("reason")
    if made.has_summary:
        fields["summary"] = f"The uptime was {in_summary('summary')} then."
    Meeting.objects.filter(pk=made.pk).update(**fields)
    made.speakers.create(
        name=in_record("speaker"), title=in_record("post"), organization=in_record("house"),
        bio=in_record("life"), notes=in_draft("notes on the speaker"),
    )  # fmt: skip
    made.decisions.create(text=f"The uptime {in_summary('decision')}")
    made.action_items.create(text=in_summary("action item"), owner_name=in_summary("owner of an action item"))
    made.attendance.create(name=in_circle("name present"), organization=in_circle("organization present"))
