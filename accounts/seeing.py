"""Who can see a thing, in words and numbers, and why: the page that every thing's "Who can see this" leads to.

Each app says for its things which people they open to (SEEABLE). That is `visible_to` read the other way around, so
tests/security/test_seeing.py asks for each thing of the scene and each person whether the two agree.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value

from accounts.deciding import GUEST_DECIDERS
from accounts.kinds import AudienceKind
from accounts.models import Audience, Membership, MembershipRequest, User
from accounts.standing import Viewer, gives_rights, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot

NAMED_AT_MOST = 100
OPENS_THE_PORTAL = (AudienceKind.ALL_MEMBERS, AudienceKind.WORKFORCE, AudienceKind.ADMINISTRATORS)


@dataclass(frozen=True)
class Circle:
    """People who can see a thing for one reason; `people` are their ids. `is_everybody`: also without signing in."""

    words: str
    why: str
    people: QuerySet[Any, Any] | None = None
    is_everybody: bool = False
    are_named: bool = False  # each by name, to those who may change the thing


@dataclass(frozen=True)
class Seen:
    """What one thing says of who can see it."""

    title: str
    what: str  # "document"
    url: str
    circles: Sequence[Circle]
    may_know: bool = False  # whether the viewer is told names


@dataclass(frozen=True)
class Kind:
    """One kind of thing: those a person may see, the field its address names it by, and who can see one."""

    slug: str
    rows: Callable[[Viewer], QuerySet[Any]]
    describe: Callable[[Any, Viewer], Seen]
    field: str = "key"


@dataclass(frozen=True)
class Counted:
    """A circle with how many people of how many states it is."""

    circle: Circle
    people: int
    states: int
    names: Sequence[str] = ()
    unnamed: int = 0


@dataclass(frozen=True)
class Report:
    """All circles, and everybody in them, each person once."""

    seen: Seen
    circles: Sequence[Counted]
    people: int
    states: int

    @property
    def is_everybodys(self) -> bool:
        """Whether it opens without signing in."""
        return any(counted.circle.is_everybody for counted in self.circles)


SEEABLE: Slot[Callable[[], Sequence[Kind]]] = Slot()


def kinds() -> dict[str, Kind]:
    """Every kind of thing, by the word in its address."""
    return {kind.slug: kind for provider in SEEABLE for kind in provider()}


def find(user: Viewer, slug: str, key: str) -> Seen | None:
    """Who can see the thing, if this person can."""
    kind = kinds().get(slug)
    thing = kind.rows(user).filter(**{kind.field: key}).first() if kind else None
    return kind.describe(thing, user) if kind and thing is not None else None


def people_in(seen: Seen) -> QuerySet[User]:
    """Everybody in the circles, each once."""
    together = Q(pk__in=[])
    for circle in seen.circles:
        if circle.people is not None:
            together |= Q(pk__in=circle.people)
    return User.objects.filter(together)


def report(seen: Seen) -> Report:
    """In numbers: one statement for all circles, and one for the names, however many there are of either."""
    parts = [_numbers(people_in(seen), len(seen.circles))]
    for place, circle in enumerate(seen.circles):
        if circle.people is not None:
            parts.append(_numbers(User.objects.filter(pk__in=circle.people), place))
    rows = {place: (people, states) for place, people, states in parts[0].union(*parts[1:], all=True)}
    names = _names(seen)
    counted = []
    for place, circle in enumerate(seen.circles):
        people, states = rows.get(place, (0, 0))
        known = names if circle.are_named else []
        counted.append(Counted(circle, people, states, known, people - len(known) if known else 0))
    return Report(seen, counted, *rows.get(len(seen.circles), (0, 0)))


def _numbers(people: QuerySet[User], place: int) -> QuerySet[User, tuple[int, int, int]]:
    state = Count("memberships__agency__state", filter=Q(memberships__ended_at__isnull=True), distinct=True)
    placed = people.order_by().annotate(place=Value(place, output_field=IntegerField())).values("place")
    return placed.annotate(people=Count("pk", distinct=True), states=state).values_list("place", "people", "states")


def _names(seen: Seen) -> list[str]:
    """Of the circle whose people are named, to those who may know; at most a hundred."""
    named = [circle.people for circle in seen.circles if circle.are_named and circle.people is not None]
    if not seen.may_know or not named:
        return []
    chosen = Q(pk__in=[])
    for people in named:
        chosen |= Q(pk__in=people)
    return [str(person) for person in User.objects.filter(chosen).order_by("sort_name", "pk")[:NAMED_AT_MOST]]


# People, by what decides in standing_of() and the apps


def holders_of(keys: Iterable[int]) -> QuerySet[User]:
    """Whose standing holds one of these reader keys: the public's everybody; by name only who is approved."""
    wanted = list(keys)
    places = _places().filter(group__in=[key for key in wanted if key > 0]).values("user_id")
    named = Q(pk__in=[-key for key in wanted if key < 0]) & _is_approved()
    public = Q(Exists(_public_among(wanted)))
    return User.objects.filter(Q(pk__in=places) | named | public, is_active=True)


def _places() -> "QuerySet[Any]":
    """Places in audiences that give rights now."""
    return User.groups.through.objects.filter(gives_rights())


def is_public(keys: Iterable[int]) -> bool:
    """Whether the public's key is among them."""
    return _public_among(keys).exists()


def _public_among(keys: Iterable[int]) -> QuerySet[Audience]:
    return Audience.objects.filter(kind=AudienceKind.PUBLIC, group_id__in=[key for key in keys if key > 0])


def _is_approved() -> Q:
    opens = Group.objects.filter(audience__kind__in=OPENS_THE_PORTAL)
    return Q(Exists(_places().filter(user_id=OuterRef("pk"), group__in=opens)))


def approved() -> QuerySet[User]:
    """Members, guests, and administrators."""
    return User.objects.filter(_is_approved(), is_active=True)


def in_audience(*kinds: AudienceKind) -> QuerySet[User]:
    """People in an audience of one of these kinds."""
    groups = Group.objects.filter(audience__kind__in=kinds)
    places = _places().filter(group__in=groups).values("user_id")
    return User.objects.filter(pk__in=places, is_active=True)


def administrators() -> QuerySet[User]:
    """The administrators."""
    return in_audience(AudienceKind.ADMINISTRATORS)


def deciders_on_guests() -> QuerySet[User]:
    """Administrators, and those named to take care of the Collaborative, unless their address is unchecked."""
    named = Q(pk__in=[])
    for people in GUEST_DECIDERS:
        named |= Q(pk__in=people())
    return User.objects.filter(
        Q(pk__in=administrators()) | (named & Q(approved_email="") & _is_approved()), is_active=True
    )


def who_work_at(agency_id: int | None, **more: Any) -> QuerySet[User]:
    """Who works for the agency now; `more` narrows their membership."""
    there = Membership.objects.current().filter(agency=agency_id, **more)
    return User.objects.filter(pk__in=there.values("user_id"), is_active=True)


def person(user_id: int | None) -> QuerySet[User]:
    """One person, while their account is open."""
    return User.objects.filter(pk=user_id, is_active=True)


# Circles


def of_administrators(what: str) -> Circle:
    """For things that administrators see without being chosen."""
    return Circle("NASEO administrators", f"because they can see every {what}", administrators())


def of_keys(
    keys: Sequence[int], viewer: Viewer, *, what: str, owner: int | None = None, may_know: bool
) -> list[Circle]:
    """The circles behind reader keys: the owner, audiences, and people chosen by name."""
    own = standing_of(viewer).reader_keys
    circles = []
    if owner is not None and -owner in keys:
        words = "The person who shared it" if not may_know else str(User.objects.get(pk=owner))
        circles.append(Circle(words, f"because the {what} is theirs", holders_of([-owner])))
    audiences = Audience.objects.filter(group_id__in=[key for key in keys if key > 0]).order_by("kind", "label", "pk")
    for audience in audiences:
        circles.append(_of_audience(audience, what, is_known=may_know or audience.group_id in own))
    if named := [key for key in keys if key < 0 and key != -(owner or 0)]:
        why = f"because the {what} is shared with them by name"
        circles.append(Circle("People selected by name", why, holders_of(named), are_named=True))
    return circles


def _of_audience(audience: Audience, what: str, *, is_known: bool) -> Circle:
    people = holders_of([audience.group_id])
    match audience.kind:
        case AudienceKind.PUBLIC:
            return Circle("Everyone, without signing in", f"because the {what} is public", is_everybody=True)
        case AudienceKind.ADMINISTRATORS:
            return of_administrators(what)
        case AudienceKind.ALL_MEMBERS:
            return Circle("All member states", f"because the {what} is shared with all member states", people)
        case AudienceKind.STATE:
            words = f"Everyone who works for {audience.label}"
            return Circle(words, f"because the {what} is shared with {audience.label}", people)
        case AudienceKind.REGION:
            return Circle(f"The {audience.label}", f"because the {what} is shared with the {audience.label}", people)
        case AudienceKind.EVENT if not is_known:
            return Circle("Participants in an event", f"because the {what} is shared with them", people)
    return Circle(audience.label, f"because the {what} is shared with {audience.label}", people)


# What this app has itself


def _describe_request(request: MembershipRequest, viewer: Viewer) -> Seen:
    circles = [
        Circle("The person who asked", "because the request is theirs", person(request.user_id)),
        of_administrators("request to join"),
    ]
    if request.tier == "guest":
        why = "because they decide on guests"
        circles.append(Circle("Who takes care of the EV Workforce Collaborative", why, deciders_on_guests()))
    return Seen("Request to join", "request", "", circles)


def seeable() -> Sequence[Kind]:
    """Requests to join."""
    return (Kind("request", MembershipRequest.objects.visible_to, _describe_request, "pk"),)
