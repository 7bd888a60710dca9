"""Documents that few can read and all members know to exist, and requests to read them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Agency
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.keys import random_key
from documents.models import Document


class ListingQuerySet(models.QuerySet["Listing"]):
    """Listed documents."""

    def listed_to(self, user: Viewer) -> Self:
        """Members and administrators meet each listed document, by title, type, state, agency and date alone.

        SECURITY: this opens no document. What is in it, and whatever else is known of it, asks Document.visible_to().
        """
        standing = standing_of(user)
        if not (standing.is_member or standing.is_administrator):
            return self.none()
        # SECURITY: a document that is withdrawn, or confidential by now, is listed to nobody.
        return self.filter(document__status=Document.Status.PUBLISHED).exclude(
            document__label=Document.Label.CONFIDENTIAL
        )

    def closed_to(self, user: Viewer) -> Self:
        """Those of them that the person cannot open."""
        return self.listed_to(user).filter(~Exists(Document.objects.visible_to(user).filter(pk=OuterRef("document"))))


class Listing(models.Model):
    """That the owner lets all members know that a document exists. The row's key stands in addresses."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="listing")
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    listed_at = models.DateTimeField(default=timezone.now)

    objects = ListingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        return address_of("gaps:ask_to_read", self.key)


class ReadRequestQuerySet(models.QuerySet["ReadRequest"]):
    """Requests to read."""

    def visible_to(self, user: Viewer) -> Self:
        """Who asks, and who may change the document."""
        standing = standing_of(user)
        if not (standing.is_member or standing.is_administrator):
            return self.none()
        return self.filter(Q(person=standing.user_id) | self._decided_by(user))

    def decidable_by(self, user: Viewer) -> Self:
        """Where the person decides: they may change the document; never on what they ask for themselves."""
        return self.visible_to(user).filter(self._decided_by(user)).exclude(person=standing_of(user).user_id)

    def open(self) -> Self:
        """Those without a decision."""
        return self.filter(status=ReadRequest.Status.OPEN)

    def reading(self) -> Self:
        """Those whose grant holds."""
        return self.filter(status=ReadRequest.Status.GRANTED, over_at=None)

    def _decided_by(self, user: Viewer) -> Q:
        return Q(Exists(Document.objects.editable_by(user).filter(pk=OuterRef("document"))))


class ReadRequest(models.Model):
    """Somebody asks to read a listed document. Granted, it stands for one grant by name, which may end on a day."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting for a decision"
        GRANTED = "granted", "You can read it"
        DECLINED = "declined", "Declined"
        SHARED = "shared", "Shared more widely"
        WITHDRAWN = "withdrawn", "Withdrawn"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="read_requests")
    title = models.CharField(max_length=250, help_text="As it was listed.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_requests")
    agency = models.ForeignKey(Agency, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=1000, blank=True)
    until = models.DateField(null=True, blank=True, help_text="The last day of a grant; empty: for good.")
    over_at = models.DateTimeField(null=True, blank=True, help_text="When the grant was removed.")

    objects = ReadRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "person"], condition=Q(status="open"), name="asks_to_read_once"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True) | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="decided_read_request_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status="granted") | Q(until__isnull=True, over_at__isnull=True),
                name="only_a_grant_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(status="granted", over_at=None), name="grant_that_ends"),
            models.Index(fields=["person", "-asked_at"], name="read_request_of_person"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("gaps:reading", self.key)

    @property
    def is_open(self) -> bool:
        """Whether a decision is still waited for."""
        return self.status == self.Status.OPEN

    @property
    def is_read_now(self) -> bool:
        """Whether its grant holds."""
        return self.status == self.Status.GRANTED and self.over_at is None
