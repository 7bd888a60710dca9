"""What waits for a person on their home page: answers of their state, and inquiries to release."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from inquiries.models import Campaign, Contributor, Inquiry, Response, Status

MOST = 5


@StatementFor
def missing_answers(user: Viewer) -> QuerySet[Any, Any]:
    """Answers that the person was given or joined and that are missing, what is due first in front."""
    me = standing_of(user).user_id
    joined = Contributor.objects.filter(person_id=me).values("response")
    rows = Response.objects.of_states_of(user).unanswered().filter(Q(assigned_id=me) | Q(pk__in=joined))
    ordered = rows.order_by("inquiry__closes_on", "pk")
    return ordered.values_list(
        "inquiry__key", "inquiry__title", "state", "state__name", "inquiry__closes_on", named=True
    )[:MOST]


@StatementFor
def open_campaigns(user: Viewer) -> QuerySet[Any, Any]:
    """Campaigns that take input and ask the person, what ends first in front."""
    rows = Campaign.objects.waiting_for(user).order_by("inquiry__closes_on", "pk")
    return rows.values_list(
        "inquiry__key", "inquiry__title", "inquiry__closes_on", "inquiry__is_sample", "meeting__title", "naming",
        named=True,
    )[:MOST]  # fmt: skip


@StatementFor
def to_release(user: Viewer) -> QuerySet[Any, Any]:
    """For administrators: inquiries that wait for release. EV leads are told by email, and find theirs on its list."""
    rows = Inquiry.objects.filter(status=Status.WAITING)
    if not standing_of(user).is_administrator:
        rows = rows.none()
    return rows.order_by("waiting_since", "key").values_list("key", "title", "waiting_since", named=True)[:MOST]
