"""The declared answers of coverage and of requests for documents; see matrix.py."""

from tests.security.answers import READ, Route, everybody, one

GAP_ROUTES: dict[str, Route] = {
    "gaps:coverage": Route(one, everybody, READ),
    "gaps:export": Route(one, everybody, READ),
}
