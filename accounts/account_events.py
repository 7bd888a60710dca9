"""What people change about their own account, put into the audit log where administrators see it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actions.addresses import keep_approved_address
from accounts.audit import write_event
from accounts.middleware import clear_browser_after
from accounts.models import User


@receiver(email_changed)
def note_changed_address(
    user: User, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **kwargs: Any
) -> None:
    """An approval was given for an address; a new one is for administrators to know."""
    before = from_email_address.email if from_email_address else "none"
    sentence = f"{user} changed their email address from {before} to {to_email_address.email}."
    write_event("person.email_changed", by=user, about=user, sentence=sentence)
    keep_approved_address(person=user, before=from_email_address.email if from_email_address else "")


@receiver(authenticator_added)
def note_added_factor(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A second factor came."""
    renew_session_key(request)
    write_event(
        "person.factor_added", by=user, about=user, sentence=f"{user} added a two-factor authentication method."
    )


@receiver(authenticator_removed)
def note_removed_factor(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A second factor went."""
    renew_session_key(request)
    write_event(
        "person.factor_removed", by=user, about=user, sentence=f"{user} removed a two-factor authentication method."
    )


@receiver(user_logged_out)
def forget_what_the_browser_keeps(request: HttpRequest, **kwargs: Any) -> None:
    """Somebody signed out on purpose; a session that ended by itself keeps what was typed."""
    clear_browser_after(request)


@receiver([password_changed, password_reset, password_set])
def note_new_password(user: User, **kwargs: Any) -> None:
    """A password was set, changed, or reset by a mailed code."""
    write_event("person.password_changed", by=user, about=user, sentence=f"{user} set a new password.")


def renew_session_key(request: HttpRequest) -> None:
    """What protects an account changed, so a key that somebody read before is worth nothing any more."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
