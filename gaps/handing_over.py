"""Open requests for documents of somebody who leaves their agency: see accounts.handing_over."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.handing_over import Leaving, Line
from accounts.models import Agency, User
from clearinghouse.lib.wording import counted
from gaps.actions.ending import give_to
from gaps.models import DocumentRequest


class RequestsPart:
    """Requests for documents without an answer."""

    name, label = "document_requests", "Requests for documents"
    for_administrators = False
    stays = ""

    def remember(self, person: User, agency: Agency) -> Any:
        """Those that the agency's state is asked for: when the membership ends, they go to the EV leads."""
        rows = DocumentRequest.objects.open().filter(person=person, state=agency.state_id)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Requests that nobody else has taken meanwhile."""
        count = _requests(leaving).count()
        return [Line(counted(count, "open request for a document,open requests for documents"), count)] if count else []

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """The successor, who works for the agency, is told of each."""
        for request in _requests(leaving).select_for_update(of=("self",)):
            sentence = f"{by} gave the request of {leaving.person} to {successor}."
            give_to(request, successor, by=by, sentence=sentence)


def _requests(leaving: Leaving) -> QuerySet[DocumentRequest]:
    known = Q(pk__in=leaving.remembered or [])
    free = Q(person=leaving.person) | Q(person=None, mailbox=None)
    return DocumentRequest.objects.open().filter(known & free).order_by("pk")
