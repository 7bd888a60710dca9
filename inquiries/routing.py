"""Who answers for a state: whom its contact routes name, else an EV lead, else who did the last time."""

from collections.abc import Iterable

from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from accounts.models.place import RegionState
from clearinghouse.lib.frozen import dataclass
from contacts.models import Route
from contacts.routing import RouteBook, RoutingKey
from inquiries.models import Inquiry


@dataclass(frozen=True)
class Answerer:
    """The person a state's answer is given to; None where the state has nobody here."""

    state: str
    person: User | None


def answerers(inquiry: Inquiry, states: Iterable[str]) -> list[Answerer]:
    """For each state the person who is asked, in six queries whatever the number of states."""
    codes = list(states)
    book = RouteBook.read()
    regions: dict[str, list[int]] = {}
    for state, region in RegionState.objects.filter(state__in=codes).order_by("pk").values_list("state", "region"):
        regions.setdefault(state, []).append(region)
    there, last = _people_of(codes), _answered_last(inquiry)
    found = []
    for code in codes:
        key = RoutingKey([inquiry.topic_id] if inquiry.topic_id else [], regions.get(code, []), code, inquiry.group_id)
        people = there.get(code, [])
        found.append(Answerer(code, _routed(book, key, people) or _lead(people) or _among(people, last.get(code))))
    return found


def _answered_last(inquiry: Inquiry) -> dict[str, int | None]:
    """Of a round that is asked again: who had each state's answer the last time, or submitted it."""
    if inquiry.previous is None:
        return {}
    return dict(inquiry.previous.responses.values_list("state", Coalesce("assigned", "submitted_by")))


Colleague = tuple[User, str]  # with the role of their membership there


def _people_of(codes: list[str]) -> dict[str, list[Colleague]]:
    """The people of each state's agencies, those who came first in front."""
    # SECURITY: one filter() on one membership, so that state, role and person belong together.
    rows = Membership.objects.current().filter(
        agency__state__in=codes, tier=Membership.Tier.MEMBER, user__is_active=True, user__approved_email=""
    )
    found: dict[str, list[Colleague]] = {}
    for row in rows.select_related("user", "agency").order_by("started_at", "pk"):
        found.setdefault(str(row.agency.state_id), []).append((row.user, row.role))
    return found


def _routed(book: RouteBook, key: RoutingKey, colleagues: list[Colleague]) -> User | None:
    """Whom a route names for this very state; a route of a topic or region leads to somebody of another state."""
    own: list[Route] = [route for route in book.routes if route.state_id == key.state]
    acting = RouteBook(own, book.today).answering(key).acting
    if acting is None or acting.person is None:
        return None
    return _among(colleagues, acting.person.pk)


def _among(colleagues: list[Colleague], person_id: int | None) -> User | None:
    # SECURITY: a state's answer is given to somebody who works there, whatever a route or an earlier round says.
    return next((person for person, _ in colleagues if person.pk == person_id), None)


def _lead(colleagues: list[Colleague]) -> User | None:
    return next((person for person, role in colleagues if role == Membership.Role.EDITOR), None)


def colleagues_of(state: str) -> list[User]:
    """Everybody who may be asked to answer for a state, by name."""
    return colleagues_by_state([state]).get(state, [])


def colleagues_by_state(states: Iterable[str]) -> dict[str, list[User]]:
    """The same for each of many states, in one query; a state without anybody is left out."""
    found = {}
    for state, colleagues in _people_of(list(states)).items():
        people = dict.fromkeys(person for person, _ in colleagues)
        found[state] = sorted(people, key=lambda person: (str(person).casefold(), person.pk))
    return found


def leads_of_state(state: str) -> list[User]:
    """The EV leads of a state's agencies."""
    return list(
        dict.fromkeys(person for person, role in _people_of([state]).get(state, []) if role == Membership.Role.EDITOR)
    )
