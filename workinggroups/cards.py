"""The list of working groups: what each card says, and what a whole kind says once instead of on every card."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import with_guest_mark
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.wording import counted
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup


@dataclass(frozen=True)
class Fact:
    """A line of a card."""

    label: str
    text: str
    url: str = ""


Facts = dict[int, list[Fact]]  # by the group's number

# What apps above say of groups, of what this person may see.
CARD_FACTS: Slot[Callable[[Viewer], Part[Facts]]] = Slot()


@dataclass(frozen=True)
class Card:
    """A group in the list; `text` and `joining` are empty where its kind says them once."""

    group: WorkingGroup
    mark: str
    text: str
    joining: str
    facts: list[Fact]


@dataclass(frozen=True)
class KindOfGroups:
    """The groups of one kind, with what they have in common."""

    label: str
    text: str
    joining: str
    cards: list[Card]


def kinds_of(groups: list[WorkingGroup], user: Viewer) -> list[KindOfGroups]:
    """The list by kind. What the cards say beside the groups comes in one round trip."""
    parts: dict[str, Part[Any]] = {str(number): part for number, part in enumerate(_parts(user))}
    read = read_parts({**parts, "asked": Part((_asked.asked(user),), set)})
    marks = _marks(groups, read.pop("asked"), user)
    facts: Facts = {}
    for found in read.values():
        for pk, lines in found.items():
            facts.setdefault(pk, []).extend(lines)
    kinds = [(kind, [group for group in groups if group.kind == kind]) for kind in WorkingGroup.Kind]
    return [_kind(kind.label, of_kind, marks, facts) for kind, of_kind in kinds if of_kind]


def _marks(groups: list[WorkingGroup], asked: set[int], user: Viewer) -> dict[int, str]:
    mine = {group.pk for group in groups if group.audience_id in standing_of(user).reader_keys}
    return {**dict.fromkeys(asked, "You asked to join"), **dict.fromkeys(mine, "You’re a member")}


@StatementFor
def _asked(user: Viewer) -> QuerySet[Any, Any]:
    """The groups that the person asked to join, while they wait for the answer."""
    own = JoinRequest.objects.visible_to(user).filter(user_id=standing_of(user).user_id)
    return own.waiting().values_list("group", flat=True)


def _kind(label: str, groups: list[WorkingGroup], marks: dict[int, str], facts: Facts) -> KindOfGroups:
    text = _in_common(_of_any_region(group, group.description) for group in groups)
    joining = _in_common(_of_any_region(group, group.who_may_join) for group in groups)
    cards = [
        Card(
            group,
            marks.get(group.pk, ""),
            "" if _of_any_region(group, group.description) == text else group.description,
            "" if _of_any_region(group, group.who_may_join) == joining else group.who_may_join,
            facts.get(group.pk, []),
        )
        for group in groups
    ]
    return KindOfGroups(label, text, joining, cards)


def _of_any_region(group: WorkingGroup, text: str) -> str:
    return text.replace(f"the {group.region} region", "the region") if group.region else text


def _in_common(texts: Iterable[str]) -> str:
    """What at least two groups say alike; empty where none do."""
    text, times = Counter(texts).most_common(1)[0]
    return text if times > 1 else ""


def _parts(user: Viewer) -> list[Part[Facts]]:
    people = Part((_leads.asked(user), _sizes.asked(user)), _people)
    return [*(provide(user) for provide in CARD_FACTS), people]


@StatementFor
def _leads(user: Viewer) -> QuerySet[Any, Any]:
    places = GroupMembership.objects.visible_to(user).current().filter(role=GroupMembership.Role.LEAD)
    return places.order_by("user__name", "pk").values_list("group", "user__name", "user__is_guest")


@StatementFor
def _sizes(user: Viewer) -> QuerySet[Any, Any]:
    places = GroupMembership.objects.current().filter(group__in=WorkingGroup.objects.roster_visible_to(user))
    return places.values("group").annotate(people=Count("pk")).order_by("group").values_list("group", "people")


def _people(leads: list[tuple[int, str, bool]], sizes: list[tuple[int, int]]) -> Facts:
    names: dict[int, list[str]] = {}
    for pk, name, is_guest in leads:
        names.setdefault(pk, []).append(with_guest_mark(name, is_guest=is_guest))
    facts = {pk: [Fact("Lead" if len(who) == 1 else "Leads", ", ".join(who))] for pk, who in names.items()}
    for pk, people in sizes:
        facts.setdefault(pk, []).append(Fact("Members", counted(people, "person,people")))
    return facts
