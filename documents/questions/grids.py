"""The answers to a set of questions as a grid: questions by states, or documents by questions."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal

from clearinghouse.lib.frozen import dataclass
from documents.addresses import page_address
from documents.models import Question
from documents.questions.runs import NO_STATE, Answers, AskedDocument, Selection
from documents.questions.walking import place_in

DARKEST = 4


@dataclass(frozen=True)
class Column:
    """What stands above a column; `name` is what a short label stands for."""

    label: str
    name: str = ""


@dataclass(frozen=True)
class Cell:
    """How many pages, the address of the first one, and how dark the cell is, from 0 to DARKEST."""

    count: int
    url: str
    level: int


@dataclass(frozen=True)
class Row:
    """One question, or one document."""

    label: str
    url: str
    total: int
    cells: list[Cell]


@dataclass(frozen=True)
class RowGroup:
    """Rows of one category, or of one state."""

    label: str
    rows: list[Row]


@dataclass(frozen=True)
class Grid:
    """Rows against columns."""

    shape: Literal["states", "documents"]
    corner: str  # what the rows are
    caption: str
    columns: list[Column]
    groups: list[RowGroup]

    @property
    def width(self) -> int:
        """Columns, with that of the names and that of the totals."""
        return len(self.columns) + 2


def grid_of(key: str, questions: Sequence[Question], answers: Answers, selection: Selection) -> Grid:
    """The answers of the set with this key in the shape that was asked for."""
    draw = _Drawing(key, answers, selection)
    return draw.by_document(questions) if selection.by_document else draw.by_state(questions)


def by_state(documents: Iterable[AskedDocument]) -> list[tuple[str, str, list[AskedDocument]]]:
    """Code, name and documents of each state, in the order of the documents."""
    groups = groupby(documents, key=lambda document: (document.state_id, document.state_name))
    return [(code or NO_STATE, name or "No single state", list(found)) for (code, name), found in groups]


class _Drawing:
    """One grid on its way."""

    def __init__(self, key: str, answers: Answers, selection: Selection) -> None:
        self.key, self.answers, self.selection = key, answers, selection
        self.states = by_state(answers.asked.documents)

    def by_state(self, questions: Sequence[Question]) -> Grid:
        """Questions down, states across."""
        most = max((self.answers.pages(q, found) for q in questions for *_, found in self.states), default=0)
        groups = groupby(questions, key=lambda question: question.category)
        return Grid(
            shape="states",
            corner="Question",
            caption="Pages that answer each question, by state",
            columns=[Column(_short(code), name) for code, name, _ in self.states],
            groups=[
                RowGroup(category, [self._of_question(question, most) for question in found])
                for category, found in groups
            ],
        )

    def by_document(self, questions: Sequence[Question]) -> Grid:
        """Documents down, questions across."""
        documents = self.answers.asked.documents
        most = max((self.answers.pages(q, [document]) for q in questions for document in documents), default=0)
        return Grid(
            shape="documents",
            corner="Document",
            caption="Pages that answer each question, by document",
            columns=[Column(question.name) for question in questions],
            groups=[
                RowGroup(name, [self._of_document(document, questions, most) for document in found])
                for _, name, found in self.states
            ],
        )

    def _of_question(self, question: Question, most: int) -> Row:
        cells = [self._cell(question, found, most, **{"in": code}) for code, _, found in self.states]
        return Row(question.name, "", sum(cell.count for cell in cells), cells)

    def _of_document(self, document: AskedDocument, questions: Sequence[Question], most: int) -> Row:
        cells = [self._cell(question, [document], most, at=document.key) for question in questions]
        return Row(document.title, page_address(document.key, 1), sum(cell.count for cell in cells), cells)

    def _cell(self, question: Question, documents: Sequence[AskedDocument], most: int, **cell: str) -> Cell:
        count = self.answers.pages(question, documents)
        if not count:
            return Cell(0, "", 0)
        first = next(document for document in documents if self.answers.pages(question, [document]))
        place = place_in(question, self.key, self.selection, **cell)
        url = page_address(
            first.key,
            self.answers.numbers[question.pk, first.pk][0],
            version=first.version,
            question=place.question,
            within=place.within,
        )
        return Cell(count, url, -(-DARKEST * count // most))


def _short(code: str) -> str:
    return "None" if code == NO_STATE else code
