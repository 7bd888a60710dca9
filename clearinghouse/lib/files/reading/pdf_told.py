"""What a PDF holds that is not on its face, in sentences for the person who uploaded it."""

from collections.abc import Iterable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading.collector import Collector
from clearinghouse.lib.files.reading.pdf_halves import told
from clearinghouse.lib.files.reading.pdf_page import PageReading
from clearinghouse.lib.files.results import HiddenKind
from clearinghouse.lib.files.seen_pdf import SeenPdf, attachments
from clearinghouse.lib.files.text import one_line, pages_in_words

_MOST_FILES = 50
_LONGEST_NAME = 80
_NOBODY = {"anonymous", "unknown", "user", "author", "administrator", "admin", "owner"}

PORTFOLIO = (
    "This PDF is a portfolio: the files inside it can’t be searched or read here. "
    "Save them from the portfolio, then upload each one."
)
DYNAMIC_FORM = (
    "This PDF is a form that only Adobe Acrobat can show. Print it to a new PDF in Acrobat, then upload that copy."
)
DAMAGED_END = (
    "The end of this PDF is damaged. We could read all of it, but not every program can open it. "
    "Save it again, then upload the new copy."
)


def tell(seen: SeenPdf, readings: Sequence[PageReading], collector: Collector) -> None:
    """Tell of layers, notes, attachments, text that nobody sees, and the author's name."""
    for name in seen.hidden_layers:
        collector.hide(
            HiddenKind.LAYER,
            f"The layer “{name or 'without a name'}” is hidden; anyone who downloads the file can show it.",
            pages_in_words(seen.pages_with_hidden_layers),
        )
    for number, reading in enumerate(readings, 1):
        _tell_of_page(seen, number, reading, collector)
    _tell_of_files(seen, collector)
    author = one_line(told(lambda: seen.document.get_metadata_value("Author")), _LONGEST_NAME)
    if author and author.casefold() not in _NOBODY:
        sentence = f"The file’s properties give “{author}” as its author; anyone who downloads the file can read that."
        collector.hide(HiddenKind.PROPERTIES, sentence)
    if seen.is_mended:
        collector.tell(DAMAGED_END)


def is_dynamic_form(document: pypdfium2.PdfDocument) -> bool:
    """Whether the file says that its pages are made of its XFA form; some say so only by a page to wait."""
    return bool(document.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL)


def damaged_pages(numbers: Iterable[int]) -> str:
    """The sentence about pages whose content is damaged."""
    return (
        f"The file is damaged on {pages_in_words(numbers)}: text is missing there. "
        "Save it again from where it came, then upload the new copy."
    )


def _tell_of_page(seen: SeenPdf, number: int, reading: PageReading, collector: Collector) -> None:
    place = f"page {number}"
    found = seen.annotations.get(number)
    if found and found.comments:
        comments = "a comment" if found.comments == 1 else f"{found.comments} comments"
        them = "it" if found.comments == 1 else "them"
        sentence = f"Page {number} has {comments}; anyone who downloads the file can read {them}."
        collector.hide(HiddenKind.COMMENTS, sentence, place)
    if found and found.files:
        sentence = f"A file is attached to page {number}; anyone who downloads the PDF can open it."
        collector.hide(HiddenKind.ATTACHMENT, sentence, place)
    if found and found.hidden_fields:
        sentence = (
            f"Page {number} has a hidden form field with words in it; anyone who downloads the file can find them."
        )
        collector.hide(HiddenKind.HIDDEN_TEXT, sentence, place)
    if reading.unseen.covered:
        sentence = f"Page {number} has text under a box or picture; anyone who downloads the file can copy it."
        collector.hide(HiddenKind.COVERED_TEXT, sentence, place)
    if reading.unseen.hidden:
        sentence = (
            f"Page {number} has text that can’t be seen, such as white text; anyone who downloads the file can copy it."
        )
        collector.hide(HiddenKind.HIDDEN_TEXT, sentence, place)


def _tell_of_files(seen: SeenPdf, collector: Collector) -> None:
    names = list(attachments(seen.document, _MOST_FILES))
    for name in names:
        sentence = f"The file “{one_line(name, _LONGEST_NAME)}” is attached; anyone who downloads the PDF can open it."
        collector.hide(HiddenKind.ATTACHMENT, sentence)
    if names and seen.is_portfolio:
        collector.tell(PORTFOLIO)
