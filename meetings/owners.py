"""Who decides who can open the meeting at an address, for questions about links."""

from django.urls import ResolverMatch

from accounts.actions.links import Owned
from accounts.models import User
from clearinghouse.lib.addresses import address_of
from meetings.models import Meeting
from meetings.permissions import event_of
from workinggroups.permissions import leads_of

OF_SERIES = "series"


def owner_at(match: ResolverMatch) -> Owned | None:
    """The leads of the meeting's group and the event's organizers; None for series, which have no page of their own."""
    is_series = (match.url_name or "").startswith(OF_SERIES)
    if match.namespace != "meetings" or is_series or "key" not in match.kwargs:
        return None
    meeting = Meeting.objects.select_related("group", "parent").filter(key=match.kwargs["key"]).first()
    if meeting is None:
        return None
    people = User.objects.with_access().filter(pk__in=event_of(meeting).organizers.values("pk"))
    if meeting.group:
        people |= User.objects.with_access().filter(pk__in=leads_of(meeting.group).order_by().values("pk"))
    return Owned(meeting.title, address_of("meetings:edit", meeting.key), people)
