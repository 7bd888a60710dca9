"""Requests for documents, and to read them, that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer
from accounts.statements import StatementFor
from gaps.models import DocumentRequest, ReadRequest


@StatementFor
def _requests(user: Viewer, ids: tuple[int, ...]) -> QuerySet[DocumentRequest, Any]:
    return DocumentRequest.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


@StatementFor
def _readings(user: Viewer, ids: tuple[int, ...]) -> QuerySet[ReadRequest, Any]:
    return ReadRequest.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open."""
    return (
        LinkedThing("gaps.documentrequest", _requests, lambda key: reverse("gaps:request", args=[key])),
        LinkedThing("gaps.readrequest", _readings, lambda key: reverse("gaps:reading", args=[key])),
    )
