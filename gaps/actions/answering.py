"""Answering a request: with a document, a link, a reason, or by giving it to somebody else of the state."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Membership, State, User
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from documents.models import Document
from gaps.actions.ending import AlreadySo, end, give_to
from gaps.models import DocumentRequest

Status = DocumentRequest.Status
ENDED = "This request has ended: {}."
SENTENCES = {
    Status.UPLOADED: "{by} answered with a document.",
    Status.LINKED: "{by} answered with a link.",
    Status.NONE: "{by} answered that the state has no such document.",
    Status.REFUSED: "{by} answered that the document can’t be shared.",
    Status.ELSEWHERE: "{by} answered that another state should be asked.",
}


@dataclass(frozen=True)
class Answer:
    """How a request ends; what belongs to it depends on `status`."""

    status: str
    document: Document | None = None
    link: str = ""
    text: str = ""
    other_state: State | None = None


@transaction.atomic
def answer(*, request: DocumentRequest, by: User, given: Answer) -> DocumentRequest:
    """End it with an answer; everybody who asked is told. Raises AlreadySo."""
    current = _answerable(request, by)
    if given.status not in DocumentRequest.ANSWERS:
        raise ValueError(f"{given.status} is no answer")
    current.answer = clean_text(given.text, 1000)
    if given.status == Status.UPLOADED:
        # SECURITY: who answers links what they can see; who asked meets it only where they can see it too.
        seen = Document.objects.visible_to(by).published().filter(pk=given.document.pk if given.document else 0)
        current.document = seen.first()
        if current.document is None:
            raise AlreadySo("This document is no longer shared. Choose another answer.")
    elif given.status == Status.LINKED:
        current.link = given.link
    elif given.status == Status.ELSEWHERE:
        current.other_state = given.other_state
    fields = ("answer", "document", "link", "other_state")
    end(current, given.status, by=by, sentence=SENTENCES[Status(given.status)].format(by=by), fields=fields)
    return current


@transaction.atomic
def pass_on(*, request: DocumentRequest, by: User, to: User) -> DocumentRequest:
    """Give it to somebody else who works for the state, who is told. Raises AlreadySo."""
    current = _answerable(request, by)
    if not colleagues(current).filter(pk=to.pk).exists():
        raise AlreadySo(f"{to} doesn’t work for {current.state}. Choose someone else.")
    if current.person_id == to.pk:
        raise AlreadySo(f"This request is already assigned to {to}.")
    give_to(current, to, by=by, sentence=f"{by} gave the request to {to}.")
    return current


def colleagues(request: DocumentRequest) -> "QuerySet[User]":
    """The people who work for the state's agencies as members."""
    # SECURITY: one filter() on one membership: tier and state must be of the same one.
    here = Membership.objects.current().filter(tier=Membership.Tier.MEMBER, agency__state=request.state_id)
    return User.objects.filter(pk__in=here.values("user"), is_active=True).order_by("name", "pk")


def _answerable(request: DocumentRequest, by: User) -> DocumentRequest:
    current = locked(request)
    if not DocumentRequest.objects.answerable_by(by).filter(pk=current.pk).exists():
        raise PermissionDenied("Only the state’s contact, its EV leads, and administrators can answer this request.")
    if not current.is_open:
        raise AlreadySo(ENDED.format(current.get_status_display().lower()))
    return current
