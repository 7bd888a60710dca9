"""Where a person is signed in, for how long, and ending it."""

from typing import cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.audit import write_event
from accounts.models import User
from accounts.session_store import SessionStore
from accounts.standing import Viewer, standing_of
from clearinghouse.lib import decisions

# The header Portal-Unattended: what a page asks for by itself, such as how far a file has come, does not count as use.
UNATTENDED = "HTTP_PORTAL_UNATTENDED"


def idle_seconds(person: Viewer) -> int:
    """How long this person may do nothing before they are signed out."""
    with decisions.aside():
        is_administrator = standing_of(person).is_administrator
    return settings.SESSION_IDLE_SECONDS_OF_ADMINISTRATORS if is_administrator else settings.SESSION_IDLE_SECONDS


def is_idle(session: SessionBase, person: Viewer) -> bool:
    """Whether the person has done nothing for longer than their limit."""
    return ours(session).seconds_left(idle_seconds(person)) <= 0


def extend_by(request: HttpRequest) -> None:
    """A request of a signed-in person keeps their session, unless their browser asked by itself."""
    if UNATTENDED not in request.META and (request.user.is_authenticated or hasattr(request.user, "actor")):
        ours(request.session).extend()


def ours(session: SessionBase) -> SessionStore:
    """SESSION_ENGINE names our store; Django's types do not know it."""
    return cast(SessionStore, session)


def forget_ended_sessions() -> int:
    """Delete sessions that ended by themselves, and where and with which browser they were. Returns how many."""
    SessionStore.clear_expired()
    return UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


@transaction.atomic
def end_one_session(person: User, entry: UserSession) -> None:
    """Sign the person out of one browser; its next request is a stranger's."""
    Session.objects.filter(session_key=entry.session_key).delete()
    entry.delete()
    write_event("person.session_ended", by=person, about=person, sentence=f"{person} signed one of their browsers out.")


def end_all_sessions(person: User) -> int:
    """Sign the person out everywhere; the next request of each browser is a stranger's. Returns how many."""
    mine = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(mine.values_list("session_key", flat=True))).delete()
    return mine.delete()[0]
