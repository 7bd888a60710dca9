"""What an administrator of the server must set up so that mail arrives, and what of it the portal can see.

SPF, DKIM and DMARC are records in the DNS, which the portal does not read; docs/operate.md, "Email", says how to look.
"""

from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.utils import timezone

from accounts.mail_message import mail_domain
from accounts.models import MailReport, PausedAddress
from accounts.models.returned import ReturnKind
from accounts.returns import mailbox
from clearinghouse.lib.frozen import dataclass

LATELY = timedelta(days=30)
SHORTEST_SECRET = 32
NO_DOMAINS = ("localhost", "example.com", "example.org", "example.net")


@dataclass(frozen=True)
class Finding:
    """One thing to set up: what it is called, whether it is, and what is there or missing."""

    name: str
    is_ok: bool
    words: str


def findings() -> list[Finding]:
    """All that the settings say."""
    domain, returns = mail_domain(), settings.MAIL_RETURN_PATH
    secret, most = settings.MAIL_WEBHOOK_SECRET, settings.MAIL_PER_DOMAIN_AND_MINUTE
    hears = mailbox.is_set_up() or bool(secret)
    return [
        _finding("Email server", settings.EMAIL_HOST, "Set CLEARINGHOUSE_SMTP_HOST. Emails aren’t sent."),
        _finding(
            "Encryption",
            "The server must encrypt" if settings.EMAIL_USE_TLS else "",
            "CLEARINGHOUSE_SMTP_STARTTLS is 0: emails travel readable.",
        ),
        _finding(
            "Sender’s domain",
            "" if domain in NO_DOMAINS else domain,
            f"Set CLEARINGHOUSE_MAIL_FROM to an address at your domain; it is at {domain}.",
        ),
        _finding(
            "Replies",
            settings.MAIL_REPLY_TO,
            "Set CLEARINGHOUSE_MAIL_REPLY_TO to a mailbox that people read. Replies go to the sender.",
        ),
        _finding(
            "Bounces",
            f"Read from the mailbox or told by the email service. Returned to {returns}" if hears else "",
            "Set CLEARINGHOUSE_BOUNCE_IMAP_HOST or CLEARINGHOUSE_MAIL_WEBHOOK_SECRET. "
            "Emails that can’t be delivered go unnoticed.",
        ),
        _finding(
            "Secret of the email service",
            "Long enough" if len(secret) >= SHORTEST_SECRET else "" if secret else "None, so nothing is taken from it",
            f"CLEARINGHOUSE_MAIL_WEBHOOK_SECRET has fewer than {SHORTEST_SECRET} characters.",
        ),
        _finding(
            "To one domain",
            f"At most {most} emails a minute" if most > 0 else "",
            "CLEARINGHOUSE_MAIL_PER_DOMAIN_AND_MINUTE is below 1, so it counts as 1.",
        ),
    ]


def _finding(name: str, there: str, missing: str) -> Finding:
    return Finding(name, bool(there), there or missing)


@dataclass(frozen=True)
class ReturnState:
    """What came back, for the system page."""

    paused: int
    complaints: int
    has_mailbox: bool
    read_at: datetime | None
    problem: str
    missing: int


def return_state() -> ReturnState:
    """Two queries, and one of the cache."""
    last = mailbox.last_reading()
    return ReturnState(
        PausedAddress.objects.count(),
        complaints_lately(),
        mailbox.is_set_up(),
        cast("datetime | None", last["at"]),
        str(last["problem"]),
        sum(not finding.is_ok for finding in findings()),
    )


def complaints_lately() -> int:
    """How many people reported one of our mails as spam in the last 30 days."""
    since = timezone.now() - LATELY
    return MailReport.objects.filter(kind=ReturnKind.COMPLAINT, reported_at__gt=since).count()
