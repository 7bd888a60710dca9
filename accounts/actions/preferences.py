"""What people decide for themselves: their time zone, their mail, and what of them the directory shows."""

from dataclasses import asdict, fields

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import write_event
from accounts.models import Preferences, User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from clearinghouse.lib.zones import ZONES_OF_STATE

SHOWN_WORDS = {
    "is_listed": ("listed", "not listed"),
    "shows_email": ("email address shown", "email address not shown"),
    "shows_phone": ("phone number shown", "phone number not shown"),
}


@dataclass(frozen=True)
class Chosen:
    """Everything a person chooses on their page; an empty time zone is the portal's."""

    time_zone: str
    wants_invitations: bool
    wants_reminders: bool
    wants_summaries: bool
    wants_requests: bool
    approval_emails: str
    is_listed: bool
    shows_email: bool
    phone: str
    shows_phone: bool
    wants_colleagues: bool = True
    wants_shared: bool = True
    wants_digests: bool = True
    wants_reuse: bool = True
    wants_announcements: bool = True


def chosen_by(person: User) -> Chosen:
    """What stands now; the defaults for somebody who never chose. One query."""
    preferences = Preferences.objects.filter(user=person).first() or Preferences(user=person)
    names = [field.name for field in fields(Chosen) if field.name != "time_zone"]
    return Chosen(time_zone=person.time_zone, **{name: getattr(preferences, name) for name in names})


@transaction.atomic
def save_preferences(*, person: User, chosen: Chosen, by: User) -> None:
    """Keep what a person chose for themselves. Saving the same again changes nothing.

    The activity log tells in words of what others see: being listed, and which contact details show.
    """
    if person.pk != by.pk:
        raise PermissionDenied("People can set only their own preferences.")
    current = locked(person)
    before = chosen_by(current)
    if chosen.time_zone != before.time_zone or not current.time_zone_confirmed:
        _set_zone(current, chosen.time_zone, is_confirmed=True)
    if chosen == before:
        return
    values = asdict(chosen)
    del values["time_zone"]
    Preferences.objects.update_or_create(user=current, defaults=values)
    if changes := _visible_changes(before, chosen):
        sentence = f"{by} changed what the directory shows about them: {', '.join(changes)}."
        write_event("person.visibility_changed", by=by, about=current, sentence=sentence)
    else:
        sentence = f"{by} changed which emails they get, their time zone, or their phone number."
        write_event("person.preferences_changed", by=by, about=current, sentence=sentence)


@transaction.atomic
def confirm_time_zone(*, person: User, zone: str) -> None:
    """Keep the zone in which the person wants to read times; home does not ask again."""
    _set_zone(locked(person), zone, is_confirmed=True)


def propose_time_zone(*, person: User, state: str) -> None:
    """Show times in the zone of the person's state until they say otherwise; who moved away from theirs is asked.

    Call inside the transaction that gives them a place in that state.
    """
    zones = ZONES_OF_STATE.get(state, ())
    if not zones or person.time_zone in zones:
        return
    _set_zone(person, person.time_zone if person.time_zone_confirmed else zones[0], is_confirmed=False)


def _set_zone(person: User, zone: str, *, is_confirmed: bool) -> None:
    person.time_zone, person.time_zone_confirmed = zone, is_confirmed
    person.save(update_fields=["time_zone", "time_zone_confirmed"])


@transaction.atomic
def turn_off(*, person: User, kind: str) -> None:
    """Stop one kind of mail, a Preferences flag such as "wants_reminders"; again it changes nothing.

    Called for whoever holds the signed address of a mail; see accounts.unsubscribing.
    """
    current = locked(person)
    Preferences.objects.update_or_create(user=current, defaults={kind: False})


def _visible_changes(before: Chosen, after: Chosen) -> list[str]:
    old, new = asdict(before), asdict(after)
    return [words[0] if new[name] else words[1] for name, words in SHOWN_WORDS.items() if old[name] != new[name]]
