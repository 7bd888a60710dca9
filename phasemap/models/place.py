"""Where: a hub or a corridor that a source names, drawn through cities."""

from typing import Self

from django.db import models

from accounts.models import State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from phasemap.models.scheme import Phase, Sourced
from phasemap.route import Stop, check_route, read_route


class PlaceQuerySet(models.QuerySet["Place"]):
    """Hubs and corridors."""

    def visible_to(self, user: Viewer) -> Self:
        """All of them: they come from public sources. What is there in their states is asked of its own model."""
        standing_of(user)
        return self

    def in_order(self) -> Self:
        """As administrators put them."""
        return self.order_by("position", "pk")


class Place(Sourced):
    """A hub or a corridor. Its line is schematic unless somebody gave it a measured one."""

    class Kind(models.TextChoices):
        HUB = "hub", "Hub"
        CORRIDOR = "corridor", "Corridor"

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=30, help_text="As it stands on the map: “I-5.”")
    kind = models.CharField("type", max_length=10, choices=Kind)
    about = models.CharField(max_length=500, blank=True)
    phases = models.ManyToManyField(Phase, blank=True, related_name="places", help_text="When it is due, by source.")
    states = models.ManyToManyField(State, blank=True, related_name="phase_places", verbose_name="states it crosses")
    route = models.TextField(
        "cities",
        max_length=4000,
        validators=[check_route],
        help_text="One city on each line: name, state, longitude, latitude. The first city again at the end makes an "
        "area of it.",
    )
    is_schematic = models.BooleanField("schematic", default=True, help_text="Drawn from city to city, not along roads.")
    is_sample = models.BooleanField("sample data", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "hub or corridor"
        verbose_name_plural = "hubs and corridors"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("phasemap:corridor", self.slug)

    @property
    def stops(self) -> list[Stop]:
        """Its cities in order."""
        return read_route(self.route)
