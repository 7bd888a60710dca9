"""Who answers what, for pages that name contacts: read from the contact routes, as everywhere."""

from dataclasses import field
from typing import Any

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from contacts.cards import party_chip
from contacts.models import Route
from contacts.routing import RouteBook, RoutingKey, decide, specificity
from contacts.subjects import QuestionSubject
from workinggroups.models import WorkingGroup

WORKFORCE = "workforce-and-training"
MOST = 200


@dataclass(frozen=True)
class Contact:
    """A contact as components/contact_card.html and person_chip.html show one. `email` may be empty."""

    subject: str
    answers: str
    person: dict[str, Any]
    note: str
    ask_url: str
    is_general: bool = False
    topic: str = ""
    groups: list[WorkingGroup] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Who it is."""
        return str(self.person["name"])

    @property
    def organization(self) -> str:
        """Whom they work for, where it is known."""
        return str(self.person.get("organization", ""))

    @property
    def email(self) -> str:
        """A public address, or nothing."""
        return str(self.person.get("email", ""))


def general_contact(user: Viewer) -> Part[Contact]:
    """Whom to ask when nobody nearer is named."""
    about = QuestionSubject()
    return Part(about.asked(), lambda *rows: _contact(about.answered(rows).route, about, user))


def general_and_workforce(user: Viewer) -> tuple[Contact, Contact]:
    """Both contacts of the workforce space's guests; one query."""
    book = RouteBook.read()
    topic = next((route.topic for route in book.routes if route.topic and route.topic.slug == WORKFORCE), None)
    workforce = book.answering(RoutingKey([topic.pk] if topic else [])).route
    return (
        _contact(book.answering(RoutingKey()).route, QuestionSubject(), user),
        _contact(workforce, QuestionSubject(topic=topic), user),
    )


def contacts(user: Viewer) -> list[Contact]:
    """Every route as a contact, the general one first, then by what it is for; one query."""
    routes = sorted(RouteBook.read().routes, key=lambda route: (specificity(route)[0] > 0, route.cell_words))
    return [
        _contact(route, QuestionSubject(None, None, route.group, route.state, route.region, route.topic), user)
        for route in routes[:MOST]
    ]


def group_contacts(groups: list[WorkingGroup], user: Viewer) -> list[Contact]:
    """Each contact of working groups, with their groups; one query. Read the groups with their topics."""
    book = RouteBook.read(groups)
    found: dict[str, Contact] = {}
    for group in groups:
        routing_key = RoutingKey(
            [topic.pk for topic in group.topics.all()], [group.region_id] if group.region_id else [], None, group.pk
        )
        contact = _contact(book.answering(routing_key).route, QuestionSubject(group=group), user)
        found.setdefault(f"{contact.name} {contact.email}", contact).groups.append(group)
    return list(found.values())


def _contact(route: Route | None, about: QuestionSubject, user: Viewer) -> Contact:
    answering = decide(route, RouteBook([]).today)
    named = answering.named
    return Contact(
        subject=route.cell_words if route and specificity(route)[0] else "Joining, working groups, and everything else",
        answers=named.mailbox.answers if named and named.mailbox else "",
        person=party_chip(named, user),
        note=answering.sentence_for(user),
        ask_url=about.ask_url(),
        is_general=route is None or specificity(route)[0] == 0,
        topic=about.topic.slug if about.topic else "",
    )
