"""What a report of a bounce or complaint does, if it is one of a mail that we sent."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.actions.preferences import turn_off
from accounts.models import MailReport, OutboxMail, PausedAddress, SuppressedAddress, User
from accounts.models.returned import ReturnKind
from accounts.returns.reports import Report, plain
from accounts.unsubscribing import KINDS, suppression_of

log = structlog.get_logger("clearinghouse.mail")
BELIEVED_FOR = timedelta(days=30)
SOFT_DAYS, SOFT_WITHIN = 3, timedelta(days=14)


def take(reports: Iterable[Report]) -> int:
    """Do what these reports say; returns how many counted. One that counted before counts no second time."""
    return sum(_take(report) for report in reports)


@transaction.atomic
def _take(report: Report) -> bool:
    mail = _mail_of(report)
    if mail is None:
        log.info("mail_report_ignored", kind=report.kind)
        return False
    address = mail.to.lower()
    said = {"address": address, "status": report.status[:12], "said": plain(report.said)}
    _, is_new = MailReport.objects.get_or_create(message_key=report.message_key, kind=report.kind, defaults=said)
    if not is_new:
        return False
    log.info("mail_report", kind=report.kind, status=report.status, mail_id=mail.pk)
    if report.kind == ReturnKind.COMPLAINT:
        _turn_everything_off(mail)
    elif report.kind == ReturnKind.HARD or _goes_on(address):
        PausedAddress.objects.get_or_create(address=address, defaults={"kind": report.kind, **said})
    return True


def _mail_of(report: Report) -> OutboxMail | None:
    """The mail that this is about.

    SECURITY: anybody can write to the mailbox of bounces. A report counts only if it names the Message-ID of a mail
    that was tried within the last month, which is random and known to the receiver and the servers on the way, and
    names that mail's own address. So it can do nothing to anybody but who got the mail.
    """
    since = timezone.now() - BELIEVED_FOR
    mail = OutboxMail.objects.filter(message_key=report.message_key, attempts__gt=0, created_at__gt=since).first()
    if mail is None:
        return None
    is_named = mail.to.lower() == report.address.lower()
    is_left_out = report.kind == ReturnKind.COMPLAINT and not report.address  # a mail has one receiver
    return mail if is_named or is_left_out else None


def _goes_on(address: str) -> bool:
    """Whether mails came back on several days lately."""
    since = timezone.now() - SOFT_WITHIN
    lately = MailReport.objects.filter(address=address, kind=ReturnKind.SOFT, reported_at__gt=since)
    return lately.values_list("reported_at__date", flat=True).distinct().count() >= SOFT_DAYS


def _turn_everything_off(mail: OutboxMail) -> None:
    """All that can be turned off. Codes, decisions, and cancellations still come."""
    SuppressedAddress.objects.get_or_create(keyed_hash=suppression_of(mail.to))
    person = mail.person or User.objects.filter(email__iexact=mail.to).first()
    if person is not None:
        for kind in KINDS:
            turn_off(person=person, kind=kind)
