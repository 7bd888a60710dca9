"""Events and action items of somebody who leaves their agency: see accounts.handing_over."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.handing_over import Leaving, Line, others
from accounts.models import Agency, User
from accounts.standing import standing_of
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted
from meetings.actions.events import give_audience
from meetings.models import ActionItem, Meeting
from workinggroups.handing_over import GroupsPart, joined_by


class MeetingsPart:
    """Events to come that they organize, and what they took on and have not done."""

    name, label = "meetings", "Events and action items"
    for_administrators = False
    stays = "Seats at events are personal and do not move."

    def remember(self, person: User, agency: Agency) -> Any:
        """Events, because who leaves organizes none any more; and groups, in which the successor will be by then.

        Who serves another agency too goes on organizing: events are the person's.
        """
        events = person.organized_meetings.filter(ends_at__gt=timezone.now())
        if others(person, agency).exists():
            events = events.none()
        return {
            "events": list(events.order_by("pk").values_list("pk", flat=True)),
            "groups": GroupsPart().remember(person, agency),
        }

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Events only go to members, action items to whom the group or event counts among its own."""
        events = _events(leaving).count()
        can_organize = successor is None or standing_of(successor).is_member
        items, all_items = _items(leaving, successor).count(), _items(leaving, None).count()
        lines = [
            Line(f"{counted(events, 'event')} to organize", events if can_organize else 0),
            Line(counted(items, "open action item"), items),
            Line(f"{counted(events, 'event')}: only members organize events", 0 if can_organize else events, False),
            Line(
                f"{counted(all_items - items, 'open action item')} of groups that {successor} isn’t a member of",
                all_items - items, moves=False,
            ),
        ]  # fmt: skip
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """The successor organizes beside those who do already, and has the action items."""
        items = _items(leaving, successor)
        ActionItem.objects.filter(pk__in=list(items.values_list("pk", flat=True))).update(owner=successor)
        if not standing_of(successor).is_member:
            return
        for found in _events(leaving).order_by("pk"):
            event = locked(found)
            give_audience(event)
            assert event.audience is not None
            event.organizers.add(successor)
            audiences.join(successor, event.audience)
            sentence = f"{by} made {successor} an organizer of “{event}” in place of {leaving.person}."
            write_event("event.organizers_changed", by=by, about=event, sentence=sentence)


def _remembered(leaving: Leaving) -> Any:
    return leaving.remembered or MeetingsPart().remember(leaving.person, leaving.agency)


def _events(leaving: Leaving) -> QuerySet[Meeting]:
    to_come = Meeting.objects.filter(ends_at__gt=timezone.now())
    return to_come.filter(pk__in=_remembered(leaving)["events"])


def _items(leaving: Leaving, successor: User | None) -> QuerySet[ActionItem]:
    items = ActionItem.objects.open().filter(owner=leaving.person)
    if leaving.serves_another:
        items = items.filter(meeting__group__in=[group for group, _ in _remembered(leaving)["groups"]])
    if successor is None:
        return items
    is_taken = GroupsPart.name in leaving.moved
    groups = [] if is_taken else joined_by(successor, _remembered(leaving)["groups"])
    theirs = Q(meeting__in=Meeting.objects.in_circles_of(successor).values("pk")) | Q(meeting__group__in=groups)
    return items.filter(theirs)
