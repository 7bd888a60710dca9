"""The sample space: guests, resources, and pairs. Invented, marked Sample; days count from today."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import samples as accounts_samples
from accounts.models import Agency, User
from accounts.reference import read_json
from clearinghouse.lib.zones import portal_today
from documents.models import Document
from workforce.models import (
    Challenge,
    Goal,
    LinkCheck,
    Milestone,
    Pair,
    PairPartner,
    PairYear,
    Resource,
    SpaceAdministrator,
)

DATA = Path(__file__).parent / "data"
CARER = "rosa.delgado@board.sample.example"


@transaction.atomic
def load(administrator: User) -> None:
    """Everything that is not there yet; the sample people and reference data must be."""
    accounts_samples.make_people(read_json(DATA / "sample_people.json"), administrator)
    people = {person.email: person for person in User.objects.filter(is_sample=True)}
    SpaceAdministrator.objects.get_or_create(person=people[CARER], ended_at=None, defaults={"named_by": administrator})
    for row in read_json(DATA / "sample_resources.json"):
        _resource(row, people, administrator)
    for row in read_json(DATA / "sample_pairs.json"):
        _pair(row, people, administrator)


def _resource(row: dict[str, Any], people: dict[str, User], administrator: User) -> None:
    if Resource.objects.filter(title=row["title"]).exists():
        return
    at = timezone.now() - timedelta(days=row["days_ago"])
    is_decided = row["status"] != "suggested"
    made = Resource.objects.create(
        title=row["title"],
        summary=row["summary"],
        form=row["form"],
        url=row["url"],
        source_name=row["source"],
        audiences=row["audiences"],
        state_id=row["state"] or None,
        county=row["county"],
        status=row["status"],
        suggested_by=people[row["by"]],
        suggested_at=at,
        decided_by=administrator if is_decided else None,
        decided_at=at if is_decided else None,
        checked_on=at.date(),
        is_sample=True,
    )
    made.challenges.set(Challenge.objects.filter(slug__in=row["challenges"]))
    if row["link"]:
        _check(made, is_broken=row["link"] == "broken")


def _check(resource: Resource, *, is_broken: bool) -> None:
    """As if the worker had asked: sample addresses never answer."""
    now = timezone.now()
    problem = {"failures": 4, "problem": "The server answered 404."} if is_broken else {}
    answered = now - timedelta(days=5) if is_broken else now
    LinkCheck.objects.create(resource=resource, url=resource.url, asked_at=now, answered_at=answered, **problem)


def _pair(row: dict[str, Any], people: dict[str, User], administrator: User) -> None:
    if Pair.objects.filter(name=row["name"]).exists():
        return
    pair = Pair.objects.create(
        name=row["name"],
        state_id=row["state"],
        summary=row["summary"],
        goals_sharing=row["goals_sharing"],
        made_by=administrator,
        is_sample=True,
    )
    pair.cities.set(Agency.objects.filter(state=row["state"], name__in=row["cities"]))
    pair.documents.set(Document.objects.filter(is_sample=True, status="published", sharing="workforce")[:2])
    for email, role in row["partners"]:
        PairPartner.objects.create(pair=pair, person=people[email], role=role, added_by=administrator)
    today = portal_today()
    for goal in row["goals"]:
        due_on, owner = today + timedelta(days=goal.pop("in_days")), people.get(goal.pop("owner"))
        Goal.objects.create(pair=pair, due_on=due_on, owner=owner, **goal)
    for title, due, done in row["milestones"]:
        Milestone.objects.create(
            pair=pair,
            title=title,
            due_on=today + timedelta(days=due),
            done_on=None if done is None else today + timedelta(days=done),
        )
    for year, wanted, trained in row["trained"]:
        PairYear.objects.create(pair=pair, year=year, goal=wanted, trained=trained)
