"""Addresses to which nothing is sent for now, and how their owners end that."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.audit import write_event
from accounts.mail import post
from accounts.models import MailReport, PausedAddress, User
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.keys import keyed_ids

SIGNER = signing.TimestampSigner(salt="accounts.returns")
LINK_LASTS = timedelta(days=3)
KEEP_REPORTS, KEEP_PAUSES = timedelta(days=90), timedelta(days=365)


def pause_of(address: str) -> PausedAddress | None:
    """Why nothing is sent to this address; None where it is."""
    return PausedAddress.objects.filter(pk=address.lower()).first()


def try_again(person: User) -> bool:
    """Email the person a link that ends the pause, if there is one; whether there is. It proves that mail arrives."""
    if pause_of(person.email) is None:
        return False
    secret = SIGNER.sign_object(_said(person), compress=False)
    link = absolute_url(reverse("accounts:mail_works", args=[secret]))
    body = render_to_string("accounts/mail/mail_works.txt", {"person": person, "link": link})
    post(to=person.email, subject="Confirm that our emails reach you", body=body, is_urgent=True)
    return True


def is_link_of(secret: str, person: User) -> bool:
    """Whether the link was mailed to this person at the address that they have now."""
    try:
        return bool(SIGNER.unsign_object(secret, max_age=LINK_LASTS) == _said(person))
    except (signing.BadSignature, ValueError):
        return False


@transaction.atomic
def end_pause(person: User) -> None:
    """Send to the person's address again; what came back before counts no longer."""
    address = person.email.lower()
    if PausedAddress.objects.filter(pk=address).delete()[0]:
        MailReport.objects.filter(address=address).exclude(kind="complaint").delete()
        sentence = f"{person} confirmed that emails reach them again."
        write_event("mail.pause_ended", by=person, about=person, sentence=sentence)


def paused() -> QuerySet[PausedAddress]:
    """All of them, the newest first."""
    return PausedAddress.objects.order_by("-paused_at", "pk")


def forget_old() -> None:
    """Delete reports after 90 days, and after a year pauses, so that no address is kept for good."""
    now = timezone.now()
    MailReport.objects.filter(reported_at__lt=now - KEEP_REPORTS).delete()
    PausedAddress.objects.filter(paused_at__lt=now - KEEP_PAUSES).delete()


def _said(person: User) -> list[str]:
    """Names nobody: who reads the link learns no address."""
    return [person.key, keyed_ids("accounts.returns", person.email.lower())[0].hex]
