"""What the hub shows of a resource in a list: plain values, read with all its parts in one statement."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from clearinghouse.lib.addresses import address_of
from workforce.models import Challenge, Resource
from workforce.models.resource import FAILURES_THAT_COUNT, place_in_words


class ResourceCard(NamedTuple):
    """As workforce/resource_row.html shows it."""

    url: str
    form: str
    is_sample: bool
    is_broken: bool
    title: str
    summary: str
    challenges: tuple[str, ...]
    audiences: tuple[str, ...]
    place: str
    source: str
    is_document: bool


def rows_of(resources: QuerySet[Resource]) -> QuerySet[Resource, Any]:
    """As named tuples for card_of(); one query."""
    challenges = Challenge.objects.filter(resources=OuterRef("pk")).order_by("position", "pk")
    return resources.annotate(named=ArraySubquery(challenges.values("name"))).values_list(
        *("key", "form", "is_sample", "link_check__failures", "title", "summary", "named", "audiences"),
        *("state__name", "county", "source_name", "document_id", "decided_at"),
        named=True,
    )


def card_of(row: Sequence[Any]) -> ResourceCard:
    """From a row of rows_of()."""
    key, form, is_sample, failures, title, summary, challenges, audiences, state, county, source, document, _ = row
    return ResourceCard(
        url=address_of("workforce:resource", key),
        form=Resource.Form(form).label,
        is_sample=is_sample,
        is_broken=document is None and (failures or 0) >= FAILURES_THAT_COUNT,
        title=title,
        summary=summary,
        challenges=tuple(challenges),
        audiences=tuple(str(label) for value, label in Resource.For.choices if value in audiences),
        place=place_in_words(state, county),
        source=source,
        is_document=document is not None,
    )
