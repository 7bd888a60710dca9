"""The email of an announcement. Nothing of it waits in the outbox: it is put into words when it goes out."""

from typing import Any

from django.urls import reverse

from accounts.mail import Written, written_when_sent
from accounts.mail_message import written_from
from accounts.models import Preferences, User
from accounts.standing import standing_of
from accounts.unsubscribing import unsubscribe_url
from announcements.models import Announcement
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.markup import first_lines, to_html

ANNOUNCEMENT, TRY = "announcements.announcement", "announcements.try"
UNSUBSCRIBE = "wants_announcements"  # the preference that turns these emails off
LONGEST = 20_000  # characters, more than a text can have


def prefix_of(announcement: Announcement) -> str:
    """How the keys of its emails in the outbox begin."""
    return f"announcement-{announcement.key}-"


def thread_of(announcement: Announcement) -> str:
    """A correction stands in mail programs below what it corrects."""
    first = announcement
    while first.corrects is not None:
        first = first.corrects
    return f"announcement-{first.key}"


def key_of_try(announcement: Announcement) -> str:
    """What the email that an administrator sends to themselves carries."""
    return f"{announcement.key} {announcement.revision}"


@written_when_sent(ANNOUNCEMENT)
def write(person: User, key: str) -> Written | None:
    """For somebody in its audience who wants such emails, unless it was withdrawn."""
    if Preferences.objects.filter(user=person, wants_announcements=False).exists():
        return None
    # SECURITY: sent() besides, because administrators see what was withdrawn, too.
    found = Announcement.objects.visible_to(person).sent().filter(key=key).first()
    return written(found, person) if found else None


@written_when_sent(TRY)
def write_try(person: User, key: str) -> Written | None:
    """For the administrator who wants to see the draft as an email."""
    if not standing_of(person).is_administrator:
        return None
    found = Announcement.objects.visible_to(person).filter(key=key.partition(" ")[0]).first()
    if found is None:
        return None
    said = written(found, person)
    return Written(f"[Test] {said.subject}", said.body, said.html)


def written(announcement: Announcement, person: User) -> Written:
    """The email as this person gets it."""
    # SECURITY: what it corrects may have been sent to others, or withdrawn.
    earlier = Announcement.objects.visible_to(person).sent().filter(pk=announcement.corrects_id or 0).first()
    context: dict[str, Any] = {
        "earlier": earlier,
        "person": person,
        "announcement": announcement,
        "text": to_html(announcement.text),
        "plain": first_lines(announcement.text, LONGEST),
        "link": absolute_url(announcement.get_absolute_url()),
        "unsubscribe_url": unsubscribe_url(person, UNSUBSCRIBE),
        "preferences_url": absolute_url(reverse("accounts:preferences")),
    }
    prefix = "Correction: " if earlier else ""
    return written_from("announcements/mail/announcement", f"{prefix}{announcement.title}", context)
