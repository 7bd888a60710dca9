"""A group's or a series' year: every published summary that the reader may read, in order, with what hangs on it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date, long_day
from meetings.models import ActionItem, Attendance, Decision, Meeting, Series, Speaker
from meetings.wall_clock import wall_clock
from workinggroups.models import WorkingGroup

FIRST_YEAR, LAST_YEAR = 2015, 2100
MOST_CHAPTERS = 120
MOST_CHARACTERS = 150_000  # of summaries; what goes beyond is named with its address
EACH_LINE = 40  # characters that a line break counts for: many short lines are much work for a Word file
NO_STATE = "Other"


@dataclass(frozen=True)
class Chapter:
    """One meeting of the year."""

    meeting: Meeting
    date: str
    speakers: list[str]
    decisions: list[str]
    action_items: list[ActionItem]
    tally: list[tuple[str, int]]  # people by state; empty where the reader does not take part


@dataclass(frozen=True)
class OtherCall:
    """A call without a summary that the person may read: held, or canceled and why."""

    meeting: Meeting
    date: str
    words: str


@dataclass(frozen=True)
class Yearbook:
    """The report. `left_out` are summaries that went beyond its size."""

    title: str
    year: int
    chapters: list[Chapter]
    left_out: list[Meeting]
    tally: list[tuple[str, int]]  # over the year
    others: list[OtherCall]
    held: int
    canceled: int

    @property
    def figures(self) -> list[tuple[str, str]]:
        """The year in numbers, as (what, how many); without those that count nothing."""
        decided = sum(len(chapter.decisions) for chapter in self.chapters)
        items = [item for chapter in self.chapters for item in chapter.action_items]
        done = sum(item.done_at is not None for item in items)
        states = [state for state, _ in self.tally if state != NO_STATE]
        return [
            (what, words)
            for what, words, count in (
                ("Meetings held", str(self.held), self.held),
                ("Meetings canceled", str(self.canceled), self.canceled),
                ("States taking part", str(len(states)), len(states)),
                ("Decisions", str(decided), decided),
                ("Action items completed", f"{done} of {len(items)}", len(items)),
            )
            if count
        ]

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.title}: {self.year} report"


def published(user: Viewer, of: WorkingGroup | Series) -> QuerySet[Meeting]:
    """Meetings of the group or series whose published summary the person may read."""
    whose = {"group": of.pk} if isinstance(of, WorkingGroup) else {"series": of.pk}
    return published_in(user, **whose)


def published_in(user: Viewer, **whose: int) -> QuerySet[Meeting]:
    """The same, of the group or series with this number."""
    rows = Meeting.objects.summary_visible_to(user).filter(**whose)
    return rows.filter(summary_published_at__isnull=False).exclude(summary="")


def years_of(user: Viewer, of: WorkingGroup | Series) -> list[tuple[int, int]]:
    """(year, summaries the person may read), the latest year first; one query."""
    return list(years_in(published(user, of)))


def years_in(meetings: QuerySet[Meeting]) -> QuerySet[Any, Any]:
    """(year, how many of these meetings), the latest year first."""
    rows = meetings.annotate(year=ExtractYear("starts_at", tzinfo=_zone())).values_list("year")
    return rows.annotate(Count("pk")).order_by("-year")


def yearbook(user: Viewer, of: WorkingGroup | Series, year: int) -> Yearbook:
    """Everything the person may read of that year; five queries, whatever the number of meetings."""
    calls = list(_calls(user, of, year))
    # SECURITY: who sees a call may not read its summary by that; the database said whether they may.
    meetings = [call for call in calls if call.reads and call.summary_published_at and call.summary]
    others = [call for call in calls if call not in meetings and _counts(call)]
    included = _within_size(meetings)
    prefetch_related_objects(included, "speakers", "decisions", "action_items")
    tallies = _tallies(included) if _takes_part(user, of) else {}
    chapters = [_chapter(meeting, tallies.get(meeting.pk, {})) for meeting in included]
    total: dict[str, int] = {}
    for tally in tallies.values():
        for state, people in tally.items():
            total[state] = total.get(state, 0) + people
    canceled = sum(call.status == Meeting.Status.CANCELLED for call in others)
    return Yearbook(
        str(of),
        year,
        chapters,
        left_out=meetings[len(included) :],
        tally=_sorted(total),
        others=[OtherCall(call, _date(call), _other_words(call)) for call in others],
        held=len(meetings) + len(others) - canceled,
        canceled=canceled,
    )


def _calls(user: Viewer, of: WorkingGroup | Series, year: int) -> QuerySet[Any, Any]:
    """Every call of the year that the person may see, and whether they may read its summary, once there is one."""
    start, end = (datetime(number, 1, 1, tzinfo=_zone()) for number in (year, year + 1))
    whose = {"group": of.pk} if isinstance(of, WorkingGroup) else {"series": of.pk}
    rows = Meeting.objects.visible_to(user).filter(starts_at__gte=start, starts_at__lt=end, **whose)
    reads = ExpressionWrapper(Q(summary_keys__overlap=reader_keys_of(user)), output_field=BooleanField())
    rows = rows.select_related("group").defer("words", "summary_words", "summary_draft", "record_draft", "agenda")
    return rows.annotate(reads=reads).order_by("starts_at", "key")


def _counts(call: Meeting) -> bool:
    """Whether it belongs into a report: canceled, or over. A session is part of its event."""
    is_over = call.status == Meeting.Status.COMPLETED or call.ends_at < timezone.now()
    return call.parent_id is None and (is_over or call.status == Meeting.Status.CANCELLED)


def _other_words(call: Meeting) -> str:
    if call.status == Meeting.Status.CANCELLED:
        return f"Canceled: {call.cancel_reason}" if call.cancel_reason else "Canceled"
    return "Completed"


def _date(meeting: Meeting) -> str:
    return long_day(wall_clock(meeting.starts_at, meeting.zone).date())


def reports_of(user: Viewer, of: WorkingGroup | Series) -> list[tuple[int, int, str]]:
    """(year, summaries, address) of each report with something in it for the person; one query."""
    return reports_of_years(of, years_of(user, of))


def reports_of_years(of: WorkingGroup | Series, years: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The same, of years that were read."""
    return [(year, count, report_url(of, year)) for year, count in years]


def report_url(of: WorkingGroup | Series, year: int) -> str:
    """Where the report of a year stands."""
    if isinstance(of, WorkingGroup):
        return reverse("meetings:group_report", args=[of.slug, year])
    return reverse("meetings:series_report", args=[of.key, year])


def _within_size(meetings: list[Meeting]) -> list[Meeting]:
    included: list[Meeting] = []
    left = MOST_CHARACTERS
    for meeting in meetings[:MOST_CHAPTERS]:
        left -= len(meeting.summary) + EACH_LINE * meeting.summary.count("\n")
        if left < 0:
            break
        included.append(meeting)
    return included


def _chapter(meeting: Meeting, tally: dict[str, int]) -> Chapter:
    return Chapter(
        meeting=meeting,
        date=_date(meeting),
        speakers=[str(speaker) for speaker in sorted(meeting.speakers.all(), key=_place)],
        decisions=[decision.text for decision in sorted(meeting.decisions.all(), key=_place)],
        action_items=sorted(meeting.action_items.all(), key=_place),
        tally=_sorted(tally),
    )


def _place(row: Speaker | Decision | ActionItem) -> tuple[int, int]:
    return row.position, row.pk


def _takes_part(user: Viewer, of: WorkingGroup | Series) -> bool:
    """Who was there is for the circle itself, as on the record's page."""
    standing = standing_of(user)
    group = of if isinstance(of, WorkingGroup) else of.group
    return standing.is_administrator or (group is not None and group.audience_id in standing.reader_keys)


def _tallies(meetings: list[Meeting]) -> dict[int, dict[str, int]]:
    rows = Attendance.objects.filter(meeting__in=[meeting.pk for meeting in meetings])
    tallies: dict[int, dict[str, int]] = {}
    for meeting_id, state, people in rows.values_list("meeting_id", "state__name").annotate(Count("pk")).order_by():
        tallies.setdefault(meeting_id, {})[state or NO_STATE] = people
    return tallies


def _sorted(tally: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(tally.items(), key=lambda row: (row[0] == NO_STATE, -row[1], row[0]))


def _zone() -> ZoneInfo:
    """The portal's own: a report says the same to everybody."""
    return ZoneInfo(settings.TIME_ZONE)


def action_words(item: ActionItem) -> str:
    """ "Kim Lee: ask the utilities, by March 1, 2026 (done)"."""
    due = f", by {long_date(item.due_on)}" if item.due_on else ""
    return f"{item.owner_name}: {item.text}{due}{' (done)' if item.done_at else ''}"
