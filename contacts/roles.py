"""Who answers questions, for the administrators' table of roles."""

from accounts.roles import Capability, Role, Table
from accounts.seeing import approved
from accounts.standing import Viewer
from contacts.models import Question, Route


def _answers(user: Viewer) -> bool:
    return Question.objects.answerable_by(user).exists()


def table() -> Table:
    """Contacts."""
    capabilities = (
        Capability(
            "answer_questions",
            "Answer questions that were assigned to them",
            "contacts.models.question.QuestionQuerySet.answerable_by",
            _answers,
        ),
    )
    routes = Route.objects.exclude(person=None).filter(person_left=False)
    role = Role(
        "contact",
        "Contact",
        "Answers questions on a topic, state, region, or group; someone else does while they are out of office.",
        ("answer_questions",),
        lambda: approved().filter(pk__in=routes.values("person")),
    )
    return capabilities, (role,)
