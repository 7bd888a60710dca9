"""The emails about questions and answers, for accounts.previewing."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import DOMAIN, SampleRows
from clearinghouse.lib.keys import random_key
from contacts import emails
from contacts.models import Mailbox, Message, Question

RESPONDER, ASKER = "The person who answers", "The person who asked"
SUBJECT = "How do you measure uptime & <downtime>?"

preview = previews_of("Questions and answers")


def _question(sample: SampleRows, **fields: Any) -> Question:
    """Asked by Ana, unless said otherwise, and answered by Ben."""
    asker = {} if "asker_email" in fields else {"asker": sample.member("Ana Sample")}
    return Question.objects.create(
        subject=SUBJECT, asker_name="Ana Sample", state_id="VT", once=random_key(), **{**asker, **fields}
    )


def _message(question: Question, kind: str, text: str, author: User | None = None) -> Message:
    return Message.objects.create(question=question, kind=kind, text=text, author=author, once=random_key())


def _to_responder(sample: SampleRows, why: str, inside: str = "") -> User:
    responder = sample.member("Ben Sample")
    question = _question(sample, person=responder)
    asked = _message(question, Message.Kind.ASKED, "Our contract says <uptime> & 97 percent.\nHow do you count?")
    note = _message(question, Message.Kind.INSIDE, inside, sample.lead()) if inside else None
    emails.notify_responders(question, why, asked, note)
    return responder


@preview("question-new", "New question", to=RESPONDER, when="Someone asks a question")
def _new(sample: SampleRows) -> User:
    return _to_responder(sample, emails.NEW)


@preview("question-follow-up", "Follow-up to a question", to=RESPONDER, when="The person who asked writes again")
def _again(sample: SampleRows) -> User:
    return _to_responder(sample, emails.AGAIN)


@preview("question-assigned", "Question assigned to you", to=RESPONDER, when="A colleague assigns it to them")
def _passed(sample: SampleRows) -> User:
    return _to_responder(sample, emails.PASSED, "You wrote that contract.")


@preview("question-mailbox", "Question for a shared address", to="A contact without account", when="Someone asks it")
def _mailbox(sample: SampleRows) -> None:
    mailbox = Mailbox.objects.create(name="Sample charging office", email=f"charging@{DOMAIN}", is_sample=True)
    question = _question(sample, mailbox=mailbox)
    emails.notify_responders(question, emails.NEW, _message(question, Message.Kind.ASKED, "How?"))


def _to_asker(sample: SampleRows, what: str, kind: str, text: str, **fields: Any) -> None:
    responder = sample.member("Ben Sample")
    question = _question(sample, person=responder, **fields)
    emails.notify_asker(question, _message(question, kind, text, responder), what)


ANSWER = "We count each connector & leave out <grid> outages."


@preview("question-answered", "Question answered", to=ASKER, when="Someone answers")
def _answered(sample: SampleRows) -> None:
    _to_asker(sample, "answered", Message.Kind.ANSWER, ANSWER, status=Question.Status.ANSWERED)


@preview(
    "question-answered-stranger",
    "Question of the public answered",
    to="Someone without account",
    when="Someone answers",
)
def _answered_stranger(sample: SampleRows) -> None:
    stranger = {"asker_email": f"sam@{DOMAIN}", "status": Question.Status.ANSWERED}
    _to_asker(sample, "answered", Message.Kind.ANSWER, ANSWER, **stranger)


@preview("question-closed", "Question closed", to=ASKER, when="The question is closed")
def _closed(sample: SampleRows) -> None:
    closed = {"status": Question.Status.CLOSED, "closed_at": timezone.now()}
    _to_asker(sample, "closed", Message.Kind.NOTE, "Closed", **closed)


@preview("question-reopened", "Question reopened", to=ASKER, when="Someone reopens the question")
def _reopened(sample: SampleRows) -> None:
    _to_asker(sample, "reopened", Message.Kind.NOTE, "Reopened")


@preview("question-new-contact", "New contact for a question", to=ASKER, when="Someone else answers from now on")
def _new_contact(sample: SampleRows) -> None:
    _to_asker(sample, "passed", Message.Kind.NOTE, "Passed")


@preview("question-confirm", "Confirm your question", to="Someone without account", when="They ask a question")
def _confirm(sample: SampleRows) -> None:
    stranger = {"asker_email": f"sam@{DOMAIN}", "status": Question.Status.UNCONFIRMED}
    emails.ask_to_confirm(_question(sample, **stranger))
