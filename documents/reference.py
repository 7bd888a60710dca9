"""Loads families, kinds, topics, eras and synonyms. Rows that exist are left as NASEO edited them."""

from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from accounts.reference import read_json
from documents.models import Era, Family, Kind, SynonymSet, Topic

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """How documents are sorted, and the words that search treats as equal."""
    for position, row in enumerate(read_json(DATA / "kinds.json")):
        family, _ = Family.objects.get_or_create(
            slug=slugify(row["family"]), defaults={"name": row["family"], "position": position}
        )
        Kind.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "family": family, "name": row["name"], "description": row["description"], "position": position,
            },
        )  # fmt: skip
    for position, row in enumerate(read_json(DATA / "topics.json")):
        Topic.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"], "position": position})
    for row in read_json(DATA / "eras.json"):
        Era.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["label"], "summary": row["summary"], "starts_on": date.fromisoformat(row["starts_on"]),
            },
        )  # fmt: skip
    if not SynonymSet.objects.exists():
        SynonymSet.objects.bulk_create(
            SynonymSet(terms=row["terms"], note=row["note"]) for row in read_json(DATA / "synonyms.json")
        )
