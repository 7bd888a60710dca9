"""Which documents states are asked for at this moment, and by how many people."""

from typing import Any

from django.db.models import Count, QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from gaps.models import Asker, DocumentRequest, Listing


@dataclass(frozen=True)
class Asked:
    """How many people ask, by state and type; None is the type of a request that names a document in words only.

    `listed` are documents that the person knows to exist and cannot open, by state and type.
    """

    by_cell: tuple[tuple[str, int | None, int], ...] = ()
    listed: tuple[tuple[str, int | None, int], ...] = ()

    def of(self, state: str, kinds: tuple[int, ...]) -> int:
        """For documents of these types."""
        return sum(people for code, kind, people in self.by_cell if code == state and kind in kinds)

    def listed_of(self, state: str, kinds: tuple[int, ...]) -> int:
        """Listed documents of these types."""
        return sum(found for code, kind, found in self.listed if code == state and kind in kinds)

    def of_state(self, state: str) -> int:
        """For any document of the state."""
        return sum(people for code, _, people in self.by_cell if code == state)


def asked_by(user: Viewer) -> Part[Asked]:
    """What this person may know of it: members and administrators everything, others nothing."""
    return Part((_asked.asked(user), _listed.asked(user)), lambda asked, listed: Asked(tuple(asked), tuple(listed)))


@StatementFor
def _listed(user: Viewer) -> QuerySet[Any, tuple[str, int | None, int]]:
    closed = Listing.objects.closed_to(user).filter(document__state__isnull=False)
    cells = closed.order_by("document__state", "document__kind").values("document__state", "document__kind")
    return cells.annotate(found=Count("pk")).values_list("document__state", "document__kind", "found")


@StatementFor
def _asked(user: Viewer) -> QuerySet[Any, tuple[str, int | None, int]]:
    visible = DocumentRequest.objects.visible_to(user).open()
    askers = (
        Asker.objects.current().filter(request__in=visible.values("pk")).order_by("request__state", "request__kind")
    )
    cells = askers.values("request__state", "request__kind").annotate(people=Count("person", distinct=True))
    return cells.values_list("request__state", "request__kind", "people")
