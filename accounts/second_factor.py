"""Who must use two-factor authentication, and how a sign-in without it is led to setting it up.

Whoever could do harm with somebody else's documents, people or decisions: administrators, EV leads, those who lead a
group, decide on guests, or organize an event and so can download its registrants. They are asked when they sign in, and
when they are given such a post in the middle of a session, with their next request: by a mark in the session which
closes what a membership opens until the factor is there. Administrators are asked at each page of theirs besides. Pages
about one's own account stay open, so the way to set one up is never a closed door.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.deciding import decides_on_guests
from accounts.models import Membership, User
from accounts.standing import Viewer, forget_standing, standing_of
from clearinghouse.lib import decisions
from clearinghouse.lib.slots import Slot

# Each says of a person, in one sentence that begins with "You", why they need it, or nothing.
POSTS: Slot[Callable[[User], str]] = Slot()
# Other proof that this very sign-in rested on two factors; an app above may know of some.
PROOFS: Slot[Callable[[HttpRequest, User], bool]] = Slot()

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
OWN_ACCOUNT = ("accounts", "signon")
OPEN = ("contact", "accounts:session")  # whom to ask for help; how long the session lasts
NOTED = "posts_noted"  # in the session: the last post for which it was asked whether a factor is missing
MARK = "second_factor_first"  # in the session: the page the person wanted, until they have a factor


def has_factor(user: Viewer) -> bool:
    """Whether the person set up an app or a key; recovery codes alone are none."""
    return bool(is_mfa_enabled(user, FACTORS))


def lacks_second_factor(user: Viewer) -> bool:
    """Whether the portal demands one of this administrator, or of who decides on guests, and they have none."""
    return settings.REQUIRE_ADMINISTRATOR_MFA and not has_factor(user)


def reasons(user: Viewer) -> list[str]:
    """Why this person needs one; empty for most people."""
    if not isinstance(user, User):
        return []
    with decisions.aside():
        forget_standing(user)
        standing = standing_of(user)
        if not standing.is_approved:
            return []
        found = []
        if settings.REQUIRE_ADMINISTRATOR_MFA:
            if standing.is_administrator:
                found.append("You’re an administrator.")
            elif decides_on_guests(user):
                found.append("You decide on guests of the EV Workforce Collaborative.")
        if settings.REQUIRE_LEAD_MFA:
            if user.memberships.current().filter(role=Membership.Role.EDITOR).exists():
                found.append("You’re the EV lead for your agency.")
            found += [sentence for of in POSTS if (sentence := of(user))]
        return found


def note(request: HttpRequest, user: User) -> None:
    """Mark the session of a person who needs a factor and has none."""
    if user.given_post_at is not None:
        request.session[NOTED] = user.given_post_at.isoformat()
    if reasons(user) and not has_factor(user) and not _is_proven(request, user):
        request.session.setdefault(MARK, "")


def _note_new_post(request: HttpRequest) -> None:
    # SECURITY: a right that came in the middle of a session is none until the factor that it asks for is there. The
    # database notes each post, whichever way it came (accounts/sql/posts.sql); a session looks once for each.
    if not (settings.REQUIRE_ADMINISTRATOR_MFA or settings.REQUIRE_LEAD_MFA):
        return
    person = request.user
    if not isinstance(person, User) or person.given_post_at is None:
        return
    if request.session.get(NOTED) != person.given_post_at.isoformat():
        note(request, person)


def _is_proven(request: HttpRequest, user: User) -> bool:
    # SECURITY: who decides on people needs a factor of the portal's own, whatever their agency's sign-in says.
    with decisions.aside():
        return not decides_on_guests(user) and any(proof(request, user) for proof in PROOFS)


def first(request: HttpRequest) -> HttpResponse | None:
    """Where a marked session is led before anything that a membership opens; None for everybody else."""
    # The public's pages need not ask for a session that is not there.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    _note_new_post(request)
    if MARK not in request.session:
        return None
    if request.resolver_match and request.resolver_match.view_name in OPEN:
        return None
    if has_factor(request.user) or not reasons(request.user):  # the post may have gone since
        del request.session[MARK]
        return None
    # What a page asks for by itself, such as suggestions, is nowhere to go on to.
    if request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document":
        request.session[MARK] = request.get_full_path()
    return redirect("accounts:second_factor")


def is_own_account(request: HttpRequest) -> bool:
    """Whether the page is about the person's own account and membership: those stay open."""
    return bool(request.resolver_match and request.resolver_match.namespace in OWN_ACCOUNT)


@receiver(user_logged_in)
def note_at_sign_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Django says so at each sign-in, whichever way it went."""
    if request is not None:
        note(request, user)


@receiver(authenticator_removed)
def note_after_removal(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who takes away their last factor needs a new one before they go on."""
    note(request, user)
