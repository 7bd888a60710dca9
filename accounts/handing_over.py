"""What a leaver took care of, part by part. Apps above say what there is, what can move, and move it."""

from collections.abc import Iterator
from typing import Any, Protocol

from django.db.models import QuerySet

from accounts.models import Agency, HandOver, Membership, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot


@dataclass(frozen=True)
class Leaving:
    """Who leaves which agency, and what one part remembered of them before the membership ended."""

    person: User
    agency: Agency
    is_over: bool  # the membership has ended, and places in groups, events and pairs with it
    with_private: bool
    # Another membership was theirs when this one ended: what is not of this agency stays with them.
    serves_another: bool
    remembered: Any
    moved: tuple[str, ...]  # the parts that somebody took over before


@dataclass(frozen=True)
class Line:
    """So many things of one kind, in words with the number: "12 documents"; `moves` is false for what has to stay."""

    words: str
    count: int
    moves: bool = True


class Part(Protocol):
    """One kind of work. A part is moved as a whole, once."""

    name: str
    label: str
    # Whether an administrator of the portal, who works elsewhere, may take it over.
    for_administrators: bool
    # What stays with the leaver in any case, as a sentence; may be empty.
    stays: str

    def remember(self, person: User, agency: Agency) -> Any:
        """What the membership at this agency takes away when it ends, as JSON; asked while it lasts."""

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """What there is; with a successor, what of it has to stay. Counts of zero are left out."""

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """Give it to the successor, inside the transaction of the hand-over."""


PARTS: Slot[type[Part]] = Slot()
SERVES_ANOTHER = "serves_another"  # beside the names of parts, in what a hand-over remembers


def others(person: User, agency: Agency) -> QuerySet[Membership]:
    """The person's membership at another agency than this one, if there is one."""
    return person.memberships.not_ended().exclude(agency=agency)


@dataclass(frozen=True)
class Shown:
    """One part on the page."""

    label: str
    lines: list[Line]
    stays: str
    successor: str  # who took it over, once somebody did
    can_take: bool  # whether the successor who is looked at may


def leaving_of(hand_over: HandOver, part: Part) -> Leaving:
    """For one part of a hand-over."""
    membership = hand_over.membership
    return Leaving(
        membership.user,
        membership.agency,
        membership.ended_at is not None,
        hand_over.with_private,
        bool(hand_over.remembered.get(SERVES_ANOTHER)),
        hand_over.remembered.get(part.name),
        tuple(hand_over.moved),
    )


def parts() -> Iterator[Part]:
    """All there are, in order."""
    return (part() for part in PARTS)


def works_at(agency: Agency, person: User) -> bool:
    """Whether the person is an approved member of the agency, or a guest with it, at an address that was checked."""
    here = Membership.objects.current().filter(user=person, agency=agency, user__is_active=True)
    return here.filter(user__approved_email="").exists()


def may_take(part: Part, hand_over: HandOver, successor: User) -> bool:
    """Whether this person may take the part over."""
    if works_at(hand_over.membership.agency, successor):
        return True
    return part.for_administrators and standing_of(successor).is_administrator


def shown(hand_over: HandOver, successor: User | None) -> list[Shown]:
    """The parts in which there is or was something."""
    found = []
    for part in parts():
        done = hand_over.moved.get(part.name)
        if done:
            lines = [Line(words, 1) for words in done["words"]]
            found.append(Shown(part.label, lines, part.stays, done["successor"], can_take=False))
            continue
        lines = part.lines(leaving_of(hand_over, part), successor)
        if lines:
            can_take = successor is not None and may_take(part, hand_over, successor)
            found.append(Shown(part.label, lines, part.stays, "", can_take))
    return found


def waits(hand_over: HandOver) -> bool:
    """Whether something has not moved yet."""
    return any(
        line.count and line.moves
        for part in parts()
        if part.name not in hand_over.moved
        for line in part.lines(leaving_of(hand_over, part), None)
    )


def open_hand_over(membership: Membership) -> HandOver | None:
    """Note what the person takes care of, while the membership lasts; None where there is nothing.

    Call in the transaction that ends or suspends it.
    """
    hand_over, _ = HandOver.objects.get_or_create(membership=membership)
    person, agency = membership.user, membership.agency
    hand_over.remembered = {part.name: part.remember(person, agency) for part in parts()}
    hand_over.remembered[SERVES_ANOTHER] = others(person, agency).exists()
    hand_over.save(update_fields=["remembered"])
    if waits(hand_over):
        return hand_over
    hand_over.delete()
    return None


def forget_hand_over(membership: Membership) -> None:
    """Somebody is back: what waited for a successor waits no longer. Call in the transaction that lets them."""
    HandOver.objects.waiting().filter(membership=membership).delete()
