"""Questions, published answers and contact assignments that the activity log names."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.activity import LinkedThing, among
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from contacts.models import Entry, Mailbox, Question, Route


@StatementFor
def _questions(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Question, Any]:
    return Question.objects.visible_to(user).filter(among(ids)).values_list("pk", "key")


@StatementFor
def _entries(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Entry, Any]:
    entries = Entry.objects.filter(among(ids)) if standing_of(user).is_administrator else Entry.objects.none()
    return entries.values_list("pk", "key")


@StatementFor
def _routes(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Route, Any]:
    routes = Route.objects.filter(among(ids)) if standing_of(user).is_administrator else Route.objects.none()
    return routes.values_list("pk", "key")


@StatementFor
def _mailboxes(user: Viewer, ids: tuple[int, ...]) -> QuerySet[Mailbox, Any]:
    boxes = Mailbox.objects.filter(among(ids)) if standing_of(user).is_administrator else Mailbox.objects.none()
    return boxes.values_list("pk", "key")


def linked_things() -> Sequence[LinkedThing]:
    """Those the reader may open. Only administrators open every answer, and the pages of routes and mailboxes."""
    return (
        LinkedThing("contacts.question", _questions, lambda key: reverse("contacts:thread", args=[key])),
        LinkedThing("contacts.entry", _entries, lambda key: reverse("contacts:entry", args=[key])),
        LinkedThing("contacts.route", _routes, lambda key: reverse("contacts:edit_route", args=[key])),
        LinkedThing("contacts.mailbox", _mailboxes, lambda key: reverse("contacts:edit_mailbox", args=[key])),
    )
