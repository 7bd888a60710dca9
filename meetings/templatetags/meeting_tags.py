"""A meeting in a list. Drawn in Python: as a template with its date filters a row took a third of a millisecond."""

from html import escape

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.wording import long_datetime
from meetings.rows import CallRow

register = template.Library()

BADGE_LOOKS = {"Summary": "good", "Slides": "teal"}
STATE_CHIPS = {
    "next": '<span class="chip chip--amber">Next</span>',
    "cancelled": '<span class="chip chip--problem">Cancelled</span>',
}
SAMPLE_CHIP = '<span class="chip chip--sample">Sample</span>'


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
    moment = timezone.localtime(row.starts_at)
    parts = [f'<time datetime="{moment.isoformat()}">{long_datetime(moment)}</time>', escape(row.kind)]
    parts.append(_link(row.group_url, row.group) if row.group_url else escape(row.group))
    parts.append(escape(row.place))
    if row.answer:
        parts.append(escape(row.answer))
    elif row.answer_url:
        parts.append(_link(row.answer_url, "Say whether you come", row.title))
    if row.calendar_url:
        parts.append(_link(row.calendar_url, "Add to calendar", row.title))
    return "\n".join(f"<li>{part}</li>" for part in parts if part)


def _link(url: str, label: str, of: str = "") -> str:
    whose = f'<span class="usa-sr-only">: {escape(of)}</span>' if of else ""
    return f'<a href="{escape(url)}">{escape(label)}{whose}</a>'


def _badges(row: CallRow) -> str:
    if not row.badges:
        return ""
    chips = (f'<li class="chip chip--{BADGE_LOOKS.get(badge, "plain")}">{escape(badge)}</li>' for badge in row.badges)
    return f'<ul class="badges" aria-label="It has">{"".join(chips)}</ul>'
