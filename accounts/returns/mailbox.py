"""The mailbox to which mail servers send what could not be delivered, read by IMAP."""

import imaplib
import ssl
from contextlib import suppress

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.returns.believing import take
from accounts.returns.reports import LONGEST, reports_in
from clearinghouse.lib.frozen import dataclass

log = structlog.get_logger("clearinghouse.mail")
MOST = 200  # mails at once; the next reading takes the next ones
TIMEOUT = 20  # seconds for each answer of the server
NOTE = "accounts.returns.mailbox"


@dataclass(frozen=True)
class Reading:
    """What one reading of the mailbox found."""

    mails: int
    reports: int
    counted: int


class MailboxUnavailable(Exception):
    """The mailbox could not be read; says why."""


def is_set_up() -> bool:
    """Whether the settings name a mailbox."""
    return bool(settings.BOUNCE_IMAP_HOST)


def read_if_set_up() -> None:
    """For the worker: a mailbox that cannot be read is noted for the system page, and tried again."""
    if is_set_up():
        try:
            read()
        except MailboxUnavailable as problem:
            log.warning("bounce_mailbox_unavailable", problem=str(problem)[:300])


def read() -> Reading:
    """Read what is new in the mailbox; notes when, and what went wrong, for the system page."""
    try:
        found = read_from(_connected())
    except (OSError, imaplib.IMAP4.error) as error:  # a certificate that does not fit is an OSError, too
        cache.set(NOTE, {"at": timezone.now(), "problem": f"{type(error).__name__}: {error}"[:300]}, None)
        raise MailboxUnavailable(f"{type(error).__name__}: {error}") from None
    cache.set(NOTE, {"at": timezone.now(), "problem": ""}, None)
    return found


def last_reading() -> dict[str, object]:
    """When it was read last, and what went wrong then."""
    return cache.get(NOTE) or {"at": None, "problem": ""}


def read_from(connection: imaplib.IMAP4) -> Reading:
    """Take the reports out of the folder. A mail that is none stays there, marked as seen, for people to read."""
    mails = reports = counted = 0
    try:
        connection.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD)
        status, _ = connection.select(settings.BOUNCE_IMAP_FOLDER)
        if status != "OK":
            raise imaplib.IMAP4.error(f"There is no folder {settings.BOUNCE_IMAP_FOLDER}.")
        for uid in _unseen(connection):
            found = reports_in(_content(connection, uid))
            mails, reports = mails + 1, reports + len(found)
            counted += take(found)
            # Only now: a worker that dies before leaves the mail to be read again, which counts nothing twice.
            connection.uid("STORE", uid, "+FLAGS", r"(\Seen \Deleted)" if found else r"(\Seen)")
        connection.expunge()
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()
    return Reading(mails, reports, counted)


def _connected() -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL(
        settings.BOUNCE_IMAP_HOST,
        settings.BOUNCE_IMAP_PORT,
        ssl_context=ssl.create_default_context(),
        timeout=TIMEOUT,
    )


def _unseen(connection: imaplib.IMAP4) -> list[str]:
    _, answer = connection.uid("SEARCH", "UNSEEN")
    return [uid.decode() for uid in (answer[0] or b"").split()][:MOST]


def _content(connection: imaplib.IMAP4, uid: str) -> bytes:
    """At most so many bytes that reports_in() sees that it is too large; reading does not mark it as seen."""
    _, answer = connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST + 1}>)")
    return next((part[1] for part in answer if isinstance(part, tuple)), b"")
