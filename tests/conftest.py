"""Fixtures for every test: the database with reference data, the cast, and clients signed in as somebody."""

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from accounts.models import User
from documents.finding.index import reading
from tests.cast import Cast, make_cast
from tests.databases import Databases
from tests.layers import LAYERS, commits, layer_of
from tests.search_index import MEMORY

DATABASES = pytest.StashKey[Databases]()
WANTED = pytest.StashKey[tuple[str | None, bool]]()  # by the test at hand: a layer, and whether it commits


def pytest_collection_finish() -> None:
    """What stands by now stays until the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
    django_db_createdb: bool,
) -> Iterator[None]:
    """The test database, with reference data in it; ``--create-db`` makes it from the migrations once more."""
    stash = request.config.stash
    with django_db_blocker.unblock():
        databases = stash[DATABASES] = Databases(LAYERS, anew=django_db_createdb)
        use(databases, stash)
    with pytest.MonkeyPatch.context() as patch:
        # Django would empty all tables, reference data included.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.restore())
        yield
    with django_db_blocker.unblock():
        databases.remove()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Start with empty caches and an index, in the database that has in it what the test starts from."""
    reading.source = MEMORY
    for cache in caches.all():
        cache.clear()
    stash = item.config.stash
    stash[WANTED] = layer_of(item), commits(item)
    if DATABASES in stash:
        with stash[blocking_manager_key].unblock():
            use(stash[DATABASES], stash)


def use(databases: Databases, stash: pytest.Stash) -> None:
    """Let the test at hand have its database."""
    layer, is_committed = stash[WANTED]
    databases.use(layer, commits=is_committed)


@pytest.fixture
def layers(db: None, request: pytest.FixtureRequest) -> dict[str, Any]:
    """By name, what the database in use has in it already."""
    return request.config.stash[DATABASES].layer_objects()


@pytest.fixture
def cast(layers: dict[str, Any]) -> Cast:
    """One person of each kind."""
    return layers.get("cast") or make_cast()


def show_who(client: Client, user: User) -> None:
    """As after a sign-in just now, which is fresh enough for what asks people to show anew who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    """A test client signed in as the person; None is the public."""

    def make(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            show_who(client, user)
        return client

    return make
