import pytest

from clearinghouse import settings as portal_settings


@pytest.fixture(autouse=True)
def portal_outbox(settings: object) -> None:
    """Mail goes to the portal's outbox, as it does outside of tests, where pytest-django would swap the backend."""
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND
