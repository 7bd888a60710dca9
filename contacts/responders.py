"""Who is told of a question right now: asked anew whenever a mail is written and again when it is sent."""

from accounts import audiences
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.zones import portal_today
from contacts.models import Question, Route


@dataclass(frozen=True)
class Responders:
    """People who sign in, or the address of a mailbox that is only led to the portal."""

    people: tuple[User, ...] = ()
    address: str = ""


def is_still_there(person: User | None) -> bool:
    """Whether the person's account is open and a membership or post still opens the portal to them."""
    if person is None:
        return False
    forget_standing(person)
    return standing_of(person).is_approved


def backup_on(route: Route) -> User | None:
    """Who stands in on this route, if somebody does who is still there."""
    return route.backup_person if not route.backup_left and is_still_there(route.backup_person) else None


def responders(question: Question) -> Responders:
    """The responsible person, the backup while they are away, the mailbox, or else the administrators."""
    route = question.route
    if question.person is not None:
        is_away = route is not None and route.person_id == question.person_id and route.is_away(portal_today())
        if is_away and route is not None and (backup := backup_on(route)):
            return Responders((backup,))
        if is_still_there(question.person):
            return Responders((question.person,))
    if question.mailbox is not None and question.mailbox.email:
        return Responders(address=question.mailbox.email)
    return Responders(tuple(administrators()))


def administrators() -> list[User]:
    """Those who keep the general queue."""
    return list(audiences.single("administrators").group.user_set.filter(is_active=True).order_by("pk"))
