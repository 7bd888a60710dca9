"""Passing questions on: by choice, and when somebody leaves, so that nothing is lost."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from contacts import emails
from contacts.actions.threads import AlreadySo, note
from contacts.models import AskerLink, Mailbox, Message, Question
from contacts.permissions import can
from contacts.responders import backup_on, is_still_there
from contacts.routing import people_still_there
from contacts.secrets import token_hash
from contacts.subjects import QuestionSubject
from documents.models import Document

OPEN = (Question.Status.WAITING, Question.Status.ANSWERED)
UNCONFIRMED_FOR = timedelta(days=7)
ORIGIN_FOR = timedelta(days=1)
LINKS_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Receiver:
    """A person, a mailbox, or with neither the general queue."""

    person: User | None = None
    mailbox: Mailbox | None = None

    def __str__(self) -> str:
        return str(self.person or self.mailbox or "the general queue")


@transaction.atomic
def pass_on(*, question: Question, by: User, to: Receiver, words: str = "") -> Question:
    """Give the question to somebody else, who is told, with words of one's own. Raises AlreadySo."""
    current = locked(question)
    if not can(by, "pass_on", current):
        raise PermissionDenied("Only the person responsible for this question can assign it.")
    if current.status == Question.Status.CLOSED:
        raise AlreadySo("Someone closed this question. Reopen it to assign it.")
    if to.person is not None and not is_still_there(to.person):
        raise AlreadySo(f"{to.person} no longer answers questions here. Choose someone else.")
    if (current.person, current.mailbox) == (to.person, to.mailbox):
        raise AlreadySo(f"This question is already assigned to {to}.")
    inside = _note_among_those_who_answer(current, by, clean_text(words, 1000))
    _give(current, to, by=by, sentence=f"{by} assigned the question to {to}.", inside=inside)
    return current


def _note_among_those_who_answer(question: Question, by: User, text: str) -> Message | None:
    if not text:
        return None
    once = token_hash("inside", question.key, by.pk, timezone.now().isoformat())
    return Message.objects.create(question=question, kind=Message.Kind.INSIDE, author=by, text=text, once=once)


def hand_over_all(person: User, by: User | None, which: Q | None = None) -> None:
    """Give each open question of somebody who leaves to the backup or the general queue. Call in a transaction.

    `which` narrows them, for somebody who serves another agency too.

    Closed ones are nobody's any more: the person may be approved elsewhere one day, and would read and reopen them.
    """
    theirs = Question.objects.filter(which or Q(), person=person)
    found = list(theirs.values_list("pk", flat=True))  # conditions on other tables cannot be locked with them
    Question.objects.filter(pk__in=found, status=Question.Status.CLOSED).update(person=None)
    for question in Question.objects.select_for_update().filter(pk__in=found, status__in=OPEN).order_by("pk"):
        to = _backup_of(question)
        sentence = f"{person} no longer answers questions here. The question went to {to}."
        emails.notify_asker(question, _give(question, to, by=by, sentence=sentence), "passed")


def give_to(question: Question, to: Receiver, *, by: User, leaver: User) -> None:
    """A question of somebody who left, to who takes over their work; both sides are told. Call in a transaction."""
    sentence = f"{by} gave the question of {leaver} to {to}."
    emails.notify_asker(question, _give(question, to, by=by, sentence=sentence), "passed")


def _backup_of(question: Question) -> Receiver:
    route = question.route
    if route is not None and route.person_id == question.person_id:
        backup = backup_on(route)
        if backup is not None and backup.pk != question.person_id:
            return Receiver(person=backup)
        if route.backup_mailbox is not None and route.backup_mailbox.email:
            return Receiver(mailbox=route.backup_mailbox)
    if route is None and question.document is not None:
        return _next_for(question, question.document)
    return Receiver()


def _next_for(question: Question, document: Document) -> Receiver:
    """Who is asked about a document once the one who shared it is gone."""
    about = QuestionSubject(document, state=question.state, region=question.region, topic=question.topic)
    acting = about.answering(without=(question.person_id, question.asker_id)).acting
    if acting is None or acting.person == question.person:
        return Receiver()
    return Receiver(acting.person, acting.mailbox)


def _give(
    question: Question, to: Receiver, *, by: User | None, sentence: str, inside: Message | None = None
) -> Message:
    """Returns the line in the thread that tells of it."""
    question.person, question.mailbox = to.person, to.mailbox
    question.save(update_fields=["person", "mailbox"])
    made = note(question, by, sentence)
    detail = {"person": to.person.pk if to.person else None, "mailbox": to.mailbox.pk if to.mailbox else None}
    write_event("question.passed_on", by=by, about=question, sentence=sentence, detail=detail)
    emails.notify_responders(question, emails.PASSED, made, inside)
    return made


def sweep() -> int:
    """The net under hand_over_all(): questions of people who are gone, and what is kept for a while only.

    Returns how many questions were handed over.
    """
    there = Question.objects.filter(person__isnull=False, status__in=OPEN).annotate(
        there=people_still_there("person_id")
    )
    gone = User.objects.filter(pk__in=there.filter(there=False).values("person")).order_by("pk")
    handed = 0
    for person in gone:
        with transaction.atomic():
            handed += Question.objects.filter(person=person, status__in=OPEN).count()
            hand_over_all(person, None)
    forget_old()
    return handed


def forget_old() -> None:
    """Delete questions nobody confirmed within seven days, hashes of network addresses, and old links."""
    now = timezone.now()
    unconfirmed = Question.objects.filter(status=Question.Status.UNCONFIRMED)
    unconfirmed.filter(asked_at__lt=now - UNCONFIRMED_FOR).delete()
    Question.objects.filter(asked_at__lt=now - ORIGIN_FOR).exclude(origin="").update(origin="")
    AskerLink.objects.filter(made_at__lt=now - LINKS_FOR).delete()
