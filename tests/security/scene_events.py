"""A registration, an invitation, and a series with a year to report, for the matrix and the canaries."""

from datetime import date, time
from zoneinfo import ZoneInfo

from meetings.models import Invitation, Meeting, Registration, Series
from tests.calls import meeting
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, NOBODY, Scene, Thing
from workinggroups.models import WorkingGroup

EASTERN = ZoneInfo("America/New_York")


def make(scene: Scene) -> dict[str, Thing]:
    """What hangs on the scene's event, and a series of its group."""
    cast, things = scene.cast, scene.things["meetings"]
    event: Meeting = things["event"].made
    row = Registration.objects.create(
        meeting=event, user=cast.guest, sector="cities", organization="City", needs="Vegan", status="confirmed"
    )
    invitation = Invitation.objects.create(meeting=event, email="kim@firm.example", invited_by=cast.administrator)
    group = WorkingGroup.objects.get(slug="cybersecurity")
    series = Series.objects.create(
        group=group, title="Monthly call", weekday=3, ordinal=3, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31),
        starts_at_time=time(14),
    )  # fmt: skip
    past = meeting("Call of a series", days=-8, status="held", summary="Of the series.", series=series)
    year = past.starts_at.astimezone(EASTERN).year
    circle = things["planned"].readers
    return {
        "registration": Thing(row, {"key": event.key, "registration": row.key}, ADMINISTRATORS, ADMINISTRATORS),
        "invitation": Thing(
            invitation, {"key": event.key, "invitation": invitation.key}, ADMINISTRATORS, ADMINISTRATORS
        ),
        "series": Thing(series, {"key": series.key, "year": year}, circle, NOBODY),
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """Words in what people say who register, and in whom organizers invite."""
    event: Meeting = scene.things["meetings"]["event"].made
    word = lambda place, readers=ADMINISTRATORS: canaries.word(place, readers)  # noqa: E731
    Registration.objects.filter(meeting=event).update(
        organization=word("organization of a registrant", ADMINISTRATORS | {"guest"}),
        needs=word("needs of a registrant"),
    )
    Invitation.objects.filter(meeting=event).update(
        name=word("name on an invitation"), email=f"{word('address of an invitation')}@firm.example"
    )
