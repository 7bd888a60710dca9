"""A document that somebody asks a state for, and who asks."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Agency, Membership, State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.keys import random_key
from contacts.models import Mailbox
from documents.models import Document, Kind

EXPIRES_AFTER = timedelta(days=60)


class DocumentRequestQuerySet(models.QuerySet["DocumentRequest"]):
    """Requests for documents."""

    def visible_to(self, user: Viewer) -> Self:
        """Members and administrators see what states are asked for, and how it ended; not who asks, or what for."""
        standing = standing_of(user)
        return self if standing.is_member or standing.is_administrator else self.none()

    def open(self) -> Self:
        """Those without an end."""
        return self.filter(status=DocumentRequest.Status.OPEN)

    def asked_by(self, user: Viewer) -> Self:
        """Those that the person asks or asked, and did not withdraw."""
        mine = Asker.objects.current().filter(request=OuterRef("pk"), person=standing_of(user).user_id)
        return self.visible_to(user).filter(Exists(mine))

    def answerable_by(self, user: Viewer) -> Self:
        """Where the person may answer: who was asked, EV leads of the state, administrators."""
        seen = self.visible_to(user)
        return seen if standing_of(user).is_administrator else seen.filter(self._asked_of(user))

    def waiting_for(self, user: Viewer) -> Self:
        """Open ones that wait for this very person.

        Who was asked by name; where nobody was, the state's EV leads; where it has none, administrators.
        """
        standing = standing_of(user)
        nobody = Q(Q(mailbox=None) | Q(mailbox__email=""), person=None)
        mine = Q(person=standing.user_id) | (nobody & self._led_by(user))
        if standing.is_administrator:
            mine |= Q(~Exists(_leads(state=OuterRef("state"))), person=None)
        return self.visible_to(user).open().filter(mine)

    def with_askers(self) -> Self:
        """Adds askers_count, who ask at this moment."""
        return self.annotate(askers_count=Count("askers", filter=Q(askers__withdrawn_at=None)))

    def _asked_of(self, user: Viewer) -> Q:
        return Q(person=standing_of(user).user_id) | self._led_by(user)

    def _led_by(self, user: Viewer) -> Q:
        standing = standing_of(user)
        # SECURITY: as everything that an EV lead may do, this waits while nobody has seen a new address of theirs.
        if standing.has_unchecked_address or not standing.is_member:
            return Q(pk__in=[])
        return Q(Exists(_leads(state=OuterRef("state")).filter(user=standing.user_id)))


def _leads(state: OuterRef) -> models.QuerySet[Membership]:
    # SECURITY: one filter() on one membership: role, tier and state must be of the same one.
    return Membership.objects.current().filter(
        role=Membership.Role.EDITOR,
        tier=Membership.Tier.MEMBER,
        agency__state=state,
        user__is_active=True,
        user__approved_email="",
    )


class DocumentRequest(models.Model):
    """A document that a state is asked for. What several people ask for alike is one request while it is open."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        UPLOADED = "uploaded", "Answered"
        LINKED = "linked", "Answered with a link"
        NONE = "none", "The state has none"
        REFUSED = "refused", "Can’t be shared"
        ELSEWHERE = "elsewhere", "Ask another state"
        EXPIRED = "expired", "Expired without an answer"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ANSWERS = (Status.UPLOADED, Status.LINKED, Status.NONE, Status.REFUSED, Status.ELSEWHERE)

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="document_requests")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=160, blank=True, help_text="In the words of who asked first.")
    sought = models.CharField(max_length=160, blank=True, help_text="The title without case and signs, to compare.")
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests_to_answer"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(default=timezone.now, help_text="Since when those who answer have had it.")
    reminders = models.PositiveSmallIntegerField(default=0, help_text="How many went to those who answer.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers")
    link = models.URLField(max_length=500, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    other_state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    askers_count = 0  # where with_askers() read it

    objects = DocumentRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state", "kind", "sought"],
                condition=Q(status="open"),
                nulls_distinct=False,
                name="asked_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(kind__isnull=False) | ~Q(sought=""), name="request_names_a_type_or_a_title"
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="ended_request_has_a_date",
            ),
            models.CheckConstraint(condition=Q(link="") | Q(link__startswith="https://"), name="request_link_is_https"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(mailbox__isnull=True), name="request_has_one_responsible"
            ),
        ]
        indexes = [
            models.Index(fields=["waiting_since", "key"], condition=Q(status="open"), name="request_queue"),
            models.Index(fields=["state", "-asked_at"], name="request_of_state"),
        ]

    def __str__(self) -> str:
        return f"{self.what} from {self.state}"

    def get_absolute_url(self) -> str:
        return address_of("gaps:request", self.key)

    @property
    def what(self) -> str:
        """What is asked for: "O&M agreement: fast charging 2024"; read the type with it."""
        return ": ".join(part for part in (str(self.kind or ""), self.title) if part)

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for."""
        return self.status == self.Status.OPEN


class AskerQuerySet(models.QuerySet["Asker"]):
    """Who asks."""

    def current(self) -> Self:
        """Those who did not withdraw."""
        return self.filter(withdrawn_at=None)


class Asker(models.Model):
    """That somebody asks, and what for. Only they and those who answer read it."""

    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="askers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="document_requests")
    agency = models.ForeignKey(Agency, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=500, blank=True)
    once = models.CharField(max_length=64, unique=True, help_text="Of the form it came with: sent twice, asked once.")
    asked_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AskerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="asks_once")]
        indexes = [models.Index(fields=["person", "-asked_at"], name="asker_by_day")]

    def __str__(self) -> str:
        return f"{self.person_id} asks for {self.request_id}"
