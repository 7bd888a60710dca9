"""H1 for meetings."""

from tests.security.answers import Route

MEETING_ROUTES: dict[str, Route] = {}
