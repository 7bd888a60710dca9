"""The resource hub: which resources a person finds, and how the site search finds them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from documents.finding.full_text import compile_query
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf
from workforce.forms.resources import ResourceFilter
from workforce.models import Challenge, Resource
from workforce.models.resource import ResourceQuerySet

MOST = 5
COLUMNS = (
    *("Title", "What it helps with", "Type", "Challenges", "Who it’s for", "Place", "Published by", "Web address"),
    *("Last looked at", "Link last answered", "Link problem"),
)


def narrowed(resources: ResourceQuerySet, chosen: Mapping[str, Any]) -> tuple[ResourceQuerySet, str]:
    """The resources that fit, and a sentence where the words cannot be looked for."""
    problem = ""
    if chosen.get("q"):
        tsquery, problem = compile_query(chosen["q"])
        resources = resources.filter(words__matches=tsquery) if tsquery else resources.none()
    if chosen.get("challenge"):
        resources = resources.filter(challenges=chosen["challenge"])
    if chosen.get("audience"):
        resources = resources.filter(audiences__contains=[chosen["audience"]])
    if chosen.get("form"):
        resources = resources.filter(form=chosen["form"])
    if place := chosen.get("place"):
        resources = resources.filter(state=None if place == ResourceFilter.NATIONWIDE else place)
    return resources, problem


def with_facts(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """With what a row shows; one further query."""
    challenges = Prefetch("challenges", Challenge.objects.order_by("position", "pk"))
    return resources.select_related("document", "state", "link_check").prefetch_related(challenges)


def cells(resource: Resource, base_url: str) -> tuple[object, ...]:
    """A row under COLUMNS."""
    check = getattr(resource, "link_check", None)
    address = f"{base_url}{resource.document.get_absolute_url()}" if resource.document else resource.url
    return (
        resource.title,
        resource.summary,
        resource.get_form_display(),
        "; ".join(str(challenge) for challenge in resource.challenges.all()),
        "; ".join(resource.audience_names),
        resource.place,
        resource.source_name,
        address,
        resource.checked_on or "",
        check.answered_at.date() if check and check.answered_at else "",
        check.problem if check and check.is_broken else "",
    )


@StatementFor
def _matching(user: Viewer, tsquery: str) -> QuerySet[Resource, Resource]:
    found = Resource.objects.in_hub_for(user).filter(words__matches=tsquery)
    return found.annotate(total=TotalOf(found)).order_by("-decided_at", "-key")[:MOST]


def related_resources(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """The newest resources with these words, for the site search."""
    return RelatedQuestion((_matching.asked(user, tsquery=tsquery),), lambda rows: _section(rows[0], by))


def _section(resources: Sequence[Resource], by: Sought) -> RelatedSection:
    total: int = resources[0].total if resources else 0  # type: ignore[attr-defined]
    hits = [
        RelatedHit(
            title=resource.title,
            url=resource.get_absolute_url(),
            kind=f"Workforce resource, {resource.get_form_display().lower()}",
            when=resource.decided_at,
            headline=by.passage_of(resource.summary),
            is_sample=resource.is_sample,
        )
        for resource in resources
    ]
    return RelatedSection(
        "Workforce resources", hits, f"The newest {MOST}" if total > MOST else "", total, "workforce resource"
    )
