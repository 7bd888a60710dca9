"""What this app shows on other pages: whom to ask about a document, and a group's open questions."""

from django.db.models import QuerySet

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from contacts.cards import card_for
from contacts.models import Question
from contacts.subjects import QuestionSubject
from documents.models import Document
from documents.panels import DocumentPanel
from workinggroups.models import WorkingGroup
from workinggroups.panels import Panel

MOST = 5


@dataclass(frozen=True)
class OpenQuestions:
    """The oldest of a group's questions that wait."""

    group: WorkingGroup
    rows: list[Question]
    has_more: bool


def open_questions(group: WorkingGroup, user: Viewer) -> Part[Panel | None] | None:
    """The reader's own, and for leads and those responsible the group's; nothing for the public."""
    if not standing_of(user).user_id:
        return None
    return Part((_waiting_in.asked(user, group=group.pk),), lambda rows: _questions_panel(group, rows))


@StatementFor
def _waiting_in(user: Viewer, group: int) -> QuerySet[Question]:
    waiting = Question.objects.visible_to(user).waiting().filter(group=group)
    return waiting.only("key", "subject", "waiting_since").order_by("waiting_since", "key")[: MOST + 1]


def _questions_panel(group: WorkingGroup, rows: list[Question]) -> Panel | None:
    if not rows:
        return None
    return Panel("contacts/group_panel.html", OpenQuestions(group, rows[:MOST], len(rows) > MOST))


def whom_to_ask(document: Document, user: Viewer) -> DocumentPanel:
    """Who answers questions about a document."""
    about = QuestionSubject(document=document)
    return DocumentPanel(
        about.asked(),
        lambda rows: Panel(
            "contacts/document_panel.html", card_for(about, user, about.answered(rows, without=(user.pk,)))
        ),
    )
