from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from clearinghouse import settings as portal_settings
from tests.accounts.mail_server import serving


@pytest.fixture
def server() -> Iterator[Controller]:
    """A mail server on loopback that accepts everything but gone@people.example."""
    with serving() as controller:
        yield controller


@pytest.fixture(autouse=True)
def portal_outbox(settings: object) -> None:
    """Mail goes to the portal's outbox, as it does outside of tests, where pytest-django would swap the backend."""
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND
