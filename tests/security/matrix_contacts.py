"""H1 for contacts."""

from tests.security.answers import Route

CONTACT_ROUTES: dict[str, Route] = {}
