"""Loads families, kinds, topics, eras and synonyms. Rows that exist are left as NASEO edited them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.models import AuditEvent
from accounts.reference import read_json
from documents.models import Era, Family, Kind, SampleQuery, SynonymSet, Topic

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
    _load_synonyms(read_json(DATA / "synonyms.json"))
    _load_sample_queries(read_json(DATA / "sample_queries.json"))


def _load_synonyms(shipped: list[dict[str, Any]]) -> None:
    """A release's sets: new ones are added, and those that nobody edited follow it.

    What administrators do under /data/ stands in the audit log, which outlives the rows. A set that they added or
    edited stays as it is; one that they deleted, whole or after an edit, is not brought back.
    """
    log = AuditEvent.objects.filter(object_type=SynonymSet._meta.label_lower)
    edited = set(log.exclude(action="reference.deleted").values_list("object_id", flat=True))
    decided: set[str] = set()
    for label in log.filter(action="reference.deleted").values_list("object_label", flat=True):
        decided |= _folded(label.split(SynonymSet.BETWEEN))
    untouched: dict[str, SynonymSet] = {}
    for known in SynonymSet.objects.order_by("-pk"):
        if str(known.pk) in edited:
            decided |= _folded(known.terms)
        else:
            untouched |= dict.fromkeys(_folded(known.terms), known)
    new = []
    for row in shipped:
        values = {"terms": row["terms"], "one_way": row.get("from", []), "note": row.get("note", "")}
        wanted = _folded(row["terms"])
        same = next((untouched[term] for term in sorted(wanted & untouched.keys())), None)
        if same is not None:
            for term in _folded(same.terms):
                untouched.pop(term, None)
            if any(getattr(same, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(same, name, value)
                same.save(update_fields=list(values))
        elif not wanted & decided:
            new.append(SynonymSet(**values))
    SynonymSet.objects.bulk_create(new)


def _load_sample_queries(shipped: list[str]) -> None:
    """Those that ship, unless administrators have any or took them out."""
    log = AuditEvent.objects.filter(object_type=SampleQuery._meta.label_lower)
    if not SampleQuery.objects.exists() and not log.exists():
        SampleQuery.objects.bulk_create(SampleQuery(query=query) for query in shipped)


def _folded(terms: Iterable[str]) -> set[str]:
    return {term.lower() for term in terms}
