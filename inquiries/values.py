"""Answers as values: which of them are shown, what was left out, and how each reads in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from clearinghouse.lib.wording import long_date
from inquiries.models import FieldType, InquiryField, YesNo

Answers = Mapping[str, Any]  # by ident: a text, a list of texts, or for a table a list of rows


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; a table without a word is nothing."""
    if isinstance(value, list):
        return all(is_empty(part) for part in value)
    return value is None or not str(value).strip()


def is_asked(question: InquiryField, answers: Answers, questions: Iterable[InquiryField]) -> bool:
    """Whether an earlier answer, on which the question depends, says that it is asked."""
    if not question.shown_after:
        return True
    leading = next((other for other in questions if other.ident == question.shown_after), None)
    if leading is None:
        return True
    if not is_asked(leading, answers, [other for other in questions if other.position < question.position]):
        return False
    given = answers.get(leading.ident)
    chosen = set(given) if isinstance(given, list) else {given}
    return bool(chosen & set(question.shown_for))


def asked_of(questions: Sequence[InquiryField], answers: Answers) -> list[InquiryField]:
    """The questions that these answers ask for."""
    return [question for question in questions if is_asked(question, answers, questions)]


def kept(questions: Sequence[InquiryField], answers: Answers) -> dict[str, Any]:
    """What of the answers is submitted: those to questions that are asked, without empty ones."""
    asked = {question.ident for question in asked_of(questions, answers)}
    return {ident: value for ident, value in answers.items() if ident in asked and not is_empty(value)}


def amount(value: Any) -> Decimal | None:
    """A number's or an amount's value, to sort and sum by; None where it is none."""
    try:
        found = Decimal(str(value).replace(",", "").replace("$", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def in_words(question: InquiryField, value: Any) -> str:
    """An answer as people read it, also in files; a document's key stays a key. Empty where there is none."""
    if is_empty(value):
        return ""
    if question.type == FieldType.YES_NO:
        return dict(YesNo.choices).get(value, str(value))
    if question.type in (FieldType.NUMBER, FieldType.MONEY):
        return _number(question, value)
    if question.type == FieldType.DATE:
        return _day(value)
    if question.type == FieldType.SEVERAL and isinstance(value, list):
        return "; ".join(value)
    if question.type == FieldType.RANKING and isinstance(value, list):
        return "; ".join(f"{place}. {choice}" for place, choice in enumerate(value, 1))
    if question.type == FieldType.TABLE and isinstance(value, list):
        return "\n".join(_row(question, row) for row in value if not is_empty(row))
    return str(value)


def _number(question: InquiryField, value: Any) -> str:
    found = amount(value)
    if found is None:
        return str(value)
    if question.type == FieldType.MONEY:
        return f"${found:,.0f}" if found == found.to_integral_value() else f"${found:,.2f}"
    plain = f"{found.normalize():,f}"
    return f"{plain} {question.unit}".strip()


def _day(value: Any) -> str:
    try:
        return long_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _row(question: InquiryField, row: Sequence[str]) -> str:
    named = zip(question.columns, row, strict=False)
    return "; ".join(f"{column}: {cell}" for column, cell in named if cell.strip())


def changed(question: InquiryField, earlier: Any, now: Any) -> bool:
    """Whether a state answers otherwise than it did before; a number written otherwise is the same."""
    return in_words(question, earlier) != in_words(question, now)
