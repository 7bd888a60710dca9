"""Loads the phases and places that the sources name, once: what administrators change afterwards stays as it is."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import State
from accounts.reference import read_json
from phasemap.models import Phase, PhaseScheme, Place

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """Both schemes with their phases, and the hubs and corridors."""
    if PhaseScheme.objects.exists():
        return
    data = read_json(DATA / "phases.json")
    checked_on = date.fromisoformat(data["checked_on"])
    phases: dict[str, Phase] = {}
    for position, row in enumerate(data["schemes"]):
        phases |= _load_scheme(row, position, checked_on)
    for position, row in enumerate(data["places"]):
        _load_place(row, position, data, phases)


def _load_scheme(row: dict[str, Any], position: int, checked_on: date) -> dict[str, Phase]:
    """Its phases by "calstart 1"."""
    said = {"check_mark": row["mark"], "checked_on": checked_on}
    scheme = PhaseScheme.objects.create(
        **{name: row[name] for name in ("slug", "name", "short_name", "summary", "source_name", "source_url")},
        position=position,
        **said,
    )
    source = {name: row.get(f"phase_{name}", row[name]) for name in ("source_name", "source_url")}
    return {
        f"{scheme.slug} {phase['number']}": Phase.objects.create(
            scheme=scheme,
            number=phase["number"],
            name=phase["name"],
            layer=phase["layer"],
            from_year=phase["from"],
            to_year=phase["to"],
            about=phase["about"],
            **source,
            **said,
        )
        for phase in row["phases"]
    }


def _load_place(row: dict[str, Any], position: int, data: dict[str, Any], phases: dict[str, Phase]) -> None:
    made = Place.objects.create(
        **{name: row[name] for name in ("slug", "name", "short_name", "kind", "about")},
        route="\n".join(row["route"]),
        source_name=row.get("source_name", data["place_source_name"]),
        source_url=row.get("source_url", data["place_source_url"]),
        check_mark=row.get("mark", data["place_mark"]),
        checked_on=date.fromisoformat(data["checked_on"]),
        position=position,
    )
    made.phases.set([phases[name] for name in row["phases"]])
    made.states.set(State.objects.filter(code__in=row["states"]))
