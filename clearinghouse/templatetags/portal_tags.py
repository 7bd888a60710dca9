"""Filters and tags that put dates, sizes, counts and icons the portal's way, on every page alike."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib import drawn as drawing
from clearinghouse.lib import markup, wording

register = template.Library()

BULLETS = ("•", "▪", "◦", "‣", "●", "○", "–", "·")
# "3. Price is shown first", "Inspector: J. Rivers": a line of a list or of a form, whatever stands before it.
ITEM = re.compile(r"\d{1,2}[.)] \S|[A-Z][A-Za-z-]*(?: [A-Za-z-]+){0,3}: \S")
FULL_LINE = 0.7  # a line shorter than this share of the longest one ends its paragraph


register.filter(wording.long_date)
register.filter(wording.clock_time)
register.filter(wording.long_datetime)
register.filter(wording.age_in_words)
register.filter(wording.long_day)
register.filter(wording.day_and_time)
register.filter(wording.end_of_span)
register.filter(wording.begin_or_span)
register.filter(wording.time_span)
register.filter(wording.file_size)
register.filter(wording.capped_count)
register.filter(wording.grouped)
register.filter(wording.counted)
register.filter(markup.linked)
register.filter(wording.lead_in)
register.filter(wording.in_list)


@register.filter(needs_autoescape=True)
def paragraphs(text: str, autoescape: bool = True) -> SafeString:
    """The lines of a printed page, put together to paragraphs as <p>; safe text keeps its <mark>.

    A paragraph ends at an empty line, before a bullet or a line of a list or form, and after a line that is short for
    this page, unless the sentence clearly goes on.
    """
    lines = [line.strip() for line in str(conditional_escape(text) if autoescape else text).splitlines()]
    seen = [strip_tags(line) if "<" in line else line for line in lines]
    lengths = sorted(len(words) for words in seen if words)
    # Not the longest line: one long header would make every other line look short.
    full = lengths[len(lengths) * 3 // 4] * FULL_LINE if lengths else 0
    groups: list[list[str]] = [[]]
    for line, words, following in zip(lines, seen, [*seen[1:], ""], strict=False):
        if not line or line.startswith(BULLETS) or ITEM.match(words):
            groups.append([])
        if line:
            groups[-1].append(line)
        if len(words) < full and not _goes_on(words, following):
            groups.append([])
    # SECURITY: each line was escaped above, or came from a view that vouches for it.
    return mark_safe("".join(f"<p>{' '.join(group)}</p>" for group in groups if group))  # noqa: S308


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence that has not ended is taken up by the next line."""
    return bool(line) and line[-1] not in ".:;?!" and following[:1].islower()


register.simple_tag(drawing.drawn)


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
def kept_include(template_name: str, **inputs: Any) -> SafeString:
    """Like include, for a piece of the frame: rendered once for each value of its few inputs, then kept.

    SECURITY: all who give the same inputs share one text. The template sees nothing but them, no request and no person.
    """
    if settings.DEBUG:
        return render_to_string(template_name, inputs)
    # What the context holds may be lazy and know the request; kept is only what it stands for.
    return _kept(template_name, tuple((name, _plain(value)) for name, value in inputs.items()))


def _plain(value: Any) -> bool | tuple[Any, ...]:
    return bool(value) if isinstance(value, bool | str | None) else tuple(value)


@lru_cache(maxsize=256)
def _kept(template_name: str, inputs: tuple[tuple[str, Any], ...]) -> SafeString:
    return render_to_string(template_name, dict(inputs))


@register.simple_tag
def facet_options(facet: Any) -> SafeString:
    """The checkboxes of a facet: name, options (value, label, count, checked).

    In Python because a list of fifty states has some 250 of them: as a template loop they took half of the
    page's time.
    """
    rows = (
        _facet_option(facet.name, number, option.value, option.label, option.count, checked=option.checked)
        for number, option in enumerate(facet.options, start=1)
    )
    # SECURITY: all that is not a number was escaped in each.
    return mark_safe("\n".join(rows))  # noqa: S308


@lru_cache(maxsize=4096)
def _facet_option(name: str, number: int, value: str, label: str, count: int, *, checked: bool) -> str:
    """One checkbox as HTML. They change with the counts only, and a list has hundreds, so they are kept."""
    return (
        f'<label class="facet__option"><input type="checkbox" id="facet-{escape(name)}-{number}" name="{escape(name)}"'
        f' value="{escape(value)}"{" checked" if checked else ""}>'
        f' <span class="facet__label">{escape(label)}</span>'
        f' <span class="facet__count">{wording.capped_count(count)}<span class="usa-sr-only"> found</span></span>'
        "</label>"
    )
