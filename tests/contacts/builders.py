"""Routes and questions for tests, made straight in the database."""

from typing import Any

from accounts.mail import deliver_due
from accounts.models import User
from contacts.actions import Asked, ask
from contacts.models import Mailbox, Message, Question, Route
from contacts.secrets import token_hash
from contacts.subjects import QuestionSubject
from documents.models import Topic
from workinggroups.models import WorkingGroup


def topic(slug: str = "cybersecurity") -> Topic:
    """A topic of the reference data."""
    return Topic.objects.get(slug=slug)


def group(slug: str = "cybersecurity") -> WorkingGroup:
    """A group of the reference data."""
    return WorkingGroup.objects.get(slug=slug)


def route(person: User, backup: User | None = None, **cell: Any) -> Route:
    """A route of the topic cybersecurity, or of another cell."""
    return Route.objects.create(person=person, backup_person=backup, **(cell or {"topic": topic()}))


def asked(by: User, text: str = "How?", **about: Any) -> Question:
    """A question about the topic cybersecurity, or something else, asked as people ask."""
    return ask(by=by, asked=Asked(QuestionSubject(**(about or {"topic": topic()})), "A question", text, False, text))


def made(asker: User, **fields: Any) -> Question:
    """A question without the mails and checks of asking."""
    number = Question.objects.count()
    question = Question.objects.create(
        subject=f"Question {number}", asker=asker, asker_name=str(asker), once=token_hash("made", number), **fields
    )
    Message.objects.create(
        question=question, kind="asked", author=asker, text="How?", once=token_hash("made text", number)
    )
    return question


def mailbox(email: str = "office@elsewhere.example") -> Mailbox:
    """A shared address."""
    return Mailbox.objects.create(name="Office", email=email)


def delivered(mailoutbox: list[Any]) -> list[tuple[str, str]]:
    """Send what waits; (recipient, subject) of each mail that went out, and forget them."""
    deliver_due()
    found = [(mail.to[0], mail.subject) for mail in mailoutbox]
    mailoutbox.clear()
    return found
