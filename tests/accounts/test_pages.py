"""Every page about signing in and one's account: in the portal's frame, one heading, no stray style or script."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import User
from tests import pages
from tests.accounts.signing import CODE, PASSWORD, RESET, log_in, sign_up, with_password

SignIn = Callable[[User | None], Client]

OUTSIDE = {
    "/account/login/": "Sign in",
    "/account/signup/": "Create an account",
    "/account/login/code/": "Sign in with a code",
    "/account/password/reset/": "Forgot your password?",
    "/account/password/reset/done/": "Your new password is saved",
    "/account/inactive/": "This account is deactivated",
    "/people/join/": "Join the Clearinghouse",
}
INSIDE = {
    "/account/logout/": "Sign out",
    "/account/email/": "Email address",
    "/account/password/change/": "Change password",
    "/account/reauthenticate/": "Confirm it’s you",
    "/account/2fa/": "Two-factor authentication",
    "/account/2fa/totp/activate/": "Set up an authenticator app",
    "/account/2fa/webauthn/": "Your passkeys and security keys",
    "/account/2fa/webauthn/add/": "Add a passkey or security key",
    "/account/sessions/": "Where you’re signed in",
    "/people/request/": "Ask to join",
    "/people/request/mine/": "My membership",
    "/people/me/": "My account",
}
WITH_FACTOR = {
    "/account/2fa/": "Two-factor authentication",
    "/account/2fa/reauthenticate/": "Confirm it’s you",
    "/account/2fa/webauthn/reauthenticate/": "Confirm it’s you",
    "/account/2fa/totp/deactivate/": "Turn off the authenticator app",
    "/account/2fa/recovery-codes/": "Recovery codes",
    "/account/2fa/recovery-codes/generate/": "Get new recovery codes",
    "/account/2fa/webauthn/": "Your passkeys and security keys",
}


def test_sign_in_asks_for_an_email(db: None, client: Client) -> None:
    labels = pages.texts(client.get("/account/login/"), "label")

    assert [label for label in labels if "mail" in label] == ["Email *"]


def must_be_ours(answer: object, heading: str) -> None:
    """One heading, the portal's frame, and nothing the content policy would block."""
    assert (answer.status_code, pages.headings(answer, 1)) == (200, [heading])
    assert pages.find(answer, "header.masthead") != []
    assert [element.tag for element in pages.tree(answer).iter() if element.get("style") is not None] == []
    inline = [script for script in pages.find(answer, "script") if script.get("src") is None]
    assert [script.get("type") for script in inline if script.get("type") != "application/json"] == []
    assert "Traceback" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_for_strangers(path: str, client: Client) -> None:
    must_be_ours(client.get(path), OUTSIDE[path])


@pytest.fixture
def inside(db: None) -> Client:
    """The browser of somebody who just signed in with a password."""
    client = Client()
    with_password()
    log_in(client)
    return client


@pytest.mark.parametrize("path", INSIDE)
def test_pages_for_people_with_an_account(path: str, inside: Client) -> None:
    must_be_ours(inside.get(path), INSIDE[path])


@pytest.mark.parametrize("path", WITH_FACTOR)
def test_pages_for_people_with_a_second_factor(path: str, inside: Client) -> None:
    user = User.objects.get()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "My key", "credential": {}})
    inside.post("/account/2fa/recovery-codes/generate/")

    if "webauthn" in path:
        Authenticator.objects.filter(type="webauthn").delete()
    if path == "/account/2fa/webauthn/reauthenticate/":
        return must_be_ours(inside.get(path, follow=True), WITH_FACTOR[path])
    return must_be_ours(inside.get(path), WITH_FACTOR[path])


@pytest.mark.django_db
def test_pages_that_ask_for_a_code(client: Client) -> None:
    sign_up(client)
    must_be_ours(client.get("/account/confirm-email/"), "Confirm your email address")

    with_password("lee@txdot.gov")
    other, third = Client(), Client()
    must_be_ours(other.post(CODE, {"email": "lee@txdot.gov"}, follow=True), "Enter your sign-in code")
    must_be_ours(third.post(RESET, {"email": "lee@txdot.gov"}, follow=True), "Enter your password reset code")


def test_refused_forms_say_so_on_top(inside: Client, client: Client) -> None:
    refused = [
        client.post("/account/login/", {"login": "x", "password": ""}),
        client.post("/account/signup/", {}),
        inside.post("/account/password/change/", {"oldpassword": "no", "password1": "short", "password2": "short"}),
        inside.post("/account/2fa/totp/activate/", {"code": "000000"}),
        inside.post("/account/email/", {"email": "nothing", "action_add": "1"}),
        inside.post("/people/request/", {}),
    ]

    assert [len(pages.find(answer, ".usa-error-message")) > 0 for answer in refused] == [True] * 6
    assert PASSWORD not in "".join(answer.content.decode() for answer in refused)


@pytest.mark.django_db
def test_person_without_a_password_sets_one(sign_in: SignIn) -> None:
    user = with_password()
    user.set_unusable_password()
    user.save()

    must_be_ours(sign_in(user).get("/account/password/change/", follow=True), "Set a password")
