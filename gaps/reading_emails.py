"""What the portal writes about requests to read listed documents; put into words when it is sent."""

from django.template.loader import render_to_string

from accounts.mail import Written, post_to_person, written_when_sent
from accounts.models import User
from accounts.standing import forget_standing, standing_of, user_key
from accounts.vouching import leads_of
from clearinghouse.lib.addresses import absolute_url
from contacts.responders import administrators
from documents.models import Document
from gaps.models import ReadRequest


def deciders(document: Document) -> list[User]:
    """The owner, while the document is theirs; else EV leads of its agency; else administrators."""
    owner = document.owner
    forget_standing(owner)
    if owner.is_active and user_key(owner.pk) in document.reader_keys and standing_of(owner).is_approved:
        return [owner]
    leads = list(leads_of(document.agency_id).order_by("pk")) if document.agency_id else []
    return leads or administrators()


def notify_deciders(request: ReadRequest) -> None:
    """To who decides."""
    for person in deciders(request.document):
        _post(request, person, "Someone asks to read a document of yours", "decider")


def notify_asker(request: ReadRequest) -> None:
    """How it was decided."""
    _post(request, request.person, "Your request to read a document", "asker")


def notify_over(request: ReadRequest) -> None:
    """That the grant is over."""
    _post(request, request.person, "You can no longer read a document", "over")


def _post(request: ReadRequest, person: User, subject: str, what: str) -> None:
    post_to_person(
        person,
        subject=subject,
        body="",
        dedupe_key=f"read-request-{request.key}-{what}-{person.pk}",
        check=(f"gaps.reading_{what}", request.key),
        thread=f"read-request-{request.key}",
    )


@written_when_sent("gaps.reading_decider")
def to_decider(person: User, key: str) -> Written | None:
    """For who still decides on it, while it is open."""
    forget_standing(person)
    request = ReadRequest.objects.decidable_by(person).open().select_related("person", "agency").filter(key=key).first()
    return _written(request, f"Request to read “{request}”", "decider") if request else None


@written_when_sent("gaps.reading_asker")
def to_asker(person: User, key: str) -> Written | None:
    """How it was decided; that they can read it only while they can."""
    forget_standing(person)
    request = _own(person, key)
    if request is None or request.is_open:
        return None
    granted = request.status in (ReadRequest.Status.GRANTED, ReadRequest.Status.SHARED)
    # SECURITY: the grant may be over before the email goes out.
    if granted and not Document.objects.visible_to(person).filter(pk=request.document_id).exists():
        return None
    subject = f"You can read “{request}”" if granted else f"Declined: “{request}”"
    return _written(request, subject, "asker")


@written_when_sent("gaps.reading_over")
def to_former_reader(person: User, key: str) -> Written | None:
    """That it is over, for who cannot read it otherwise."""
    forget_standing(person)
    request = _own(person, key)
    if request is None or request.is_read_now:
        return None
    if Document.objects.visible_to(person).filter(pk=request.document_id).exists():
        return None
    return _written(request, f"You can no longer read “{request}”", "over")


def _own(person: User, key: str) -> ReadRequest | None:
    rows = ReadRequest.objects.visible_to(person).filter(person=person, key=key)
    return rows.select_related("document", "person", "decided_by").first()


def _written(request: ReadRequest, subject: str, name: str) -> Written:
    context = {
        "request": request,
        "link": absolute_url(request.get_absolute_url()),
        "document_link": absolute_url(request.document.get_absolute_url()),
    }
    return Written(subject, render_to_string(f"gaps/mail/reading_{name}.txt", context))
