"""The people of a meeting's circles, for those who take care of the meeting."""

from accounts.models import Membership, User
from clearinghouse.lib.frozen import dataclass
from meetings.emails.call_notices import members_of
from meetings.models import Meeting
from meetings.sharing import circles_of

MOST = 1000


@dataclass(frozen=True)
class Person:
    """Somebody who may have been there, with agency and state of today."""

    user: User
    organization: str
    state: str

    def __str__(self) -> str:
        return f"{self.user}, {self.organization}" if self.organization else str(self.user)


def roster_of(meeting: Meeting) -> list[Person]:
    """The members of the group and the participants of the event, by name. Two queries."""
    people = list(members_of(circles_of(meeting)).order_by("name", "pk")[:MOST])
    memberships = Membership.objects.one_each().filter(user__in=people).select_related("agency__state")
    agencies = {membership.user_id: membership.agency for membership in memberships}
    return [
        Person(
            user=user,
            organization=agencies[user.pk].name if user.pk in agencies else "",
            state=(agencies[user.pk].state_id or "") if user.pk in agencies else "",
        )
        for user in people
    ]
