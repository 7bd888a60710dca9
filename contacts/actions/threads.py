"""Writing to a question, closing it and opening it again. Each is safe to send twice."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.locking import locked
from contacts import emails
from contacts.models import Message, Question
from contacts.permissions import Action, can
from contacts.responders import responders
from contacts.secrets import once as once_of

FOLLOW_UPS_AN_HOUR = 10


class AlreadySo(Exception):
    """Somebody was faster; the message says what stands."""


class Overtaken(Exception):
    """Somebody else answered since this page was opened; `message` is that answer."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__("Somebody else answered while you were writing.")


@dataclass(frozen=True)
class Written:
    """What was typed, on a page whose newest message was `seen`; `once` is of the form."""

    text: str
    once: str = ""
    seen: str = ""


@transaction.atomic
def answer(*, question: Question, by: User, written: Written) -> Message:
    """Answer; in the name of the mailbox when the question is with one. Raises AlreadySo and Overtaken."""
    held = locked(question)
    if not can(by, "answer", held):
        raise PermissionDenied("Only who is responsible for this question answers it.")
    key = once_of("answer", held.key, by.pk, written.once or written.text)
    there = Message.objects.filter(once=key).first()
    if there is not None:
        return there
    _must_be_open(held)
    _nobody_was_faster(held, by, written.seen)
    made = Message.objects.create(
        question=held,
        kind=Message.Kind.ANSWER,
        author=by,
        on_behalf_of=held.mailbox.name if held.mailbox else "",
        text=clean_text(written.text, 10_000),
        once=key,
    )
    held.status = Question.Status.ANSWERED
    held.save(update_fields=["status"])
    _take_over(held, by)
    write_event("question.answered", by=by, about=held, sentence=f"{by} answered a question.")
    emails.tell_asker(held, made, "answered")
    return made


@transaction.atomic
def follow_up(*, question: Question, by: User | None, written: Written) -> Message:
    """The asker writes again; without `by` a stranger whose secret was checked. It waits for an answer once more."""
    held = locked(question)
    _must_be_the_asker(held, by)
    key = once_of("follow_up", held.key, written.once or written.text)
    there = Message.objects.filter(once=key).first()
    if there is not None:
        return there
    _must_be_open(held)
    now = timezone.now()
    _must_not_press(held, by)
    made = Message.objects.create(
        question=held, kind=Message.Kind.ASKED, author=by, text=clean_text(written.text, 10_000), once=key
    )
    if held.status != Question.Status.WAITING:
        held.status, held.waiting_since = Question.Status.WAITING, now
        held.save(update_fields=["status", "waiting_since"])
    who = by or "Somebody without an account"
    write_event("question.followed_up", by=by, about=held, sentence=f"{who} wrote again to a question.")
    emails.tell_responders(held, emails.AGAIN, made)
    return made


@transaction.atomic
def close(*, question: Question, by: User | None) -> Question:
    """Close; the asker or who is responsible. Raises AlreadySo when it is closed."""
    held = locked(question)
    _must_be_allowed(held, by, "close")
    if held.status == Question.Status.CLOSED:
        raise AlreadySo("This question was closed already.")
    held.status, held.closed_at = Question.Status.CLOSED, timezone.now()
    held.save(update_fields=["status", "closed_at"])
    made = note(held, by, f"{_who(held, by)} closed the question.")
    write_event("question.closed", by=by, about=held, sentence=f"{by or 'The asker'} closed a question.")
    if not _is_asker(held, by):
        emails.tell_asker(held, made, "closed")
    return held


@transaction.atomic
def reopen(*, question: Question, by: User | None) -> Question:
    """Open a closed question again; whoever answers now is told. Raises AlreadySo when it is open."""
    held = locked(question)
    _must_be_allowed(held, by, "reopen")
    if held.status != Question.Status.CLOSED:
        raise AlreadySo("This question is open already.")
    if _is_asker(held, by):
        _must_not_press(held, by)
    held.status, held.closed_at, held.waiting_since = Question.Status.WAITING, None, timezone.now()
    held.save(update_fields=["status", "closed_at", "waiting_since"])
    made = note(held, by, f"{_who(held, by)} opened the question again.")
    write_event("question.reopened", by=by, about=held, sentence=f"{by or 'The asker'} opened a question again.")
    if _is_asker(held, by):
        emails.tell_responders(held, emails.AGAIN, made)
    else:
        emails.tell_asker(held, made, "reopened")
    return held


def note(question: Question, by: User | None, sentence: str) -> Message:
    """A line in the thread about what happened."""
    return Message.objects.create(
        question=question, kind=Message.Kind.NOTE, author=by, text=sentence,
        once=once_of("note", question.key, timezone.now().isoformat(), sentence),
    )  # fmt: skip


def _who(held: Question, by: User | None) -> str:
    return str(by) if by else held.asker_name


def _is_asker(held: Question, by: User | None) -> bool:
    return held.asker_id == (by.pk if by else None)


def _must_be_the_asker(held: Question, by: User | None) -> None:
    # SECURITY: without a person only a stranger's own question can be written to; the view checked the secret.
    if not _is_asker(held, by) or held.status == Question.Status.UNCONFIRMED:
        raise PermissionDenied("Only who asked writes here.")


def _must_be_allowed(held: Question, by: User | None, action: Action) -> None:
    if by is None:
        _must_be_the_asker(held, by)
    elif not can(by, action, held):
        raise PermissionDenied("Only who asked or who answers does this.")


def _must_be_open(held: Question) -> None:
    if held.status == Question.Status.CLOSED:
        raise AlreadySo("This question was closed meanwhile. Open it again to write.")


def _must_not_press(held: Question, by: User | None) -> None:
    """Each message and each re-opening writes to whoever answers, so an asker does few within an hour.

    See docs/security.md, "Nobody is flooded".
    """
    hour_ago = timezone.now() - timedelta(hours=1)
    theirs = held.messages.exclude(kind=Message.Kind.ANSWER).filter(author=by, written_at__gt=hour_ago)
    if theirs.count() >= FOLLOW_UPS_AN_HOUR:
        raise AlreadySo("You did much to this question within an hour. Go on a little later.")


def _nobody_was_faster(held: Question, by: User, seen: str) -> None:
    newest = held.messages.exclude(kind=Message.Kind.NOTE).order_by("-written_at", "-key").first()
    if seen and newest and newest.key != seen and newest.kind == Message.Kind.ANSWER and newest.author_id != by.pk:
        raise Overtaken(newest)


def _take_over(held: Question, by: User) -> None:
    """Whoever answers for somebody away, or from the general queue, is told of what follows."""
    if held.mailbox_id is not None or by.pk == held.person_id or held.person in responders(held).people:
        return
    before = held.person
    held.person = by
    held.save(update_fields=["person"])
    note(held, by, f"{by} answers this question now" + (f" instead of {before}." if before else "."))
