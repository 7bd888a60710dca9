"""Rows of documents, as every list draws them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import count, groupby

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.wording import counted, file_size, long_date
from documents import hidden
from documents.finding.rows import DocumentRow, reused_words
from documents.models import Document, DocumentVersion
from documents.reading.comparing import Passage
from documents.reading.tables import Column, Table
from documents.sharing import confidential

register = template.Library()

ROW = """<li class="doc-row">
  {thumbnail}
  <div class="doc-row__body">
    <p class="doc-row__top">{top}</p>
    <h3 class="doc-row__title"><a href="{url}">{title}</a></h3>
    {summary}<ul class="meta">{meta}</ul>
  </div>
  {audience}
</li>"""
THUMBNAIL = '<img class="doc-row__thumb" src="{}" alt="" width="60" height="78" loading="lazy">'
NO_THUMBNAIL = '<span class="doc-row__thumb doc-row__thumb--none" aria-hidden="true">{}</span>'
STATE = '<abbr class="state-code" title="{}">{}</abbr>'
KIND = '<span class="doc-row__kind">{}</span>'
SAMPLE = '<span class="chip chip--sample">Sample</span>'
CONFIDENTIAL = f'<span class="chip chip--confidential">{confidential.MARK}</span>'
SUMMARY = '<p class="doc-row__summary">{}</p>'
AUDIENCE = (
    '<p class="doc-row__audience"><span class="chip chip--audience chip--{}">'
    '<span class="usa-sr-only">Who can see it: </span>{}</span></p>'
)


@register.simple_tag
def document_rows(rows: Iterable[DocumentRow]) -> SafeString:
    """The items of <ul class="rows">.

    In Python because every list has 25 of them: as a template in a loop they took half of the page's time.
    """
    # SECURITY: everything that is not a number or a constant is escaped in _row().
    return mark_safe("\n".join([_row(row) for row in rows]))  # noqa: S308


@lru_cache(maxsize=512)
def _row(row: DocumentRow) -> str:
    """One document as HTML. SECURITY: of nothing but the row, so that whoever has the same row has read the same."""
    top = [
        STATE.format(escape(row.state_name), escape(row.state_code)) if row.state_code else "",
        KIND.format(escape(row.kind)) if row.kind else "",
        SAMPLE if row.is_sample else "",
        CONFIDENTIAL if row.is_confidential else "",
    ]
    return ROW.format(
        thumbnail=THUMBNAIL.format(escape(row.thumbnail_url))
        if row.thumbnail_url
        else NO_THUMBNAIL.format(escape(row.file_mark)),
        top=" ".join([part for part in top if part]),
        url=escape(row.url),
        title=escape(row.title),
        summary=SUMMARY.format(escape(row.summary)) if row.summary else "",
        meta="\n".join([f"<li>{escape(part)}</li>" for part in _meta(row) if part]),
        audience=AUDIENCE.format(escape(row.audience_level), escape(row.audience)) if row.audience else "",
    )


def _meta(row: DocumentRow) -> tuple[str, ...]:
    file = f"{row.file_type}, {file_size(row.file_bytes)}" if row.file_type and row.file_bytes else row.file_type
    pages = counted(row.pages, "page") if row.pages else ""
    return long_date(row.dated), pages, file, row.era, reused_words(row.reused)


@register.filter
def hidden_line(version: DocumentVersion) -> str:
    """What readers are told beside a file about content that its pages don't show; empty where there is none."""
    return hidden.download_line(version.status)


@register.filter
def office_text(text: str) -> SafeString:
    """The text of a Word document or slides: each line is a paragraph, lines with tabs are rows of a table."""
    # SECURITY: conditional_escape() leaves alone only what a view vouches for: escaped text with its <mark>.
    runs = groupby(str(conditional_escape(text)).splitlines(), key=lambda line: "\t" in line)
    numbers = count(1)
    return mark_safe("".join(_rows(lines, next(numbers)) if tabbed else _lines(lines) for tabbed, lines in runs))  # noqa: S308


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines if line.strip())


def _rows(lines: Iterable[str], number: int) -> str:
    rows = "".join(f"<tr><td>{line.replace(chr(9), '</td><td>')}</td></tr>" for line in lines)
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="Table {number}">'
        f'<table class="usa-table usa-table--borderless"><tbody>{rows}</tbody></table></div>'
    )


@register.simple_tag
def confidential_mark(document: Document) -> SafeString:
    """The mark of a document that contains vendor-confidential material; nothing for others."""
    # SECURITY: a constant.
    return mark_safe(CONFIDENTIAL if confidential.is_confidential(document.label) else "")  # noqa: S308


@register.simple_tag
def sheet_table(table: Table, addresses: Sequence[str]) -> SafeString:
    """Rows of a sheet; the head of each column leads to its address. In Python: a page has thousands of cells."""
    heads = [_sheet_head(column, url) for column, url in zip(table.columns, addresses, strict=True)]
    numbers = [' class="number"' if column.is_numeric else "" for column in table.columns]
    rows = [
        "<tr>" + "".join([f"<td{number}>{cell}</td>" for number, cell in zip(numbers, row, strict=True)]) + "</tr>"
        for row in table.rows
    ]
    # SECURITY: cells are safe HTML already, see Table; names of columns and addresses are escaped in _sheet_head().
    return mark_safe(  # noqa: S308
        f'<table class="usa-table usa-table--borderless data-table sheet__table"><caption class="usa-sr-only">'
        f"{escape(table.name) or 'Table'}</caption><thead><tr>{''.join(heads)}</tr></thead>"
        f"<tbody>{chr(10).join(rows)}</tbody></table>"
    )


# For those who hear it, where a change begins and ends.
CHANGED = {
    "same": "{}",
    "added": (
        '<ins><span class="usa-sr-only">Added: </span>{}<span class="usa-sr-only"> (end of added text)</span></ins>'
    ),
    "removed": (
        '<del><span class="usa-sr-only">Removed: </span>{}<span class="usa-sr-only"> (end of removed text)</span></del>'
    ),
    "moved_here": '<span class="moved"><b class="moved__place">Moved here from page {page}:</b> {}</span>',
    "moved_away": '<span class="moved"><b class="moved__place">Moved to page {page}:</b> {}</span>',
}


@register.simple_tag
def changed_words(passage: Passage) -> SafeString:
    """What stayed, came and went."""
    # SECURITY: each part is escaped; the rest is constants.
    parts = [
        CHANGED[part.kind].format(escape(part.text), page=getattr(part, "page", 0))
        for part in passage.parts
        if part.text
    ]
    return mark_safe(" ".join(parts))  # noqa: S308


SORT_MARKS = {"ascending": " ▲", "descending": " ▼"}


def _sheet_head(column: Column, url: str) -> str:
    number = ' class="number"' if column.is_numeric else ""
    order = f' aria-sort="{column.sorted}"' if column.sorted else ""
    mark = f'<span aria-hidden="true">{SORT_MARKS[column.sorted]}</span>' if column.sorted else ""
    return f'<th scope="col"{number}{order}><a href="{escape(url)}">{escape(column.label)}</a>{mark}</th>'
