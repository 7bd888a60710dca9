"""Questions as pages show them: in the list of who writes them, in the form of who answers, and in an answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from clearinghouse.lib.frozen import dataclass
from inquiries.forms.answers import AnswerForm, Asked, choices_of
from inquiries.models import FieldType, InquiryField
from inquiries.values import in_words


@dataclass(frozen=True)
class QuestionCard:
    """A question in the list of those who write it."""

    number: int
    question: InquiryField
    facts: str
    condition: str
    is_first: bool
    is_last: bool


def cards_of(questions: Sequence[InquiryField]) -> list[QuestionCard]:
    """In their order."""
    last = len(questions)
    return [
        QuestionCard(number, question, _facts(question), condition_of(question, questions), number == 1, number == last)
        for number, question in enumerate(questions, 1)
    ]


def _facts(question: InquiryField) -> str:
    parts = [str(question.get_type_display())]
    parts += [f"in {question.unit}"] if question.unit else []
    parts += [", ".join(question.choices)] if question.choices else []
    parts += [", ".join(question.columns)] if question.columns else []
    return ": ".join(parts) + ("; required" if question.is_required else "")


def condition_of(question: InquiryField, questions: Sequence[InquiryField]) -> str:
    """When a question is asked, in a sentence; empty where it always is."""
    leading = next((row for row in questions if row.ident == question.shown_after), None)
    if leading is None:
        return ""
    labels = dict(choices_of(leading))
    answers = " or ".join(f"“{labels.get(answer, answer)}”" for answer in question.shown_for)
    return f"Only if you answered {answers} to “{leading.label}”"


def asked_in(form: AnswerForm, earlier: Mapping[str, Any], titles: Mapping[str, str]) -> list[Asked]:
    """The form's questions with what the state answered the last time."""
    found = []
    for question in form.questions:
        before = earlier.get(question.ident)
        words = titles.get(str(before), "") if question.type == FieldType.FILE else in_words(question, before)
        condition = condition_of(question, form.questions)
        upload = form.upload_for(question)
        found.append(Asked(question, form[f"q_{question.ident}"], condition, words, upload))
    return found
