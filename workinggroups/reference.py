"""Loads the ten working groups. Rows that exist are left as NASEO edited them."""

from pathlib import Path

from django.db import transaction

from accounts import audiences
from accounts.models import Region
from accounts.reference import read_json
from workinggroups.models import WorkingGroup

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """Six regional and four topical groups, each with its audience."""
    for row in read_json(DATA / "groups.json"):
        if WorkingGroup.objects.filter(slug=row["slug"]).exists():
            continue
        WorkingGroup.objects.create(
            slug=row["slug"],
            name=row["name"],
            kind=row["kind"],
            description=row["description"],
            who_may_join=row["who_may_join"],
            contact_name=row["contact"]["name"],
            contact_email=row["contact"]["email"],
            check_mark=row["contact"]["mark"],
            region=Region.objects.get(slug=row["region"]) if row["region"] else None,
            audience=audiences.of_working_group(row["slug"], row["name"]),
            position=row["order"],
        )
