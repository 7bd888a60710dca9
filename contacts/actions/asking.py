"""Asking: by somebody with an account at once, by a stranger once their address is confirmed."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts import emails
from contacts.models import Mailbox, Message, Question
from contacts.routing import Answering
from contacts.secrets import token_hash
from contacts.subjects import QuestionSubject

DAY = timedelta(days=1)
PER_PERSON, PER_ADDRESS, PER_ORIGIN, OF_ALL_STRANGERS = 20, 3, 10, 200  # questions a day
STRANGERS_LOCK = 0x61736B  # one count of strangers' questions at a time


class AskRefused(Exception):
    """The question cannot be taken; the message is a sentence for the person."""


@dataclass(frozen=True)
class Asked:
    """What somebody typed, and what it is about. `once` is of the form: sent twice, it is one question."""

    about: QuestionSubject
    subject: str
    text: str
    agrees_to_name: bool = False
    once: str = ""


def ask(*, by: User, asked: Asked) -> Question:
    """Ask as somebody with an account. Raises AskRefused; a second submit returns the first question."""
    if not EmailAddress.objects.filter(user=by, email=by.email, verified=True).exists():
        raise AskRefused("Confirm your email address first.")
    with transaction.atomic():
        locked(by)  # of two submits the second waits here and finds the first
        key = token_hash("person", by.pk, asked.once or asked.text)
        there = Question.objects.filter(once=key).first()
        if there is not None:
            return there
        if Question.objects.filter(asker=by, asked_at__gt=timezone.now() - DAY).count() >= PER_PERSON:
            raise AskRefused(
                f"You asked {PER_PERSON} questions in one day. Ask again tomorrow, or add to one you already asked."
            )
        made = _make(asked, once=key, asker=by, asker_name=str(by)[:120])
        _send(made, by=by)
    return made


def ask_as_stranger(*, name: str, email: str, origin: str, asked: Asked) -> Question:
    """Keep a stranger's question until its address is confirmed; nobody but that address is told.

    Raises AskRefused. However many are sent, an address gets three such mails a day at most.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STRANGERS_LOCK])
        address = email.strip().lower()
        key = token_hash("stranger", address, asked.once or asked.text)
        there = Question.objects.filter(once=key).first()
        if there is not None:
            return there
        _check_limits(address, origin)
        made = _make(
            asked,
            once=key,
            asker_name=one_line(name, 120),
            asker_email=address,
            origin=origin,
            status=Question.Status.UNCONFIRMED,
        )
        emails.ask_to_confirm(made)
    return made


def _check_limits(address: str, origin: str) -> None:
    recent = Question.objects.filter(asker=None, asked_at__gt=timezone.now() - DAY)
    if recent.filter(asker_email=address).count() >= PER_ADDRESS:
        raise AskRefused("This address asked several questions today. Check its inbox, or ask again tomorrow.")
    if recent.filter(origin=origin).count() >= PER_ORIGIN or recent.count() >= OF_ALL_STRANGERS:
        raise AskRefused("We received too many questions today. Ask again tomorrow, or email the contact shown here.")


@transaction.atomic
def confirm(*, question: Question) -> Question:
    """The address is theirs: the question is asked now, and whoever answers is told. A second time changes nothing."""
    current = locked(question)
    if current.status != Question.Status.UNCONFIRMED:
        return current
    now = timezone.now()
    current.status, current.waiting_since = Question.Status.WAITING, now
    current.save(update_fields=["status", "waiting_since"])
    _send(current, by=None)
    return current


def _make(asked: Asked, *, asker: User | None = None, **fields: object) -> Question:
    about = asked.about
    made = Question.objects.create(
        asker=asker,
        subject=one_line(asked.subject, 160),
        agrees_to_name=asked.agrees_to_name,
        document=about.document,
        meeting=about.meeting,
        group=about.asked_group(),
        state=about.state,
        region=about.region,
        topic=about.topic,
        **assigned(about.answering(without=(asker.pk if asker else None,))),
        **fields,
    )
    Message.objects.create(
        question=made,
        kind=Message.Kind.ASKED,
        author=made.asker,
        text=clean_text(asked.text, 10_000),
        once=token_hash("first", made.once),
        written_at=made.asked_at,
    )
    return made


def assigned(answering: Answering) -> dict[str, object]:
    """Who is responsible, as fields of a question. SECURITY: only the server's routes decide, no form does."""
    acting = answering.acting
    route = answering.route if answering.route is not None and answering.route.pk else None
    mailbox = acting.mailbox if acting else None
    if mailbox is not None and mailbox.pk is None:  # the contact that a group's page names
        mailbox, _ = Mailbox.objects.get_or_create(name=mailbox.name, email=mailbox.email)
    return {"route": route, "person": acting.person if acting else None, "mailbox": mailbox}


def _send(question: Question, *, by: User | None) -> None:
    to = question.person or question.mailbox or "the general queue"
    who = by or "Someone without an account"
    write_event("question.asked", by=by, about=question, sentence=f"{who} asked a question, which went to {to}.")
    first = question.messages.order_by("written_at", "key")[0]
    emails.notify_responders(question, emails.NEW, first)
