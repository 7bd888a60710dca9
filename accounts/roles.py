"""Roles as data: what each is, what whoever holds it can do, and who holds it; shown to administrators.

A capability names the code that decides it and asks that code (`allows`), so that tests/security/test_roles.py can
compare this table with what the code does for each person of the scene. Nothing is decided here.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.deciding import decides_on_guests
from accounts.kinds import AudienceKind
from accounts.models import Membership, MembershipRequest, User
from accounts.seeing import NAMED_AT_MOST, administrators, deciders_on_guests, in_audience
from accounts.standing import Viewer, standing_of
from accounts.vouching import led_agencies
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot


@dataclass(frozen=True)
class Capability:
    """Something a person can do: in a sentence, and the code that says whether they can do it anywhere."""

    slug: str
    sentence: str
    decided_by: str  # module and name
    allows: Callable[[Viewer], bool]


@dataclass(frozen=True)
class Role:
    """What somebody is, with a sentence, what it lets them do, and who they are now."""

    slug: str
    name: str
    sentence: str
    capabilities: tuple[str, ...]
    people: Callable[[], QuerySet[User]]


# What each app adds: its capabilities and roles.
Table = tuple[Sequence[Capability], Sequence[Role]]
ROLES: Slot[Callable[[], Table]] = Slot()


def whole_table() -> tuple[dict[str, Capability], list[Role]]:
    """All capabilities by their word, and all roles, widest first."""
    capabilities: dict[str, Capability] = {}
    roles: list[Role] = []
    for provider in ROLES:
        more, further = provider()
        capabilities |= {capability.slug: capability for capability in more}
        roles += further
    return capabilities, roles


@dataclass(frozen=True)
class Row:
    """A role as its page shows it."""

    role: Role
    can: Sequence[Capability]
    count: int
    people: Sequence[User]

    @property
    def unnamed(self) -> int:
        """How many more there are than are named."""
        return self.count - len(self.people)


def rows() -> list[Row]:
    """Every role with what it can do and who holds it: two statements for each role, however many hold it."""
    capabilities, roles = whole_table()
    found = []
    for role in roles:
        people = role.people()
        named = list(people.order_by("sort_name", "pk")[:NAMED_AT_MOST])
        count = len(named) if len(named) < NAMED_AT_MOST else people.count()
        found.append(Row(role, [capabilities[slug] for slug in role.capabilities], count, named))
    return found


# This app's own


def _decides_on_members(user: Viewer) -> bool:
    requests: QuerySet[Any] = MembershipRequest.objects.to_decide_by(user)
    return requests.filter(tier="member").exists()


def _decides_on_guests(user: Viewer) -> bool:
    return decides_on_guests(user)


def _is_administrator(user: Viewer) -> bool:
    return standing_of(user).is_administrator


def _leads() -> QuerySet[User]:
    """EV leads whose address is checked: until then their rights wait."""
    current = Membership.objects.current().filter(role=Membership.Role.EDITOR, tier=Membership.Tier.MEMBER)
    return User.objects.filter(pk__in=current.values("user"), is_active=True, approved_email="")


def _guests() -> QuerySet[User]:
    members = in_audience(AudienceKind.ALL_MEMBERS)
    return in_audience(AudienceKind.WORKFORCE).exclude(pk__in=members)


CAPABILITIES = (
    Capability(
        "manage_people",
        "Change people’s roles, end memberships, and read the activity log",
        "accounts.access.administrator",
        _is_administrator,
    ),
    Capability(
        "view_as",
        "View the portal as others see it, without changing anything",
        "accounts.actions.viewing.start_viewing",
        _is_administrator,
    ),
    Capability(
        "decide_on_members",
        "Decide on requests to join as a state member",
        "accounts.deciding.can_decide",
        _decides_on_members,
    ),
    Capability(
        "decide_on_guests",
        "Decide on requests to be a guest of the EV Workforce Collaborative",
        "accounts.deciding.decides_on_guests",
        _decides_on_guests,
    ),
    Capability(
        "vouch",
        "Say whether they know the people who ask to join for their agency",
        "accounts.actions.vouching.vouch",
        lambda user: bool(led_agencies(user)),
    ),
    Capability(
        "invite_to_join",
        "Invite people to join; an EV lead only colleagues",
        "accounts.actions.invitations.invite",
        lambda user: _is_administrator(user) or bool(led_agencies(user)),
    ),
)
OWN_ROLES = (
    Role(
        "administrator",
        "Administrator",
        "NASEO staff who run the portal. There is always at least one, and no one can change their own role.",
        (
            *("manage_people", "view_as", "decide_on_members", "decide_on_guests", "see_shared_with_members"),
            *("see_shared_with_collaborative", "share", "see_every_document", "edit_of_agency", "lead_group"),
            *("edit_event", "answer_questions", "invite_to_join"),
        ),
        administrators,
    ),
    Role(
        "lead",
        "EV lead",
        "A member who looks after all documents of their agency. Waits while a new email address is unchecked.",
        ("edit_of_agency", "vouch", "invite_to_join"),
        _leads,
    ),
    Role(
        "member",
        "State member",
        "Works for a state agency, and was approved by an administrator.",
        ("see_shared_with_members", "see_shared_with_collaborative", "share"),
        lambda: in_audience(AudienceKind.ALL_MEMBERS),
    ),
    Role(
        "guest",
        "Guest of the EV Workforce Collaborative",
        "Works for a city or another partner. Sees the Collaborative, and nothing of a state.",
        ("see_shared_with_collaborative", "share"),
        _guests,
    ),
)


def own_table() -> Table:
    """Administrators, members, guests, and who decides on requests to join."""
    return CAPABILITIES, OWN_ROLES


def deciders() -> QuerySet[User]:
    """Who decides on guests without being an administrator."""
    return deciders_on_guests().exclude(pk__in=administrators())
