"""Once a month, the people who entered training providers are asked to confirm those that nobody has for a year.

The email is put into words when it is sent: by what is still due then, and what the person may still change.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.mail import Written, post_to_person, written_when_sent
from accounts.models import Membership, Preferences, User
from accounts.standing import forget_standing, standing_of
from accounts.unsubscribing import unsubscribe_url
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import counted
from workforce.actions.entering import agency_of
from workforce.models import Provider, ProviderQuerySet

CONFIRM = "workforce.confirm"
UNSUBSCRIBE = "wants_reminders"
MOST_NAMED = 20
MOST_COLLEAGUES = 5  # of an agency where nobody is left who entered or confirmed any, and nobody leads


def post_due(now: datetime | None = None) -> int:
    """Post one email to each person who should confirm something, once a month; returns how many."""
    now = now or timezone.now()
    month = f"{timezone.localdate(now):%Y-%m}"
    people = people_to_remind(now)
    for person in people:
        remind(person, month)
    return len(people)


def remind(person: User, month: str) -> None:
    """Post to one person, once a month."""
    post_to_person(
        person,
        subject="Training providers to confirm",
        body="",
        dedupe_key=f"{CONFIRM}-{person.pk}-{month}",
        check=(CONFIRM, month),
        unsubscribe=UNSUBSCRIBE,
    )


def people_to_remind(now: datetime) -> list[User]:
    """Of each agency with something due: who entered or last confirmed it, else its EV leads, else some colleagues."""
    knowing: dict[int, set[int]] = defaultdict(set)
    rows = Provider.objects.listed().due(now).exclude(agency=None)
    for agency, *people in rows.values_list("agency", "confirmed_by", "entered_by"):
        knowing[agency].update(person for person in people if person)
    colleagues: dict[int, list[tuple[int, str]]] = defaultdict(list)
    places = Membership.objects.current().filter(agency__in=list(knowing), user__is_active=True)
    for agency, person, role in places.order_by("started_at", "pk").values_list("agency", "user", "role"):
        colleagues[agency].append((person, role))
    chosen = {person for agency, known in knowing.items() for person in _of_agency(colleagues[agency], known)}
    unwilling = Preferences.objects.filter(user__in=chosen, wants_reminders=False).values("user")
    return list(User.objects.filter(pk__in=chosen).exclude(pk__in=unwilling).order_by("pk"))


def _of_agency(colleagues: Iterable[tuple[int, str]], knowing: set[int]) -> list[int]:
    everybody = [person for person, _ in colleagues]
    leads = [person for person, role in colleagues if role == Membership.Role.EDITOR]
    return [person for person in everybody if person in knowing] or leads or everybody[:MOST_COLLEAGUES]


def due_for(person: User) -> ProviderQuerySet:
    """What somebody should confirm now: their own agency's, also where they take care of the whole space."""
    forget_standing(person)
    standing = standing_of(person)
    agency = agency_of(person)
    if not person.is_active or not standing.is_approved or standing.has_unchecked_address or agency is None:
        return Provider.objects.none()
    return Provider.objects.editable_by(person).listed().due().filter(agency=agency)


@written_when_sent(CONFIRM)
def write(person: User, month: str) -> Written | None:
    """The email as it is right at this moment; None once nothing is due, or the person doesn't want it."""
    due = list(due_for(person).select_related("state").order_by("confirmed_at", "key")[:1000])
    if not due or Preferences.objects.filter(user=person, wants_reminders=False).exists():
        return None
    lines = [
        (provider, absolute_url(reverse("workforce:provider_confirm", args=[provider.key])))
        for provider in due[:MOST_NAMED]
    ]
    text = render_to_string(
        "workforce/mail/confirm.txt",
        {
            "person": person,
            "lines": lines,
            "more": len(due) - len(lines),
            "list_url": absolute_url(reverse("workforce:providers_due")),
            "unsubscribe_url": unsubscribe_url(person, UNSUBSCRIBE),
            "preferences_url": absolute_url(reverse("accounts:preferences")),
        },
    )
    return Written(f"{counted(len(due), 'training provider')} to confirm", text)
