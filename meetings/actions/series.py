"""Series of calls: planning many at once, changing all that follow, ending early, going on."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_markdown, one_line
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
IN_WORDS = {"title": "title", "clock": "time", "place": "location", "join_url": "link to join", "agenda": "agenda"}


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


@dataclass(frozen=True)
class Change:
    """What happens to one call: new values by name, and the names of what was set by hand and stays."""

    meeting: Meeting
    values: dict[str, object]
    kept: list[str]

    @property
    def changed_words(self) -> str:
        """Which parts change."""
        return ", ".join(IN_WORDS[name] for name in self.values)

    @property
    def kept_words(self) -> str:
        """Which parts stay as somebody set them for this call."""
        return ", ".join(IN_WORDS[name] for name in self.kept)


def plan_series(*, by: User, group: WorkingGroup, plan: SeriesPlan, key: str = "") -> Series:
    """Plan all its calls, and invite the group with one mail. `key` makes a form sent twice one series."""
    if not can_plan(by, group):
        raise PermissionDenied(NOT_YOURS)
    series = Series(group=group, created_by=by, **asdict(plan.cleaned()))
    if key:
        series.key = key
    days = _fitting(recurrence.days(series))
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
def extend_series(*, by: User, series: Series, ends_on: date) -> list[Meeting]:
    """Go on until a later day; a second click adds nothing. The group is invited with one mail."""
    row = _locked_for_change(series, by)
    if ends_on <= row.ends_on:
        return []
    made = _plan_days(row, days_to_add(row, ends_on), by)
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
    for call in calls:
        call.status, call.cancel_reason = Meeting.Status.CANCELLED, why
        bump(call, ["status", "cancel_reason"])
        note(CANCELLED, call, by, f"{by} canceled “{call.title}”: {why}")
    if max(ends_on, row.starts_on) < row.ends_on:
        row.ends_on = max(ends_on, row.starts_on)
        row.save(update_fields=["ends_on"])
        sentence = f"{by} ended the series “{row.title}” and canceled {counted(len(calls), 'call')}: {why}"
        write_event("series.ended", by=by, about=row, sentence=sentence)
    series_notices.notify_cancelled(row, calls, by=by)
    return calls


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
    return _changes(meeting, series, list(rows.order_by("starts_at", "pk")), wanted)


def _changes(meeting: Meeting, series: Series, rows: list[Meeting], wanted: Following) -> list[Change]:
    new = _said(wanted)
    old = {name: getattr(meeting, name) for name in TEXTS} | {"clock": clock_of(meeting)}
    template = {name: getattr(series, name) for name in TEXTS}
    template["clock"] = Clock(series.starts_at_time, series.minutes, series.zone)
    asked = [name for name in IN_WORDS if new[name] != old[name]]
    found = []
    for row in rows:
        now = {name: getattr(row, name) for name in TEXTS} | {"clock": clock_of(row)}
        differs = [name for name in asked if now[name] != new[name]]
        follows = [name for name in differs if row.pk == meeting.pk or now[name] in (old[name], template[name])]
        kept = [name for name in differs if name not in follows]
        if differs:
            found.append(Change(row, {name: new[name] for name in follows}, kept))
    return found


def _said(wanted: Following) -> dict[str, object]:
    return {
        "title": one_line(wanted.title, 200),
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
    sentence = f"{by} changed {', '.join(names)} for {counted(len(done), 'call')} in the series “{series.title}”."
    write_event("series.changed", by=by, about=series, sentence=sentence)
    news = [row for row, is_notified in done if is_notified]
    series_notices.notify_changed(series, news, by=by, before=before)
    return [row for row, _ in done]


def _apply(change: Change, by: User) -> tuple[Meeting, bool]:
    """The call as it is now, and whether calendars must learn of it."""
    row, fields = change.meeting, []
    before = row.sequence
    for name, value in change.values.items():
        if isinstance(value, Clock):
            day = wall_clock(row.starts_at, row.zone).date()
            row.starts_at, row.ends_at = recurrence.moments(day, value.begins, value.minutes, value.zone)
            row.zone = value.zone
            fields += ["starts_at", "ends_at", "zone"]
        else:
            setattr(row, name, value)
            fields.append(name)
    bump(row, fields)
    note(CHANGED, row, by, f"{by} changed {change.changed_words} for “{row.title}” and the calls that follow.")
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
    series.save(update_fields=[*fields, "starts_at_time", "minutes", "zone"])
