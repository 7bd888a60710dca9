"""Pages that a search found, as every list of them draws them.

In Python because a screen has twenty of them, each with several links: as templates in a loop they took half of the
page's time.
"""

from collections.abc import Iterable
from functools import partial
from html import escape

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.recent import Recent
from clearinghouse.lib.wording import counted, long_date
from clearinghouse.templatetags.portal_tags import icon
from documents.finding.rows import HitRow, reused_words
from documents.templatetags.document_tags import CONFIDENTIAL, KIND, SAMPLE, STATE

register = template.Library()
_drawn = Recent[str](400)  # the HTML of rows, by all that stands in them

HIT = """<li class="hit">
  <p class="doc-row__top">{top}</p>
  <{tag} class="hit__title"><a href="{url}">{title}</a></{tag}>
  {heading}<p class="hit__snippet">{snippet}</p>
  {notes}<div class="hit__foot"><ul class="meta">{meta}</ul>
  {source}</div>
</li>"""
HEADING = '<p class="hit__heading">{}</p>\n  '
LACKS = '<p class="hit__lacks">Missing: <s>{}</s></p>\n  '
ALIKE = '<p class="hit__alike">Also in {}</p>\n  '
LINK = '<a href="{}">{}</a>'
ITEM = "<li>{}</li>"
SOURCE = """<details class="hit__source">
    <summary>Link and citation<span class="usa-sr-only"> of {title}</span></summary>
    <p>{citation}</p>
    <p class="hit__copy">{copy_link} {copy_citation}</p>
  </details>"""
# As templates/components/copy_link.html has it.
COPY = """<span class="copy">
  <button class="usa-button usa-button--unstyled with-icon" type="button" {what}="{value}">{icon}{label}</button>
  <span class="copy__said" role="status" data-copy-said></span>
</span>"""


@register.simple_tag
def page_hits(hits: Iterable[HitRow], *, nested: bool = False) -> SafeString:
    """The items of <ol class="rows">; nested ones stand below a heading of their own."""
    # SECURITY: everything that is not a number or a constant is escaped below, or a snippet, which is safe HTML.
    tag = "h4" if nested else "h3"
    return mark_safe("\n".join([_drawn.get((hit, tag), partial(_hit, hit, tag)) for hit in hits]))  # noqa: S308


@register.simple_tag
def hit_notes(hit: HitRow) -> SafeString:
    """What a found page lacks, and pages that say the same."""
    return mark_safe(_notes(hit))  # noqa: S308 - SECURITY: as above


@register.simple_tag
def hit_source(hit: HitRow) -> SafeString:
    """The lasting link and the citation of a found page, where they are offered."""
    return mark_safe(_source(hit))  # noqa: S308 - SECURITY: as above


def _hit(hit: HitRow, tag: str) -> str:
    top = [
        STATE.format(escape(hit.state_name), escape(hit.state_code)) if hit.state_code else "",
        KIND.format(escape(hit.kind)) if hit.kind else "",
        SAMPLE if hit.is_sample else "",
        CONFIDENTIAL if hit.is_confidential else "",
    ]
    printed = f" (printed {escape(hit.label)})" if hit.label else ""
    return HIT.format(
        top=" ".join(filter(None, top)),
        tag=tag,
        url=escape(hit.url),
        title=f"{_title(hit.title, hit.page)}{printed}",
        heading=HEADING.format(escape(hit.heading)) if hit.heading else "",
        snippet=conditional_escape(hit.snippet),
        notes=_notes(hit),
        meta="".join(map(ITEM.format, _meta(hit))),
        source=_source(hit),
    )


def _title(title: str, page: int) -> str:
    return f"{escape(title)}, page {page}" if page else escape(title)


def _meta(hit: HitRow) -> list[str]:
    found = [
        escape(long_date(hit.dated)) if hit.dated else "",
        escape(hit.era),
        reused_words(hit.reused),
        LINK.format(escape(hit.document_url), "About this document") if hit.document_url else "",
        LINK.format(escape(hit.more_url), f"{counted(hit.more, 'more page')} in this document") if hit.more else "",
    ]
    return [one for one in found if one]


def _notes(hit: HitRow) -> str:
    others = " · ".join([LINK.format(escape(other.url), _title(other.title, other.page)) for other in hit.alike])
    return f"{LACKS.format(escape(hit.lacks)) if hit.lacks else ''}{ALIKE.format(others) if others else ''}"


def _source(hit: HitRow) -> str:
    if not hit.citation:
        return ""
    citation = escape(hit.citation)
    return SOURCE.format(
        title=_title(hit.title, hit.page),
        citation=citation,
        copy_link=COPY.format(what="data-copy-link", value=escape(hit.link), icon=icon("link"), label="Copy link"),
        copy_citation=COPY.format(what="data-copy", value=citation, icon=icon("content_copy"), label="Copy citation"),
    )
