"""Who is asked first about a document: whoever shared it, then the EV leads of its agency."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Audience, Membership, User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Statement
from contacts.models import Route
from contacts.routing import Answering, Party
from documents.models import Document

MOST = 6


@dataclass(frozen=True)
class Sharers:
    """Those of a document's agency who may answer for it, the one who shared it first."""

    memberships: list[Any]
    today: date

    def instead_of(self, routes: Answering, without: Collection[int | None]) -> Answering:
        """Who answers: the first of them who is in; else whom the routes name, who then stands in for the first."""
        rows = [row for row in self.memberships if row.user_id not in without]
        there = next((row for row in rows if row.away_until is None or row.away_until < self.today), None)
        if not rows:
            return routes
        named, until = _party(rows[0]), rows[0].away_until
        if there is None:
            return replace(routes, named=named, reason="away", until=until)
        return Answering(None, named, _party(there), "" if there is rows[0] else "away", until)


def away_until(path: str) -> QuerySet[Route, Any]:
    """The last day out of office of the person in this column, who said so for what they answer."""
    away = Route.objects.filter(person=OuterRef(path), person_left=False, away_until__isnull=False)
    return away.order_by("-away_until").values("away_until")[:1]


@Statement
def sharers_of(document: int | None) -> QuerySet[Membership]:
    """Memberships of the document's agency: its owner's, and those of EV leads who may open it; none without it."""
    if document is None:
        return Membership.objects.none()
    asked_about = Document.objects.filter(pk=document)
    # SECURITY: as in is_own(): the owner's key stands among the readers only while they work for the agency.
    own = asked_about.filter(owner=OuterRef("user"), reader_keys__contains=[OuterRef("user") * -1])
    reading = Exists(asked_about.filter(reader_keys__contains=[OuterRef("group")]))
    places = User.groups.through.objects.filter(reading, user=OuterRef("user"))
    public = Audience.objects.filter(reading, kind=Audience.Kind.PUBLIC)
    leads = Q(Exists(places) | Exists(public), role=Membership.Role.EDITOR)
    # As one value, looked up once: asked of each membership, it would be asked of every member of the portal.
    colleagues = Membership.objects.current().filter(agency=Subquery(asked_about.values("agency")))
    found = colleagues.filter(Exists(own) | leads, user__is_active=True)
    found = found.annotate(has_shared=Exists(own), away_until=away_until("user")).select_related("user", "agency")
    return found.order_by("-has_shared", "started_at", "pk")[:MOST]


def people_for(document: Document | None) -> list[User]:
    """Who may be asked about it."""
    return [row.user for row in sharers_of.rows(document=document.pk if document else None)]


def _party(membership: Membership) -> Party:
    return Party(person=membership.user, organization=membership.agency.name)
