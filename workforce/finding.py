"""How the site search and its box find career pathways and training providers: for those in the space."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.statements import together
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf
from documents.finding.suggesting import Named, Suggestion, Typed, meant
from workforce.models import Pathway, Provider, Resource
from workforce.models.pathway import PATHWAY_WORDS
from workforce.models.provider import PROVIDER_WORDS
from workforce.permissions import in_space

MOST = 5
MOST_NAMES = 500  # of a kind that the search box compares with


@StatementFor
def _pathways(user: Viewer, tsquery: str) -> QuerySet[Pathway, Pathway]:
    found = Pathway.objects.listed_for(user).alias(words=PATHWAY_WORDS).filter(words__matches=tsquery)
    return found.annotate(total=TotalOf(found)).select_related("state").order_by("occupation", "key")[:MOST]


@StatementFor
def _providers(user: Viewer, tsquery: str) -> QuerySet[Provider, Provider]:
    found = Provider.objects.listed_for(user).alias(words=PROVIDER_WORDS).filter(words__matches=tsquery)
    return found.annotate(total=TotalOf(found)).select_related("state").order_by("name", "key")[:MOST]


def related_pathways(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """Pathways with these words, for the site search."""
    return RelatedQuestion(
        (_pathways.asked(user, tsquery=tsquery),),
        lambda rows: _section("Career pathways", "career pathway", rows[0], lambda row: _pathway_hit(row, by)),
    )


def related_providers(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """Training providers with these words, for the site search."""
    return RelatedQuestion(
        (_providers.asked(user, tsquery=tsquery),),
        lambda rows: _section("Training providers", "training provider", rows[0], lambda row: _provider_hit(row, by)),
    )


def _section(heading: str, noun: str, rows: Sequence[Any], hit: Callable[[Any], RelatedHit]) -> RelatedSection:
    total: int = rows[0].total if rows else 0
    return RelatedSection(heading, list(map(hit, rows)), f"The first {MOST}" if total > MOST else "", total, noun)


def _pathway_hit(row: Pathway, by: Sought) -> RelatedHit:
    text = "\n".join(
        filter(None, (row.summary, row.entry_requirements, row.who_it_serves, row.demand, row.notes)),
    )
    kind = f"Career pathway, {row.state or 'nationwide'}"
    return RelatedHit(row.occupation, row.get_absolute_url(), kind, None, by.passage_of(text), row.is_sample)


def _provider_hit(row: Provider, by: Sought) -> RelatedHit:
    kind = f"{row.get_kind_display()}, {row.county + ', ' if row.county else ''}{row.state}"
    return RelatedHit(row.name, row.get_absolute_url(), kind, None, by.passage_of(row.programs), row.is_sample)


@StatementFor
def _resource_names(user: Viewer) -> QuerySet[Resource, tuple[str, str]]:
    found = Resource.objects.in_hub_for(user).order_by("-decided_at", "-key")
    return found.values_list("title", "key")[:MOST_NAMES]


@StatementFor
def _pathway_names(user: Viewer) -> QuerySet[Pathway, tuple[str, str]]:
    return Pathway.objects.listed_for(user).order_by("occupation", "key").values_list("occupation", "key")[:MOST_NAMES]


@StatementFor
def _provider_names(user: Viewer, part: str) -> QuerySet[Provider, tuple[str, str]]:
    found = Provider.objects.listed_for(user).filter(name__iregex=part)
    return found.order_by("name", "key").values_list("name", "key")[:MOST_NAMES]


def suggested(user: Viewer, typed: Typed) -> Iterable[Suggestion]:
    """What of the space the text begins, for the search box; one round trip, none for who is not in the space."""
    if not in_space(user) or not typed.words:
        return []
    # A word is letters and digits alone, so it means itself as a pattern.
    asked = (_resource_names.asked(user), _pathway_names.asked(user), _provider_names.asked(user, part=typed.words[-1]))
    resources, pathways, providers = together(*asked)
    return [
        *_begun(typed, resources, "Workforce resource", Resource),
        *_begun(typed, pathways, "Career pathway", Pathway),
        *_begun(typed, providers, "Training provider", Provider),
    ]


def _begun(typed: Typed, rows: Sequence[tuple[str, str]], about: str, model: type[Any]) -> list[Suggestion]:
    return [
        Suggestion(rows[at][0], about, model(key=rows[at][1]).get_absolute_url())
        for at, before in meant(typed, [Named(name) for name, _ in rows])
        if not before
    ]
