"""What pathways and providers have in common: who may enter one, take it off the lists, and put it back."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Agency, Membership, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked
from workforce.models import Pathway, Provider
from workforce.permissions import takes_care

Thing = TypeVar("Thing", bound=Pathway | Provider)
NOT_YOURS = "Only the agency that entered this, and administrators of the Collaborative, can change it."
NOT_IN_SPACE = "Only members of states and guests of the Collaborative can add this."


class EntryRefused(Exception):
    """It cannot stand like this; the message is a sentence for the person."""


def agency_of(person: User) -> Agency | None:
    """The agency that somebody enters things for: where they work now."""
    membership = Membership.objects.current().filter(user=person).select_related("agency__state").main_first().first()
    return membership.agency if membership else None


def may_enter(person: User) -> bool:
    """Whether somebody works for a state or a city here, or takes care of the space."""
    standing = standing_of(person)
    if takes_care(person):
        return True
    return standing.is_approved and not standing.has_unchecked_address


def must_enter(person: User) -> None:
    """Refuse everybody else; asked anew, in the action."""
    forget_standing(person)
    if not may_enter(person):
        raise PermissionDenied(NOT_IN_SPACE)


def locked_for_change(thing: Thing, by: User) -> Thing:
    """The row as it is now, for who may change it."""
    forget_standing(by)
    current = locked(thing)
    if not type(current).objects.editable_by(by).filter(pk=current.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return current


@transaction.atomic
def remove(*, thing: Pathway | Provider, by: User) -> None:
    """Take it off the lists; a second time changes nothing."""
    current = locked_for_change(thing, by)
    if current.removed_at is None:
        current.removed_at = timezone.now()
        current.save(update_fields=["removed_at"])
        _note(current, by, "removed")


@transaction.atomic
def restore(*, thing: Pathway | Provider, by: User) -> None:
    """Put it back; a second time changes nothing. Raises EntryRefused where another one took its place."""
    current = locked_for_change(thing, by)
    if current.removed_at is None:
        return
    if isinstance(current, Provider) and current.twins().exists():
        raise EntryRefused("There is another provider with this name in this county now. Edit that one.")
    current.removed_at = None
    current.save(update_fields=["removed_at"])
    _note(current, by, "restored")


def _note(thing: Pathway | Provider, by: User, verb: str) -> None:
    what = thing._meta.model_name
    name = "career pathway" if what == "pathway" else "training provider"
    write_event(f"{what}.{verb}", by=by, about=thing, sentence=f"{by} {verb} the {name} {thing}.")
