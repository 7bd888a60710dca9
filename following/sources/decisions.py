"""News for who asked to join: their request for a membership or to join a working group was decided."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.activity import among
from accounts.models import MembershipRequest
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.statements import Asked, Statement
from following.models import News, NewsKind
from following.sources import NOTHING, Happening, Seen
from workinggroups.models import JoinRequest

MEMBERSHIP, GROUP = 0, 1  # what was asked for, as the detail of the news
DECIDED = ("approved", "declined")


class DecisionNews:
    """The source."""

    kinds = (NewsKind.DECIDED,)

    def happened(self, since: datetime) -> Iterator[Happening]:
        """Approved and declined requests of people who were members by then; who just became one was told by email."""
        earlier = MembershipRequest.objects.filter(user=OuterRef("user"), status="approved", pk__lt=OuterRef("pk"))
        of_members = MembershipRequest.objects.filter(Exists(earlier))
        for detail, rows in ((MEMBERSHIP, of_members), (GROUP, JoinRequest.objects.all())):
            decided = rows.filter(status__in=DECIDED, decided_at__gte=since).order_by("pk")
            for pk, person, by in decided.values_list("pk", "user", "decided_by"):
                yield Happening(f"decided:{detail}:{pk}", NewsKind.DECIDED, pk, (f"person:{person}",), detail, by)

    def asked(self, user: Viewer, news: Sequence[News]) -> tuple[Asked[Any], ...]:
        """Requests of both kinds."""
        person = standing_of(user).user_id or 0
        return (
            _memberships.asked(person=person, ids=_numbers(news, MEMBERSHIP)),
            _joining.asked(person=person, ids=_numbers(news, GROUP)),
        )

    def seen(self, news: Sequence[News], groups: Mapping[int, str], *rows: list[Any]) -> dict[int, Seen]:
        """The person's own."""
        found = {(detail, row.pk): row for detail, own in enumerate(rows) for row in own}
        return {one.pk: _seen(row) for one in news if (row := found.get((one.detail, one.thing)))}


def _numbers(news: Sequence[News], detail: int) -> tuple[int, ...]:
    return tuple(sorted({one.thing for one in news if one.detail == detail})) or NOTHING


def _seen(row: MembershipRequest | JoinRequest) -> Seen:
    words = "Your request to join was approved" if row.status == "approved" else "Your request to join was declined"
    target = frozenset((f"person:{row.user_id}",))
    if isinstance(row, JoinRequest):
        return Seen(row.group.name, row.group.get_absolute_url(), words, target)
    return Seen(str(row.agency or row.state), reverse("accounts:profile"), words, target)


# SECURITY: those of this very person. Administrators and leads see others' requests, but their news is not about them.
@Statement
def _memberships(person: int, ids: tuple[int, ...]) -> QuerySet[MembershipRequest]:
    own = MembershipRequest.objects.filter(user=person, status__in=DECIDED)
    return own.filter(among(ids)).select_related("agency", "state")


@Statement
def _joining(person: int, ids: tuple[int, ...]) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(among(ids), user=person, status__in=DECIDED).select_related("group")


SOURCE = DecisionNews()
