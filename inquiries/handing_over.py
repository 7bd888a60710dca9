"""States' answers in the writing, and inquiries, of somebody who leaves their agency: see accounts.handing_over."""

from typing import Any

from django.db.models import QuerySet

from accounts.handing_over import Leaving, Line
from accounts.models import Agency, User
from clearinghouse.lib.wording import counted
from inquiries.models import Inquiry, Response


class InquiriesPart:
    """Answers that were given to the leaver, and what they asked for the agency."""

    name, label = "inquiries", "Questions to the states"
    for_administrators = False
    stays = ""

    def remember(self, person: User, agency: Agency) -> Any:
        """Answers that are missing, of the agency's state: they lose the one who writes them."""
        rows = Response.objects.unanswered().filter(assigned=person, state=agency.state)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Missing answers that nobody else has taken meanwhile, and inquiries."""
        answers, inquiries = _answers(leaving).count(), _inquiries(leaving).count()
        lines = [
            Line(counted(answers, "answer for the state,answers for the state"), answers),
            Line(counted(inquiries, "inquiry,inquiries"), inquiries),
        ]
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """The successor writes the answers from now on, and takes care of the inquiries."""
        _answers(leaving).update(assigned=successor)
        _inquiries(leaving).update(made_by=successor)


def _answers(leaving: Leaving) -> QuerySet[Response]:
    known: list[int] = leaving.remembered or InquiriesPart().remember(leaving.person, leaving.agency)
    rows = Response.objects.unanswered().filter(pk__in=known)
    return rows.filter(assigned=None) | rows.filter(assigned=leaving.person)


def _inquiries(leaving: Leaving) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(made_by=leaving.person, agency=leaving.agency)
