"""How many mails one domain gets in a minute, whichever worker sends them; a slow one is left alone for a while.

Large mail systems refuse senders that come too fast, and a server that doesn't answer must not keep the workers busy.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import DomainPace, OutboxMail

MINUTE = REST = timedelta(minutes=1)
SLOW_AFTER = 5  # seconds that a failed attempt took

# One statement, which locks the domain's row: of two workers at the last place in a minute one gets it.
TAKE = """
    INSERT INTO accounts_domainpace AS pace (domain, minute, sent) VALUES (%(domain)s, %(minute)s, 1)
    ON CONFLICT (domain) DO UPDATE SET
        sent = CASE WHEN pace.minute < EXCLUDED.minute THEN 1 ELSE pace.sent + 1 END,
        minute = greatest(pace.minute, EXCLUDED.minute)
    WHERE %(is_urgent)s OR (
        (pace.minute < EXCLUDED.minute OR pace.sent < %(most)s)
        AND (pace.rests_until IS NULL OR pace.rests_until <= %(now)s)
    )
    RETURNING sent
"""


def domain_of(address: str) -> str:
    """The part of an address whose mail server gets the mail."""
    return address.rpartition("@")[2].lower()


def wait_for_turn(mail: OutboxMail) -> datetime | None:
    """Count the mail for its domain and minute; or, where that is full, when to try it again.

    What somebody waits for, such as a code to sign in, is counted but never waits.
    """
    now = timezone.now()
    domain, minute = domain_of(mail.to), now.replace(second=0, microsecond=0)
    said: dict[str, str | int | datetime] = {
        "domain": domain,
        "minute": minute,
        "now": now,
        "is_urgent": mail.is_urgent,
        "most": most_in_a_minute(),
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, said)
        if cursor.fetchone():
            return None
    rests_until = DomainPace.objects.filter(pk=domain).values_list("rests_until", flat=True).first()
    return max(minute + MINUTE, rests_until or minute)


def leave_alone(mail: OutboxMail) -> None:
    """Let the mail's domain rest: its server took long and then failed."""
    now = timezone.now()
    defaults = {"rests_until": now + REST}
    DomainPace.objects.update_or_create(
        pk=domain_of(mail.to), defaults=defaults, create_defaults={"minute": now, **defaults}
    )


def most_in_a_minute() -> int:
    """At least one, or nothing would ever be sent."""
    return max(settings.MAIL_PER_DOMAIN_AND_MINUTE, 1)


def forget_old() -> None:
    """Delete the counters of domains that got nothing for a day."""
    DomainPace.objects.filter(minute__lt=Now() - timedelta(days=1)).delete()
