"""The panel of a meeting's page where people say whether they come, and see who else does."""

from collections import Counter

from django.db.models import Q
from django.utils import timezone

from accounts.models import Audience, Membership, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from meetings.models import Meeting, RegistrationMode, Rsvp
from meetings.permissions import can
from meetings.sharing import circles_of
from workinggroups.panels import Panel

MOST_NAMES = 300


@dataclass(frozen=True)
class Given:
    """One answer: how many gave it, and who."""

    label: str
    count: int
    names: list[str]


@dataclass(frozen=True)
class Answers:
    """What the panel shows. `given` and `states` are empty for those whom it does not concern."""

    can_answer: bool
    choices: list[tuple[str, str]]
    mine: str
    given: list[Given]
    states: list[tuple[str, int]]  # of those who come or may, the most first
    silent: Given | None = None  # who has not replied, for those who take care of the meeting


def panel_for(meeting: Meeting, user: Viewer) -> Panel | None:
    """For everybody who sees a meeting that is still to come: the calendar file; for its circle: answers."""
    if meeting.status != Meeting.Status.PLANNED or meeting.ends_at < timezone.now():
        return None
    takes_part = can(user, "take_part", meeting)
    answers = list(_answers(meeting)) if takes_part else []
    may_change = takes_part and can(user, "change", meeting)
    me = standing_of(user).user_id
    content = Answers(
        can_answer=takes_part and meeting.registration == RegistrationMode.NONE,  # registering says it already
        choices=list(Rsvp.Answer.choices),
        mine=next((row.answer for row in answers if row.user_id == me), ""),
        given=_given(answers),
        states=_states(answers) if may_change else [],
        silent=_silent(meeting, answers) if may_change else None,
    )
    return Panel("meetings/panels/answers.html", content)


def _answers(meeting: Meeting) -> list[Rsvp]:
    """Of those who still belong to the circle, and of administrators."""
    circle = Q(group__in=circles_of(meeting)) | Q(group__audience__kind=Audience.Kind.ADMINISTRATORS)
    there = User.groups.through.objects.filter(circle).values("user_id")
    people = User.objects.with_access().filter(pk__in=there)
    rows = Rsvp.objects.filter(meeting=meeting, user__in=people).select_related("user")
    return list(rows.order_by("user__name", "pk")[:1000])


def _given(answers: list[Rsvp]) -> list[Given]:
    by_answer = {value: [str(row.user) for row in answers if row.answer == value] for value in Rsvp.Answer}
    return [Given(value.label, len(names), names[:MOST_NAMES]) for value, names in by_answer.items() if names]


def _silent(meeting: Meeting, answers: list[Rsvp]) -> Given | None:
    """Members of the circle without a reply; leads see the roster anyway."""
    circle = User.groups.through.objects.filter(group__in=circles_of(meeting)).values("user_id")
    people = User.objects.with_access().filter(pk__in=circle).exclude(pk__in=[row.user_id for row in answers])
    names = [str(person) for person in people.only("name", "email", "is_guest").order_by("name", "pk")[:1000]]
    return Given("No reply yet", len(names), names[:MOST_NAMES]) if names else None


def _states(answers: list[Rsvp]) -> list[tuple[str, int]]:
    coming = [row.user_id for row in answers if row.answer != Rsvp.Answer.NO]
    places = Membership.objects.one_each().filter(user__in=coming).values_list("agency__state__name", flat=True)
    counts = Counter(name or "No state" for name in places)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
