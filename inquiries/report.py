"""The answers to an inquiry as a Word document: a chapter for each question, a paragraph for each state."""

import io
from collections.abc import Sequence

from django.utils import timezone

from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.word import MarkdownWriter, link_out, new_document, plain, write_linked
from clearinghouse.lib.wording import counted, long_date
from inquiries.comparing import Comparison, StateAnswer, tallies

PUBLISHER = "EV States Clearinghouse"


def as_word(table: Comparison, states: Sequence[StateAnswer], *, with_summary: bool) -> bytes:
    """The report as a .docx file, with what the person who asks for it may read."""
    inquiry = table.inquiry
    document = new_document(inquiry.title, PUBLISHER)
    document.add_paragraph(plain(inquiry.title), style="Title")
    document.add_paragraph(f"Asked by {plain(inquiry.asker)}", style="Subtitle")
    facts = document.add_paragraph(f"{PUBLISHER}, {long_date(timezone.localdate())}. ")
    link_out(facts, absolute_url(inquiry.get_absolute_url()), "This inquiry in the portal")
    document.add_paragraph(
        f"Includes {counted(len(states), 'answer')} that the person who downloaded this report can read."
    )
    if inquiry.is_sample:
        document.add_paragraph("Sample: parts of this report are fictional.")
    if with_summary and inquiry.summary:
        document.add_heading("Summary", level=1)
        MarkdownWriter(document, top_heading=2).write(inquiry.summary)
    figures = {tally.question.ident: tally for tally in tallies(table, states)}
    for question in table.questions:
        document.add_heading(plain(question.label), level=1)
        tally = figures.get(question.ident)
        if tally is not None:
            document.add_paragraph(plain(tally.sentence))
            for bar in tally.bars:
                document.add_paragraph(plain(f"{bar.label}: {bar.value}"), style="List Bullet")
        answered = [(state, table.words(question, state.answers)) for state in states]
        for state, words in answered:
            if words:
                document.add_heading(plain(state.name), level=2)
                write_linked(document.add_paragraph(), words)
        missing = [state.name for state, words in answered if not words]
        if missing:
            document.add_paragraph(plain(f"No answer: {', '.join(missing)}."))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
