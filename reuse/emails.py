"""What the portal writes when a document was reused: to whoever shared it, or to the EV leads of its agency."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mail import Written, post_to_person, written_when_sent
from accounts.models import Preferences, User
from accounts.unsubscribing import unsubscribe_url
from clearinghouse.lib.addresses import absolute_url
from contacts.sharers import sharers_of
from reuse.models import Use

USED = "reuse.used"
UNSUBSCRIBE = "wants_reuse"  # the preference that turns these emails off


def told_of(use: Use) -> list[User]:
    """Who shared the document, while they work for its agency; else the agency's EV leads who can see it."""
    rows: list[Any] = sharers_of.rows(document=use.document_id)
    own = [row.user for row in rows if row.has_shared]
    return own or [row.user for row in rows]


def notify_owner(use: Use, by: User) -> None:
    """Nothing of it waits in the outbox: the words are put together when it goes out."""
    for person in told_of(use):
        if person.pk != by.pk:
            post_to_person(
                person,
                subject="A state reused your document",
                body="",
                dedupe_key=f"reuse-{use.key}-{person.pk}",
                check=(USED, use.key),
                unsubscribe=UNSUBSCRIBE,
            )


@written_when_sent(USED)
def write_used(person: User, key: str) -> Written | None:
    """Who used which document and what for, if this person still answers for it and wants to know."""
    if Preferences.objects.filter(user=person, wants_reuse=False).exists():
        return None
    use = Use.objects.visible_to(person).select_related("document", "agency", "state").filter(key=key).first()
    if use is None or person not in told_of(use):
        return None
    context = {
        "person": person,
        "use": use,
        "link": absolute_url(use.get_absolute_url()),
        "stop_link": unsubscribe_url(person, UNSUBSCRIBE),
        "preferences_link": absolute_url(reverse("accounts:preferences")),
    }
    subject = f"{use.state} reused “{use.document.title}”"
    return Written(subject, render_to_string("reuse/mail/used.txt", context))
