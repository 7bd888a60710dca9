"""Who asks: read in one round trip beside the session, and gone with the account, the password or the sign-in."""

from collections.abc import Callable

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client

from accounts.models import User
from tests.cast import Cast

SignIn = Callable[[User | None], Client]


def is_signed_in(client: Client) -> bool:
    """Whether the person's own page opens."""
    return client.get("/people/me/").status_code == 200


def test_session_person_and_audiences_take_two_round_trips(
    cast: Cast, sign_in: SignIn, django_assert_num_queries
) -> None:
    client = sign_in(cast.vermont)

    with django_assert_num_queries(2):
        client.get("/healthz")


def test_a_stranger_is_not_looked_up(db: None, client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_a_deactivated_account_is_signed_out_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    before = is_signed_in(client)
    User.objects.filter(pk=cast.vermont.pk).update(is_active=False)

    assert (before, is_signed_in(client)) == (True, False)


def test_a_new_password_ends_the_sessions_of_the_old_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    before = is_signed_in(client)
    cast.vermont.set_password("another long and quiet password")
    cast.vermont.save(update_fields=["password"])

    assert (before, is_signed_in(client)) == (True, False)


@pytest.mark.parametrize("backend", ["django.contrib.auth.backends.ModelBackend", ""])
def test_a_session_begun_in_another_way_is_nobodys(cast: Cast, sign_in: SignIn, backend: str) -> None:
    client = sign_in(cast.vermont)
    session = client.session
    session[BACKEND_SESSION_KEY] = backend
    session.save()

    assert not is_signed_in(client)
