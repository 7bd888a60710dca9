"""Fixtures for every test: the database with reference data, the cast, and clients signed in as somebody."""

import os
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from accounts.models import State, User
from clearinghouse import embedded_postgres
from tests.cast import Cast, make_cast

if not os.environ.get("DATABASE_URL"):
    embedded_postgres.ensure_started()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The test database, with reference data in it."""
    with django_db_blocker.unblock():
        call_command("load_reference_data", verbosity=0)


@pytest.fixture(autouse=True)
def _reference_data(request: pytest.FixtureRequest) -> None:
    """Put reference data back after a test that committed, and start with an empty cache."""
    for cache in caches.all():
        cache.clear()
    names = {"transactional_db", "live_server", "committed"}
    marker = request.node.get_closest_marker("django_db")
    if names & set(request.fixturenames) or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        if not State.objects.exists():
            call_command("load_reference_data", verbosity=0)


@pytest.fixture
def cast(db: None) -> Cast:
    """One person of each kind."""
    return make_cast()


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    """A test client signed in as the person; None is the public."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make
