"""The directory of members: who is in it for whom, and what of each person shows.

Only the names, positions, agencies and contact details that people agreed to show. Rows are ordered and addressed by
name and random key; nothing here tells a running number.
"""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Audience, Membership, Preferences, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from contacts.models import Mailbox, Route
from workinggroups.models import GroupMembership, WorkingGroup

BY_NAME = ("sort_name", "key")  # by last name: accounts/sql/names.sql


@dataclass(frozen=True)
class Entry:
    """One person as the directory shows them. `email` and `phone` are empty where they do not show."""

    key: str
    name: str
    title: str
    agency: str
    kind: str
    state_code: str
    state_name: str
    post: str
    email: str
    phone: str
    is_sample: bool
    also: str = ""  # the second agency of somebody who serves two, with its state and what they are there


@dataclass(frozen=True)
class Wanted:
    """What the directory is narrowed to; empty means all."""

    words: str = ""
    state: str = ""
    kind: str = ""
    agency: int | None = None
    group: WorkingGroup | None = None


def directory_for(user: Viewer) -> QuerySet[User]:
    """The listed people this person may find.

    Members and administrators find everybody with a current membership, and administrators. Guests of the workforce
    space find guests and administrators only: cities must not learn who works on what in a state. Everybody else
    finds nobody.
    """
    standing = standing_of(user)
    current = Membership.objects.current().filter(user=OuterRef("pk"))
    post = User.groups.through.objects.filter(user=OuterRef("pk"), group__audience__kind=Audience.Kind.ADMINISTRATORS)
    hidden = Preferences.objects.filter(user=OuterRef("pk"), is_listed=False)
    # SECURITY: a person without a name would be shown by their e-mail address.
    listed = User.objects.filter(~Exists(hidden), is_active=True).exclude(name="")
    listed = listed.annotate(is_administrator=Exists(post))
    if standing.is_member or standing.is_administrator:
        return listed.filter(Exists(current) | Exists(post))
    if standing.is_guest:
        return listed.filter(Exists(current.filter(tier=Membership.Tier.GUEST)) | Exists(post))
    return listed.none()


def shared_mailboxes() -> QuerySet[Mailbox]:
    """Named contacts and shared addresses that routes lead to: public, and nobody signs in with them."""
    routes = Route.objects.filter(Q(mailbox=OuterRef("pk")) | Q(backup_mailbox=OuterRef("pk")))
    return Mailbox.objects.filter(Exists(routes)).exclude(email="").order_by("name", "pk")


def narrowed(people: QuerySet[User], wanted: Wanted) -> QuerySet[User]:
    """Those whose name holds the words and whose current membership fits.

    The group must be one whose roster the person who asks may see: the filter tells who is in it.
    """
    if wanted.words:
        people = people.filter(name__icontains=wanted.words)
    fits = Q()
    if wanted.state:
        fits &= Q(agency__state=wanted.state)
    if wanted.kind:
        fits &= Q(agency__kind=wanted.kind)
    if wanted.agency:
        fits &= Q(agency=wanted.agency)
    if fits:
        # SECURITY: one filter() on one membership; state and agency of two different ones must not add up.
        people = people.filter(Exists(Membership.objects.current().filter(fits, user=OuterRef("pk"))))
    if wanted.group:
        places = GroupMembership.objects.current().filter(group=wanted.group, user=OuterRef("pk"))
        people = people.filter(Exists(places))
    return people


def for_entries(people: QuerySet[User]) -> QuerySet[User]:
    """With what entry_of() reads; one further query."""
    current = Membership.objects.current().select_related("agency__state").main_first()
    return people.select_related("preferences").prefetch_related(Prefetch("memberships", current, to_attr="current"))


def entry_of(person: User) -> Entry:
    """From a person read with for_entries()."""
    chosen = getattr(person, "preferences", None) or Preferences(user=person)
    membership: Membership | None = next(iter(person.current), None)  # type: ignore[attr-defined]
    agency = membership.agency if membership else None
    state = agency.state if agency else None
    return Entry(
        key=person.key,
        name=person.name,
        title=membership.title if membership else "",
        agency=agency.name if agency else "",
        kind=agency.get_kind_display() if agency else "",
        state_code=state.code if state else "",
        state_name=state.name if state else "",
        post=_post(person, membership),
        email=person.email if chosen.shows_email else "",
        phone=chosen.phone if chosen.shows_phone else "",
        is_sample=person.is_sample,
        also=_also(person.current[1:]),  # type: ignore[attr-defined]
    )


def _also(others: list[Membership]) -> str:
    parts = [
        part
        for membership in others
        for part in (membership.title, _post_at(membership), membership.agency.name, str(membership.agency.state or ""))
    ]
    return ", ".join(filter(None, parts))


def _post(person: User, membership: Membership | None) -> str:
    if person.is_administrator:  # type: ignore[attr-defined]
        return "Administrator"
    if membership and membership.tier == Membership.Tier.GUEST:
        return "Guest of the EV Workforce Collaborative"
    return _post_at(membership) if membership else ""


def _post_at(membership: Membership) -> str:
    return "EV lead" if membership.role == Membership.Role.EDITOR else ""
