"""PDFs whose pages are not what the file is about: forms that only Acrobat shows, and portfolios."""

from collections.abc import Callable

import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, String

from clearinghouse.lib.files.results import PageSource
from tests.lib.files import pdf_samples as made

FORM = "This PDF is a form that only Adobe Acrobat can show. Print it to a new PDF in Acrobat, then upload that copy."
PORTFOLIO = (
    "This PDF is a portfolio: the files inside it can’t be searched or read here. "
    "Save them from the portfolio, then upload each one."
)
XDP = b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><subform name="f"/></template></xdp:xdp>'
PLEASE_WAIT = (
    "Please wait...",
    "If this message is not eventually replaced by the proper contents of the document,",
    "your PDF viewer may not be able to display this type of document.",
    "You can upgrade to the latest version of Adobe Reader for Windows, Mac, or Linux.",
)
OTHERS = [
    ("To view the full contents of this document, you need a later version of the PDF viewer.",),
    ("The document you are trying to load requires Adobe Reader 8 or higher.",),
    ("This PDF form requires a newer version of Adobe Acrobat.",),
]


def with_form(texts: tuple[str, ...], *, is_dynamic: bool, in_parts: bool = False) -> bytes:
    def add(pdf: Pdf) -> None:
        stream = pdf.make_stream(XDP)
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Array([String("template"), stream]) if in_parts else stream)
        if is_dynamic:
            pdf.Root.NeedsRendering = True

    return made.changed(made.drawn(made.lines(*texts)), add)


@pytest.mark.parametrize("is_dynamic", [True, False])
@pytest.mark.parametrize("in_parts", [True, False])
@pytest.mark.parametrize("texts", [PLEASE_WAIT, *OTHERS])
def test_form_that_only_acrobat_shows_is_told(check_here, extract_here, texts, is_dynamic, in_parts):
    data = with_form(texts, is_dynamic=is_dynamic, in_parts=in_parts)

    checked, read = check_here(data, "form.pdf"), extract_here(data, "pdf")

    assert (checked.accepted, checked.flags) == (True, ("pdf-forms",))
    assert [(page.heading, page.text, page.source) for page in read.pages] == [("", "", PageSource.UNREAD)]
    assert read.notes == (FORM,)


def test_printed_page_that_says_to_wait_is_told(extract_here):
    read = extract_here(made.drawn(made.lines(*PLEASE_WAIT)), "pdf")

    assert ([(page.text, page.source) for page in read.pages], read.notes) == ([("", PageSource.UNREAD)], (FORM,))


def test_form_whose_pages_can_be_seen_is_read(extract_here):
    read = extract_here(with_form(("Application of the Tessaly agency",), is_dynamic=False), "pdf")

    assert ([page.text for page in read.pages], read.notes) == (["Application of the Tessaly agency"], ())


@pytest.mark.parametrize(
    "text", ["Please wait for the bus at stop 4.", "Applicants need a later version of the plan, in Adobe brick style."]
)
def test_other_pages_that_say_to_wait_are_read(extract_here, text):
    assert [page.text for page in extract_here(made.drawn(made.lines(text)), "pdf").pages] == [text]


def attached(*names: str, is_portfolio: bool) -> Callable[[Pdf], None]:
    def add(pdf: Pdf) -> None:
        for name in names:
            pdf.attachments[name] = AttachedFileSpec(pdf, b"Quellmark words", filename=name)
        if is_portfolio:
            pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)

    return add


@pytest.mark.parametrize(("is_portfolio", "notes"), [(True, (PORTFOLIO,)), (False, ())])
def test_portfolio_is_told_with_its_files(check_here, extract_here, is_portfolio, notes):
    cover = made.drawn(made.lines("Open this PDF portfolio in Acrobat."))
    data = made.changed(cover, attached("budget.xlsx", "plan.pdf", is_portfolio=is_portfolio))

    checked, read = check_here(data, "portfolio.pdf"), extract_here(data, "pdf")

    assert (checked.accepted, checked.flags) == (True, ("embedded-files",))
    assert ([page.text for page in read.pages], read.notes) == (["Open this PDF portfolio in Acrobat."], notes)
    assert [part.sentence for part in read.hidden] == [
        "The file “budget.xlsx” is attached; anyone who downloads the PDF can open it.",
        "The file “plan.pdf” is attached; anyone who downloads the PDF can open it.",
    ]
