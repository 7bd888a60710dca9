"""Where a person is signed in, and ending it."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from accounts.models import User


def forget_ended_sessions() -> int:
    """Delete sessions that ended by themselves, and where and with which browser they were. Returns how many."""
    SessionStore.clear_expired()
    return UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


def end_all_sessions(person: User) -> int:
    """Sign the person out everywhere; the next request of each browser is a stranger's. Returns how many."""
    mine = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(mine.values_list("session_key", flat=True))).delete()
    return mine.delete()[0]
