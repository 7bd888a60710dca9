"""Pathways and providers that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from workforce.models import Pathway, Provider


@StatementFor
def _pathways(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Pathway, Any]:
    return Pathway.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


@StatementFor
def _providers(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Provider, Any]:
    return Provider.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


def linked_things() -> Sequence[LinkedThing]:
    """Each leads to its page."""
    return (
        LinkedThing("workforce.pathway", _pathways, lambda key: reverse("workforce:pathway", args=[key])),
        LinkedThing("workforce.provider", _providers, lambda key: reverse("workforce:provider", args=[key])),
    )
