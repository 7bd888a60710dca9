"""Making and changing a state with its cities: what it is, who works for it, and what belongs to it."""

from collections.abc import Iterable
from dataclasses import field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.editing import EditConflict, edited
from accounts.models import Agency, Membership, State, User
from accounts.standing import forget_standing
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from documents.models import Document
from meetings.models import Meeting
from workforce.actions.refusals import SpaceRefused
from workforce.models import Pair, PairPartner, PairYear
from workforce.permissions import takes_care

MOST_YEARS = 20


@dataclass(frozen=True)
class PairDetails:
    """What a pair is, and who sees its goals."""

    name: str
    state: State
    cities: list[Agency] = field(default_factory=list)
    summary: str = ""
    goals_sharing: str = Pair.GoalsSharing.PARTNERS


@dataclass(frozen=True)
class YearNumbers:
    """People trained in a year; None where a number is not known."""

    year: int
    goal: int | None
    trained: int | None


@transaction.atomic
def make_pair(*, by: User, details: PairDetails) -> Pair:
    """Start a pair. Who takes care of the space does; its partners edit it from then on."""
    if not takes_care(by):
        raise PermissionDenied("Only administrators of the Collaborative can start a pair.")
    locked(by)
    if known := Pair.objects.open().filter(made_by=by, **_fields(details)).first():  # a form sent twice
        return known
    made = Pair.objects.create(made_by=by, **_fields(details))
    made.cities.set(details.cities)
    write_event("pair.made", by=by, about=made, sentence=f"{by} started the pair “{made}”.")
    return made


@transaction.atomic
def change_pair(*, pair: Pair, by: User, details: PairDetails, revision: int) -> Pair:
    """Change what a pair is. Raises EditConflict when somebody else did meanwhile."""
    current = held(pair, by)
    fields, cities = _fields(details), {city.pk for city in details.cities}
    same = cities == set(current.cities.values_list("pk", flat=True))
    if not edited(current, fields, revision=revision, is_same=same):
        return current
    current.cities.set(details.cities)
    sentence = f"{by} edited the pair “{current}”. Who sees its goals: {current.get_goals_sharing_display()}."
    write_event("pair.changed", by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


@transaction.atomic
def set_closed(*, pair: Pair, by: User, closed: bool) -> Pair:
    """Close a pair, which then shows to its partners only, or open it again; twice changes nothing."""
    current = held(pair, by)
    if (current.closed_at is not None) == closed:
        return current
    current.closed_at = timezone.now() if closed else None
    current.save(update_fields=["closed_at"])
    verb = "closed" if closed else "reopened"
    write_event(f"pair.{verb}", by=by, about=current, sentence=f"{by} {verb} the pair “{current}”.")
    return current


@transaction.atomic
def add_partner(*, pair: Pair, by: User, person: User, role: str) -> PairPartner:
    """Let somebody of the space work for the pair; who is in it already gets the new role."""
    current = held(pair, by)
    if not person.is_active or not Membership.objects.current().filter(user=person).exists():
        raise SpaceRefused("Choose someone who is a member or a guest now.")
    fields = {"role": one_line(role, 120)}
    made, is_new = PairPartner.objects.update_or_create(
        pair=current, person=person, defaults=fields, create_defaults={**fields, "added_by": by}
    )
    if is_new:
        write_event("pair.partner_added", by=by, about=current, sentence=f"{by} added {person} to “{current}”.")
    return made


@transaction.atomic
def remove_partner(*, partner: PairPartner, by: User) -> None:
    """Take somebody out of the pair."""
    current = held(partner.pair, by)
    if PairPartner.objects.filter(pk=partner.pk).delete()[0]:
        sentence = f"{by} removed {partner.person} from “{current}”."
        write_event("pair.partner_removed", by=by, about=current, sentence=sentence)


def leave_pairs(user: User) -> None:
    """Whose membership ended, or who moved, works for no pair any more."""
    PairPartner.objects.filter(person=user).delete()


def leave_pairs_of(membership: Membership) -> None:
    """Of two memberships one ended: the pairs of its state, unless the other one is there too."""
    PairPartner.objects.lost_with(membership.user, membership.agency).delete()


@transaction.atomic
def add_thing(*, pair: Pair, by: User, thing: Document | Meeting) -> None:
    """Put a document or a meeting on the pair's page, where each reader sees only what is shared with them."""
    current = held(pair, by)
    kind = type(thing)
    if not kind.objects.visible_to(by).filter(pk=thing.pk).exists():
        raise PermissionDenied("You can’t see this.")
    things = current.documents if isinstance(thing, Document) else current.meetings
    things.add(thing)  # type: ignore[arg-type]
    # SECURITY: the title may be for few; the log names only the pair.
    write_event("pair.thing_added", by=by, about=current, sentence=f"{by} added a {_noun(thing)} to “{current}”.")


@transaction.atomic
def remove_thing(*, pair: Pair, by: User, thing: Document | Meeting) -> None:
    """Take a document or a meeting off the pair's page; it stays where it is."""
    current = held(pair, by)
    things = current.documents if isinstance(thing, Document) else current.meetings
    things.remove(thing)  # type: ignore[arg-type]
    sentence = f"{by} removed a {_noun(thing)} from “{current}”."
    write_event("pair.thing_removed", by=by, about=current, sentence=sentence)


@transaction.atomic
def save_years(*, pair: Pair, by: User, numbers: Iterable[YearNumbers], seen: Iterable[YearNumbers]) -> None:
    """Keep exactly these years; a year without a number is dropped.

    `seen` are the numbers that the person started from. Raises EditConflict when somebody else changed them meanwhile.
    """
    current = held(pair, by)
    kept = {row.year: row for row in numbers if row.goal is not None or row.trained is not None}
    if len(kept) > MOST_YEARS:
        raise SpaceRefused(f"Enter up to {MOST_YEARS} years.")
    stand = numbers_of(PairYear.objects.filter(pair=current))
    if set(stand) == set(kept.values()):
        return
    if set(stand) != set(seen):
        raise EditConflict(stand)
    PairYear.objects.filter(pair=current).exclude(year__in=kept).delete()
    for year, row in kept.items():
        fields = {"goal": row.goal, "trained": row.trained}
        PairYear.objects.update_or_create(pair=current, year=year, defaults=fields)
    sentence = f"{by} changed the numbers of people trained by “{current}”."
    write_event("pair.numbers_changed", by=by, about=current, sentence=sentence)


def numbers_of(rows: Iterable[PairYear]) -> list[YearNumbers]:
    """The years that stand, in order."""
    return [YearNumbers(row.year, row.goal, row.trained) for row in sorted(rows, key=lambda row: row.year)]


def held(pair: Pair, by: User) -> Pair:
    """The pair as it is now, for somebody who may edit it by now."""
    current = locked(pair)
    # SECURITY: while this waited for the row, or since the page was asked for, a post may have ended.
    by.refresh_from_db(fields=("is_active", "approved_email"))
    forget_standing(by)
    if not Pair.objects.editable_by(by).filter(pk=current.pk).exists():
        raise PermissionDenied("Only partners of the pair and administrators of the Collaborative can edit it.")
    return current


def _noun(thing: Document | Meeting) -> str:
    return "document" if isinstance(thing, Document) else "meeting"


def _fields(details: PairDetails) -> dict[str, object]:
    return {
        "name": one_line(details.name, 160),
        "state": details.state,
        "summary": clean_text(details.summary, 2000),
        "goals_sharing": details.goals_sharing,
    }
