"""Fixtures for every test: the database with reference data, the cast, and clients signed in as somebody."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from accounts.models import State, User
from tests.cast import Cast, make_cast

DATABASE_READY = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, request: pytest.FixtureRequest) -> None:
    """The test database, with reference data in it."""
    with django_db_blocker.unblock():
        call_command("load_reference_data", verbosity=0)
    request.config.stash[DATABASE_READY] = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Put reference data back where the test before committed and so emptied the tables; start with empty caches."""
    for cache in caches.all():
        cache.clear()
    if item.config.stash.get(DATABASE_READY, False):
        with item.config.stash[blocking_manager_key].unblock():
            if not State.objects.exists():
                call_command("load_reference_data", verbosity=0)
                # The queue's tables are not among those that Django empties.
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM procrastinate_jobs")


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
