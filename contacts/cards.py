"""The card that names who answers, as components/contact_card.html shows it."""

from typing import Any

from accounts.standing import Viewer
from contacts.models import Question
from contacts.routing import QUEUE_NAME, Answering, Party
from contacts.subjects import QuestionSubject


def party_chip(party: Party | None, user: Viewer) -> dict[str, Any]:
    """For components/person_chip.html: the address of a mailbox, never a person's own."""
    if party is None:
        return {"name": QUEUE_NAME}
    if party.mailbox is not None:
        box = party.mailbox
        return {"name": box.name, "organization": box.organization, "email": box.email, "is_sample": box.is_sample}
    name = party.name_for(user)
    return {"name": name, "organization": party.organization if party.organization != name else ""}


def card_for(about: QuestionSubject, user: Viewer, answering: Answering | None = None) -> dict[str, Any]:
    """Inputs of the contact card: the named contact, who answers in their place, the link to ask."""
    found = answering or about.answering(without=(user.pk,))
    return {
        "person": party_chip(found.named, user),
        "text": found.sentence_for(user),
        "ask_url": about.ask_url(),
    }


def responsible_chip(question: Question, user: Viewer) -> dict[str, Any]:
    """Who has a question, by the name this person may know; read it with person, mailbox and document__agency."""
    if question.person is None and question.mailbox is None:
        return party_chip(None, user)
    return party_chip(Party(question.person, question.mailbox, organization=_organization(question)), user)


def _organization(question: Question) -> str:
    """For whom whoever shared the document answers; they are no staff of NASEO to the public."""
    document = question.document
    if document is None or document.agency is None or document.owner_id != question.person_id:
        return ""
    return document.agency.name
