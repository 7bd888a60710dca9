"""Series of calls: planning many at once, changing all that follow, ending early, going on."""

import hashlib
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_markdown, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted
from meetings import recurrence
from meetings.actions.records import CANCELLED, CHANGED, MeetingRefused, Plan, bump, note, plan_meeting
from meetings.emails import series_notices
from meetings.emails.differences import told_of
from meetings.models import Meeting, Series
from meetings.permissions import can_plan
from meetings.wall_clock import wall_clock
from workinggroups.models import WorkingGroup

NOT_YOURS = "Leads can manage their groups’ series. Administrators can manage any series."
TEXTS = ("title", "place", "join_url", "agenda")
IN_WORDS = {
    "title": "title", "day": "day of the week", "clock": "time", "place": "location", "join_url": "meeting link",
    "agenda": "agenda",
}  # fmt: skip


class SeriesConflict(Exception):
    """What would happen is no longer what the person was shown."""


@dataclass(frozen=True)
class SeriesPlan:
    """What people say about a series, by the names of its fields. Times are wall-clock times in the zone."""

    title: str
    frequency: str
    interval: int
    weekday: int
    ordinal: int
    starts_on: date
    ends_on: date
    starts_at_time: time
    minutes: int
    zone: str
    place: str = ""
    join_url: str = ""
    agenda: str = ""
    record_sharing: str = "group"
    summary_sharing: str = "group"

    def cleaned(self) -> "SeriesPlan":
        """As it is kept."""
        return replace(
            self,
            title=one_line(self.title, 200),
            place=one_line(self.place, 300),
            agenda=clean_markdown(self.agenda, 20_000),
        )


@dataclass(frozen=True)
class Clock:
    """When a call begins and how long it lasts, on the wall of its zone."""

    begins: time
    minutes: int
    zone: str


@dataclass(frozen=True)
class Following:
    """What one call and all that follow shall say."""

    title: str
    clock: Clock
    place: str
    join_url: str
    agenda: str
    weekday: int | None = None  # 0 is Monday; None leaves every call on its day


@dataclass(frozen=True)
class Change:
    """What happens to one call: new values by name, and the names of what was set by hand and stays.

    Of "day" the new value is the date to which the call moves.
    """

    meeting: Meeting
    values: dict[str, object]
    kept: list[str]

    @property
    def changed_words(self) -> str:
        """Which parts change."""
        return joined([IN_WORDS[name] for name in self.values])

    @property
    def kept_words(self) -> str:
        """Which parts stay as somebody set them for this call."""
        return joined([IN_WORDS[name] for name in self.kept])

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When the call begins and ends after it."""
        clock = self.clock
        day = self.values.get("day", wall_clock(self.meeting.starts_at, self.meeting.zone).date())
        assert isinstance(day, date)
        return recurrence.moments(day, clock.begins, clock.minutes, clock.zone)

    @property
    def clock(self) -> Clock:
        """The wall clock after it."""
        clock = self.values.get("clock", clock_of(self.meeting))
        assert isinstance(clock, Clock)
        return clock


def plan_series(
    *, by: User, group: WorkingGroup, plan: SeriesPlan, key: str = "", skip: Collection[date] = ()
) -> Series:
    """Plan its calls but for the days to skip, and invite the group with one mail.

    `key` makes a form sent twice one series.
    """
    if not can_plan(by, group):
        raise PermissionDenied(NOT_YOURS)
    series = Series(group=group, created_by=by, **asdict(plan.cleaned()))
    if key:
        series.key = key
    days = _without(skip, _fitting(recurrence.days(series)))
    try:
        with transaction.atomic():
            series.save(force_insert=True)
            rows = _plan_days(series, days, by)
            sentence = f"{by} scheduled the series “{series.title}”: {counted(len(rows), 'call')}."
            write_event("series.planned", by=by, about=series, sentence=sentence)
            series_notices.invite(series, rows, by=by)
            return series
    except IntegrityError:
        made = Series.objects.filter(key=series.key, created_by=by).first() if key else None
        if made is None:
            raise
        return made


def _fitting(days: list[date]) -> list[date]:
    if not days:
        raise MeetingRefused("No dates match between the first and last day.")
    if len(days) > recurrence.MOST:
        raise MeetingRefused(f"That’s more than {recurrence.MOST} calls. Choose an earlier last day.")
    return days


def _without(skip: Collection[date], days: list[date]) -> list[date]:
    if not (left := [day for day in days if day not in skip]):
        raise MeetingRefused("You skipped every date. Keep at least one.")
    return left


def _plan_days(series: Series, days: list[date], by: User) -> list[Meeting]:
    """A call on each day, unless the series has one at that very time already."""
    there = set(Meeting.objects.filter(series=series).values_list("starts_at", flat=True))
    made = []
    for day in days:
        starts, ends = recurrence.moments(day, series.starts_at_time, series.minutes, series.zone)
        if starts in there:
            continue
        plan = Plan(
            series.title, starts, ends, series.zone, series.place, series.join_url, series.agenda,
            series.record_sharing, series.summary_sharing,
        )  # fmt: skip
        made.append(plan_meeting(by=by, plan=plan, group=series.group, series=series))
    return made


def days_to_add(series: Series, ends_on: date) -> list[date]:
    """The days that a later last day brings, none in the past. Raises MeetingRefused when none or too many."""
    rule = SeriesPlan(
        series.title, series.frequency, series.interval, series.weekday, series.ordinal, series.starts_on, ends_on,
        series.starts_at_time, series.minutes, series.zone,
    )  # fmt: skip
    after = max(series.ends_on, timezone.localdate())
    found = [day for day in _all_days(rule) if day > after]
    return _fitting(found)


def _all_days(rule: SeriesPlan) -> list[date]:
    """Also of series that have had more than MOST calls: a piece at a time, each from the last day found."""
    found: list[date] = []
    while piece := recurrence.days(rule):
        found += piece if not found else piece[1:]
        if len(piece) <= recurrence.MOST:
            break
        rule = replace(rule, starts_on=piece[-1])
    return found


@transaction.atomic
def extend_series(*, by: User, series: Series, ends_on: date, skip: Collection[date] = ()) -> list[Meeting]:
    """Go on until a later day, but for the days to skip; a second click adds nothing. The group gets one mail."""
    row = _locked_for_change(series, by)
    if row.group is not None and row.group.closed_at is not None:
        raise MeetingRefused(f"{row.group} is closed. An administrator can reopen it.")
    if ends_on <= row.ends_on:
        return []
    made = _plan_days(row, _without(skip, days_to_add(row, ends_on)), by)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    sentence = f"{by} added {counted(len(made), 'call')} to the series “{row.title}”."
    write_event("series.extended", by=by, about=row, sentence=sentence)
    series_notices.invite(row, made, by=by)
    return made


def calls_after(series: Series, last_day: date) -> list[Meeting]:
    """Planned calls after that day on the clocks of the series, and still to come."""
    end, _ = recurrence.moments(last_day, time(23, 59), 1, series.zone)
    rows = Meeting.objects.filter(series=series, status=Meeting.Status.PLANNED, starts_at__gt=max(end, timezone.now()))
    return list(rows.order_by("starts_at", "pk"))


@transaction.atomic
def end_series(*, by: User, series: Series, ends_on: date, reason: str, seen: str) -> list[Meeting]:
    """Cancel what follows that day, with a reason that the group is told in one mail. Raises SeriesConflict."""
    row = _locked_for_change(series, by)
    why = one_line(reason, 500)
    if not why:
        raise MeetingRefused("Enter a reason. We’ll send it to everyone invited.")
    calls = _locked_rows(calls_after(row, ends_on))
    if calls and seen != mark_of([Change(call, {}, []) for call in calls]):
        raise SeriesConflict
    _cancel(calls, by, why)
    if max(ends_on, row.starts_on) < row.ends_on:
        row.ends_on = max(ends_on, row.starts_on)
        row.save(update_fields=["ends_on"])
        sentence = f"{by} ended the series “{row.title}” and canceled {counted(len(calls), 'call')}: {why}"
        write_event("series.ended", by=by, about=row, sentence=sentence)
    series_notices.notify_cancelled(row, calls, by=by)
    return calls


@transaction.atomic
def skip_calls(*, by: User, series: Series, keys: Collection[str], reason: str) -> list[Meeting]:
    """Cancel single calls that are to come, with a reason that the group is told in one mail. Raises MeetingRefused."""
    row = _locked_for_change(series, by)
    why = one_line(reason, 500)
    if not why:
        raise MeetingRefused("Enter a reason. We’ll send it to everyone invited.")
    calls = _locked_rows([call for call in calls_to_come(row) if call.key in keys])
    if not calls:
        raise MeetingRefused("These calls are canceled or over already. Select upcoming calls.")
    _cancel(calls, by, why)
    series_notices.notify_cancelled(row, calls, by=by)
    return calls


def calls_to_come(series: Series) -> list[Meeting]:
    """Planned calls that have not begun; the next first."""
    rows = Meeting.objects.filter(series=series, status=Meeting.Status.PLANNED, starts_at__gt=timezone.now())
    return list(rows.order_by("starts_at", "pk"))


def _cancel(calls: list[Meeting], by: User, why: str) -> None:
    for call in calls:
        call.status, call.cancel_reason = Meeting.Status.CANCELLED, why
        bump(call, ["status", "cancel_reason"])
        note(CANCELLED, call, by, f"{by} canceled “{call.title}”: {why}")


def _locked_for_change(series: Series, by: User) -> Series:
    if not Series.objects.editable_by(by).filter(pk=series.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return locked(series)


def _locked_rows(rows: list[Meeting]) -> list[Meeting]:
    """The same rows, locked and read anew, in the same order. Without joins, as records.locked() explains."""
    keys = [row.pk for row in rows]
    fresh = {row.pk: row for row in Meeting.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [fresh[key] for key in keys if fresh[key].status == Meeting.Status.PLANNED]


def mark_of(changes: list[Change]) -> str:
    """Stands for what the person was shown; another one means that somebody changed something meanwhile."""
    shown = [(change.meeting.pk, change.meeting.revision, sorted(change.values)) for change in changes]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def clock_of(meeting: Meeting) -> Clock:
    """When it takes place, on its wall."""
    local = wall_clock(meeting.starts_at, meeting.zone)
    return Clock(local.time(), int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60, meeting.zone)


def changes_from(meeting: Meeting, wanted: Following) -> list[Change]:
    """What would change of this call and those that follow. What was set by hand for one call stays there."""
    if meeting.status != Meeting.Status.PLANNED or meeting.starts_at < timezone.now():
        raise MeetingRefused("This call isn’t upcoming anymore. Edit an upcoming call instead.")
    assert meeting.series
    series = meeting.series
    rows = Meeting.objects.filter(series=series, status=Meeting.Status.PLANNED, starts_at__gte=meeting.starts_at)
    changes = _changes(meeting, series, list(rows.order_by("starts_at", "pk")), wanted)
    if any("day" in change.values for change in changes):
        _must_fit(series, changes)
    return changes


def _must_fit(series: Series, changes: list[Change]) -> None:
    """Moving to another weekday puts no call into the past, and no two at one moment."""
    moving = {change.meeting.pk: change.times[0] for change in changes if change.values}
    if any(starts < timezone.now() for starts in moving.values()):
        raise MeetingRefused("On that day of the week, the first of these calls would be in the past. Choose another.")
    others = Meeting.objects.filter(series=series).exclude(pk__in=moving).values_list("starts_at", flat=True)
    if len({*moving.values(), *others}) < len(moving) + len(others):
        raise MeetingRefused("Two calls would take place at the same time. Move or cancel one of them first.")


def _changes(meeting: Meeting, series: Series, rows: list[Meeting], wanted: Following) -> list[Change]:
    new = _said(wanted)
    old = _said_of(meeting)
    template = {name: getattr(series, name) for name in TEXTS} | {"day": series.weekday}
    template["clock"] = Clock(series.starts_at_time, series.minutes, series.zone)
    asked = [name for name in IN_WORDS if new[name] not in (old[name], None)]
    found = []
    for row in rows:
        now = _said_of(row)
        differs = [name for name in asked if now[name] != new[name]]
        follows = [name for name in differs if row.pk == meeting.pk or now[name] in (old[name], template[name])]
        kept = [name for name in differs if name not in follows]
        if differs:
            values = {name: new[name] for name in follows}
            if "day" in values and wanted.weekday is not None:
                day = wall_clock(row.starts_at, row.zone).date()
                values["day"] = recurrence.on_weekday(day, wanted.weekday, series)
            found.append(Change(row, values, kept))
    return found


def _said_of(row: Meeting) -> dict[str, object]:
    """What one call says, by the names of IN_WORDS."""
    weekday = wall_clock(row.starts_at, row.zone).weekday()
    return {name: getattr(row, name) for name in TEXTS} | {"clock": clock_of(row), "day": weekday}


def _said(wanted: Following) -> dict[str, object]:
    return {
        "title": one_line(wanted.title, 200),
        "day": wanted.weekday,
        "clock": wanted.clock,
        "place": one_line(wanted.place, 300),
        "join_url": wanted.join_url,
        "agenda": clean_markdown(wanted.agenda, 20_000),
    }


@transaction.atomic
def change_following(*, meeting: Meeting, by: User, wanted: Following, seen: str) -> list[Meeting]:
    """Change this call and all that follow, and tell the group with one mail; sent twice it changes nothing more.

    `seen` is mark_of() what the person was shown. Raises SeriesConflict, MeetingRefused and PermissionDenied.
    """
    assert meeting.series
    series = _locked_for_change(meeting.series, by)
    locked = Meeting.objects.select_for_update().filter(series=series).order_by("pk")
    fresh = next(row for row in list(locked) if row.pk == meeting.pk)
    fresh.series = series
    changes = changes_from(fresh, wanted)
    if not changes:
        return []
    if seen != mark_of(changes):
        raise SeriesConflict
    before = {change.meeting.key: told_of(change.meeting) for change in changes}
    done = [_apply(change, by) for change in changes if change.values]
    _remember(series, wanted)
    names = sorted({IN_WORDS[name] for change in changes for name in change.values})
    sentence = f"{by} changed the {joined(names)} of {counted(len(done), 'call')} in the series “{series.title}”."
    write_event("series.changed", by=by, about=series, sentence=sentence)
    news = [row for row, is_notified in done if is_notified]
    series_notices.notify_changed(series, news, by=by, before=before)
    return [row for row, _ in done]


def _apply(change: Change, by: User) -> tuple[Meeting, bool]:
    """The call as it is now, and whether calendars must learn of it."""
    row, fields = change.meeting, []
    before = row.sequence
    if {"day", "clock"} & change.values.keys():
        # Both are read of the row, so they are set together.
        (row.starts_at, row.ends_at), row.zone = change.times, change.clock.zone
        fields += ["starts_at", "ends_at", "zone"]
    for name, value in change.values.items():
        if name in TEXTS:
            setattr(row, name, value)
            fields.append(name)
    bump(row, fields)
    note(CHANGED, row, by, f"{by} changed the {change.changed_words} of “{row.title}” and the calls that follow.")
    return row, row.sequence > before


def _remember(series: Series, wanted: Following) -> None:
    """Calls added later start with the new values."""
    new, fields = _said(wanted), []
    for name in TEXTS:
        if new[name] != getattr(series, name):
            setattr(series, name, new[name])
            fields.append(name)
    clock = wanted.clock
    series.starts_at_time, series.minutes, series.zone = clock.begins, clock.minutes, clock.zone
    if wanted.weekday is not None and wanted.weekday != series.weekday:
        fields += _move_rule(series, wanted.weekday)
    series.save(update_fields=[*fields, "starts_at_time", "minutes", "zone"])


def _move_rule(series: Series, weekday: int) -> list[str]:
    """The rule itself moves, with its first day: every other week must not become the weeks between."""
    first = next(iter(recurrence.days(series)), series.starts_on)
    last = Meeting.objects.filter(series=series).order_by("-starts_at").values_list("starts_at", flat=True).first()
    series.starts_on = recurrence.on_weekday(first, weekday, series)
    series.weekday = weekday
    if last is not None:
        series.ends_on = max(series.ends_on, wall_clock(last, series.zone).date())
    return ["starts_on", "weekday", "ends_on"]
