"""Invented inquiries with answers, marked Sample; days count from today. No mail is written for them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.models import Membership, State, User
from accounts.reference import read_json
from clearinghouse.lib.zones import portal_today
from documents.models import Topic
from inquiries.models import Inquiry, InquiryField, Questionnaire, Response, Status, Target

DATA = Path(__file__).parent / "data" / "samples.json"


@transaction.atomic
def load() -> None:
    """Everything that is not there yet; the sample people must be."""
    people = {person.email: person for person in User.objects.filter(is_sample=True)}
    for row in read_json(DATA):
        if not Inquiry.objects.filter(title=row["title"], is_sample=True).exists():
            _inquiry(row, people)


def _inquiry(row: dict[str, Any], people: dict[str, User]) -> None:
    writer, now = people[row["by"]], timezone.now()
    membership = Membership.objects.current().filter(user=writer).select_related("agency").main_first().first()
    opened_at = now - timedelta(days=row["opened_days_ago"])
    members = audiences.single("all_members")
    closing: dict[str, Any] = {}
    if row["closed_days_ago"] is not None:
        closed_at = now - timedelta(days=row["closed_days_ago"])
        closing = {"closed_at": closed_at, "summary_published_at": closed_at, "summary_audience": members}
    made = Inquiry.objects.create(
        title=row["title"],
        introduction=row["introduction"],
        topic=Topic.objects.filter(slug=row["topic"]).first(),
        status=Status.PUBLISHED if closing else Status.OPEN,
        made_by=writer,
        agency=membership.agency if row["agency"] and membership else None,
        target=Target.STATES,
        audience=members,
        closes_on=portal_today() + timedelta(days=row["due_in_days"]),
        opened_at=opened_at,
        summary=row.get("summary", ""),
        is_sample=True,
        **closing,
    )
    made.states.set(State.objects.filter(pk__in=[answer["state"] for answer in row["answers"]]))
    version = Questionnaire.objects.create(inquiry=made, published_at=opened_at)
    for position, question in enumerate(row["questions"], 1):
        InquiryField.objects.create(questionnaire=version, position=position, **question)
    for answer in row["answers"]:
        _answer(made, version, answer, people)


def _answer(made: Inquiry, version: Questionnaire, row: dict[str, Any], people: dict[str, User]) -> None:
    person, at = people[row["person"]], timezone.now() - timedelta(days=row["days_ago"])
    is_submitted, has_begun = row["status"] == "submitted", row["status"] != "waiting"
    Response.objects.create(
        inquiry=made,
        state_id=row["state"],
        status=row["status"],
        sharing=row["sharing"],
        questionnaire=version,
        answers=row["answers"],
        declined_because=row.get("reason", ""),
        assigned=person,
        assigned_at=made.opened_at or at,
        saved_by=person if has_begun else None,
        saved_at=at if has_begun else None,
        submitted_by=person if is_submitted else None,
        submitted_at=at if is_submitted else None,
    )
