"""Who answers a request for a document: asked anew whenever an email is written and again when it is sent."""

from accounts.models import Membership, State, User
from clearinghouse.lib.frozen import dataclass
from contacts.models import Mailbox
from contacts.responders import administrators, is_still_there
from contacts.subjects import QuestionSubject
from gaps.models import DocumentRequest


@dataclass(frozen=True)
class Contact:
    """Whom a request goes to at first: the state's contact, or with neither its EV leads or administrators."""

    person: User | None = None
    mailbox: Mailbox | None = None


@dataclass(frozen=True)
class Responders:
    """People who sign in, or the address of a mailbox that is only led to the portal."""

    people: tuple[User, ...] = ()
    address: str = ""


def contact_of(state: str, asker: User) -> Contact:
    """The contact that a route names for this state; not one of a region or of everything, and not who asks."""
    answering = QuestionSubject(state=State(pk=state)).answering(without=(asker.pk,))
    if answering.route is None or answering.route.state_id != state or answering.acting is None:
        return Contact()
    acting = answering.acting
    if acting.person is not None:
        return Contact() if acting.person.pk == asker.pk else Contact(person=acting.person)
    return Contact(mailbox=acting.mailbox if acting.mailbox and acting.mailbox.email else None)


def leads_of_state(state: str) -> list[User]:
    """The EV leads of the state's agencies whose address is checked."""
    # SECURITY: one filter() on one membership: role, tier and state must be of the same one.
    here = Membership.objects.current().filter(
        agency__state=state, role=Membership.Role.EDITOR, tier=Membership.Tier.MEMBER
    )
    people = User.objects.filter(pk__in=here.values("user"), is_active=True, approved_email="")
    return list(people.order_by("pk"))


def responders(request: DocumentRequest) -> Responders:
    """Who was asked, while they are there; else the state's EV leads, else administrators."""
    if request.person is not None and is_still_there(request.person):
        return Responders((request.person,))
    if request.mailbox is not None and request.mailbox.email:
        return Responders(address=request.mailbox.email)
    return Responders(tuple(leads_of_state(request.state_id) or administrators()))


def responsible_words(request: DocumentRequest) -> str:
    """Who has it now, as members read it."""
    if request.person is not None:
        return str(request.person)
    if request.mailbox is not None:
        return request.mailbox.name
    return f"EV leads of {request.state}, or NASEO staff where there are none"
