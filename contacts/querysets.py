"""Who sees which question and which published answer. Lists, panels, search and mails start here."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from workinggroups.models import WorkingGroup

if TYPE_CHECKING:
    from contacts.models import Entry, Message, Question  # noqa: F401


def portal_today() -> date:
    """The day in the portal's zone, whatever the reader's: being away ends for everybody at once."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions. What a stranger has not confirmed is nobody's to read."""

    def confirmed(self) -> Self:
        """Those that were really asked."""
        return self.exclude(status="unconfirmed")

    def asked_by(self, user: Viewer) -> Self:
        """One's own."""
        user_id = standing_of(user).user_id
        return self.filter(asker_id=user_id) if user_id else self.none()

    def answerable_by(self, user: Viewer) -> Self:
        """Where the person may answer: responsible, backup of somebody away, lead of the group, administrator."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self.confirmed()
        # SECURITY: who left keeps nothing, also before the sweep has handed their questions on.
        if not standing.is_approved:
            return self.none()
        return self.confirmed().filter(self._mine(user) | Q(group__in=WorkingGroup.objects.led_by(user).values("pk")))

    def visible_to(self, user: Viewer) -> Self:
        """One's own questions, and those one may answer."""
        standing = standing_of(user)
        if not standing.user_id:
            return self.none()
        if standing.is_administrator:
            return self.confirmed()
        mine = Q(asker_id=standing.user_id)
        if standing.is_approved:
            mine |= self._mine(user) | Q(group__in=WorkingGroup.objects.led_by(user).values("pk"))
        return self.confirmed().filter(mine)

    def waiting_for(self, user: Viewer) -> Self:
        """What waits for this very person: theirs, and those of somebody away whose backup they are."""
        if not standing_of(user).is_approved:
            return self.none()
        return self.waiting().filter(self._mine(user))

    def waiting(self) -> Self:
        """Without an answer to what the asker wrote last."""
        return self.filter(status="waiting")

    def in_general_queue(self) -> Self:
        """With nobody but the administrators to answer: no person, and no mailbox that mail can reach."""
        return self.filter(Q(person=None) & (Q(mailbox=None) | Q(mailbox__email="")))

    def _mine(self, user: Viewer) -> Q:
        user_id = standing_of(user).user_id
        # SECURITY: one filter() on one route; the person away must be the one the question is with.
        away = Q(route__backup_person_id=user_id, route__away_until__gte=portal_today())
        return Q(person_id=user_id) | (away & Q(person=models.F("route__person")))


class MessageQuerySet(models.QuerySet["Message"]):
    """Pieces of threads."""

    def visible_to(self, user: Viewer) -> Self:
        """Those of questions the person may read."""
        from contacts.models import Question

        return self.filter(question__in=Question.objects.visible_to(user))


class EntryQuerySet(models.QuerySet["Entry"]):
    """Published answers."""

    def visible_to(self, user: Viewer) -> Self:
        """Of the person's audiences and not withdrawn; administrators all."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        return self.filter(audience__in=standing.reader_keys, withdrawn_at=None)

    def published(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def editable_by(self, user: Viewer) -> Self:
        """Administrators all; others what they published for a group they lead."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        led = WorkingGroup.objects.led_by(user)
        return self.filter(audience__in=list(led.values_list("audience", flat=True)), audience__kind="working_group")
