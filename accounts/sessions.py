"""Where a person is signed in, and ending it."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import User


def end_all_sessions(person: User) -> int:
    """Sign the person out everywhere; the next request of each browser is a stranger's. Returns how many."""
    mine = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(mine.values_list("session_key", flat=True))).delete()
    return mine.delete()[0]
