"""What a person follows: what they chose, and what they follow without being asked, unless they stopped it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.kinds import AudienceKind
from accounts.models import Audience, Region, State
from accounts.models.place import RegionState
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked, Statement, together
from contacts.models import Entry
from documents.models import Document, Kind, Topic
from following.models import Follow, FollowKind, Pace
from inquiries.models import Inquiry
from meetings.models import Series
from publications.models import Study
from workinggroups.models import WorkingGroup

# In this order they head the groups of news: what is nearest to a person first.
ORDER = (
    FollowKind.NASEO, FollowKind.OWN, FollowKind.DOCUMENT, FollowKind.ANSWER, FollowKind.INQUIRY, FollowKind.STUDY,
    FollowKind.SERIES, FollowKind.GROUP, FollowKind.STATE, FollowKind.REGION, FollowKind.TOPIC, FollowKind.TYPE,
)  # fmt: skip

ANNOUNCEMENTS = "announcements"  # what is followed of NASEO


@dataclass(frozen=True)
class Followed:
    """Something that a person follows. `targets` are what its news carries; `name` is empty for a hidden thing."""

    kind: str
    target: str
    pace: str
    name: str
    targets: frozenset[str]
    is_chosen: bool  # and not followed without being asked

    @property
    def heading(self) -> str:
        """Over its news."""
        return self.name or FollowKind(self.kind).label

    @property
    def why(self) -> str:
        """As a sentence's end."""
        if self.kind == FollowKind.NASEO:
            return "NASEO sent it to you"
        if self.kind == FollowKind.OWN:
            return "it’s yours, or it was shared with you"
        return f"you follow {self.name or 'it'}" if self.is_chosen else f"you’re in {self.name}"


@StatementFor
def _places(user: Viewer) -> QuerySet[Audience, Any]:
    rows = Audience.objects.filter(Among("pk", reader_keys_of(user)))
    kinds = (AudienceKind.STATE, AudienceKind.WORKING_GROUP)
    shown = ("pk", "state", "state__name", "working_group__slug", "working_group__name")
    return rows.filter(kind__in=kinds).order_by("kind", "state__name", "working_group__name").values_list(*shown)


@Statement
def _chosen(person: int) -> QuerySet[Follow, Any]:
    return Follow.objects.filter(person=person).order_by("kind", "pk").values_list("kind", "target", "pace")


@dataclass(frozen=True)
class Following:
    """All that a person follows, and their working groups: slugs by the number of their audience."""

    followed: tuple[Followed, ...]
    groups: dict[int, str]

    def __bool__(self) -> bool:
        return bool(self.followed)

    @property
    def targets(self) -> list[str]:
        """Of everything."""
        return sorted({target for one in self.followed for target in one.targets})


def following_of(user: Viewer) -> Following:
    """In one round trip, and one for each kind of thing that was chosen. Nothing for who isn't approved."""
    return following_from(user, *together(*asked_of(user)))


def following_from(user: Viewer, places: list[Any], chosen: list[Any]) -> Following:
    """The same, of the rows of `asked_of`."""
    standing = standing_of(user)
    if not standing.is_approved or not standing.user_id:
        return Following((), {})
    _, given, paces = _read(user, places, chosen)
    names = names_of(user, [(kind, target) for kind, target in paces if (kind, target) not in given])
    states = _states_of_regions(target for kind, target in paces if kind == FollowKind.REGION)
    found = []
    for (kind, target), name in {**given, **{key: names.get(key, "") for key in paces if key not in given}}.items():
        pace = paces.get((kind, target), Pace.DAILY)
        if pace == Pace.OFF:
            continue
        if kind == FollowKind.NASEO:
            pace = Pace.PAGE  # each comes by an email of its own
        targets = states.get(target, ()) if kind == FollowKind.REGION else (f"{kind}:{target}",)
        more = (f"person:{target}",) if kind == FollowKind.OWN else ()
        is_chosen = (kind, target) not in given
        # SECURITY: what a person can no longer open brings no news, and its name isn't told.
        if is_chosen and not name:
            continue
        found.append(Followed(kind, target, pace, name, frozenset((*targets, *more)), is_chosen))
    found.sort(key=lambda one: (ORDER.index(FollowKind(one.kind)), one.name))
    return Following(tuple(found), {row[0]: row[3] for row in places if row[3]})


def asked_of(user: Viewer) -> tuple[Asked[Any], Asked[Any]]:
    """The statements that say what a person follows, for `is_followed` and pages that ask for more with them."""
    return _places.asked(user), _chosen.asked(person=standing_of(user).user_id or 0)


def is_followed(user: Viewer, kind: str, target: str, places: list[Any], chosen: list[Any]) -> bool:
    """Whether the person follows this one thing; of the rows of `asked_of`."""
    _, given, paces = _read(user, places, chosen)
    return paces.get((kind, target), Pace.DAILY if (kind, target) in given else Pace.OFF) != Pace.OFF


def _read(
    user: Viewer, places: list[Any], chosen: list[Any]
) -> tuple[list[Any], dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """The places, what is followed without being asked, and what was chosen."""
    standing = standing_of(user)
    given = _given(standing.user_id, places, is_member=standing.is_member)
    return places, given, {(kind, target): pace for kind, target, pace in chosen}


def _given(user_id: int, places: Sequence[Any], *, is_member: bool) -> dict[tuple[str, str], str]:
    """What is followed without being asked: one's state, one's groups, and what one shared."""
    found: dict[tuple[str, str], str] = {
        (FollowKind.NASEO, ANNOUNCEMENTS): FollowKind.NASEO.label,
        (FollowKind.OWN, str(user_id)): FollowKind.OWN.label,
    }
    for _, state, state_name, slug, group_name in places:
        if state and is_member:
            found[FollowKind.STATE, state] = state_name
        elif slug:
            found[FollowKind.GROUP, slug] = group_name
    return found


def _states_of_regions(slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    wanted = list(slugs)
    found: dict[str, tuple[str, ...]] = {}
    if wanted:
        rows = RegionState.objects.filter(region__slug__in=wanted).order_by("pk")
        for slug, state in rows.values_list("region__slug", "state"):
            found[slug] = (*found.get(slug, ()), f"state:{state}")
    return found


def names_of(user: Viewer, things: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What each is called, of those the person may open; one query for each kind that is among them."""
    found: dict[tuple[str, str], str] = {}
    for kind in FollowKind.values:
        targets = [target for one, target in things if one == kind]
        if targets:
            rows, field, name = _named(user, kind)
            pairs = rows.filter(**{f"{field}__in": targets}).values_list(field, name)
            found |= {(kind, str(target)): str(words) for target, words in pairs}
    return found


def _named(user: Viewer, kind: str) -> tuple[QuerySet[Any], str, str]:
    """The things of a kind that the person may open, with the columns of their key and name."""
    match kind:
        case FollowKind.STATE:
            return State.objects.all(), "code", "name"
        case FollowKind.REGION:
            return Region.objects.all(), "slug", "name"
        case FollowKind.TOPIC:
            return Topic.objects.all(), "slug", "name"
        case FollowKind.TYPE:
            return Kind.objects.all(), "slug", "name"
        case FollowKind.GROUP:
            return WorkingGroup.objects.all(), "slug", "name"
        case FollowKind.SERIES:
            return Series.objects.visible_to(user), "key", "title"
        case FollowKind.DOCUMENT:
            return Document.objects.visible_to(user).published(), "key", "title"
        case FollowKind.ANSWER:
            return Entry.objects.visible_to(user).published(), "key", "question"
        case FollowKind.STUDY:
            return Study.objects.visible_to(user), "slug", "name"
        case FollowKind.INQUIRY:
            return Inquiry.objects.visible_to(user), "key", "title"
        case _:
            raise ValueError(kind)  # OWN and NASEO are given, never chosen


def can_be_followed(user: Viewer, kind: str, target: str) -> str:
    """What the thing is called, where the person may follow it; empty otherwise."""
    if kind == FollowKind.NASEO:
        return FollowKind.NASEO.label if target == ANNOUNCEMENTS else ""
    if kind == FollowKind.OWN:
        return FollowKind.OWN.label if target == str(standing_of(user).user_id) else ""
    return names_of(user, [(kind, target)]).get((kind, target), "") if kind in FollowKind.values else ""
