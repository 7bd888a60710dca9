"""Contact routes and open questions of somebody who leaves their agency: see accounts.handing_over."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.handing_over import Leaving, Line
from accounts.models import Agency, User
from clearinghouse.lib.wording import counted
from contacts.actions.handing_over import OPEN, Receiver, give_to
from contacts.models import Question, Route


class ContactsPart:
    """Whom questions lead to, and questions without an answer."""

    name, label = "contacts", "Questions"
    for_administrators = False
    stays = ""

    def remember(self, person: User, agency: Agency) -> Any:
        """Open questions: with the membership they go to a backup, or to the general queue."""
        open_ones = Question.objects.filter(person=person, status__in=OPEN)
        return list(open_ones.order_by("pk").values_list("pk", flat=True))

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Routes, backups, and the questions that nobody else has taken meanwhile."""
        routes, backups = _routes(leaving).count(), _backups(leaving).count()
        questions = _questions(leaving, successor).count()
        lines = [
            Line(counted(routes, "contact assignment"), routes),
            Line(counted(backups, "assignment as backup,assignments as backup"), backups),
            Line(counted(questions, "open question"), questions),
        ]
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """Nobody becomes their own backup."""
        for route in _routes(leaving).select_for_update():
            route.person, route.person_left, route.away_until = successor, False, None
            if route.backup_person_id == successor.pk:
                route.backup_person, route.backup_left = None, False
            route.save(update_fields=["person", "person_left", "away_until", "backup_person", "backup_left"])
        for route in _backups(leaving).select_for_update():
            is_own = route.person_id == successor.pk
            route.backup_person, route.backup_left = None if is_own else successor, False
            route.save(update_fields=["backup_person", "backup_left"])
        for question in _questions(leaving, successor).select_for_update():
            give_to(question, Receiver(person=successor), by=by, leaver=leaving.person)


def _routes(leaving: Leaving) -> QuerySet[Route]:
    return Route.objects.filter(person=leaving.person, person_left=leaving.is_over).order_by("pk")


def _backups(leaving: Leaving) -> QuerySet[Route]:
    return Route.objects.filter(backup_person=leaving.person, backup_left=leaving.is_over).order_by("pk")


def _questions(leaving: Leaving, successor: User | None) -> QuerySet[Question]:
    theirs = Q(person=leaving.person)
    if leaving.remembered:
        theirs |= Q(pk__in=leaving.remembered, person=None, mailbox=None)
    found = Question.objects.filter(theirs, status__in=OPEN).order_by("pk")
    return found.exclude(asker=successor) if successor else found
