"""Sample series of calls around today in two groups: invented, marked Sample, for trying the calendar."""

from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from meetings import recurrence
from meetings.models import Meeting, Series
from meetings.sharing import apply_sharing
from workinggroups.models import WorkingGroup

SERIES: list[dict[str, Any]] = [
    {
        "group": "grid-integration",
        "title": "EVs and Grid Integration: monthly call (Sample)",
        "weekday": 3,
        "ordinal": 3,
        "starts_at_time": time(14),
        "zone": "America/New_York",
        "agenda": "- Sample: what is new in the states\n- Sample: one state presents\n- Sample: questions",
    },
    {
        "group": "data-and-reporting",
        "title": "Data and Reporting: call every other month (Sample)",
        "weekday": 1,
        "ordinal": 2,
        "interval": 2,
        "starts_at_time": time(11),
        "zone": "America/Denver",
        "agenda": "- Sample: reports due soon\n- Sample: how states check the data they receive",
        "off": "Sample: half of the group is at the conference.",  # the second call to come, to be restored
    },
]
BEFORE, AFTER = timedelta(days=120), timedelta(days=300)


@transaction.atomic
def load() -> None:
    """Make the series that are not there yet, with calls from some months ago on. Nobody is mailed about them."""
    today = timezone.localdate()
    for row in SERIES:
        if not Series.objects.filter(title=row["title"], is_sample=True).exists():
            _load(row, today)


def _load(row: dict[str, Any], today: date) -> None:
    group = WorkingGroup.objects.get(slug=row["group"])
    fields = {name: value for name, value in row.items() if name not in ("group", "off")}
    series = Series.objects.create(
        group=group,
        starts_on=today - BEFORE,
        ends_on=today + AFTER,
        place="Video call",
        join_url="https://meet.sample.example/",
        is_sample=True,
        **fields,
    )
    for day in recurrence.days(series):
        starts, ends = recurrence.moments(day, series.starts_at_time, series.minutes, series.zone)
        call = Meeting.objects.create(
            group=group,
            series=series,
            title=series.title,
            starts_at=starts,
            ends_at=ends,
            zone=series.zone,
            place=series.place,
            join_url=series.join_url,
            agenda=series.agenda,
            status=Meeting.Status.COMPLETED if ends < timezone.now() else Meeting.Status.PLANNED,
            is_sample=True,
        )
        apply_sharing(call)
    to_come = Meeting.objects.filter(series=series, status=Meeting.Status.PLANNED).order_by("starts_at", "pk")
    if "off" in row and (off := to_come[1:2].first()):
        off.status, off.cancel_reason, off.sequence = Meeting.Status.CANCELLED, row["off"], 1
        off.save(update_fields=["status", "cancel_reason", "sequence"])
    write_event("series.planned", by=None, about=series, sentence=f"Loaded the sample series “{series.title}”.")
