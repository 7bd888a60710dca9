"""What administrators change about routes and mailboxes; people say themselves when they are away."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.audit import write_event
from accounts.models import Region, State, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from contacts.models import Mailbox, Question, Route
from contacts.responders import is_still_there
from documents.models import Topic
from workinggroups.models import WorkingGroup


class RouteRefused(Exception):
    """The route cannot stand like this; the message is a sentence for the person."""


@dataclass(frozen=True)
class RouteDetails:
    """The cell, whom it leads to, and who stands in."""

    topic: Topic | None = None
    region: Region | None = None
    state: State | None = None
    group: WorkingGroup | None = None
    person: User | None = None
    mailbox: Mailbox | None = None
    backup_person: User | None = None
    backup_mailbox: Mailbox | None = None
    away_until: date | None = None


def save_route(*, by: User, details: RouteDetails, route: Route | None = None) -> Route:
    """Add a route, or change one. Raises RouteRefused; the same values again change nothing."""
    _administrators_only(by)
    _must_make_sense(details)
    current = route or Route()
    given = {**vars(details), "person_left": False, "backup_left": False}  # who is chosen anew answers again
    if route is not None and all(getattr(route, name) == value for name, value in given.items()):
        return route
    for name, value in given.items():
        setattr(current, name, value)
    try:
        with transaction.atomic():
            current.save()
            verb = "changed" if route else "added"
            write_event(f"route.{verb}", by=by, about=current, sentence=f"{by} {verb} a contact assignment: {current}.")
    except IntegrityError as error:
        if "one_route_of_a_cell" not in str(error):
            raise
        raise RouteRefused("There is already an assignment for exactly this. Edit that one.") from None
    return current


def _must_make_sense(details: RouteDetails) -> None:
    if (details.person is None) == (details.mailbox is None):
        raise RouteRefused("Choose either a person or a contact to assign this to.")
    if details.backup_person and details.backup_mailbox:
        raise RouteRefused("Choose only one backup: a person or a contact.")
    same_person = details.backup_person is not None and details.backup_person == details.person
    if same_person or (details.backup_mailbox is not None and details.backup_mailbox == details.mailbox):
        raise RouteRefused("The backup must be someone else.")
    for person in (details.person, details.backup_person):
        if person is not None and not is_still_there(person):
            raise RouteRefused(f"{person} doesn’t have an active account with access. Choose someone else.")
    if details.state and details.region and not details.region.states.filter(pk=details.state.pk).exists():
        raise RouteRefused(f"{details.state} is not in the {details.region} region, so no question would match.")


@transaction.atomic
def remove_route(*, by: User, route: Route) -> None:
    """Remove a route; its questions stay with whoever has them. A second time changes nothing."""
    _administrators_only(by)
    current = Route.objects.select_for_update(of=("self",)).filter(pk=route.pk).first()
    if current is None:
        return
    write_event("route.removed", by=by, about=current, sentence=f"{by} removed a contact assignment: {current}.")
    current.delete()


@transaction.atomic
def set_away(*, by: User, person: User, until: date | None) -> int:
    """Say on all the routes of a person until when they are away; None: they are back. Returns how many routes."""
    if by.pk != person.pk:
        _administrators_only(by)
    if until is not None and until < portal_today():
        raise RouteRefused("That day has passed. Enter your last day out of office.")
    changed = Route.objects.filter(person=person).exclude(away_until=until).update(away_until=until)
    if changed:
        words = f"is out of office through {long_date(until)}" if until else "is back"
        write_event("route.away", by=by, about=person, sentence=f"{by} noted that {person} {words}.")
    return changed


@transaction.atomic
def save_mailbox(*, by: User, mailbox: Mailbox) -> Mailbox:
    """Add or change a named contact or shared address."""
    _administrators_only(by)
    there = Mailbox.objects.filter(name=mailbox.name, email=mailbox.email).exclude(pk=mailbox.pk).first()
    if there is not None:
        if mailbox.pk is None:
            return there
        raise RouteRefused("There is already a contact with this name and address.")
    verb = "changed" if mailbox.pk else "added"
    mailbox.save()
    sentence = f"{by} {verb} the contact {mailbox.name}, {mailbox.email or 'without an address'}."
    write_event(f"mailbox.{verb}", by=by, about=mailbox, sentence=sentence)
    return mailbox


def open_questions_of(route: Route) -> int:
    """How many open questions came on this route."""
    return Question.objects.filter(route=route, status__in=Question.OPEN).count()


def _administrators_only(by: User) -> None:
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can change contact assignments.")
