"""Telling the log of sign-ins, refusals, and downloads, with no more of the network than says where from.

docs/security.md, "Every access leaves one line", says what is written and what is not.
"""

from contextlib import suppress
from ipaddress import ip_address, ip_network

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as PROVEN
from allauth.account.models import Login
from allauth.account.signals import user_logged_in
from allauth.core import context
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.audit import write_access
from accounts.models import User
from accounts.viewing import actor_of
from clearinghouse.lib import asking
from clearinghouse.middleware import loggable_path

log = structlog.get_logger("accounts.accesses")

LINES_AT_ONCE = 20_000
REFUSED = (403, 404)
SIGNING_IN = "account_login"  # where allauth keeps a sign-in whose second step is still to come


def network_of(request: HttpRequest) -> str:
    """The network the request comes from: not the machine, and for IPv6 not the household."""
    with suppress(PermissionDenied, ValueError):
        address = ip_address(get_adapter(request).get_client_ip(request))
        return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
    return ""


def tell_about(request: HttpRequest, thing: models.Model) -> None:
    """For a view that hands out a file: of what it is, so that the log can name it."""
    request.told_about = thing  # type: ignore[attr-defined]


def note_answer(request: HttpRequest, response: HttpResponseBase, person: User | None) -> None:
    """Tell of a file that a signed-in person took away, and of an address that was refused to them.

    SECURITY: what is hidden from them and what never was are told alike. Who is not signed in is not noted: the public
    pages ask nobody who they are. A log that cannot be written to must not tell by an error that something is there.
    """
    if person is None or (connection.in_atomic_block and connection.needs_rollback):
        return
    path = loggable_path(request)
    try:
        if response.status_code in REFUSED and request.resolver_match:
            _note_refusal(person, path, response.status_code, has_object=bool(request.resolver_match.kwargs))
        elif _is_file(request, response) and not asking.now().lines:
            about = getattr(request, "told_about", path)
            write_access("file.downloaded", by=person, about=about, sentence=f"{person} downloaded {about}.")
    except DatabaseError:
        log.exception("access_not_noted", path=path, status=response.status_code)
        if response.status_code not in REFUSED:
            raise  # nobody takes a file away without a line


def _note_refusal(person: User, path: str, status: int, *, has_object: bool) -> None:
    if status == 403:
        sentence = f"{person} was refused at {path}."
    elif has_object:
        sentence = f"{person} asked for {path}. There’s nothing there, or it isn’t shared with them."
    else:
        return
    write_access("access.refused", by=person, about=path, sentence=sentence, is_refused=True)


def _is_file(request: HttpRequest, response: HttpResponseBase) -> bool:
    disposition = response.headers.get("Content-Disposition", "")
    return request.method != "HEAD" and response.status_code == 200 and disposition.startswith("attachment")


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Somebody signed in, by whatever way."""
    write_access("session.signed_in", by=user, about=user, sentence=f"{user} signed in.")


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, user: User | None, **kwargs: object) -> None:
    """Somebody signed out themselves."""
    if isinstance(user, User) and asking.now().request_id:
        write_access("session.signed_out", by=user, about=user, sentence=f"{user} signed out.")


@receiver(user_login_failed)
def note_failed_sign_in(credentials: dict[str, str], **kwargs: object) -> None:
    """A wrong password. What was typed is not kept where no account has it: it may be somebody's password."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=email).first()
    about = user or "an address without an account"
    sentence = f"Someone tried to sign in as {about} with a wrong password."
    write_access("session.sign_in_failed", by=None, about=about, sentence=sentence, is_refused=True)


def note_wrong_proof() -> None:
    """A wrong code of an app, a key, or an email, or a wrong password where somebody shows anew who they are.

    Of whom is known once a password was right. Before that nobody is looked up: it would tell that an account is there.
    """
    request = context.request
    if request is None:
        return
    person = actor_of(request.user) if request.user.is_authenticated else None
    if person is None and request.session.get(PROVEN):
        with suppress(KeyError, ValueError):  # no sign-in is under way
            person = Login.deserialize(request.session[SIGNING_IN]).user
    about: User | str = person if isinstance(person, User) else "an address that isn’t confirmed"
    sentence = f"Someone entered a wrong code or password for {about}."
    write_access("session.proof_failed", by=None, about=about, sentence=sentence, is_refused=True)


def forget_old() -> int:
    """Delete lines of more than a year ago, by the function that alone may; returns how many."""
    total = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT accounts_forget_access(%s)", [LINES_AT_ONCE])
            gone = int(cursor.fetchone()[0])
        total += gone
        if gone < LINES_AT_ONCE:
            return total
