"""Inquiries that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from inquiries.models import Inquiry


@StatementFor
def _inquiries(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Inquiry, Any]:
    rows = Inquiry.objects.filter(among(ids)) if standing_of(user).is_administrator else Inquiry.objects.none()
    return rows.values_list("pk", "key")


def linked_things() -> Sequence[LinkedThing]:
    """Only administrators open every inquiry."""
    return (LinkedThing("inquiries.inquiry", _inquiries, lambda key: reverse("inquiries:inquiry", args=[key])),)
