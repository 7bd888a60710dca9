"""Loads the reference data the portal starts with. Rows that exist are left as NASEO edited them."""

import csv
import json
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.db import transaction

from accounts import audiences
from accounts.models import Agency, AgencyDomain, Audience, DomainNote, Region, RegionScheme, State
from accounts.models.place import RegionState

DATA = Path(__file__).parent / "data"


def read_json(path: Path) -> Any:
    """The parsed file."""
    return json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def load() -> None:
    """States, regions, agencies with their domains, domain notes, audiences and the administrators' rights."""
    for kind in Audience.SINGLE:
        audiences.single(kind)
    _load_states()
    _load_regions()
    _load_agencies()
    _load_domain_notes()
    admin.site.grant_rights(audiences.single("administrators").group)  # type: ignore[attr-defined]


def _load_states() -> None:
    for row in read_json(DATA / "states.json"):
        state, _ = State.objects.get_or_create(code=row["code"], defaults={"name": row["name"], "kind": row["kind"]})
        audiences.of_state(state)


def _load_regions() -> None:
    for scheme_row in read_json(DATA / "regions.json")["schemes"]:
        scheme, _ = RegionScheme.objects.get_or_create(slug=scheme_row["scheme"], defaults={"name": scheme_row["name"]})
        for row in scheme_row["regions"]:
            region, created = Region.objects.get_or_create(
                slug=row["slug"], defaults={"scheme": scheme, "name": row["name"]}
            )
            audiences.of_region(region)
            if created:
                RegionState.objects.bulk_create(
                    RegionState(region=region, state_id=member["state"], check_mark=member["mark"])
                    for member in row["members"]
                )


def _load_agencies() -> None:
    with (DATA / "agencies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            agency, created = Agency.objects.get_or_create(
                state_id=row["state"],
                name=row["name"],
                defaults={"kind": row["kind"], "abbreviation": row["abbreviation"]},
            )
            if created:
                audiences.of_agency(agency)
            AgencyDomain.objects.get_or_create(
                agency=agency,
                domain=row["domain"].lower(),
                defaults={
                    "is_primary": row["rank"] == "primary",
                    "check_mark": row["check_mark"],
                    "check_note": row["check_note"],
                },
            )


def _load_domain_notes() -> None:
    data = read_json(DATA / "federal_and_lookalike_domains.json")
    weights = {category["code"]: category["weight"] for category in data["categories"]}
    for row in data["entries"]:
        DomainNote.objects.get_or_create(
            match=row["match"],
            pattern=row["value"],
            defaults={
                "category": row["category"],
                "state_id": row.get("state") or None,
                "weight": weights[row["category"]],
                "sentence": row["sentence"],
                "check_mark": row["mark"],
            },
        )
