"""The declared answers of the routes of the EV Workforce Collaborative; see matrix.py."""

from tests.security.answers import READ, Route, everybody, one

WORKFORCE_ROUTES: dict[str, Route] = {
    "workforce:overview": Route(one, everybody, READ),
}
