"""What a list shows of a career pathway: plain values, read with all its parts in one statement."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from clearinghouse.lib.addresses import address_of
from workforce.models import Pathway, PathwayStep, PathwayWage
from workforce.models.pathway import PathwayQuerySet


class PathwayCard(NamedTuple):
    """As workforce/pathway_row.html shows it. `wages` are words."""

    url: str
    occupation: str
    summary: str
    length: str
    place: str
    is_sample: bool
    steps: tuple[str, ...]
    wages: tuple[str, ...]


def rows_of(pathways: PathwayQuerySet) -> QuerySet[Pathway, Any]:
    """As named tuples for card_of(); one query."""
    steps = PathwayStep.objects.filter(pathway=OuterRef("pk")).order_by("position").values("title")
    wages = PathwayWage.objects.filter(pathway=OuterRef("pk")).order_by("pk")
    said = {name: name for name in ("unit", "place", "year")}
    ends = {name: Cast(name, TextField()) for name in ("lowest", "highest")}
    return pathways.annotate(
        titles=ArraySubquery(steps), paid=ArraySubquery(wages.values(wage=JSONObject(**said, **ends)))
    ).values_list(*("key", "occupation", "summary", "length", "state__name", "is_sample", "titles", "paid"), named=True)


def card_of(row: Sequence[Any]) -> PathwayCard:
    """From a row of rows_of()."""
    key, occupation, summary, length, state, is_sample, steps, wages = row
    return PathwayCard(
        *(address_of("workforce:pathway", key), occupation, summary, length, state or "Nationwide", is_sample),
        steps=tuple(steps),
        wages=tuple(map(_in_words, wages)),
    )


def _in_words(row: dict[str, Any]) -> str:
    lowest, highest = Decimal(row["lowest"]), Decimal(row["highest"])
    wage = PathwayWage(lowest=lowest, highest=highest, unit=row["unit"])
    return f"{wage.in_words} ({row['place']}, {row['year']})"
