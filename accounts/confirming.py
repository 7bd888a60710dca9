"""Once a year each member says, from the agency's address, that they still work there.

Mail carries a signed link. It opens a page, and the page's button confirms, for the person signed in: the link proves
that the mailbox still reaches them. Who does not confirm is reminded, has a grace period, and is then suspended.
"""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.actions.suspending import suspend
from accounts.belonging import is_at_domain_of
from accounts.mail import may_send, post_to_person
from accounts.models import Membership, OutboxMail, User
from accounts.models.membership import Suspension
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import keyed_ids

SIGNER = signing.TimestampSigner(salt="accounts.confirming")
CONFIRM = "accounts.confirm"
LATE = "late"  # of reminders: once the last day is over


@dataclass(frozen=True)
class Link:
    """What a link in a mail says: which membership, due on which day, at which address."""

    membership: int
    confirm_by: str
    address: str

    def fits(self, membership: Membership) -> bool:
        """Whether it still confirms the membership: it counts once, and for the address it was mailed to."""
        is_due = membership.ended_at is None and membership.confirm_by.isoformat() == self.confirm_by
        return is_due and self.address in _hashes(membership.user.email)


def _hashes(email: str) -> list[str]:
    return [keyed.hex for keyed in keyed_ids("accounts.confirming", email.lower())]


def longest_reminder() -> int:
    """How many days before the last one somebody is first reminded, and can confirm."""
    return max(settings.CONFIRM_REMINDER_DAYS, default=0)


def confirmation_url(membership: Membership) -> str:
    """The whole address of the page to confirm; it names nobody, and ends with the grace period."""
    said = [membership.pk, membership.confirm_by.isoformat(), _hashes(membership.user.email)[0]]
    return absolute_url(reverse("accounts:confirm", args=[SIGNER.sign_object(said)]))


def link_of(secret: str) -> Link | None:
    """What a link that we signed says; None for any other, and for one that is too old."""
    lasts = timedelta(days=longest_reminder() + settings.CONFIRM_GRACE_DAYS + 1)
    try:
        return Link(*SIGNER.unsign_object(secret, max_age=lasts))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def last_day(membership: Membership) -> date:
    """The last day of the grace period."""
    return membership.confirm_by + timedelta(days=settings.CONFIRM_GRACE_DAYS)


def confirms_by_mail(membership: Membership) -> bool:
    """Whether a link mailed to the person proves that the agency still gives them a mailbox.

    Of a second agency only where the account's address is at a domain of it; else somebody there says so.
    """
    # SECURITY: the mailbox of one agency says nothing of another.
    agency, today = membership.agency, timezone.localdate()
    return membership.is_main or is_at_domain_of(membership.user.email, agency=agency, day=today)


def is_time(membership: Membership) -> bool:
    """Whether the person can confirm by now."""
    days = (membership.confirm_by - timezone.localdate()).days
    return days <= longest_reminder() or membership.suspended_for == Suspension.UNCONFIRMED


def remind_due() -> None:
    """The job: to each member who is due, one mail for each of the days that settings name, and one when it is late."""
    today = timezone.localdate()
    due = Membership.objects.current().filter(
        confirm_by__lte=today + timedelta(days=longest_reminder()), user__is_active=True
    )
    for membership in due.select_related("user", "agency").order_by("confirm_by", "pk"):
        send_reminder(membership)


def send_reminder(membership: Membership) -> None:
    """The one that is due today."""
    _post(membership, _reminder_for((membership.confirm_by - timezone.localdate()).days))


def _reminder_for(days_left: int) -> str:
    """The reminder that is due: of several that a standing worker missed only the last."""
    if days_left < 0:
        return LATE
    return str(min(days for days in settings.CONFIRM_REMINDER_DAYS if days >= days_left))


def send_link(membership: Membership) -> None:
    """A link now, for who asks for one; at most one in ten minutes."""
    _post(membership, f"now-{int(timezone.now().timestamp()) // 600}")


def _post(membership: Membership, name: str) -> None:
    context = {
        "membership": membership,
        "link": confirmation_url(membership),
        "last_day": last_day(membership),
        "is_late": name == LATE,
        "is_asked": name.startswith("now-"),
        "is_suspended": membership.suspended_at is not None,
        "by_mail": confirms_by_mail(membership),
    }
    post_to_person(
        membership.user,
        subject=f"Confirm that you still work for {membership.agency}",
        body=render_to_string("accounts/mail/confirm.txt", context),
        dedupe_key=f"{_prefix(membership)}{name}",
        check=(CONFIRM, f"{membership.pk}-{membership.confirm_by.isoformat()}"),
    )


def _prefix(membership: Membership) -> str:
    return f"confirm-{membership.pk}-{membership.confirm_by.isoformat()}-"


@may_send(CONFIRM)
def _is_still_due(person: User, key: str) -> bool:
    """Not once it was confirmed, has ended, or waits for an administrator."""
    pk, _, day = key.partition("-")
    mine = Membership.objects.not_ended().filter(user=person, pk=int(pk), confirm_by=day)
    return mine.filter(suspended_for__in=["", Suspension.UNCONFIRMED]).exists()


def suspend_overdue() -> int:
    """The job: suspend who was asked and has not confirmed by the end of the grace period; returns how many.

    Nobody is suspended whom no mail reached at least a grace period ago: the mail server, or the worker, may have
    stood still. Each membership is a transaction of its own, so that a job that dies has done what it did.
    """
    before = timezone.localdate() - timedelta(days=settings.CONFIRM_GRACE_DAYS)
    overdue = Membership.objects.current().filter(confirm_by__lt=before, user__is_active=True)
    return sum(_suspend(pk) for pk in list(overdue.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _suspend(pk: int) -> bool:
    rows = Membership.objects.select_for_update(skip_locked=True, of=("self",)).current()
    membership = rows.filter(pk=pk).first()
    if membership is None or last_day(membership) >= timezone.localdate() or not _was_asked(membership):
        return False
    sentence = f"{membership.user} did not confirm the membership at {membership.agency} in time. Access is paused."
    suspend(membership, Suspension.UNCONFIRMED, by=None, sentence=sentence)
    return True


def _was_asked(membership: Membership) -> bool:
    long_ago = timezone.now() - timedelta(days=settings.CONFIRM_GRACE_DAYS)
    return OutboxMail.objects.filter(dedupe_key__startswith=_prefix(membership), sent_at__lte=long_ago).exists()
