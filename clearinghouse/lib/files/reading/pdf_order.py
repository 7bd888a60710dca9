"""The text of a PDF page in the order in which people read it, where PDFium's is another one."""

from collections.abc import Sequence
from dataclasses import field

import pypdfium2

from clearinghouse.lib.files.reading import pdf_columns, pdf_fields
from clearinghouse.lib.files.reading.pdf_letters import Letters
from clearinghouse.lib.files.reading.pdf_objects import Survey
from clearinghouse.lib.files.reading.pdf_words import Word, lines_of, spoken
from clearinghouse.lib.files.reading.upright import turn_of_letters
from clearinghouse.lib.files.seen_pdf import Field
from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Ordered:
    """The text, and where its lines are other ones than PDFium's, each with the number of its first letter."""

    text: str
    lines: list[tuple[str, int]] = field(default_factory=list)


def of_page(
    textpage: pypdfium2.PdfTextPage,
    survey: Survey,
    letters: Letters,
    fields: Sequence[Field],
) -> Ordered:
    """What was filled in stands beside its labels, columns behind each other, the cells of a row in one line."""
    if not letters.places:
        return Ordered(letters.text)
    turn = turn_of_letters(textpage) or 0
    if fields:
        return Ordered(pdf_fields.placed(textpage, letters, fields, turn))
    jumps = pdf_columns.jumps_of(survey, turn)
    if not (jumps.may_be_columns() or jumps.may_be_broken(letters.text)):
        return Ordered(letters.text)
    lines = list(lines_of(textpage, letters, turn))
    if jumps.may_be_columns() and (columns := pdf_columns.in_order(lines)):
        return Ordered(_text(columns), [(spoken(line), line[0].place) for line in columns])
    rejoined = pdf_columns.rejoined(lines)
    return Ordered(_text(rejoined) if rejoined else letters.text)


def _text(lines: Sequence[Sequence[Word]]) -> str:
    return "\r\n".join(map(spoken, lines))
