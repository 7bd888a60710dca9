"""What waits for a person on the home page besides their own documents: questions, requests to join, inquiries."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from clearinghouse.lib.wording import age_in_words, long_date
from contacts.models import Question
from gaps.models import DocumentRequest
from inquiries.models import Naming
from inquiries.todo import missing_answers, to_release
from inquiries.todo import open_campaigns as campaigns_to_answer
from workinggroups.models import JoinRequest

MOST = 5


@dataclass(frozen=True)
class Todo:
    """One thing with its next step; `icon` is a symbol of the sprite."""

    icon: str
    title: str
    words: str
    url: str
    action: str


@StatementFor
def _join_requests(user: Viewer) -> QuerySet[Any, Any]:
    waiting = JoinRequest.objects.visible_to(user).waiting().exclude(user_id=standing_of(user).user_id)
    groups = waiting.values("group__slug", "group__name").annotate(people=Count("pk"), oldest=Min("requested_at"))
    return groups.order_by("oldest", "group__slug").values_list("group__slug", "group__name", "people", "oldest")[:MOST]


def join_requests(user: Viewer) -> Part[list[Todo]]:
    """Requests to join groups that the person leads."""
    return Part((_join_requests.asked(user),), lambda rows: [_join_request(*row) for row in rows])


def _join_request(slug: str, name: str, people: int, oldest: datetime) -> Todo:
    which = "The request" if people == 1 else "The oldest request"
    return Todo(
        icon="group_add",
        title=name,
        words=f"{_asks(people)} to join. {which} has been waiting for {age_in_words(oldest)}.",
        url=reverse("workinggroups:requests", args=[slug]),
        action="Decide",
    )


def _asks(people: int) -> str:
    return "1 person is asking" if people == 1 else f"{people} people are asking"


@StatementFor
def _questions(user: Viewer) -> QuerySet[Any, Any]:
    mine = Q(pk__in=Question.objects.asked_by(user).filter(status__in=Question.OPEN).values("pk"))
    to_answer = Q(pk__in=Question.objects.waiting_for(user).values("pk"))
    if standing_of(user).is_administrator:
        to_answer |= Q(pk__in=Question.objects.waiting().in_general_queue().values("pk"))
    rows = Question.objects.visible_to(user).filter(mine | to_answer).order_by("waiting_since", "key")
    return rows.values_list("key", "subject", "status", "asker_id", "asker_name", "waiting_since", named=True)[:MOST]


def questions(user: Viewer) -> Part[list[Todo]]:
    """Those to answer and those they asked, the longest waiting first."""
    me = standing_of(user).user_id
    return Part((_questions.asked(user),), lambda rows: [_question(row, asked=row.asker_id == me) for row in rows])


def inquiries(user: Viewer) -> Part[list[Todo]]:
    """Their state's answers that are missing, and for administrators inquiries to release."""
    asked = missing_answers.asked(user), to_release.asked(user)
    return Part(asked, lambda rows, waiting: [*map(_missing, rows), *map(_to_release, waiting)])


def _missing(row: Any) -> Todo:
    words = f"{row.state__name}’s answer is due on {long_date(row.inquiry__closes_on)}."
    url = reverse("inquiries:answer", args=[row.inquiry__key, row.state])
    return Todo("campaign", row.inquiry__title, words, url, "Answer")


@dataclass(frozen=True)
class OpenCampaign:
    """A campaign that takes input of the person."""

    title: str
    words: str
    url: str
    is_sample: bool


def open_campaigns(user: Viewer) -> Part[list[OpenCampaign]]:
    """Campaigns that ask the person, until they end or have the person's answer by name."""
    return Part((campaigns_to_answer.asked(user),), lambda rows: [_campaign(row) for row in rows])


def _campaign(row: Any) -> OpenCampaign:
    where = f" for {row.meeting__title}" if row.meeting__title else ""
    how = "Answers are anonymous." if row.naming == Naming.ANONYMOUS else "Answers are given by name."
    words = f"Input{where}, until {long_date(row.inquiry__closes_on)}. {how}"
    return OpenCampaign(
        row.inquiry__title, words, reverse("inquiries:campaign", args=[row.inquiry__key]), row.inquiry__is_sample
    )  # fmt: skip


def _to_release(row: Any) -> Todo:
    words = f"This inquiry to the states has been waiting for release for {age_in_words(row.waiting_since)}."
    return Todo("campaign", row.title, words, reverse("inquiries:inquiry", args=[row.key]), "Review")


def _question(row: Any, *, asked: bool) -> Todo:
    waited = age_in_words(row.waiting_since)
    if not asked:
        words, action = f"{row.asker_name} has been waiting for an answer for {waited}.", "Answer"
    elif row.status == Question.Status.ANSWERED:
        words, action = "Your question was answered.", "Read the answer"
    else:
        words, action = f"You asked this. It has been waiting for {waited}.", "Open"
    return Todo("chat", row.subject, words, reverse("contacts:thread", args=[row.key]), action)


@StatementFor
def _document_requests(user: Viewer) -> QuerySet[Any, Any]:
    rows = DocumentRequest.objects.waiting_for(user).order_by("waiting_since", "key")
    counted = rows.annotate(people=Count("askers", filter=Q(askers__withdrawn_at=None)))
    return counted.values_list("key", "title", "kind__name", "state__name", "waiting_since", "people")[:MOST]


def document_requests(user: Viewer) -> Part[list[Todo]]:
    """Documents that the person's state is asked for, the longest waiting first."""
    return Part((_document_requests.asked(user),), lambda rows: [_document_request(*row) for row in rows])


def _document_request(key: str, title: str, kind: str | None, state: str, since: datetime, askers: int) -> Todo:
    people = "1 person asks" if askers == 1 else f"{askers} people ask"
    return Todo(
        icon="file_upload",
        title=": ".join(part for part in (kind, title) if part),
        words=f"{people} {state} for this document. It has been waiting for {age_in_words(since)}.",
        url=reverse("gaps:request", args=[key]),
        action="Answer",
    )
