"""The invented round of a benchmark: every state answers forty questions of all kinds that are counted or sorted."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts.models import Audience, State, User
from benchmarks.people import ORDINARY
from benchmarks.words import TRADE_WORDS
from inquiries.models import (
    FieldType,
    Inquiry,
    InquiryField,
    Questionnaire,
    Response,
    ResponseStatus,
    Sharing,
    Status,
    Target,
    YesNo,
)

SEED = 77
QUESTIONS = 40
CHOICES, COLUMNS = 5, 3
TYPES = (
    FieldType.SHORT, FieldType.LONG, FieldType.YES_NO, FieldType.ONE, FieldType.SEVERAL, FieldType.RANKING,
    FieldType.NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.TABLE,
)  # fmt: skip


def load() -> None:
    """One round, closed, that all members compare."""
    chosen, now = random.Random(SEED), timezone.now()
    person = User.objects.get(email=ORDINARY)
    inquiry = Inquiry.objects.create(
        title="Sample round to all states",
        status=Status.CLOSED,
        target=Target.ALL,
        audience=Audience.objects.get(kind="all_members"),
        made_by=person,
        opened_at=now - timedelta(days=30),
        closed_at=now,
        closes_on=now.date(),
        is_sample=True,
    )
    version = Questionnaire.objects.create(inquiry=inquiry, published_at=inquiry.opened_at)
    questions = InquiryField.objects.bulk_create(_question(version, number) for number in range(QUESTIONS))
    Response.objects.bulk_create(
        Response(
            inquiry=inquiry,
            state=state,
            status=ResponseStatus.SUBMITTED,
            sharing=Sharing.MEMBERS,
            questionnaire=version,
            answers={question.ident: _answer(chosen, question) for question in questions},
            submitted_by=person,
            submitted_at=now,
        )
        for state in State.objects.order_by("pk")
    )


def _question(version: Questionnaire, number: int) -> InquiryField:
    kind = TYPES[number % len(TYPES)]
    choices = [f"Choice {place}" for place in range(1, CHOICES + 1)]
    return InquiryField(
        questionnaire=version,
        ident=f"bench{number:03}",
        position=number + 1,
        type=kind,
        label=f"Sample question {number + 1}",
        choices=choices if kind in (FieldType.ONE, FieldType.SEVERAL, FieldType.RANKING) else [],
        columns=[f"Column {place}" for place in range(1, COLUMNS + 1)] if kind == FieldType.TABLE else [],
    )


def _answer(chosen: random.Random, question: InquiryField) -> object:
    def words(count: int) -> str:
        return " ".join(chosen.choices(TRADE_WORDS.split(), k=count))

    given: dict[str, Callable[[], object]] = {
        FieldType.LONG: lambda: words(60),
        FieldType.YES_NO: lambda: chosen.choice(YesNo.values),
        FieldType.ONE: lambda: chosen.choice(question.choices),
        FieldType.SEVERAL: lambda: chosen.sample(question.choices, 2),
        FieldType.RANKING: lambda: chosen.sample(question.choices, CHOICES),
        FieldType.NUMBER: lambda: str(chosen.randrange(1000)),
        FieldType.MONEY: lambda: str(chosen.randrange(1_000_000)),
        FieldType.DATE: lambda: f"2026-{chosen.randrange(1, 13):02}-01",
        FieldType.TABLE: lambda: [[words(2) for _ in range(COLUMNS)] for _ in range(3)],
    }
    return given.get(question.type, lambda: words(5))()
