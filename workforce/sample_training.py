"""Invented pathways and training providers, so that lists, maps, and reminders have something to show."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Agency, Membership, User
from accounts.reference import read_json
from workforce.models import Credential, Pathway, Provider, Support, TrainedYear
from workforce.reference import make_pathway

DATA = Path(__file__).parent / "data" / "sample_training.json"


@transaction.atomic
def load() -> None:
    """Everything that is not there yet; the sample people must be."""
    rows = read_json(DATA)
    places = Membership.objects.current().filter(user__is_sample=True).select_related("user", "agency")
    agencies = {place.user.email: (place.user, place.agency) for place in places}
    for row in rows["providers"]:
        person, agency = agencies[row["owner"]]
        if not Provider.objects.filter(is_sample=True, name=row["name"]).exists():
            _provider(row, person, agency)
    for row in rows["pathways"]:
        person, agency = agencies[row.pop("owner")]
        if not Pathway.objects.filter(is_sample=True, occupation=row["occupation"]).exists():
            make_pathway(row, is_sample=True, agency=agency, entered_by=person)


def _provider(row: dict[str, Any], person: User, agency: Agency) -> None:
    name, email, phone = row["contact"]
    plain = ("name", "kind", "county", "programs", "capacity", "website")
    made = Provider.objects.create(
        **{field: row[field] for field in plain},
        state_id=row["state"],
        contact_name=name,
        contact_email=email,
        contact_phone=phone,
        agency=agency,
        entered_by=person,
        confirmed_by=person,
        confirmed_at=timezone.now() - timedelta(days=row["confirmed_days_ago"]),
        is_sample=True,
    )
    made.credentials.set(Credential.objects.filter(slug__in=row["credentials"]))
    made.supports.set(Support.objects.filter(slug__in=row["supports"]))
    rows = [TrainedYear(provider=made, year=int(year), people=people) for year, people in row["trained"].items()]
    TrainedYear.objects.bulk_create(rows)
