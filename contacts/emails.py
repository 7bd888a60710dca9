"""What the portal writes about questions: the question and its first lines, to those who may read it.

Nothing that anybody typed goes to an address that is not confirmed, or to a mailbox, with which nobody signs in.
"""

from django.urls import reverse
from django.utils.text import Truncator

from accounts.mail import may_send, may_send_to, post, post_to_person
from accounts.mail_message import Written, text_from, written_from
from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from contacts.models import Message, Question
from contacts.responders import responders
from contacts.secrets import new_secret

NEW, AGAIN, PASSED = "new", "again", "passed"
SUBJECTS = {
    NEW: "A question is waiting for your answer",
    AGAIN: "A question you answer has a follow-up",
    PASSED: "A question was assigned to you",
}
ASKER_SUBJECTS = {
    "answered": "Your question was answered",
    "closed": "Your question was closed",
    "reopened": "Your question was reopened",
    "passed": "Your question has a new contact",
}
FIRST_LINES = 500  # characters


@may_send("contacts.responder")
def still_responsible(person: User, key: str) -> bool:
    """Whether the question is still this person's to answer."""
    question = _asked(key)
    return question is not None and person in responders(question).people


@may_send("contacts.asker")
def still_the_asker(person: User, key: str) -> bool:
    """Whether the person still reads the question, as the one who asked."""
    return Question.objects.asked_by(person).filter(key=key).exists()


@may_send_to("contacts.mailbox")
def still_the_mailbox(address: str, key: str) -> bool:
    """Whether the question is still with the mailbox of this address."""
    question = _asked(key)
    return question is not None and responders(question).address == address


@may_send_to("contacts.stranger")
def still_the_stranger(address: str, key: str) -> bool:
    """Whether this is still the address of the one who asked."""
    return Question.objects.filter(key=key, asker=None, asker_email=address).exists()


def notify_responders(question: Question, why: str, message: Message, inside: Message | None = None) -> None:
    """To whoever answers now, and nobody else; `inside` is a note that somebody left for them."""
    current = _asked(question.key)
    if current is None:
        return
    now, url = responders(current), current.get_absolute_url()
    last = current.messages.filter(kind=Message.Kind.ASKED).order_by("-written_at", "-key").first()
    told = {"why": why, "lines": first_lines(last), "asker": _asker(current), "inside": inside}
    subject, told["words"] = f"{SUBJECTS[why]}: {current.subject}", beginning(last)
    for person in now.people:
        written = _written("responder", subject, current, url, **told, is_general=current.person_id != person.pk)
        post_to_person(
            person,
            subject=written.subject,
            body=written.body,
            html=written.html,
            dedupe_key=f"question-{message.key}-{person.pk}",
            check=("contacts.responder", current.key),
            thread=f"question-{current.key}",
        )
    if now.address:
        post(
            to=now.address,
            subject=SUBJECTS[why],
            body=_text("mailbox", current, url, why=why),
            dedupe_key=f"question-{message.key}-mailbox",
            check=("contacts.mailbox", current.key),
            thread=f"question-{current.key}",
        )


def notify_asker(question: Question, message: Message, what: str) -> None:
    """To the one who asked. `what`: answered, closed, reopened, passed."""
    answer = message if message.kind == Message.Kind.ANSWER else None
    told = {"what": what, "lines": first_lines(answer), "words": beginning(answer)}
    url = stranger_url(question) if question.asker is None else question.get_absolute_url()
    written = _written("asker", f"{ASKER_SUBJECTS[what]}: {question.subject}", question, url, **told)
    if question.asker is not None:
        post_to_person(
            question.asker,
            subject=written.subject,
            body=written.body,
            html=written.html,
            dedupe_key=f"question-{message.key}-asker",
            check=("contacts.asker", question.key),
            thread=f"question-{question.key}",
        )
        return
    post(
        to=question.asker_email,
        subject=written.subject,
        body=written.body,
        html=written.html,
        dedupe_key=f"question-{message.key}-asker",
        check=("contacts.stranger", question.key),
        thread=f"question-{question.key}",
    )


def ask_to_confirm(question: Question) -> None:
    """To an address that somebody typed: nothing of what they typed, so that nobody can send words through us."""
    post(
        to=question.asker_email,
        subject="Confirm your question",
        body=_text("confirm", question, stranger_url(question)),
        dedupe_key=f"question-{question.key}-confirm",
        check=("contacts.stranger", question.key),
        thread=f"question-{question.key}",
    )


def stranger_url(question: Question) -> str:
    """A page that only the receiver of this mail can open; every call makes a new secret."""
    return reverse("contacts:stranger", args=[new_secret(question)])


def first_lines(message: Message | None) -> str:
    """The beginning of what somebody wrote, each line marked as theirs; cut between two words."""
    return "\n".join(f"> {line}".rstrip() for line in beginning(message).splitlines())


def beginning(message: Message | None) -> str:
    """The same as it was written."""
    text = message.text.strip() if message else ""
    return Truncator(text).chars(FIRST_LINES)


def _asker(question: Question) -> str:
    """Who asks, and for whom they work."""
    if question.asker is None:
        return f"{question.asker_name}, who has no account"
    current = question.asker.memberships.current().select_related("agency").main_first().first()
    return f"{question.asker_name}, {current.agency}" if current else question.asker_name


def _asked(key: str) -> Question | None:
    people = ("person", "mailbox", "route__backup_person", "asker", "topic", "state")
    return Question.objects.confirmed().select_related(*people).filter(key=key).first()


def _text(name: str, question: Question, path: str, **context: object) -> str:
    return text_from(f"contacts/mail/{name}", {**context, "question": question, "link": absolute_url(path)})


def _written(name: str, subject: str, question: Question, path: str, **context: object) -> Written:
    words = {**context, "question": question, "link": absolute_url(path)}
    return written_from(f"contacts/mail/{name}", subject, words)
