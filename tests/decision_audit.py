"""A view that answers without having asked for permission is an error in every test (CKAN's auth audit)."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.access import Access
from clearinghouse.lib import decisions


class DecisionAuditMiddleware:
    """Raises when a 2xx answer of a non-public view came without a permission decision of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        decisions.reset()
        response = self.get_response(request)
        rule = getattr(getattr(request.resolver_match, "func", None), "access", None)
        if 200 <= response.status_code < 300 and rule not in (None, Access.PUBLIC) and decisions.count() == 0:
            raise AssertionError(f"{request.path} answered {response.status_code} without a permission decision")
        return response
