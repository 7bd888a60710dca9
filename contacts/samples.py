"""Invented routes, questions and published answers, so that every state can be seen. No mail is written for them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.models import User
from accounts.reference import read_json
from clearinghouse.lib.zones import portal_today
from contacts.actions.asking import assigned
from contacts.models import Entry, Message, Question, Route
from contacts.routing import RoutingKey, answering
from contacts.secrets import token_hash
from documents.models import Topic
from workinggroups.models import WorkingGroup

DATA = Path(__file__).parent / "data" / "samples.json"
STRANGER = {"asker_name": "Pat Moreno (Sample)", "asker_email": "pat.moreno@town.sample.example"}


@transaction.atomic
def load() -> None:
    """Everything that is not there yet; the sample people must be."""
    rows = read_json(DATA)
    people = {person.email: person for person in User.objects.filter(is_sample=True)}
    for row in rows["routes"]:
        _route(row, people)
    for row in rows["questions"]:
        _question(row, people)
    for row in rows["entries"]:
        _entry(row)


def _route(row: dict[str, Any], people: dict[str, User]) -> None:
    away = portal_today() + timedelta(days=row["away_days"]) if row["away_days"] else None
    Route.objects.get_or_create(
        topic=Topic.objects.filter(slug=row["topic"]).first(),
        region=None,
        state=None,
        group=WorkingGroup.objects.filter(slug=row["group"]).first(),
        defaults={
            "person": people[row["person"]],
            "backup_person": people[row["backup"]],
            "away_until": away,
            "is_sample": True,
        },
    )


def _question(row: dict[str, Any], people: dict[str, User]) -> None:
    key = token_hash("sample", row["key"])
    if Question.objects.filter(once=key).exists():
        return
    topic = Topic.objects.filter(slug=row["topic"]).first()
    group = WorkingGroup.objects.filter(slug=row["group"]).first()
    asker = people.get(row["asker"])
    asked_at = timezone.now() - timedelta(days=row["days_ago"])
    routing_key = RoutingKey([topic.pk] if topic else [], [], None, group.pk if group else None)
    question = Question.objects.create(
        subject=row["subject"],
        status=row["status"],
        topic=topic,
        group=group,
        agrees_to_name=row.get("agrees", False),
        once=key,
        asked_at=asked_at,
        waiting_since=asked_at,
        closed_at=asked_at + timedelta(days=3) if row["status"] == "closed" else None,
        is_sample=True,
        **({"asker": asker, "asker_name": str(asker)} if asker else STRANGER),
        **assigned(answering(routing_key, group)),
    )
    for number, (kind, text, *author) in enumerate(row["messages"]):
        Message.objects.create(
            question=question,
            kind=kind,
            author=people[author[0]] if author else asker,
            text=text,
            once=token_hash("sample", row["key"], number),
            written_at=asked_at + timedelta(days=number),
        )


def _entry(row: dict[str, Any]) -> None:
    origin = Question.objects.filter(once=token_hash("sample", row["origin"])).first()
    if origin is None or Entry.objects.filter(origin=origin).exists():
        return
    Entry.objects.create(
        origin=origin,
        question=row["question"],
        answer=row["answer"],
        audience=audiences.single(row["audience"]),
        topic=Topic.objects.filter(slug=row["topic"]).first(),
        asked_by=origin.asker_name if origin.agrees_to_name else "",
        is_sample=True,
    )
