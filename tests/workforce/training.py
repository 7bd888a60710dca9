"""Pathways and providers for tests, entered as people enter them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import State, User
from workforce.actions.pathways import PathwayDetails, Step, Wage, add_pathway
from workforce.actions.providers import ProviderDetails, add_provider
from workforce.models import Credential, Pathway, Provider, Support


def credential(slug: str = "evitp") -> Credential:
    """One of those that the portal comes with."""
    return Credential.objects.get(slug=slug)


def support(slug: str = "child-care") -> Support:
    """One of those that the portal comes with."""
    return Support.objects.get(slug=slug)


def provider_details(name: str = "Green College", **fields: Any) -> ProviderDetails:
    """A college in Vermont."""
    state = State.objects.get(pk=fields.pop("state", "VT"))
    return replace(ProviderDetails(name=name, kind="college", state=state), **fields)


def provider(by: User, name: str = "Green College", *, days: int = 0, **fields: Any) -> Provider:
    """A provider, confirmed so many days ago."""
    made = add_provider(by=by, details=provider_details(name, **fields))
    if days:
        made.confirmed_at = timezone.now() - timedelta(days=days)
        made.save(update_fields=["confirmed_at"])
    return made


WAGE = Wage(Decimal("18.44"), Decimal("48.46"), "hour", "Minnesota", 2020, "A source", "https://source.example/")


def pathway_details(occupation: str = "Electrician", **fields: Any) -> PathwayDetails:
    """With two steps and a wage."""
    steps = (Step("apprenticeship", "Apprenticeship", "4 years"), Step("job", "Electrician"))
    state = State.objects.get(pk=fields.pop("state", "VT"))
    details = PathwayDetails(occupation=occupation, summary="A way in.", steps=steps, wages=(WAGE,), state=state)
    return replace(details, **fields)


def pathway(by: User, occupation: str = "Electrician", **fields: Any) -> Pathway:
    """A pathway of the person's agency."""
    return add_pathway(by=by, details=pathway_details(occupation, **fields))
