"""Loads the ten working groups. Rows that exist are left as NASEO edited them."""

from pathlib import Path

from django.db import transaction

from accounts import audiences
from accounts.models import Region
from accounts.reference import read_json
from documents.models import Topic
from workinggroups.models import WorkingGroup

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """Six regional and four topical groups, each with its audience."""
    for row in read_json(DATA / "groups.json"):
        there = WorkingGroup.objects.filter(slug=row["slug"]).first()
        if there is not None:
            _give_topic(there, row["topic"])
            continue
        made = WorkingGroup.objects.create(
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
        _give_topic(made, row["topic"])


def _give_topic(group: WorkingGroup, slug: str) -> None:
    """The topic it is about, unless somebody has edited the group since."""
    if slug and group.revision == 1 and not group.topics.exists():
        group.topics.add(Topic.objects.get(slug=slug))
