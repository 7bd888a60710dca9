"""Sessions in the database, as Django keeps them; SESSION_ENGINE names this module.

Each request of a signed-in person reads one, so the statement is put together once a process.
"""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from clearinghouse.lib.statements import Statement


def _running(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


RUNNING = Statement(_running)


class SessionStore(db.SessionStore):
    """Django's, but for how the row is read."""

    def _get_session_from_db(self) -> Session | None:
        found: list[Session] = RUNNING.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]
