"""The audit that finds a view which forgot to ask is itself tested."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.urls import ResolverMatch

from accounts import access, viewing
from accounts.middleware import HistoryActorMiddleware
from accounts.standing import Viewer, standing_of
from clearinghouse.lib import decisions
from tests.cast import Cast
from tests.decision_audit import DecisionAuditMiddleware

FRAME = "{% if standing.is_administrator %}{{ waiting_requests }}{% endif %}"


@access.audience
def forgets(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything")


@access.audience
def forgets_within_a_frame(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Template(FRAME).render(RequestContext(request)))


@access.audience
def asks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(standing_of(request.user).reader_keys))


@access.signed_in
def is_guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("yours")


@access.public
def shows_nothing_private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@access.audience
def refuses(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no", status=404)


def answer(view: Callable, viewer: Viewer, method: str = "GET") -> int:
    """The status of a view behind the audit and the middleware that asks for its own sake."""
    request = RequestFactory().generic(method, "/")
    request.user = viewer
    request.resolver_match = ResolverMatch(view, (), {})
    return DecisionAuditMiddleware(HistoryActorMiddleware(view))(request).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("view", [forgets, forgets_within_a_frame])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_audit_raises_for_an_answer_that_no_decision_stands_behind(cast: Cast, view: Callable, method: str) -> None:
    with pytest.raises(AssertionError, match="without a permission decision"):
        answer(view, cast.vermont, method)


@pytest.mark.django_db
@pytest.mark.parametrize(("view", "status"), [(asks, 200), (shows_nothing_private, 200), (refuses, 404)])
def test_audit_lets_pass_what_asked_or_gave_nothing(view: Callable, status: int) -> None:
    assert answer(view, AnonymousUser()) == status


@pytest.mark.django_db
def test_audit_takes_a_guard_for_a_decision(cast: Cast) -> None:
    assert answer(is_guarded, cast.vermont) == 200


@pytest.mark.django_db
def test_looking_up_as_whom_somebody_views_is_no_decision(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.session = {viewing.VIEWING: {"as": "member", "until": time.time() + 60}}  # type: ignore[assignment]
    decisions.reset()

    viewer = viewing.put_on(request, cast.administrator)

    assert (viewing.actor_of(viewer), decisions.count()) == (cast.administrator, 0)


def test_audit_watches_every_test() -> None:
    assert settings.MIDDLEWARE[-1] == "tests.decision_audit.DecisionAuditMiddleware"


def test_decisions_made_aside_do_not_count() -> None:
    decisions.reset()
    decisions.record()

    with decisions.aside():
        decisions.record()

    assert decisions.count() == 1
