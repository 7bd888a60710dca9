"""What the portal writes about requests for documents. Every email is put into words when it is sent.

Nothing that anybody typed goes to a mailbox, with which nobody signs in.
"""

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.mail import Written, may_send_to, post, post_to_person, written_when_sent
from accounts.mail_message import written_from
from accounts.models import User
from accounts.standing import forget_standing
from clearinghouse.lib.addresses import absolute_url
from documents.models import Document
from gaps.models import DocumentRequest
from gaps.responders import responders

NEW, AGAIN, PASSED = "new", "again", "passed"
SUBJECTS = {
    NEW: "A document is asked for",
    AGAIN: "Reminder: a document is asked for",
    PASSED: "A request for a document was assigned to you",
}
JOINED = ("state", "kind", "person", "mailbox", "document", "other_state", "ended_by")


def notify_responders(request: DocumentRequest, why: str) -> None:
    """To whoever answers now, and nobody else."""
    now, stamp = responders(request), f"{request.waiting_since:%Y%m%d%H%M%S%f}"
    for person in now.people:
        post_to_person(
            person,
            subject=SUBJECTS[why],
            body="",
            dedupe_key=f"document-request-{request.key}-{why}{request.reminders}-{stamp}-{person.pk}",
            check=("gaps.responder", f"{request.key} {why}"),
            thread=f"document-request-{request.key}",
        )
    if now.address:
        link = absolute_url(request.get_absolute_url())
        post(
            to=now.address,
            subject=SUBJECTS[why],
            body=render_to_string("gaps/mail/mailbox.txt", {"link": link, "why": why}),
            dedupe_key=f"document-request-{request.key}-{why}{request.reminders}-{stamp}-mailbox",
            check=("gaps.mailbox", request.key),
            thread=f"document-request-{request.key}",
        )


def notify_askers(request: DocumentRequest) -> None:
    """To everybody who asks, how it ended; not to who ended it themselves."""
    ended = request.ended_at or timezone.now()
    for asker in request.askers.current().select_related("person").order_by("pk"):
        if asker.person_id == request.ended_by_id:
            continue
        post_to_person(
            asker.person,
            subject="Your request for a document",
            body="",
            dedupe_key=f"document-request-{request.key}-ended-{ended:%Y%m%d%H%M%S%f}-{asker.person_id}",
            check=("gaps.asker", request.key),
            thread=f"document-request-{request.key}",
        )


@written_when_sent("gaps.responder")
def to_responder(person: User, key: str) -> Written | None:
    """For who answers at this moment, while it is open."""
    name, _, why = key.partition(" ")
    request = _request(name)
    if request is None or not request.is_open or person not in responders(request).people:
        return None
    askers = list(request.askers.current().select_related("person", "agency").order_by("asked_at", "pk"))
    context = {"request": request, "why": why, "askers": askers, "link": absolute_url(request.get_absolute_url())}
    return written_from("gaps/mail/responder", f"{SUBJECTS.get(why, SUBJECTS[NEW])}: {request.what}", context)


@may_send_to("gaps.mailbox")
def still_the_mailbox(address: str, key: str) -> bool:
    """Whether the request is open and still with the mailbox of this address."""
    request = _request(key)
    return request is not None and request.is_open and responders(request).address == address


@written_when_sent("gaps.asker")
def to_asker(person: User, key: str) -> Written | None:
    """How it ended, for who still asks and still sees it."""
    forget_standing(person)
    request = _request(key)
    if request is None or request.is_open or not DocumentRequest.objects.asked_by(person).filter(key=key).exists():
        return None
    document = document_for(request, person)
    # SECURITY: that a state shared something is told only to those who can see it.
    if request.status == DocumentRequest.Status.UPLOADED and document is None:
        return None
    context = {
        "request": request,
        "document": document,
        "document_link": absolute_url(document.get_absolute_url()) if document else "",
        "link": absolute_url(request.get_absolute_url()),
    }
    return written_from("gaps/mail/asker", f"{request.state}: {request.get_status_display()}", context)


def document_for(request: DocumentRequest, person: User) -> Document | None:
    """The document that answers it, for who can see it."""
    return Document.objects.visible_to(person).published().filter(pk=request.document_id or 0).first()


def _request(key: str) -> DocumentRequest | None:
    return DocumentRequest.objects.select_related(*JOINED).filter(key=key).first()
