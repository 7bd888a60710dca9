"""Loads challenges, credentials, supports, what contracts ask for, and first pathways. What was edited stays so."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.reference import read_json
from workforce.models import Challenge, Credential, Pathway, PathwayStep, PathwayWage, Requirement, Support

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """The lists that administrators keep, and pathways whose every fact has a source."""
    if not Challenge.objects.exists():
        Challenge.objects.bulk_create(Challenge(**row) for row in read_json(DATA / "challenges.json"))
    if not Credential.objects.exists():
        _load_credentials()
    if not Support.objects.exists():
        rows = enumerate(read_json(DATA / "supports.json"))
        Support.objects.bulk_create(Support(**row, position=position) for position, row in rows)
    if not Requirement.objects.exists():
        _load_requirements()
    if not Pathway.objects.exists():
        for row in read_json(DATA / "pathways.json"):
            make_pathway(row)


def _load_credentials() -> None:
    rows = enumerate(read_json(DATA / "credentials.json"))
    Credential.objects.bulk_create(Credential(**row, position=position) for position, row in rows)


def _load_requirements() -> None:
    for position, row in enumerate(read_json(DATA / "requirements.json")):
        made = Requirement.objects.create(slug=row["slug"], name=row["name"], words=row["words"], position=position)
        made.credentials.set(Credential.objects.filter(slug__in=row["credentials"]))


def make_pathway(row: dict[str, Any], **more: Any) -> Pathway:
    """A pathway as a data file writes it, with its steps and wages."""
    several = ("credentials", "supports", "steps", "wages", "state")
    plain = {name: value for name, value in row.items() if name not in several}
    made = Pathway.objects.create(**plain, state_id=row["state"] or None, **more)
    credentials = {credential.slug: credential for credential in Credential.objects.all()}
    made.credentials.set([credentials[slug] for slug in row["credentials"] if slug in credentials])
    made.supports.set(Support.objects.filter(slug__in=row["supports"]))
    for position, step in enumerate(row["steps"], start=1):
        credential = credentials.get(step["credential"])
        PathwayStep.objects.create(pathway=made, position=position, **{**step, "credential": credential})
    for wage in row["wages"]:
        amounts = {"lowest": Decimal(wage["lowest"]), "highest": Decimal(wage["highest"])}
        PathwayWage.objects.create(pathway=made, **{**wage, **amounts})
    return made
