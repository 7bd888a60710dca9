"""Mail: written to the outbox in the request's transaction, sent by the worker, tried again when it fails."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db.models import F, Func, Q, TextField, Value, Window
from django.db.models.functions import Lower, RowNumber
from django.utils import timezone

from accounts.mail_message import Written, message_of
from accounts.models import OutboxMail, PausedAddress, User
from accounts.models.returned import ReturnKind
from accounts.pacing import SLOW_AFTER, leave_alone, most_in_a_minute, wait_for_turn
from accounts.returns.believing import take
from accounts.returns.reports import Report, kind_of, status_in
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.jobs import task_named

GIVE_UP_AFTER = timedelta(hours=48)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=2)
LEASE = timedelta(minutes=5)  # longer than any mail server may take, step by step, within EMAIL_TIMEOUT
KEEP_FOR = timedelta(days=90)
# The words may hold a sign-in code; once a mail was sent or given up, nobody needs them here.
FORGOTTEN = {"body": "", "html": "", "attachment": ""}

# Asked when a mail is sent, not when it is written: may this person still read what it tells of?
SendCheck = Callable[[User, str], bool]
_send_checks: dict[str, SendCheck] = {}
# Words of a mail that are put together when it is sent: (person, key), None when nothing is left to tell.
Writer = Callable[[User, str], Written | None]
_writers: dict[str, Writer] = {}
# The same as the check, for addresses without an account: (address, key).
AddressCheck = Callable[[str, str], bool]
_address_checks: dict[str, AddressCheck] = {}


@dataclass(frozen=True)
class Attachment:
    """A small text file sent with a mail, such as a calendar file."""

    name: str
    content_type: str
    text: str


def may_send(name: str) -> Callable[[SendCheck], SendCheck]:
    """Declare a check by the name that mails carry: (person, key) → whether it may still go out."""

    def declare(check: SendCheck) -> SendCheck:
        _send_checks[name] = check
        return check

    return declare


def written_when_sent(name: str) -> Callable[[Writer], Writer]:
    """Declare who writes mails by the name that they carry as their check; nothing of them waits in the outbox."""

    def declare(writer: Writer) -> Writer:
        _writers[name] = writer
        return writer

    return declare


def may_send_to(name: str) -> Callable[[AddressCheck], AddressCheck]:
    """Declare a check for mails to addresses without an account: (address, key) → whether it may still go out."""

    def declare(check: AddressCheck) -> AddressCheck:
        _address_checks[name] = check
        return check

    return declare


def post(
    *,
    to: str,
    subject: str,
    body: str,
    dedupe_key: str | None = None,
    person: "User | None" = None,
    check: tuple[str, str] = ("", ""),
    attachment: Attachment | None = None,
    unsubscribe: str = "",
    html: str = "",
    thread: str = "",
    reply_to: str = "",
    is_urgent: bool = False,
    is_first: bool = False,
) -> OutboxMail:
    """Put a message to one address into the outbox; the same dedupe_key posts once.

    An address that is not exactly one address raises ValidationError. `check` is the name of a declared check, or of
    who writes the mail when it is sent, and its key. `html` says what `body` says. `thread` names what the mail is
    about, such as "question-ab12": mail programs show such mails as one conversation. `reply_to`: see decision 71.
    `is_urgent`: somebody waits for it right now; it goes first, and also to an address to which mail came back.
    `is_first`: the dedupe_key is new, so no message with it is looked for.
    """
    validate_email(to)
    fields: dict[str, object] = {
        "to": to,
        "subject": _one_line(subject),
        "body": body,
        "person": person,
        "check_name": check[0],
        "check_key": check[1],
        "unsubscribe": unsubscribe,
        "html": html,
        "thread": thread,
        "reply_to": reply_to,
        "is_urgent": is_urgent,
    }
    if attachment:
        fields |= {
            "attachment_name": attachment.name,
            "attachment_type": attachment.content_type,
            "attachment": attachment.text,
        }
    if dedupe_key and not is_first:
        mail, created = OutboxMail.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
        if not created:
            return mail
    else:
        mail = OutboxMail.objects.create(dedupe_key=dedupe_key, **fields)
    task_named("accounts.tasks.send_mail").defer(mail_id=mail.pk)
    return mail


def post_to_person(
    person: User,
    *,
    subject: str,
    body: str,
    dedupe_key: str | None = None,
    check: tuple[str, str] = ("", ""),
    attachment: Attachment | None = None,
    unsubscribe: str = "",
    html: str = "",
    thread: str = "",
    reply_to: str = "",
    is_first: bool = False,
) -> OutboxMail | None:
    """Post to a person; deactivated people receive nothing, neither now nor when it would be sent.

    `unsubscribe` is the preference that turns such mail off, one of accounts.unsubscribing.KINDS.
    """
    if not person.is_active:
        return None
    return post(
        to=person.email,
        subject=subject,
        body=body,
        dedupe_key=dedupe_key,
        person=person,
        check=check,
        attachment=attachment,
        unsubscribe=unsubscribe,
        html=html,
        thread=thread,
        reply_to=reply_to,
        is_first=is_first,
    )


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend for everything that calls send_mail(), such as sign-in codes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One outbox row per recipient; returns how many messages were taken."""
        for message in email_messages:
            for address in message.recipients():
                to, subject = parseaddr(address)[1], str(message.subject)
                post(to=to, subject=subject, body=str(message.body), is_urgent=True)
        return len(email_messages)


def deliver(mail_id: int) -> None:
    """Send one message unless it was sent, another worker is at it, or it is not due.

    At least once: a worker that dies between the mail server's yes and our note of it leaves the message to be
    sent again when its lease ends. A failure is kept with the row and tried again, ever more slowly, for 48 hours.
    """
    mail = _lease(mail_id)
    if mail is None:
        return
    if _was_deactivated(mail.to):
        _abandon(mail, "The account was deactivated before the email was sent.")
        return
    if not mail.is_urgent and PausedAddress.objects.filter(pk=mail.to.lower()).exists():
        _abandon(mail, "Earlier emails to this address came back, so it is paused.")
        return
    if (later := wait_for_turn(mail)) is not None:
        OutboxMail.objects.filter(pk=mail.pk).update(next_try_at=later, attempts=F("attempts") - 1)
        return
    started = time.perf_counter()
    try:
        if not _may_still_go_out(mail):
            _abandon(mail, "The person can no longer see what this email is about.")
            return
        written = written_now(mail)
        if written is None:
            _abandon(mail, "By the time the email was sent there was nothing left to tell.")
            return
        message_of(mail, written).send()
    except Exception as error:
        # Whatever one message runs into, the messages behind it must go out.
        if time.perf_counter() - started > SLOW_AFTER:
            leave_alone(mail)
        _note_failure(mail, error)
        return
    OutboxMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), last_error="", **FORGOTTEN)


def deliver_due(seconds: float = 50) -> None:
    """Send what is due for at most so long: a silent mail server must not keep a worker busy.

    What somebody waits for goes first; then the oldest to each domain, the second oldest to each, and so on, so that
    many mails to one domain don't hold back those to others.
    """
    ends = time.monotonic() + seconds
    due = OutboxMail.objects.filter(sent_at=None, abandoned_at=None, next_try_at__lte=timezone.now())
    domain = Lower(Func("to", Value("@"), Value(-1), function="split_part", output_field=TextField()))
    in_line = Window(RowNumber(), partition_by=domain, order_by=["-is_urgent", "next_try_at", "pk"])
    rows = due.annotate(place=in_line).filter(place__lte=most_in_a_minute())
    rows = rows.order_by("-is_urgent", "place", "next_try_at", "pk")
    for mail_id in rows.values_list("pk", flat=True)[:500]:
        if time.monotonic() > ends:
            return
        deliver(mail_id)


def _lease(mail_id: int) -> OutboxMail | None:
    """Take the message for five minutes in one statement, so that of several workers exactly one sends it.

    No lock is held while the mail server is talked to: a silent server must not hold up the database.
    """
    now = timezone.now()
    due = OutboxMail.objects.filter(pk=mail_id, sent_at=None, abandoned_at=None, next_try_at__lte=now)
    if not due.update(next_try_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    return OutboxMail.objects.get(pk=mail_id)


def _was_deactivated(address: str) -> bool:
    return User.objects.filter(email=address, is_active=False).exists()


def _may_still_go_out(mail: OutboxMail) -> bool:
    """A check that nobody declares, or a mail without the person it asks about, does not go out."""
    if not mail.check_name:
        return True
    address_check = _address_checks.get(mail.check_name)
    if address_check is not None:
        return mail.person is None and address_check(mail.to, mail.check_key)
    if mail.person is None or not mail.person.is_active:
        return False
    check = _send_checks.get(mail.check_name)
    return mail.check_name in _writers or (check is not None and check(mail.person, mail.check_key))


def written_now(mail: OutboxMail) -> Written | None:
    """What the mail says if it goes out now; None when there is nothing left to tell."""
    writer = _writers.get(mail.check_name)
    if writer is None:
        return Written(mail.subject, mail.body, mail.html)
    written = writer(mail.person, mail.check_key) if mail.person else None
    return written and Written(_one_line(written.subject), written.body, written.html)


def _one_line(subject: str) -> str:
    """Line breaks are folded to spaces, so nothing typed by a person can add a header."""
    return " ".join(subject.split())[:250]


def _note_failure(mail: OutboxMail, error: Exception) -> None:
    now = timezone.now()
    if refusal := _refusal(mail, error):
        take([refusal])
        _abandon(mail, f"The receiving mail server refused the address: {refusal.status} {refusal.said}")
        return
    wait = min(FIRST_RETRY * 2 ** min(mail.attempts - 1, 10), LONGEST_RETRY)
    reason = f"{type(error).__name__}: {error}"
    if now + wait > mail.created_at + GIVE_UP_AFTER:
        _abandon(mail, reason)
        return
    OutboxMail.objects.filter(pk=mail.pk).update(next_try_at=now + wait, last_error=reason[:300])


def _refusal(mail: OutboxMail, error: Exception) -> Report | None:
    """That there is no such address, said by a status of its own; a bare 550 may as well be about us."""
    if not isinstance(error, SMTPRecipientsRefused):
        return None
    code, words = next(iter(error.recipients.values()))
    said = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    status = status_in(said)
    if code < 500 or kind_of(status) != ReturnKind.HARD:
        return None
    return Report(ReturnKind.HARD, mail.message_key, mail.to.lower(), status, said)


def _abandon(mail: OutboxMail, reason: str) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(abandoned_at=timezone.now(), last_error=reason[:300], **FORGOTTEN)


def take_back(dedupe_prefix: str) -> int:
    """Keep mails whose dedupe_key begins so from going out, where they have not yet; returns how many.

    One that a worker holds at this moment may still go out.
    """
    waiting = OutboxMail.objects.filter(dedupe_key__startswith=dedupe_prefix, sent_at=None, abandoned_at=None)
    now = timezone.now()
    return waiting.update(abandoned_at=now, last_error="It was withdrawn.", **FORGOTTEN)


def forget_old(older_than: timedelta = KEEP_FOR) -> int:
    """Delete what was sent or given up long ago; returns how many."""
    before = timezone.now() - older_than
    old = OutboxMail.objects.filter(Q(sent_at__lt=before) | Q(abandoned_at__lt=before))
    return old.delete()[0]
