"""Who answers requests for documents, for the administrators' table of roles."""

from accounts.models import User
from accounts.roles import Capability, Role, Table
from accounts.seeing import approved
from accounts.standing import Viewer, standing_of
from gaps.models import DocumentRequest


def _answers(user: Viewer) -> bool:
    person = standing_of(user).user_id
    return DocumentRequest.objects.answerable_by(user).open().filter(person=person).exists() if person else False


def table() -> Table:
    """Those who were asked by name; EV leads and administrators are roles of their own."""
    capabilities = (
        Capability(
            "answer_document_requests",
            "Answer requests for documents of their state that were assigned to them",
            "gaps.models.request.DocumentRequestQuerySet.answerable_by",
            _answers,
        ),
    )
    asked = DocumentRequest.objects.open().exclude(person=None)
    role = Role(
        "document_contact",
        "Document contact",
        "Was asked for a document of their state. The state’s EV leads and administrators can answer, too.",
        ("answer_document_requests",),
        lambda: User.objects.filter(pk__in=approved().filter(pk__in=asked.values("person"))),
    )
    return capabilities, (role,)
