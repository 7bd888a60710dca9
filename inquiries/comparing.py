"""Answers side by side: states as rows, questions as columns, and what they come to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from statistics import median
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models.place import RegionState
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents.models import Document
from inquiries.models import FieldType, Inquiry, InquiryField, Response, YesNo
from inquiries.values import Answers, amount, changed, in_words, is_empty

SHOWN = 140  # characters of an answer in a cell
WITH_COUNTS = (FieldType.YES_NO, FieldType.ONE, FieldType.SEVERAL)


@dataclass(frozen=True)
class StateAnswer:
    """What one state submitted, as far as the person may read it."""

    code: str
    name: str
    url: str
    answers: Answers
    earlier: Answers


@dataclass(frozen=True)
class Comparison:
    """All answers that a person may read, with the questions they answer. `titles` are of documents they may open."""

    inquiry: Inquiry
    questions: list[InquiryField]
    states: list[StateAnswer]
    titles: dict[str, str]

    def words(self, question: InquiryField, answers: Answers) -> str:
        """One answer as people read it; empty where there is none."""
        return shown_in_words(question, answers.get(question.ident), self.titles)


def shown_in_words(question: InquiryField, value: Any, titles: Mapping[str, str]) -> str:
    """An answer as people read it, a document by its title where they may know that; empty where there is none."""
    if question.type == FieldType.FILE and not is_empty(value):
        return titles.get(str(value), "A document that isn’t shared with you")
    return in_words(question, value)


def comparison(inquiry: Inquiry, user: Viewer) -> Comparison:
    """In four queries, whatever the number of states and questions; a fifth where documents were asked for."""
    rows = Response.objects.visible_to(user).submitted().filter(inquiry=inquiry).order_by("state__name", "pk")
    states = [
        StateAnswer(code, name, reverse("inquiries:response", args=[inquiry.key, code]), answers, earlier)
        for code, name, answers, earlier in rows.values_list("state", "state__name", "answers", "earlier_answers")
    ]
    questions = questions_of(inquiry, [state.answers for state in states])
    return Comparison(inquiry, questions, states, document_titles(questions, [s.answers for s in states], user))


def questions_of(inquiry: Inquiry, answers: Sequence[Answers]) -> list[InquiryField]:
    """Those of the newest version, then older ones that somebody answered and nobody is asked anymore."""
    rows = InquiryField.objects.filter(questionnaire__inquiry=inquiry, questionnaire__published_at__isnull=False)
    ordered = list(rows.select_related("questionnaire").order_by("-questionnaire__number", "position"))
    newest = ordered[0].questionnaire_id if ordered else 0
    given = {ident for one in answers for ident in one}
    found: dict[str, InquiryField] = {}
    for row in ordered:
        if row.questionnaire_id == newest or row.ident in given:
            found.setdefault(row.ident, row)
    return list(found.values())


def document_titles(questions: Sequence[InquiryField], answers: Sequence[Answers], user: Viewer) -> dict[str, str]:
    """Titles by key of the documents that were given as answers; only of those the person may open."""
    asking = [question.ident for question in questions if question.type == FieldType.FILE]
    keys = {str(one[ident]) for one in answers for ident in asking if one.get(ident)}
    if not keys:
        return {}
    # SECURITY: an answer names a document; that opens it to nobody, and tells nobody its title.
    return dict(Document.objects.visible_to(user).filter(key__in=keys).values_list("key", "title"))


def chosen(table: Comparison, *, region: str = "", ident: str = "", answer: str = "") -> list[StateAnswer]:
    """The states of a region, and those that gave one of the answers offered."""
    states = table.states
    if region:
        members = set(RegionState.objects.filter(region__slug=region).values_list("state", flat=True))
        states = [state for state in states if state.code in members]
    if ident and answer:
        states = [state for state in states if answer in _picked(state.answers.get(ident))]
    return states


def ordered(states: Sequence[StateAnswer], question: InquiryField | None, *, backward: bool) -> list[StateAnswer]:
    """By the answers to one question, those without one last; without a question by name."""
    if question is None:
        return sorted(states, key=lambda state: state.name, reverse=backward)
    with_one = [state for state in states if not is_empty(state.answers.get(question.ident))]
    without = [state for state in states if is_empty(state.answers.get(question.ident))]

    def by(state: StateAnswer) -> tuple[Decimal, str]:
        value = state.answers[question.ident]
        if question.type == FieldType.DATE:
            return Decimal(0), str(value)  # as kept, year first: in words December comes before January
        number = amount(value) if question.type in (FieldType.NUMBER, FieldType.MONEY) else None
        return number or Decimal(0), in_words(question, value).casefold()

    return sorted(with_one, key=by, reverse=backward) + without


def _picked(value: Any) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def rows_drawn(table: Comparison, states: Sequence[StateAnswer]) -> SafeString:
    """The rows of the table's body: the beginning of each answer, which leads to the whole one.

    In Python, because 56 states and 40 questions are 2,240 cells: as a template they took most of the page's time.
    """
    # SECURITY: names, words and addresses are escaped in each.
    return mark_safe("\n".join([_row(table, state) for state in states]))  # noqa: S308


def _row(table: Comparison, state: StateAnswer) -> str:
    cells = "".join([_cell(table, state, question) for question in table.questions])
    return f'<tr><th scope="row"><a href="{escape(state.url)}">{escape(state.name)}</a></th>{cells}</tr>'


def _cell(table: Comparison, state: StateAnswer, question: InquiryField) -> str:
    words = table.words(question, state.answers)
    if not words:
        return '<td class="answers__none"><span class="usa-sr-only">No answer</span></td>'
    short = " ".join(words.split())
    if len(short) > SHOWN:
        short = f"{short[: SHOWN - 1].rstrip()}…"
    number = " number" if question.type in (FieldType.NUMBER, FieldType.MONEY) else ""
    mark = _mark(question, state)
    # Relative to the table's own address: two thousand whole ones were a third of the page.
    link = f'<a href="{escape(state.code)}/#q-{question.ident}">{escape(short)}</a>'
    return f'<td class="answers__cell{number}">{link}{mark}</td>'


def _mark(question: InquiryField, state: StateAnswer) -> str:
    if question.ident not in state.earlier:
        return ""
    is_new = changed(question, state.earlier[question.ident], state.answers.get(question.ident))
    return ' <span class="chip chip--amber">Changed</span>' if is_new else ""


@dataclass(frozen=True)
class Bar:
    """One answer with how many states gave it; `percent` of those that answered the question."""

    label: str
    value: str
    percent: int


@dataclass(frozen=True)
class Tally:
    """What the answers to one question come to."""

    question: InquiryField
    bars: list[Bar]
    sentence: str


def tallies(table: Comparison, states: Sequence[StateAnswer]) -> list[Tally]:
    """Of the questions that can be counted or summed."""
    found = []
    for question in table.questions:
        values = [state.answers[question.ident] for state in states if not is_empty(state.answers.get(question.ident))]
        if not values:
            continue
        if question.type in WITH_COUNTS:
            found.append(Tally(question, _bars(question, values), f"{counted(len(values), 'state')} answered."))
        elif question.type == FieldType.RANKING:
            found.append(Tally(question, _places(question, values), "The average place; 1 is the first."))
        elif question.type in (FieldType.NUMBER, FieldType.MONEY):
            found.append(Tally(question, [], _figures(question, values)))
    return found


def _bars(question: InquiryField, values: Sequence[Any]) -> list[Bar]:
    labels = list(YesNo.choices) if question.type == FieldType.YES_NO else [(one, one) for one in question.choices]
    picked = [_picked(value) for value in values]
    known = {value for value, _ in labels}
    labels += [(one, one) for one in sorted({one for value in picked for one in value} - known)]
    found = []
    for value, label in labels:
        count = sum(value in one for one in picked)
        found.append(Bar(str(label), f"{count}", round(100 * count / len(values))))
    return found


def _places(question: InquiryField, values: Sequence[Any]) -> list[Bar]:
    lists = [value for value in values if isinstance(value, list)]
    averages = []
    for choice in question.choices:
        places = [value.index(choice) + 1 for value in lists if choice in value]
        if places:
            averages.append((sum(places) / len(places), choice))
    most = max(len(question.choices), 2)
    return [Bar(choice, f"{mean:.1f}", round(100 * (most - mean) / (most - 1))) for mean, choice in sorted(averages)]


def _figures(question: InquiryField, values: Sequence[Any]) -> str:
    numbers = sorted(found for found in map(amount, values) if found is not None)
    if not numbers:
        return ""

    def words(number: Decimal) -> str:
        return in_words(question, str(round(number, 2)))

    total = f" Sum: {words(sum(numbers, Decimal(0)))}." if question.unit != "percent" else ""
    spread = f"From {words(numbers[0])} to {words(numbers[-1])}, median {words(Decimal(median(numbers)))}."
    return f"{counted(len(numbers), 'state')} answered. {spread}{total}"


def table_rows(table: Comparison, states: Sequence[StateAnswer]) -> list[list[str]]:
    """For files: each state with its whole answers."""
    return [[state.name, *(table.words(question, state.answers) for question in table.questions)] for state in states]


@dataclass(frozen=True)
class Progress:
    """How far one state is, as everybody who sees the inquiry may know: answered, won't answer, or not yet."""

    code: str
    name: str
    status: str
    label: str


def progress(inquiry: Inquiry) -> list[Progress]:
    """Of every state that was asked, by name. For whoever may see the inquiry as one that was sent to states."""
    rows = inquiry.responses.order_by("state__name").values_list("state", "state__name", "status")
    labels = {"submitted": "Answered", "declined": "Won’t answer"}
    missing = "No answer yet" if inquiry.is_open else "No answer"
    return [
        Progress(code, name, status if status in labels else "waiting", labels.get(status, missing))
        for code, name, status in rows
    ]
