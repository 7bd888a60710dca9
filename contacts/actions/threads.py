"""Writing to a question, closing it and opening it again. Each is safe to send twice."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts import emails
from contacts.models import Message, Question
from contacts.permissions import Action, can
from contacts.responders import responders
from contacts.secrets import token_hash

FOLLOW_UPS_AN_HOUR = 10


class AlreadySo(Exception):
    """Somebody was faster; the message says what stands."""


class Overtaken(Exception):
    """Somebody else answered since this page was opened; `message` is that answer."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__("Someone else answered while you were writing.")


@dataclass(frozen=True)
class Written:
    """What was typed, on a page whose newest message was `seen`; `once` is of the form."""

    text: str
    once: str = ""
    seen: str = ""


@transaction.atomic
def answer(*, question: Question, by: User, written: Written) -> Message:
    """Answer; in the name of the mailbox when the question is with one. Raises AlreadySo and Overtaken."""
    current = locked(question)
    if not can(by, "answer", current):
        raise PermissionDenied("Only the person responsible for this question can answer it.")
    key = token_hash("answer", current.key, by.pk, written.once or written.text)
    there = Message.objects.filter(once=key).first()
    if there is not None:
        return there
    _must_be_open(current)
    _nobody_was_faster(current, by, written.seen)
    made = Message.objects.create(
        question=current,
        kind=Message.Kind.ANSWER,
        author=by,
        on_behalf_of=current.mailbox.name if current.mailbox else "",
        text=clean_text(written.text, 10_000),
        once=key,
    )
    current.status = Question.Status.ANSWERED
    current.save(update_fields=["status"])
    _take_over(current, by)
    write_event("question.answered", by=by, about=current, sentence=f"{by} answered a question.")
    emails.notify_asker(current, made, "answered")
    return made


@transaction.atomic
def follow_up(*, question: Question, by: User | None, written: Written) -> Message:
    """The asker writes again; without `by` a stranger whose secret was checked. It waits for an answer once more."""
    current = locked(question)
    _must_be_the_asker(current, by)
    key = token_hash("follow_up", current.key, written.once or written.text)
    there = Message.objects.filter(once=key).first()
    if there is not None:
        return there
    _must_be_open(current)
    now = timezone.now()
    _must_not_press(current, by)
    made = Message.objects.create(
        question=current, kind=Message.Kind.ASKED, author=by, text=clean_text(written.text, 10_000), once=key
    )
    if current.status != Question.Status.WAITING:
        current.status, current.waiting_since = Question.Status.WAITING, now
        current.save(update_fields=["status", "waiting_since"])
    who = by or "Someone without an account"
    write_event("question.followed_up", by=by, about=current, sentence=f"{who} followed up on a question.")
    emails.notify_responders(current, emails.AGAIN, made)
    return made


@transaction.atomic
def close(*, question: Question, by: User | None) -> Question:
    """Close; the asker or who is responsible. Raises AlreadySo when it is closed."""
    current = locked(question)
    _must_be_allowed(current, by, "close")
    if current.status == Question.Status.CLOSED:
        raise AlreadySo("This question is already closed.")
    current.status, current.closed_at = Question.Status.CLOSED, timezone.now()
    current.save(update_fields=["status", "closed_at"])
    made = note(current, by, f"{_who(current, by)} closed the question.")
    write_event("question.closed", by=by, about=current, sentence=f"{by or 'The asker'} closed a question.")
    if not _is_asker(current, by):
        emails.notify_asker(current, made, "closed")
    return current


@transaction.atomic
def reopen(*, question: Question, by: User | None) -> Question:
    """Open a closed question again; whoever answers now is told. Raises AlreadySo when it is open."""
    current = locked(question)
    _must_be_allowed(current, by, "reopen")
    if current.status != Question.Status.CLOSED:
        raise AlreadySo("This question is already open.")
    if _is_asker(current, by):
        _must_not_press(current, by)
    current.status, current.closed_at, current.waiting_since = Question.Status.WAITING, None, timezone.now()
    current.save(update_fields=["status", "closed_at", "waiting_since"])
    made = note(current, by, f"{_who(current, by)} reopened the question.")
    write_event("question.reopened", by=by, about=current, sentence=f"{by or 'The asker'} reopened a question.")
    if _is_asker(current, by):
        emails.notify_responders(current, emails.AGAIN, made)
    else:
        emails.notify_asker(current, made, "reopened")
    return current


def note(question: Question, by: User | None, sentence: str) -> Message:
    """A line in the thread about what happened."""
    return Message.objects.create(
        question=question, kind=Message.Kind.NOTE, author=by, text=sentence,
        once=token_hash("note", question.key, timezone.now().isoformat(), sentence),
    )  # fmt: skip


def _who(question: Question, by: User | None) -> str:
    return str(by) if by else question.asker_name


def _is_asker(question: Question, by: User | None) -> bool:
    return question.asker_id == (by.pk if by else None)


def _must_be_the_asker(question: Question, by: User | None) -> None:
    # SECURITY: without a person only a stranger's own question can be written to; the view checked the secret.
    if not _is_asker(question, by) or question.status == Question.Status.UNCONFIRMED:
        raise PermissionDenied("Only the person who asked can write here.")


def _must_be_allowed(question: Question, by: User | None, action: Action) -> None:
    if by is None:
        _must_be_the_asker(question, by)
    elif not can(by, action, question):
        raise PermissionDenied("Only the person who asked or the person who answers can do this.")


def _must_be_open(question: Question) -> None:
    if question.status == Question.Status.CLOSED:
        raise AlreadySo("Someone closed this question. Reopen it to write.")


def _must_not_press(question: Question, by: User | None) -> None:
    """Each message and each re-opening writes to whoever answers, so an asker does few within an hour.

    See docs/security.md, "Nobody is flooded".
    """
    hour_ago = timezone.now() - timedelta(hours=1)
    theirs = question.messages.exclude(kind=Message.Kind.ANSWER).filter(author=by, written_at__gt=hour_ago)
    if theirs.count() >= FOLLOW_UPS_AN_HOUR:
        raise AlreadySo("You made many changes to this question in an hour. Try again later.")


def _nobody_was_faster(question: Question, by: User, seen: str) -> None:
    newest = question.messages.said().order_by("-written_at", "-key").first()
    if seen and newest and newest.key != seen and newest.kind == Message.Kind.ANSWER and newest.author_id != by.pk:
        raise Overtaken(newest)


def _take_over(question: Question, by: User) -> None:
    """Whoever answers for somebody away, or from the general queue, is told of what follows."""
    if question.mailbox_id is not None or by.pk == question.person_id or question.person in responders(question).people:
        return
    before = question.person
    question.person = by
    question.save(update_fields=["person"])
    note(question, by, f"This question is now assigned to {by}" + (f" instead of {before}." if before else "."))
