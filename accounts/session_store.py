"""Sessions in the database, as Django keeps them, which end when nobody uses them; SESSION_ENGINE names this module.

Each request of a signed-in person reads one, so the statement is put together once a process. The row's expire_date
slides with use: it is the last use and the longest idle time. A session also carries the moment at which it ends
however busy its person is.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from clearinghouse.lib.statements import Statement

ENDS_AT = "ends_at"  # seconds since 1970, because sessions are kept as JSON
BETWEEN_UPDATES = timedelta(minutes=1)  # so that reading many pages does not write as often


def _running(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


RUNNING = Statement(_running)


def longest_idle() -> timedelta:
    """How long a row stays without use; people with a shorter limit are asked about their own."""
    return timedelta(seconds=max(settings.SESSION_IDLE_SECONDS, settings.SESSION_IDLE_SECONDS_OF_ADMINISTRATORS))


class SessionStore(db.SessionStore):
    """Django's, but for how the row is read, and when it ends."""

    expires_at: datetime | None = None  # as the row says; None until it was read

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing once it is over."""
        data: dict[str, Any] = super().load()
        if data.get(ENDS_AT, float("inf")) <= timezone.now().timestamp():
            self._session_key = None
            return {}
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to save: used just now."""
        now = timezone.now()
        data.setdefault(ENDS_AT, int(now.timestamp()) + settings.SESSION_COOKIE_AGE)
        row = cast(Session, super().create_model_instance(data))
        row.expire_date = now + longest_idle()
        return row

    def cycle_key(self) -> None:
        """A new key, at each sign-in; its time starts anew."""
        super().cycle_key()
        self.pop(ENDS_AT, None)

    def extend(self) -> None:
        """Somebody uses it. SECURITY: one that was ended meanwhile has no row, and gets none."""
        now = timezone.now()
        wanted = now + longest_idle()
        if self.expires_at is None or abs(wanted - self.expires_at) < BETWEEN_UPDATES:
            return
        Session.objects.filter(session_key=self.session_key, expire_date__gt=now).update(expire_date=wanted)
        self.expires_at = wanted

    def seconds_left(self, idle_seconds: int) -> int:
        """Until it ends for somebody with this idle limit, if they do nothing."""
        now = timezone.now()
        last_use = (self.expires_at or now + longest_idle()) - longest_idle()
        idle = last_use + timedelta(seconds=idle_seconds) - now
        return min(int(idle.total_seconds()), self.seconds_at_most())

    def seconds_at_most(self) -> int:
        """Until it ends, whatever they do."""
        now = int(timezone.now().timestamp())
        return int(self.get(ENDS_AT, now + settings.SESSION_COOKIE_AGE)) - now

    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = RUNNING.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        self.expires_at = found[0].expire_date
        return found[0]
