"""Contact routes and open questions of somebody who leaves their agency: see accounts.handing_over."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.handing_over import Leaving, Line
from accounts.models import Agency, User
from clearinghouse.lib.wording import counted
from contacts.actions.handing_over import OPEN, Receiver, give_to
from contacts.leaving import goes_with, questions_with
from contacts.models import Question, Route


class ContactsPart:
    """Whom questions lead to, and questions without an answer."""

    name, label = "contacts", "Questions"
    for_administrators = False
    stays = ""

    def remember(self, person: User, agency: Agency) -> Any:
        """What goes with the membership: open questions, to a backup or to the general queue; and assignments."""
        of_it = goes_with(person, agency)
        open_ones = Question.objects.filter(questions_with(person, agency), person=person, status__in=OPEN)
        found = {
            "questions": open_ones,
            "routes": Route.objects.filter(of_it, person=person, person_left=False),
            "backups": Route.objects.filter(of_it, backup_person=person, backup_left=False),
        }
        return {name: list(rows.order_by("pk").values_list("pk", flat=True)) for name, rows in found.items()}

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
    rows = Route.objects.filter(person=leaving.person, person_left=leaving.is_over).order_by("pk")
    return rows.filter(pk__in=_remembered(leaving, "routes")) if leaving.serves_another else rows


def _backups(leaving: Leaving) -> QuerySet[Route]:
    rows = Route.objects.filter(backup_person=leaving.person, backup_left=leaving.is_over).order_by("pk")
    return rows.filter(pk__in=_remembered(leaving, "backups")) if leaving.serves_another else rows


def _questions(leaving: Leaving, successor: User | None) -> QuerySet[Question]:
    known = _remembered(leaving, "questions")
    theirs = Q(pk__in=known) if leaving.serves_another else Q(person=leaving.person)
    theirs = (theirs & Q(person=leaving.person)) | Q(pk__in=known, person=None, mailbox=None)
    found = Question.objects.filter(theirs, status__in=OPEN).order_by("pk")
    return found.exclude(asker=successor) if successor else found


def _remembered(leaving: Leaving, name: str) -> list[int]:
    kept = leaving.remembered or {}
    if isinstance(kept, list):  # of hand-overs that began before people could serve two agencies: questions alone
        kept = {"questions": kept}
    found: list[int] = kept.get(name, [])
    return found
