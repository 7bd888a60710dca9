"""Joining: a request, its decision, and the membership that follows from an approval."""

from datetime import date, datetime, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.deciding import decides_on_guests
from accounts.models.place import Agency, State
from accounts.standing import Viewer, standing_of
from accounts.vouching import led_agencies


class Tier(models.TextChoices):
    """What a membership opens."""

    MEMBER = "member", "State member"
    GUEST = "guest", "Guest of the EV Workforce Collaborative"


class MembershipRequestQuerySet(models.QuerySet["MembershipRequest"]):
    """Requests to join."""

    def waiting(self) -> Self:
        """Those without a decision."""
        return self.filter(status=MembershipRequest.Status.WAITING)

    def to_decide(self) -> Self:
        """Those that wait for an administrator, not for an answer of the person who asked."""
        return self.waiting().filter(question_at=None)

    def visible_to(self, user: Viewer) -> Self:
        """Administrators see every request; everybody else their own, and those on which they decide."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        if not standing.user_id:
            return self.none()
        own = Q(user_id=standing.user_id)
        return self.filter(own | Q(tier=Tier.GUEST) if decides_on_guests(user) else own)

    def to_vouch_by(self, user: Viewer) -> Self:
        """Waiting requests to be a member for an agency that the person is an EV lead of; never their own."""
        return self.waiting().filter(agency__in=led_agencies(user), tier=Tier.MEMBER).exclude(user_id=user.pk)

    def to_decide_by(self, user: Viewer) -> Self:
        """Those on which the person decides: never only their own."""
        seen = self.visible_to(user)
        if standing_of(user).is_administrator:
            return seen
        return seen.filter(tier=Tier.GUEST) if decides_on_guests(user) else seen.none()


@pghistory.track()
class MembershipRequest(models.Model):
    """A person's request to join. Decided exactly once; a declined person may ask again."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership_requests")
    email = models.EmailField(max_length=254, help_text="The verified address the request was made with.")
    name = models.CharField(max_length=120)
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.MEMBER, help_text="What the person asks for.")
    state = models.ForeignKey(State, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True)
    new_agency_name = models.CharField(max_length=160, blank=True)
    new_agency_kind = models.CharField(
        max_length=10, choices=Agency.Kind, blank=True, default="", db_default="",
        help_text="What a guest says an organization is that is not on the list.",
    )  # fmt: skip
    role_title = models.CharField(max_length=120)
    reason = models.CharField(max_length=1000)
    is_further = models.BooleanField(
        "second agency", default=False, db_default=False,
        help_text="Asks to serve this agency as well, and stays where they are.",
    )  # fmt: skip
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="membership_decisions",
    )
    decision_reason = models.CharField(max_length=1000, blank=True)
    decision_note = models.CharField(
        max_length=1000, blank=True, default="", db_default="",
        help_text="Why it was approved where something spoke against it, or on whose word; for those who decide.",
    )  # fmt: skip
    question_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a question waits for the person’s answer."
    )
    version = models.PositiveIntegerField(
        default=1,
        db_default=1,
        help_text="Grows with every change and answer, so that a decision is on what the page showed.",
    )
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text="When those who decide were last reminded that it waits."
    )

    objects = MembershipRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(status="waiting"), name="one_open_request_per_person"),
            models.CheckConstraint(
                condition=Q(status__in=["approved", "declined"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(status__in=["waiting", "withdrawn"], decided_at__isnull=True, decided_by__isnull=True),
                name="request_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(new_agency_name=""), name="request_names_an_agency"
            ),
            models.CheckConstraint(condition=~Q(decided_by=models.F("user")), name="nobody_decides_their_own_request"),
            models.CheckConstraint(
                condition=Q(is_further=False) | Q(tier="member"), name="only_members_ask_for_a_second_agency"
            ),
        ]
        indexes = [models.Index(fields=["status", "requested_at"])]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def as_well(self) -> str:
        """For sentences: that it is about a second agency."""
        return " as a second agency" if self.is_further else ""


class Vouch(models.Model):
    """What an EV lead says of somebody who asks to join for the lead’s agency: that they know the person, or not."""

    request = models.ForeignKey(MembershipRequest, on_delete=models.CASCADE, related_name="vouches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    knows = models.BooleanField()
    version = models.PositiveIntegerField(help_text="Of the request, as the lead saw it.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "vouches"
        constraints = [models.UniqueConstraint(fields=["request", "by"], name="one_vouch_per_lead_and_request")]

    def __str__(self) -> str:
        return f"{self.by} {'knows' if self.knows else 'does not know'} {self.request.name}"


class RequestMessage(models.Model):
    """A question that an administrator asks about a request to join, or the person's answer. Read with the request."""

    request = models.ForeignKey(MembershipRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    text = models.CharField(max_length=1000)
    written_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_answer(self) -> bool:
        """Whether the person who asked to join wrote it."""
        return self.author_id == self.request.user_id


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def current(self) -> Self:
        """Memberships that hold now: not ended, and not suspended. Every right asks this one."""
        return self.filter(ended_at__isnull=True, suspended_at__isnull=True)

    def not_ended(self) -> Self:
        """Current ones, and suspended ones, which give no right until somebody lifts the suspension."""
        return self.filter(ended_at__isnull=True)

    def suspended(self) -> Self:
        """Those that give no right for now."""
        return self.not_ended().filter(suspended_at__isnull=False)

    def to_look_at(self) -> Self:
        """Suspended ones that wait for an administrator, of people whose account is open."""
        return self.suspended().filter(suspended_for__in=FOR_ADMINISTRATORS, user__is_active=True)

    def main_first(self) -> Self:
        """The main one before the second; where somebody needs one, they take the first."""
        return self.order_by("user", "-is_main", "pk")

    def one_each(self) -> Self:
        """Of current ones one for each person: the main one, and the second while the main one is suspended."""
        main = Membership.objects.current().filter(user=OuterRef("user"), is_main=True)
        return self.current().filter(Q(is_main=True) | ~Exists(main))


class Suspension(models.TextChoices):
    """Why a membership gives no right for now."""

    ADDRESS = "address", "Email address outside the agency’s domains"
    DOMAIN = "domain", "Email domain taken off the agency’s list"
    LEFT = "left", "Reported as no longer there"
    ALONE = "alone", "Left the agency that the email address belongs to"
    UNCONFIRMED = "unconfirmed", "Not confirmed in time"


# What an administrator has to look at; who did not confirm can come back by themselves.
FOR_ADMINISTRATORS = (Suspension.ADDRESS, Suspension.DOMAIN, Suspension.LEFT, Suspension.ALONE)


def is_suspended(person: str) -> Q:
    """Whether the person in this column has no right for now: each membership they have is suspended."""
    suspended = Membership.objects.suspended().filter(user=OuterRef(person))
    current = Membership.objects.current().filter(user=OuterRef(person))
    return Q(Exists(suspended)) & ~Q(Exists(current))


def is_paused_in(person: str, state: str) -> Q:
    """Whether what the person in this column is for that state rests: their membership there is suspended."""
    there = Membership.objects.filter(user=OuterRef(person), agency__state=OuterRef(state))
    return Q(Exists(there.suspended())) & ~Q(Exists(there.current()))


def a_year_from_now() -> date:
    """When a membership that begins or is confirmed today is due to be confirmed."""
    return timezone.localdate() + timedelta(days=settings.CONFIRM_MEMBERSHIP_DAYS)


@pghistory.track()
class Membership(models.Model):
    """That a person works for an agency, on the strength of an approved request."""

    Tier = Tier
    Suspension = Suspension

    class Role(models.TextChoices):
        READER = "reader", "Reads and shares own documents"
        EDITOR = "editor", "EV lead: edits all documents of the agency"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    request = models.OneToOneField(MembershipRequest, on_delete=models.PROTECT, related_name="membership")
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.MEMBER)
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    title = models.CharField(max_length=120, blank=True)
    is_main = models.BooleanField(
        "main agency", default=True, db_default=True,
        help_text="A person has one main membership, and may have a second one at another agency.",
    )  # fmt: skip
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person last said, from the agency’s address, that they work there."
    )
    confirm_by = models.DateField(
        default=a_year_from_now,
        db_default=Now() + timedelta(days=365),
        help_text="The last day on which the person can confirm before the grace period begins.",
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_for = models.CharField(max_length=12, choices=Suspension, blank=True, default="", db_default="")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True, is_main=True), name="one_main_membership_per_person"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True, is_main=False),
                name="one_second_membership_per_person",
            ),
            models.UniqueConstraint(
                fields=["user", "agency"],
                condition=Q(ended_at__isnull=True),
                name="one_membership_per_person_and_agency",
            ),
            models.CheckConstraint(condition=Q(is_main=True) | Q(tier="member"), name="guests_serve_one_organization"),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True, suspended_for="")
                | (Q(suspended_at__isnull=False) & ~Q(suspended_for="")),
                name="suspension_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="from_an_approval",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("user_id", "request_id"),
                when=pgtrigger.Before,
                declare=[("approved", "boolean")],
                func=(
                    "SELECT status = 'approved' AND user_id = NEW.user_id AND decided_by_id <> user_id"
                    " INTO approved FROM accounts_membershiprequest WHERE id = NEW.request_id;"
                    " IF approved IS DISTINCT FROM TRUE THEN RAISE EXCEPTION"
                    " 'A membership comes from an approved request of the same person'"
                    " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.agency}"

    @property
    def last_confirmed_at(self) -> datetime:
        """When the person last confirmed it; until they do, when it was approved."""
        return self.confirmed_at or self.started_at
