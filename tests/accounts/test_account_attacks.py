"""Attacks on accounts that the other modules of this folder do not try."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import OutboxMail, User
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import LOGIN, PASSWORD, RESET, SIGNUP, code, is_signed_in, log_in, with_password

NEW = "another correct horse staple"


def asked_for_reset(email: str = "kim@txdot.gov") -> Client:
    """A browser in which the code from the mail was entered; only the new password lacks."""
    client = Client()
    client.post(RESET, {"email": email})
    client.post("/account/password/reset/confirm/", {"code": code()})
    return client


def set_by_reset(client: Client, password: str = NEW) -> None:
    client.post("/account/password/reset/complete/", {"password1": password, "password2": password})


def change_password(user: User) -> None:
    owner = Client()
    log_in(owner)
    form = {"oldpassword": PASSWORD, "password1": "the owner's new staple", "password2": "the owner's new staple"}
    owner.post("/account/password/change/", form)


def change_address(user: User) -> None:
    owner = Client()
    log_in(owner, user.email)
    owner.post("/account/email/", {"email": "kim.lee@txdot.gov", "action_add": ""})
    owner.post("/account/confirm-email/", {"code": code()})


def reset_elsewhere(user: User) -> None:
    set_by_reset(asked_for_reset(user.email), "set in another browser")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [change_password, change_address, reset_elsewhere])
def test_reset_that_was_asked_for_before_a_change_sets_nothing(change: Callable[[User], None]) -> None:
    user = with_password()
    earlier = asked_for_reset()
    change(user)
    user.refresh_from_db()
    before = user.password

    answer = earlier.post("/account/password/reset/complete/", {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.password == before
    assert pages.texts(answer, ".error-summary li") == [
        "Your password or email address changed after you asked for this code. Ask for a new code."
    ]


@pytest.mark.django_db
def test_a_code_confirms_only_the_address_it_was_mailed_to(client: Client) -> None:
    """Two changes begun one after the other: the earlier one's code is worth nothing, whichever comes first."""
    with_password()
    log_in(client)
    client.post("/account/email/", {"email": "first@txdot.gov", "action_add": ""})
    first = code()
    client.post("/account/email/", {"email": "second@txdot.gov", "action_add": ""})
    second = code()

    client.post("/account/confirm-email/", {"code": first})
    after_first = User.objects.get().email
    client.post("/account/confirm-email/", {"code": second})

    assert (first == second, after_first, User.objects.get().email) == (False, "kim@txdot.gov", "second@txdot.gov")


@pytest.mark.django_db
def test_fifty_people_of_one_agency_sign_in_from_one_address_in_a_minute() -> None:
    clients = [Client() for _ in range(50)]
    for number, client in enumerate(clients):
        with_password(f"person{number}@txdot.gov")
        log_in(client, f"person{number}@txdot.gov")

    assert [is_signed_in(client) for client in clients] == [True] * 50


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["too short", "clearinghouse plans", "correcthorsebatterystaple"])
@pytest.mark.parametrize("way", ["change", "set"])
def test_password_rule_holds_where_one_is_changed_or_set_first(way: str, password: str, client: Client) -> None:
    user = with_password()
    log_in(client)
    if way == "set":
        User.objects.update(password="!")
        client.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    before = User.objects.values_list("password", flat=True).get(pk=user.pk)

    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    client.post(f"/account/password/{way}/", form)

    assert User.objects.values_list("password", flat=True).get(pk=user.pk) == before


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_three_resets_only_the_first_that_is_finished_counts(order: tuple[int, ...]) -> None:
    user = with_password()
    browsers = [asked_for_reset() for _ in range(3)]

    for number in order:
        set_by_reset(browsers[number], f"correct horse staple {number}")

    user.refresh_from_db()
    assert user.check_password(f"correct horse staple {order[0]}")


@pytest.mark.django_db
def test_reset_counts_once(client: Client) -> None:
    user = with_password()
    browser = asked_for_reset()
    set_by_reset(browser)

    set_by_reset(browser, "a third correct horse")

    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "mails"),
    [
        ("kim@txdot.gov", ["kim@txdot.gov"]),
        ("KIM@TXDOT.GOV", ["kim@txdot.gov"]),
        ("kım@txdot.gov", []),  # a dotless i, which folds to i in some databases
        ("kim@txdot。gov", []),
        ("kim@txdot.gov\x00@evil.example", []),
    ],
)
def test_reset_writes_only_to_the_address_on_file(typed: str, mails: list[str], client: Client) -> None:
    with_password()

    client.post(RESET, {"email": typed})

    known = OutboxMail.objects.filter(body__regex=r"[B-Z]{4}-[B-Z]{4}")
    assert list(known.values_list("to", flat=True)) == mails


@pytest.mark.django_db
def test_change_of_address_tells_nothing_of_other_accounts() -> None:
    """The page is the same; whose the address is gets a mail, and the account stays as it was."""
    newcomer("known@txdot.gov", "Another")
    with_password()
    client = Client()
    log_in(client)

    pages_shown = []
    for email in ("known@txdot.gov", "ghost@txdot.gov"):
        answer = client.post("/account/email/", {"email": email, "action_add": ""}, follow=True)
        steps = [step for step, _ in answer.redirect_chain]
        pages_shown.append((answer.status_code, steps, pages.headings(answer, 1)))

    assert pages_shown[0] == pages_shown[1]
    assert not User.objects.get(name="Kim Lee").emailaddress_set.filter(email="known@txdot.gov", verified=True).exists()


@pytest.mark.django_db
def test_a_password_of_a_megabyte_is_not_hashed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password()
    long = "x" * 1_000_000
    hashed: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(len(password))
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client.post(LOGIN, {"login": "kim@txdot.gov", "password": long})
    client.post(LOGIN, {"login": "ghost@txdot.gov", "password": long})
    client.post(SIGNUP, {"email": "lee@txdot.gov", "name": "Lee", "password1": long})

    assert max(hashed, default=0) < 2000
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_session_key_is_new_at_sign_in_sign_out_and_when_factors_change(
    client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with_password()
    client.get(LOGIN)
    keys = [client.session.session_key]
    log_in(client)
    keys.append(client.session.session_key)
    client.post("/account/logout/")
    keys.append(client.session.session_key)
    log_in(client)
    keys.append(client.session.session_key)
    TOTP.activate(User.objects.get(), "JBSWY3DPEHPK3PXP")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/deactivate/")
    keys.append(client.session.session_key)

    assert len(set(keys)) == len(keys)
    assert [row.session_key for row in UserSession.objects.all()] == keys[-1:]
