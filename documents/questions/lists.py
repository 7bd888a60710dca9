"""The answers as rows of a file: the grid, and the list of pages with the sentence that answers."""

from collections.abc import Iterator, Sequence

from accounts.standing import Viewer
from clearinghouse.lib.addresses import absolute_url
from documents.addresses import page_address
from documents.models import Question
from documents.questions.grids import by_state
from documents.questions.matching import Matcher
from documents.questions.runs import Answers, Selection, answering_pages, documents_asked

PAGE_COLUMNS = (
    "Question", "Category", "State", "Document", "Page", "Printed page number", "Words found", "Passage", "Link",
)  # fmt: skip
Rows = Iterator[Sequence[object]]
MOST_ROWS = 10_000
AROUND = 120  # characters of a passage on each side of the first word found
MOST_FOUND = 10


def grid_table(questions: Sequence[Question], answers: Answers, selection: Selection) -> tuple[list[str], Rows]:
    """Header and rows of the grid as it is shown, with the numbers of pages."""
    documents = answers.asked.documents
    if selection.by_document:
        header = ["State", "Document", *(question.name for question in questions), "Link"]
        rows = (
            (
                document.state_name or "",
                document.title,
                *(answers.pages(question, [document]) for question in questions),
                absolute_url(page_address(document.key, 1)),
            )
            for document in documents
        )
        return header, rows
    states = by_state(documents)
    header = ["Question", "Category", *(name for _, name, _ in states), "All"]
    return header, (
        (
            question.name,
            question.category,
            *(answers.pages(question, found) for _, _, found in states),
            answers.pages(question, documents),
        )
        for question in questions
    )


def page_table(user: Viewer, questions: Sequence[Question], selection: Selection) -> list[Sequence[object]]:
    """A row for each page that answers a question, in order of question, state, document and page.

    At most MOST_ROWS, the last of which then says so.
    """
    asked = documents_asked(user, selection)
    order = {document.pk: at for at, document in enumerate(asked.documents)}
    places = {question.pk: at for at, question in enumerate(questions)}
    matchers = {question.pk: Matcher(question.words, any_form=selection.any_form) for question in questions}
    found = []
    for question, page in answering_pages(user, asked, questions, any_form=selection.any_form):
        text, spans = page.words.text, matchers[question.pk].spans(page.words)
        words = dict.fromkeys(text[start:end].casefold() for start, end in spans)
        document = page.document
        row = (
            *(question.name, question.category, document.state_name or "", document.title, page.number, page.label),
            ", ".join(" ".join(word.split()) for word in list(words)[:MOST_FOUND]),
            passage(text, spans[0] if spans else (0, 0)),
            absolute_url(page_address(document.key, page.number, version=document.version)),
        )
        found.append(((places[question.pk], order[document.pk], page.number), row))
    found.sort(key=lambda pair: pair[0])
    rows: list[Sequence[object]] = [row for _, row in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        rows.append(
            (f"This list ends after {MOST_ROWS:,} pages. Choose fewer documents or questions to get the rest.",)
        )
    return rows


def passage(text: str, span: tuple[int, int]) -> str:
    """The words around a place in a text, in one line."""
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    words = text[start:end].split()
    whole = words[1 if start else 0 : -1 if end < len(text) else None] or words
    return f"{'… ' if start else ''}{' '.join(whole)}{' …' if end < len(text) else ''}"
