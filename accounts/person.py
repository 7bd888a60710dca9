"""Who asks: the signed-in person, read together with their standing in one round trip to the database."""

from functools import partial

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from accounts.sessions import is_idle
from accounts.standing import AUDIENCES, Viewer, remember_standing
from accounts.viewing import put_on
from clearinghouse.lib.statements import Statement, together


def _by_id(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)


PERSON = Statement(_by_id)


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, but for how the person is read."""

    def process_request(self, request: HttpRequest) -> None:
        """Set request.user, which reads nothing until somebody looks at it."""
        super().process_request(request)
        request.user = SimpleLazyObject(partial(person_of, request))  # type: ignore[assignment]


def person_of(request: HttpRequest) -> Viewer:
    """The signed-in person or an anonymous one, read once a request."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = _read_person(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined]


def _read_person(request: HttpRequest) -> Viewer:
    person = _with_standing(request.session) or auth.get_user(request)
    if not isinstance(person, User) or not is_idle(request.session, person):
        return put_on(request, person)
    request.session.flush()
    return AnonymousUser()


def _with_standing(session: SessionBase) -> User | None:
    """The person of a session that is in order; None where Django has to look closer.

    SECURITY: asks what django.contrib.auth.get_user asks: that the session was begun by our own sign-in, for an
    account that is active, and with the password the account still has. What fails, or was signed with an older
    secret, goes to that function, which ends or renews the session.
    """
    if session.get(auth.BACKEND_SESSION_KEY) != settings.AUTHENTICATION_BACKENDS[0]:
        return None
    user_id = int(session[auth.SESSION_KEY])
    people, audiences = together(PERSON.asked(user_id=user_id), AUDIENCES.asked(user_id=user_id))
    person: User | None = next(iter(people), None)
    if person is None or not person.is_active or not _has_same_password(session, person):
        return None
    remember_standing(person, audiences)
    return person


def _has_same_password(session: SessionBase, person: User) -> bool:
    return constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), person.get_session_auth_hash())
