"""Whom an announcement reaches: people, their states, and who of them gets an email."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from accounts.models import Audience, Membership, PausedAddress, Preferences, User
from accounts.seeing import holders_of
from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Reach:
    """How many people, by state, and how many of them are emailed; the others find it in the portal."""

    people: int
    emailed: int
    by_state: tuple[tuple[str, int], ...]  # states and territories by name, with their people

    @property
    def states(self) -> int:
        """From how many states and territories."""
        return len(self.by_state)

    @property
    def only_here(self) -> int:
        """How many get no email: they turned these off, or mail to them came back."""
        return self.people - self.emailed


def people_in(audiences: Iterable[Audience]) -> QuerySet[User]:
    """Who is in one of these audiences now, by the rights that they have at this moment."""
    return holders_of([audience.pk for audience in audiences]).order_by("pk")


def emailed_of(people: QuerySet[User]) -> QuerySet[User]:
    """Those of them who get emails."""
    turned_off = Preferences.objects.filter(user=OuterRef("pk"), wants_announcements=False)
    paused = PausedAddress.objects.filter(pk=Lower(OuterRef("email")))
    return people.exclude(Exists(turned_off)).exclude(Exists(paused))


def reach_of(audiences: Iterable[Audience]) -> Reach:
    """Counted now; three statements."""
    people = people_in(audiences)
    memberships = Membership.objects.current().filter(user__in=people.order_by().values("pk"))
    # Of somebody who serves two agencies, each state counts.
    states = memberships.exclude(agency__state=None).values_list("agency__state__name")
    by_state = states.annotate(people=Count("user", distinct=True)).order_by("agency__state__name")
    return Reach(people.count(), emailed_of(people).count(), tuple(by_state))
