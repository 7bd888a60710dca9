"""Invented uses of sample documents, marked Sample; no mail is written for them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.reference import read_json
from clearinghouse.lib.zones import portal_today
from documents.models import Document
from reuse.models import Use

DATA = Path(__file__).parent / "data" / "samples.json"


@transaction.atomic
def load() -> None:
    """Everything that is not there yet; the sample people and documents must be."""
    for number, row in enumerate(read_json(DATA)):
        _use(number, row)


def _use(number: int, row: dict[str, Any]) -> None:
    person = User.objects.get(email=row["by"])
    agency = person.memberships.select_related("agency").filter(ended_at=None).order_by("pk")[0].agency
    titled = Document.objects.filter(is_sample=True)
    fields = {
        "document": titled.filter(title=row["document"]).order_by("pk")[0],
        "agency": agency,
        "state_id": agency.state_id,
        "sections": row["sections"],
        "purpose": row["purpose"],
        "since": portal_today() - timedelta(days=row["days_ago"] + 30),
        "result": titled.filter(title=row["result"], agency=agency).order_by("pk").first() if row["result"] else None,
        "hours_saved": row["hours"],
        "sharing": row["sharing"],
        "added_by": person,
        "added_at": timezone.now() - timedelta(days=row["days_ago"]),
        "is_sample": True,
    }
    Use.objects.get_or_create(once=f"sample-{number}", defaults=fields)
