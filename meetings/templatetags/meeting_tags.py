"""A meeting in a list, a day in a month. Drawn in Python: as templates they took most of their page's time."""

from html import escape

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.wording import day_and_time
from meetings.models import Meeting
from meetings.months import Day, Entry
from meetings.rows import CallRow
from meetings.when import begin_of, machine_time, span_of

register = template.Library()

BADGE_LOOKS = {"Summary": "good", "Slides": "teal"}
STATE_CHIPS = {
    "next": '<span class="chip chip--amber">Next</span>',
    "cancelled": '<span class="chip chip--problem">Canceled</span>',
}
SAMPLE_CHIP = '<span class="chip chip--sample">Sample</span>'


@register.filter
def meeting_when(meeting: Meeting) -> str:
    """Day and time of a meeting; of one whose time is unknown, the day and that it is."""
    return span_of(meeting)


@register.simple_tag
def call_row(row: CallRow) -> SafeString:
    """A call or meeting in a list; put it in <ul class="rows">."""
    # SECURITY: every value is escaped where it is put in, in the functions below too.
    return mark_safe(  # noqa: S308
        f'<li class="call">{_date_tile(row)}<div class="call__body">'
        f'<h3 class="call__title"><a href="{escape(row.url)}">{escape(row.title)}</a></h3>'
        f'<ul class="meta">{_meta(row)}</ul>{_badges(row)}</div>'
        f"{STATE_CHIPS.get(row.state, '')}\n{SAMPLE_CHIP if row.is_sample else ''}</li>"
    )


def _date_tile(row: CallRow) -> str:
    day = timezone.localtime(row.starts_at)
    return (
        f'<p class="date-tile" aria-hidden="true"><span class="date-tile__month">{day:%b}</span>'
        f'<span class="date-tile__day">{day.day}</span><span class="date-tile__year">{day.year}</span></p>'
    )


def _meta(row: CallRow) -> str:
    machine = machine_time(row.starts_at, has_time=row.has_time)
    parts = [f'<time datetime="{machine}">{_when(row)}</time>', escape(row.kind)]
    parts.append(_link(row.group_url, row.group) if row.group_url else escape(row.group))
    parts.append(escape(row.place))
    if row.answer:
        parts.append(escape(row.answer))
    elif row.answer_url:
        parts.append(_link(row.answer_url, "RSVP", row.title))
    if row.calendar_url:
        parts.append(_link(row.calendar_url, "Add to calendar", row.title))
    return "\n".join(f"<li>{part}</li>" for part in parts if part)


def _when(row: CallRow) -> str:
    if row.ends_at is None:
        return day_and_time(row.starts_at)
    return begin_of(row.starts_at, row.ends_at, has_time=row.has_time)


def _link(url: str, label: str, of: str = "") -> str:
    whose = f'<span class="usa-sr-only">: {escape(of)}</span>' if of else ""
    return f'<a href="{escape(url)}">{escape(label)}{whose}</a>'


def _badges(row: CallRow) -> str:
    if not row.badges:
        return ""
    chips = (f'<li class="chip chip--{BADGE_LOOKS.get(badge, "plain")}">{escape(badge)}</li>' for badge in row.badges)
    return f'<ul class="badges" aria-label="Available">{"".join(chips)}</ul>'


@register.simple_tag
def month_day(day: Day) -> SafeString:
    """A cell of a month's table, with its meetings."""
    names = ["month__day"]
    names += [] if day.is_inside else ["month__day--outside"]
    names += [] if day.entries else ["month__day--free"]
    today = '<span class="month__today"> Today</span>' if day.is_today else ""
    current = ' aria-current="date"' if day.is_today else ""
    entries = "".join([_entry(entry) for entry in day.entries])
    meetings = f'<ul class="month__meetings">{entries}</ul>' if entries else ""
    # SECURITY: what people typed is escaped in _entry(); the rest comes from the date.
    return mark_safe(  # noqa: S308
        f'<td class="{" ".join(names)}"{current}>'
        f'<time class="month__date" datetime="{day.iso}">'
        f'<span class="month__words">{day.words} </span>{day.number}{today}</time>'
        f"{meetings}</td>\n"
    )


def _entry(entry: Entry) -> str:
    state = ' <span class="month__state">Canceled</span>' if entry.is_cancelled else ""
    group = f' <span class="month__group">{escape(entry.group)}</span>' if entry.group else ""
    return (
        f'<li class="month__meeting{" month__meeting--off" if state else ""}"><a href="{escape(entry.url)}">'
        f'<span class="month__time">{escape(entry.time)}</span>\n'
        f'<span class="month__title">{escape(entry.title)}</span></a>{state}{group}</li>\n'
    )
