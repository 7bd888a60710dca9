"""The year's report as a Word document: title page, contents, a chapter for each meeting."""

import io

from django.utils import timezone
from docx.document import Document as WordDocument

from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.word import MarkdownWriter, bookmark, link_out, link_within, new_document, plain, write_linked
from clearinghouse.lib.wording import counted, long_date
from meetings.yearbook import Chapter, Yearbook, action_words

PUBLISHER = "EV States Clearinghouse"


def as_word(book: Yearbook) -> bytes:
    """The report as a .docx file. Its size is bounded by what yearbook() takes in."""
    document = new_document(book.name, PUBLISHER)
    _title_page(document, book)
    for number, chapter in enumerate(book.chapters, 1):
        _write(document, chapter, number)
    _others(document, book)
    _left_out(document, book)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _title_page(document: WordDocument, book: Yearbook) -> None:
    document.add_paragraph(plain(book.title), style="Title")
    document.add_paragraph(f"{book.year} report", style="Subtitle")
    document.add_paragraph(f"{PUBLISHER}, {long_date(timezone.localdate())}")
    count = counted(len(book.chapters), "summary,summaries")
    document.add_paragraph(f"Includes {count} that the person who downloaded this report can read.")
    if any(chapter.meeting.is_sample for chapter in book.chapters):
        document.add_paragraph("Sample: parts of this report are fictional.")
    if book.tally:
        document.add_paragraph(f"Attendance for the year: {_in_words(book.tally)}.")
    for what, words in book.figures:
        document.add_paragraph(f"{what}: {words}", style="List Bullet")
    document.add_heading("Contents", level=1)
    for number, chapter in enumerate(book.chapters, 1):
        paragraph = document.add_paragraph(style="List Bullet")
        link_within(paragraph, _name(number), f"{chapter.date}: {chapter.meeting.title}")


def _write(document: WordDocument, chapter: Chapter, number: int) -> None:
    heading = document.add_heading(plain(chapter.meeting.title), level=1)
    heading.paragraph_format.page_break_before = number == 1  # a break of its own can leave an empty page
    bookmark(heading, _name(number), number)
    facts = document.add_paragraph(f"{chapter.date}. {chapter.meeting.get_kind_display()}. ")
    link_out(facts, absolute_url(chapter.meeting.get_absolute_url()), "Meeting page in the portal")
    if chapter.meeting.source:
        write_linked(document.add_paragraph(), f"Source: {chapter.meeting.source}")
    _list(document, "Speakers", chapter.speakers)
    document.add_heading("Summary", level=2)
    MarkdownWriter(document, top_heading=3).write(chapter.meeting.summary)
    _list(document, "Decisions", chapter.decisions)
    _list(document, "Action items", [action_words(item) for item in chapter.action_items])
    if chapter.tally:
        document.add_heading("Attendance", level=2)
        document.add_paragraph(f"{_in_words(chapter.tally)}.")


def _list(document: WordDocument, title: str, lines: list[str]) -> None:
    if lines:
        document.add_heading(title, level=2)
    for line in lines:
        write_linked(document.add_paragraph(style="List Bullet"), line)


def _others(document: WordDocument, book: Yearbook) -> None:
    if not book.others:
        return
    document.add_heading("Other meetings", level=1)
    for other in book.others:
        paragraph = document.add_paragraph(f"{other.date}: ", style="List Bullet")
        link_out(paragraph, absolute_url(other.meeting.get_absolute_url()), other.meeting.title)
        paragraph.add_run(plain(f". {other.words}"))


def _left_out(document: WordDocument, book: Yearbook) -> None:
    if not book.left_out:
        return
    document.add_heading("Not in this report", level=1)
    document.add_paragraph("This report is at its size limit. Read these summaries in the portal.")
    for meeting in book.left_out:
        paragraph = document.add_paragraph(style="List Bullet")
        link_out(paragraph, absolute_url(meeting.get_absolute_url()), meeting.title)


def _in_words(tally: list[tuple[str, int]]) -> str:
    return ", ".join(f"{state} {people}" for state, people in tally)


def _name(number: int) -> str:
    return f"meeting_{number}"
