"""Signing up and in as a browser does, and reading codes out of mail."""

import re

from django.test import Client

from accounts.models import OutboxMail, User
from tests.accounts.people import newcomer

PASSWORD = "correct horse battery staple"
LOGIN, CODE, RESET, SIGNUP = "/account/login/", "/account/login/code/", "/account/password/reset/", "/account/signup/"


def with_password(email: str = "kim@txdot.gov", password: str = PASSWORD) -> User:
    user = newcomer(email)
    user.set_password(password)
    user.save()
    return user


def code() -> str:
    """The code in the newest mail."""
    found = re.search(r"^([B-Z]{4}-[B-Z]{4})$", OutboxMail.objects.latest("pk").body, re.MULTILINE)
    assert found, OutboxMail.objects.latest("pk").body
    return found[1]


def sign_up(client: Client, email: str = "kim@txdot.gov", **changes: str) -> object:
    return client.post(SIGNUP, {"email": email, "name": "Kim Lee", "password1": PASSWORD, **changes})


def log_in(client: Client, email: str = "kim@txdot.gov", password: str = PASSWORD, **headers: str) -> object:
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


def sign_in_long_ago(user: User) -> Client:
    """A browser whose session says nothing of a sign-in in the last minutes."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/people/me/").status_code == 200
