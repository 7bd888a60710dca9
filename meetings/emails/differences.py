"""What a mail of a change says: what was before and what is now, on the reader's clock."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from clearinghouse.lib.wording import clock_time, time_span
from clearinghouse.lib.zones import zone_label
from meetings.models import Meeting

# What people were told of a meeting, as text: the job that writes the mails takes it along.
Told = dict[str, str]


def told_of(meeting: Meeting) -> Told:
    """What stands in calendars now. Of the link to join only a mark: it lets people in, and no mail repeats it."""
    return {
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
        "place": meeting.place,
        "join_url": hashlib.sha256(meeting.join_url.encode()).hexdigest()[:16] if meeting.join_url else "",
    }


def last_told(meeting: Meeting, before: Told) -> Told:
    """What people know who were not told of an earlier change yet: its job still waits, and will find it outdated."""
    alone = Q(task_name="meetings.tasks.post_notices", args__meeting_id=meeting.pk, args__before__has_key="title")
    in_series = Q(task_name="meetings.tasks.post_series_notices", args__before__has_key=meeting.key)
    waiting = ProcrastinateJob.objects.filter(alone | in_series, status__in=("todo", "doing"))
    args = waiting.order_by("id").values_list("args", flat=True).first()
    if args is None:
        return before
    earlier: Told = args["before"].get(meeting.key) or args["before"]
    return earlier


def what_changed(before: Told, meeting: Meeting) -> list[str]:
    """A sentence for each thing that differs, times in the reader's zone; empty when all is as it was."""
    now = told_of(meeting)
    differs = [name for name in now if before.get(name, now[name]) != now[name]]
    if differs == ["title"]:
        return [f"This time only the title changed: it was “{before['title']}” and is now “{meeting.title}”."]
    found = [f"Title: was “{before['title']}”, is “{meeting.title}”"] if "title" in differs else []
    if {"starts_at", "ends_at"} & set(differs):
        found.append(_time(before, meeting))
    elif "zone" in differs:
        found.append(f"Time zone: was {zone_label(before['zone'])}, is {zone_label(meeting.zone)}")
    if "place" in differs:
        found.append(f"Location: {_was_and_is(before['place'], meeting.place)}")
    if "join_url" in differs:
        found.append(f"Meeting link: {_link(before['join_url'], now['join_url'])}")
    return found


def in_all(changes: Sequence[list[str]]) -> list[str]:
    """What changed alike for each of several meetings."""
    return [line for line in changes[0] if all(line in other for other in changes[1:])] if changes else []


def _time(before: Told, meeting: Meeting) -> str:
    starts, ends = (datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at"))
    if timezone.localtime(starts).date() != timezone.localtime(meeting.starts_at).date():
        return f"Date: was {time_span(starts, ends)}, is {time_span(meeting.starts_at, meeting.ends_at)}"
    if ends - starts == meeting.ends_at - meeting.starts_at:
        return f"Time: {_clocks(clock_time(starts), clock_time(meeting.starts_at))}"
    return f"Time: {_clocks(_hours(starts, ends), _hours(meeting.starts_at, meeting.ends_at))}"


def _hours(starts: datetime, ends: datetime) -> str:
    """The span without its first day, which stayed: "2 p.m. to 3 p.m. EST"."""
    return time_span(starts, ends).split(", ", 3)[3]


def _clocks(was: str, now: str) -> str:
    """ "was 2 p.m., is 4:30 p.m. EST": the zone once where it is the same."""
    zone = f" {now.rpartition(' ')[2]}"
    return f"was {was.removesuffix(zone)}, is {now}"


def _was_and_is(was: str, now: str) -> str:
    return f"was {was}, is {now}" if was and now else f"is {now}" if now else f"was {was}, none is set now"


def _link(was: str, now: str) -> str:
    return "there is a new one" if was and now else "there is one now" if now else "there is none now"
