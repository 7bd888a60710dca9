"""Filters and tags that put dates, sizes, counts and icons the portal's way, on every page alike."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SIZE_UNITS = ("bytes", "KB", "MB", "GB", "TB")
COUNT_CAP = 1000
BULLETS = ("•", "▪", "◦", "‣", "●", "○", "–", "·")
FULL_LINE = 0.7  # a line shorter than this share of the longest one ends its paragraph


@register.filter
def long_date(value: dt.date | dt.datetime | None) -> str:
    """A date as "January 15, 2026"; a datetime in the reader's time zone; None as an empty string."""
    if value is None:
        return ""
    day = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    return f"{day:%B} {day.day}, {day.year}"


@register.filter
def clock_time(value: dt.datetime | None) -> str:
    """A time of day with its zone, "2:30 p.m. EST", in the reader's time zone; None as an empty string."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if local.minute == 0 and local.hour in (0, 12):
        return f"{'noon' if local.hour else 'midnight'} {local:%Z}"
    half = "a.m." if local.hour < 12 else "p.m."
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {half} {local:%Z}"


@register.filter
def long_datetime(value: dt.datetime | None) -> str:
    """A moment as "January 15, 2026, 2:30 p.m. EST" in the reader's time zone; None as an empty string."""
    return f"{long_date(value)}, {clock_time(value)}" if value else ""


@register.filter
def file_size(size: float | None) -> str:
    """Bytes as people read them, in steps of 1,000: "812 bytes", "176 KB", "3.9 MB"; None as nothing."""
    if size is None:
        return ""
    amount, unit = float(size), 0
    # 999.6 KB would print as "1000 KB": move on as soon as rounding reaches the next unit.
    while round(amount) >= 1000 and unit < len(SIZE_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    if unit == 0:
        return counted(int(size), "byte")
    digits = 1 if unit > 1 and round(amount, 1) < 10 else 0
    return f"{amount:,.{digits}f} {SIZE_UNITS[unit]}"


@register.filter
def capped_count(count: int | None) -> str:
    """A count that was stopped just above 1,000, as "63" or "1,000+"; None as an empty string."""
    if count is None:
        return ""
    return f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}"


@register.filter
def counted(count: int | None, noun: str) -> str:
    """A count with its noun, "1 page", "63 pages", "1,000+ pages"; "person,people" names an odd plural."""
    if count is None:
        return ""
    one, _, many = noun.partition(",")
    return f"{capped_count(count)} {one if count == 1 else many or one + 's'}"


@register.filter(needs_autoescape=True)
def paragraphs(text: str, autoescape: bool = True) -> SafeString:
    """The lines of a printed page, put together to paragraphs as <p>; safe text keeps its <mark>.

    A paragraph ends at an empty line, before a bullet, and after a line that is short for this page, unless the
    sentence clearly goes on.
    """
    lines = [line.strip() for line in str(conditional_escape(text) if autoescape else text).splitlines()]
    lengths = sorted(len(strip_tags(line)) for line in lines if line)
    # Not the longest line: one long header would make every other line look short.
    full = lengths[len(lengths) * 3 // 4] * FULL_LINE if lengths else 0
    groups: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if not line or line.startswith(BULLETS):
            groups.append([])
        if line:
            groups[-1].append(line)
        if len(strip_tags(line)) < full and not _goes_on(strip_tags(line), strip_tags(following)):
            groups.append([])
    # SECURITY: each line was escaped above, or came from a view that vouches for it.
    return mark_safe("".join(f"<p>{' '.join(group)}</p>" for group in groups if group))  # noqa: S308


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence that has not ended is taken up by the next line."""
    return bool(line) and line[-1] not in ".:;?!" and following[:1].islower()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of the icon sprite. Without a label it is decoration and hidden from screen readers."""
    return _icon(name, label, static("vendor/uswds/img/icons.svg"))


@lru_cache(maxsize=512)
def _icon(name: str, label: str, sprite: str) -> SafeString:
    # Cached because a list page draws the same few symbols for every row.
    use = format_html('<use href="{}#{}"></use>', sprite, name)
    if not label:
        return format_html('<svg class="icon" aria-hidden="true" focusable="false">{}</svg>', use)
    return format_html('<svg class="icon" role="img" aria-label="{}" focusable="false">{}</svg>', label, use)


@register.simple_tag
def facet_options(facet: Any) -> SafeString:
    """The checkboxes of a facet: name, options (value, label, count, checked).

    In Python because a shelf of fifty states has some 250 of them: as a template loop they took half of the
    page's time.
    """
    name = escape(facet.name)
    rows = (
        f'<label class="facet__option"><input type="checkbox" id="facet-{name}-{number}" name="{name}"'
        f' value="{escape(option.value)}"{" checked" if option.checked else ""}>'
        f' <span class="facet__label">{escape(option.label)}</span>'
        f' <span class="facet__count">{capped_count(option.count)}<span class="usa-sr-only"> found</span></span>'
        "</label>"
        for number, option in enumerate(facet.options, start=1)
    )
    # SECURITY: all that is not a number was escaped above.
    return mark_safe("\n".join(rows))  # noqa: S308
