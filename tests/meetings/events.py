"""Events for tests, set up as their organizers would, and short ways to register for them."""

import re
from typing import Any

from accounts.models import User
from meetings.actions.events import Settings, change_settings
from meetings.actions.invitations import Guest, invite
from meetings.actions.registrations import Answers, register
from meetings.models import Invitation, Meeting, Registration
from tests.calls import meeting
from tests.cast import Cast

ALL = ("states", "cities", "federal", "utilities", "partners")


def conference(cast: Cast, title: str = "Conference", *, mode: str = "open", **fields: Any) -> Meeting:
    """A conference that everybody may see, with open registration for all unless said otherwise."""
    setup = Settings(mode, fields.pop("sectors", ALL), fields.pop("capacity", None), fields.pop("closes_at", None))
    fields = {"kind": "conference", "record_sharing": "public", **fields}
    made = meeting(title, group=fields.pop("group", None), **fields)
    return change_settings(meeting=made, by=cast.administrator, settings=setup, revision=made.revision)


def come(
    event: Meeting, by: User, sector: str = "states", organization: str = "Somewhere", **more: str
) -> Registration:
    """Register."""
    return register(meeting=event, by=by, answers=Answers(sector, organization, **more))


def invited(event: Meeting, by: User, *emails: str, sector: str = "partners") -> list[Invitation]:
    """Invite these addresses."""
    invite(meeting=event, by=by, guests=[Guest(email) for email in emails], sector=sector)
    return list(Invitation.objects.filter(meeting=event).order_by("pk"))


def the_list(event: Meeting) -> list[tuple[str, str]]:
    """Who stands on the list, in order: (name, status)."""
    rows = event.registrations.in_line().values_list("user__name", "status")
    return list(rows)


def participants(event: Meeting) -> set[str]:
    """Names of those in the event's audience."""
    event.refresh_from_db()
    assert event.audience is not None
    return set(event.audience.group.user_set.values_list("name", flat=True))


def before_date(subject: str) -> str:
    """A subject without the day, time and zone in which it must end."""
    found = re.fullmatch(
        r"(.+), \w{3}, \w{3} \d{1,2}, \d{4}, (?:\d{1,2}(?::\d\d)? [ap]\.m\.|noon|midnight) [A-Z]{3,4}", subject
    )
    assert found, f"“{subject}” names no date with its zone"
    return found[1]
