"""Mail: written to the outbox in the request's transaction, sent by the worker, tried again when it fails."""

from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models.mail import OutboxMail

if TYPE_CHECKING:
    from accounts.models import User

GIVE_UP_AFTER = timedelta(hours=48)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=2)


def post(*, to: str, subject: str, body: str, dedupe_key: str | None = None) -> OutboxMail:
    """Put a message to one address into the outbox; the same dedupe_key posts once.

    Line breaks in the subject are folded to spaces, so nothing typed by a person can add a header.
    """
    fields = {"to": to, "subject": " ".join(subject.split())[:250], "body": body}
    if dedupe_key:
        mail, created = OutboxMail.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
        if not created:
            return mail
    else:
        mail = OutboxMail.objects.create(**fields)
    from accounts.tasks import send_mail

    send_mail.defer(mail_id=mail.pk)
    return mail


def post_to_person(person: "User", *, subject: str, body: str, dedupe_key: str | None = None) -> OutboxMail | None:
    """Post to a person; deactivated people receive nothing."""
    if not person.is_active:
        return None
    return post(to=person.email, subject=subject, body=body, dedupe_key=dedupe_key)


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend for everything that calls send_mail(), such as sign-in codes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One outbox row per recipient; returns how many messages were taken."""
        for message in email_messages:
            for address in message.recipients():
                post(to=address, subject=str(message.subject), body=str(message.body))
        return len(email_messages)


@transaction.atomic
def deliver(mail_id: int) -> None:
    """Send one message unless it was sent, is locked by another worker, or is not due.

    A failure is kept with the row and tried again, ever more slowly, for 48 hours.
    """
    due = OutboxMail.objects.filter(
        pk=mail_id, sent_at=None, abandoned_at=None, next_try_at__lte=timezone.now()
    ).select_for_update(skip_locked=True)
    mail = due.first()
    if mail is None:
        return
    connection = get_connection(settings.DELIVERY_EMAIL_BACKEND, fail_silently=False)
    try:
        EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to], connection=connection).send()
    except (OSError, SMTPException) as error:
        _note_failure(mail, error)
        return
    # The body may hold a sign-in code; once sent nobody needs it here.
    OutboxMail.objects.filter(pk=mail.pk).update(
        sent_at=timezone.now(), attempts=F("attempts") + 1, body="", last_error=""
    )


def _note_failure(mail: OutboxMail, error: Exception) -> None:
    now = timezone.now()
    wait = min(FIRST_RETRY * 2 ** min(mail.attempts, 10), LONGEST_RETRY)
    abandoned = now if now + wait > mail.created_at + GIVE_UP_AFTER else None
    OutboxMail.objects.filter(pk=mail.pk).update(
        attempts=F("attempts") + 1,
        next_try_at=now + wait,
        last_error=f"{type(error).__name__}: {error}"[:300],
        abandoned_at=abandoned,
    )
