"""The emails about requests for documents, for accounts.previewing."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import DOMAIN, SampleRows
from clearinghouse.lib.keys import random_key
from contacts.models import Mailbox
from documents.models import Document
from documents.sample_rows import document
from gaps import emails, reading_emails
from gaps.models import Asker, DocumentRequest, Listing, ReadRequest

RESPONDER, ASKER = "The state’s contact, or its EV leads", "The person who asked"

preview = previews_of("Requests for documents")


def _request(sample: SampleRows, **fields: Any) -> DocumentRequest:
    """Ana asks Vermont."""
    made = DocumentRequest.objects.create(
        state_id="VT", title="Sample maintenance contract", sought=random_key(), is_sample=True, **fields
    )
    asker = sample.member("Ana Sample")
    Asker.objects.create(
        request=made, person=asker, agency=sample.agency, purpose="We write our own.", once=random_key()
    )
    return made


def _to_responder(sample: SampleRows, why: str) -> User:
    responder = sample.member("Ben Sample")
    emails.notify_responders(_request(sample, person=responder), why)
    return responder


@preview("request-new", "A document is asked for", to=RESPONDER, when="Someone asks for a document")
def _new(sample: SampleRows) -> User:
    return _to_responder(sample, emails.NEW)


@preview("request-reminder", "Reminder of a request", to=RESPONDER, when="A request isn’t answered")
def _again(sample: SampleRows) -> User:
    return _to_responder(sample, emails.AGAIN)


@preview("request-assigned", "Request assigned to you", to="The person it’s assigned to", when="Someone assigns it")
def _passed(sample: SampleRows) -> User:
    return _to_responder(sample, emails.PASSED)


@preview("request-mailbox", "Request to a shared address", to="A contact without account", when="Someone asks")
def _mailbox(sample: SampleRows) -> None:
    mailbox = Mailbox.objects.create(name="Sample charging office", email=f"charging@{DOMAIN}", is_sample=True)
    emails.notify_responders(_request(sample, mailbox=mailbox), emails.NEW)


def _ended(sample: SampleRows, status: str, **fields: Any) -> None:
    emails.notify_askers(_request(sample, status=status, ended_at=timezone.now(), **fields))


@preview("request-uploaded", "Request answered with a document", to=ASKER, when="The state shares it")
def _uploaded(sample: SampleRows) -> None:
    _ended(sample, DocumentRequest.Status.UPLOADED, document=document(sample, sample.member("Ben Sample")))


@preview("request-linked", "Request answered with a link", to=ASKER, when="The state gives a link")
def _linked(sample: SampleRows) -> None:
    _ended(sample, DocumentRequest.Status.LINKED, link="https://example.org/contract")


@preview("request-none", "The state has none", to=ASKER, when="The state says so")
def _none(sample: SampleRows) -> None:
    _ended(sample, DocumentRequest.Status.NONE, answer="We do maintenance ourselves.")


@preview("request-refused", "Can’t be shared", to=ASKER, when="The state says so")
def _refused(sample: SampleRows) -> None:
    _ended(sample, DocumentRequest.Status.REFUSED, answer="The vendor doesn’t allow it.")


@preview("request-elsewhere", "Ask another state", to=ASKER, when="The state suggests it")
def _elsewhere(sample: SampleRows) -> None:
    _ended(sample, DocumentRequest.Status.ELSEWHERE, other_state_id="NH")


@preview("request-expired", "Request expired", to=ASKER, when="No one answers in 60 days")
def _expired(sample: SampleRows) -> None:
    _ended(sample, DocumentRequest.Status.EXPIRED)


def _reading(sample: SampleRows, status: str = ReadRequest.Status.OPEN, **fields: Any) -> ReadRequest:
    """Cleo, of another agency, asks to read what Ana's agency listed."""
    owner, reader = sample.member("Ana Sample"), sample.membership("Cleo Sample", at=sample.second_agency).user
    sharing = Document.Sharing.ALL_MEMBERS if status == ReadRequest.Status.GRANTED else Document.Sharing.AGENCY
    listed = document(sample, owner, sharing=sharing)
    Listing.objects.create(document=listed)
    fields = {"status": status, "decided_at": timezone.now(), **fields} if status != ReadRequest.Status.OPEN else fields
    return ReadRequest.objects.create(
        document=listed, title=listed.title, person=reader, agency=sample.second_agency,
        purpose="We plan the same corridor.", **fields,
    )  # fmt: skip


@preview("reading-asked", "Request to read a document", to="The owner of the document", when="A member asks to read it")
def _reading_asked(sample: SampleRows) -> None:
    reading_emails.notify_deciders(_reading(sample))


@preview("reading-granted", "You can read a document", to=ASKER, when="The owner allows it")
def _reading_granted(sample: SampleRows) -> None:
    reading_emails.notify_asker(_reading(sample, ReadRequest.Status.GRANTED))


@preview("reading-declined", "Request to read declined", to=ASKER, when="The owner declines")
def _reading_declined(sample: SampleRows) -> None:
    reading_emails.notify_asker(_reading(sample, ReadRequest.Status.DECLINED, reason="It is still a draft."))


@preview("reading-over", "You can no longer read a document", to=ASKER, when="The time for reading is over")
def _reading_over(sample: SampleRows) -> None:
    request = _reading(sample, ReadRequest.Status.DECLINED)
    ReadRequest.objects.filter(pk=request.pk).update(status=ReadRequest.Status.GRANTED, over_at=timezone.now())
    request.refresh_from_db()
    reading_emails.notify_over(request)
