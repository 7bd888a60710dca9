"""A state with one or more of its cities: partners, shared goals, milestones, and people trained by year."""

from typing import Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.deciding import decides_on_guests
from accounts.handing_over import others
from accounts.models import Agency, Membership, State, User, is_paused_in
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key
from documents.models import Document
from meetings.models import Meeting


class GoalsSharing(models.TextChoices):
    """Who sees a pair's goals, milestones and numbers."""

    PARTNERS = "partners", "Partners of the pair only"
    SPACE = "space", "Everyone in the EV Workforce Collaborative"


class GoalStatus(models.TextChoices):
    """How far a goal or its work has come."""

    PLANNED = "planned", "Not started"
    ON_TRACK = "on_track", "On track"
    BEHIND = "behind", "Behind"
    REACHED = "reached", "Reached"
    DROPPED = "dropped", "Dropped"


def is_partner(user: Viewer, pair: str = "pk") -> Exists:
    """Whether the person is a partner of the pair, who still works somewhere. `pair` is the path to its id."""
    places = PairPartner.objects.current().filter(pair=OuterRef(pair), person=standing_of(user).user_id)
    return Exists(places)


class PairQuerySet(models.QuerySet["Pair"]):
    """States with their cities."""

    def visible_to(self, user: Viewer) -> Self:
        """That a pair exists is known in the space; of a closed one to its partners and who takes care of the space."""
        if not standing_of(user).is_approved:
            return self.none()
        if decides_on_guests(user):
            return self
        return self.filter(Q(closed_at=None) | Q(is_partner(user)))

    def editable_by(self, user: Viewer) -> Self:
        """Its partners', and all for who takes care of the space."""
        seen = self.visible_to(user)
        return seen if decides_on_guests(user) else seen.filter(is_partner(user))

    def open(self) -> Self:
        """Not closed."""
        return self.filter(closed_at=None)


@pghistory.track()
class Pair(models.Model):
    """A state and its cities, which work together."""

    GoalsSharing = GoalsSharing

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    name = models.CharField(max_length=160)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="workforce_pairs")
    cities = models.ManyToManyField(Agency, related_name="workforce_pairs")
    summary = models.TextField(max_length=2000, blank=True)
    goals_sharing = models.CharField(max_length=10, choices=GoalsSharing, default=GoalsSharing.PARTNERS)
    documents = models.ManyToManyField(Document, related_name="workforce_pairs", blank=True)
    meetings = models.ManyToManyField(Meeting, related_name="workforce_pairs", blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = PairQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workforce:pair", args=[self.key])


class PairPartnerQuerySet(models.QuerySet["PairPartner"]):
    """People of pairs."""

    def for_names(self) -> Self:
        """By name, with the person."""
        return self.select_related("person").order_by("person__sort_name", "person__key")

    def lost_with(self, person: User, agency: Agency) -> Self:
        """The person's places that end with their membership at this agency.

        All, or of somebody who serves another agency too those in the state that they leave.
        """
        elsewhere = list(others(person, agency).values_list("agency__state", flat=True))
        theirs = self.filter(person=person)
        if not elsewhere:
            return theirs
        return theirs.filter(pair__state=agency.state_id).exclude(pair__state__in=elsewhere)

    def current(self) -> Self:
        """Who still works somewhere, and is not suspended where the pair is."""
        works = Membership.objects.current().filter(user=OuterRef("person"))
        return self.filter(Exists(works), ~is_paused_in("person", "pair__state"), person__is_active=True)


@pghistory.track()
class PairPartner(models.Model):
    """That a person works for a pair. It ends when their membership does."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="partners")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=120, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = PairPartnerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "person"], name="partner_once_in_a_pair")]

    def __str__(self) -> str:
        return f"{self.person} in {self.pair}"


def sees_inside(user: Viewer, pair: str = "pair") -> Q:
    """Whose goals the person sees, as a condition on a row with a pair.

    SECURITY: closed by default. `pair` is the path to the pair; "" for the pair itself.
    """
    if decides_on_guests(user):
        return Q()
    path = f"{pair}__" if pair else ""
    opened = Q(**{f"{path}goals_sharing": GoalsSharing.SPACE, f"{path}closed_at": None})
    return opened | Q(is_partner(user, pair or "pk"))


class InsideQuerySet(models.QuerySet[models.Model]):
    """What stands inside a pair."""

    def visible_to(self, user: Viewer) -> Self:
        """The partners', and of pairs that opened their goals everybody's in the space."""
        return self.filter(sees_inside(user)) if standing_of(user).is_approved else self.none()


@pghistory.track()
class Goal(models.Model):
    """What a pair wants to reach."""

    Status = GoalStatus

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="goals")
    title = models.CharField(max_length=200)
    measure = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, choices=GoalStatus, default=GoalStatus.PLANNED)
    progress = models.TextField(max_length=1500, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")

    objects = InsideQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The color of its status."""
        return {GoalStatus.REACHED: "good", GoalStatus.ON_TRACK: "good", GoalStatus.BEHIND: "caution"}.get(
            GoalStatus(self.status), "plain"
        )


@pghistory.track()
class Milestone(models.Model):
    """A step of a pair, with the day it is due and the day it was done."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    objects = InsideQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class PairYear(models.Model):
    """How many people a pair wanted to train in a year, and how many it did."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2015), MaxValueValidator(2060)])
    goal = models.PositiveIntegerField(null=True, blank=True)
    trained = models.PositiveIntegerField(null=True, blank=True)

    objects = InsideQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "year"], name="year_once_in_a_pair")]

    def __str__(self) -> str:
        return f"{self.year}: {self.trained} of {self.goal}"
