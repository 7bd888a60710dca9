"""Loads NEVI funding and corridor miles as far as they were read in a source; see docs/map-and-states.md."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import AuditEvent
from accounts.reference import read_json
from states.models import CorridorMiles, Funding

DATA = Path(__file__).parent / "data" / "program_facts.json"


@transaction.atomic
def load() -> None:
    """Adds what is not there; what administrators changed or deleted stays as they left it."""
    shipped = read_json(DATA)
    deleted = _deleted()
    for row in shipped["funding"]:
        place = {"state_id": row["state"], "fiscal_year": row["fiscal_year"]}
        if str(Funding(**place)) not in deleted:
            values = {"amount": row["amount"], **_source(row, shipped)}
            Funding.objects.get_or_create(**place, defaults=values)
    for row in shipped["miles"]:
        place = {"state_id": row["state"], "as_of": date.fromisoformat(row["as_of"])}
        if str(CorridorMiles(**place)) not in deleted:
            values = {"miles": row["miles"], **_source(row, shipped)}
            CorridorMiles.objects.get_or_create(**place, defaults=values)


def _source(row: dict[str, Any], shipped: dict[str, Any]) -> dict[str, Any]:
    source = shipped["sources"][row["source"]]
    return {
        "is_estimate": row["is_estimate"],
        "source_name": source["name"],
        "source_url": source["url"],
        "checked_on": date.fromisoformat(source["checked_on"]),
    }


def _deleted() -> set[str]:
    """By the names that the audit log keeps."""
    labels = [model._meta.label_lower for model in (Funding, CorridorMiles)]
    rows = AuditEvent.objects.filter(action="reference.deleted", object_type__in=labels)
    return set(rows.values_list("object_label", flat=True))
