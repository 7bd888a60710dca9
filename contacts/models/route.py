"""Who answers what: a cell of topic × region × state × group leads to a person or a mailbox, each with a backup."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Region, State
from accounts.models.place import CheckMark
from clearinghouse.lib.keys import random_key
from documents.models import Topic
from workinggroups.models import WorkingGroup


class Mailbox(models.Model):
    """A named contact or a shared address outside the accounts: public, and nobody ever signs in with it."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    name = models.CharField(max_length=120)
    organization = models.CharField(max_length=120, blank=True)
    email = models.EmailField("public address", blank=True, help_text="Empty where none is known.")
    answers = models.CharField(max_length=300, blank=True, help_text="What it answers, in a sentence. Public.")
    check_mark = models.CharField(max_length=1, choices=CheckMark, default=CheckMark.KNOWN)
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [models.UniqueConstraint(fields=["name", "email"], name="mailbox_once")]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """Where one cell leads. An empty dimension means any; all four empty is the general route."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="routes")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="routes")
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="routes")
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="routes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="routes"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, null=True, blank=True, related_name="routes")
    backup_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="backed_up_routes"
    )
    backup_mailbox = models.ForeignKey(
        Mailbox, on_delete=models.PROTECT, null=True, blank=True, related_name="backed_up_routes"
    )
    # SECURITY: set by contacts_follow_membership(). Who works elsewhere by now no longer answers here, approved or not.
    person_left = models.BooleanField(default=False, db_default=False, editable=False)
    backup_left = models.BooleanField(default=False, db_default=False, editable=False)
    away_until = models.DateField(
        null=True, blank=True, help_text="The last day out of office. Until then, the backup answers."
    )
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "region", "state", "group"], nulls_distinct=False, name="one_route_of_a_cell"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, mailbox__isnull=True) | Q(person__isnull=True, mailbox__isnull=False),
                name="route_leads_to_one_contact",
            ),
            models.CheckConstraint(
                condition=Q(backup_person__isnull=True) | Q(backup_mailbox__isnull=True), name="route_has_one_backup"
            ),
            models.CheckConstraint(
                condition=(Q(backup_person__isnull=True) | Q(person__isnull=True) | ~Q(backup_person=F("person")))
                & (Q(backup_mailbox__isnull=True) | Q(mailbox__isnull=True) | ~Q(backup_mailbox=F("mailbox"))),
                name="nobody_is_their_own_backup",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell_words} → {self.person or self.mailbox}"

    @property
    def cell_words(self) -> str:
        """What the route is for, in words; read group, topic, state and region with it."""
        parts = [str(part) for part in (self.group, self.topic, self.state) if part]
        parts += [f"{self.region} region"] if self.region else []
        return ", ".join(parts) or "Everything else"

    def is_away(self, today: date) -> bool:
        """Whether the one it names is away today."""
        return self.away_until is not None and today <= self.away_until
