"""One real browser per file of tests, people signed in to it, and things in every state."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.chromium import launch
from tests.conftest import DATABASES
from tests.databases import Databases
from tests.security.scene import Scene

# Nothing of the browser's own leaves this machine.
QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--no-first-run",
)  # fmt: skip
OpenAs = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, shared by the tests of a file."""
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; our tests use the database between its steps, never within.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = launch(playwright, *QUIET)
        yield browser
        # Here, where the event loop runs: Django keeps connections made under a loop apart, and another context's
        # close_all() would leave them to the next file, on a database that is gone by then.
        connections.close_all()
        browser.close()


@pytest.fixture(scope="module")
def start() -> str:
    """The layer that the tests of a file start from."""
    return "scene"


@pytest.fixture(scope="module")
def databases(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest, start: str
) -> Iterator[Databases]:
    """A database that the server sees too; kept for all tests of a file, because filling it takes long."""
    found = request.config.stash[DATABASES]
    with django_db_blocker.unblock(), found.held(start):
        yield found


@pytest.fixture(scope="module")
def transactional_db(databases: Databases) -> None:
    """The same, by the name that pytest-django looks for."""


@pytest.fixture(scope="module")
def server(transactional_db: None) -> Iterator[str]:
    """The address of the portal, served from a thread."""
    running = LiveServer("localhost")
    yield running.url
    running.stop()


@pytest.fixture(scope="module")
def scene(databases: Databases) -> Scene:
    """A document, version, request and upload in every state. Tests may add to it and change what only they look at."""
    return databases.layer_objects()["scene"]  # type: ignore[no-any-return]


@pytest.fixture
def open_as(chromium: Browser, server: str, sign_in: Callable[[User | None], Client]) -> Iterator[OpenAs]:
    """Gives windows of the browser, signed in as somebody or nobody; addresses start at the server's."""
    contexts = []

    def make(user: User | None = None, **options: Any) -> BrowserContext:
        context = chromium.new_context(**{"base_url": server, **options})
        if user is not None:
            key = sign_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": server, "httpOnly": True}])
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
