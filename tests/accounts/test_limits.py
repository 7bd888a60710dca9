"""How often something may be asked for, counted for each user, network or key."""

from functools import partial

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from accounts import limits
from tests.accounts.at_once import at_once
from tests.cast import Cast


def ask(address: str = "192.0.2.1", *, rates: str = "2/m/ip", action: str = "example", key: str = "") -> int:
    """The status of the answer: 200 when it may be given."""
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    answer = limits.too_often(request, action=action, rates=rates, key=key) or HttpResponse()
    return answer.status_code


@pytest.fixture(autouse=True)
def _page_in_a_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.views.error_page", lambda request, status, **more: HttpResponse(status=status))


def test_addresses_keys_and_actions_are_counted_apart() -> None:
    assert [ask() for _ in range(3)] == [200, 200, 429]

    assert [ask("192.0.2.2"), ask(action="other")] == [200, 200]
    assert [ask(rates="1/m/key", key=key) for key in ("a", "b", "a")] == [200, 200, 429]


def test_addresses_of_one_network_are_counted_together() -> None:
    addresses = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2::3", "2001:db8:1:3::1"]

    assert [ask(address) for address in addresses] == [200, 200, 429, 200]


def test_every_rate_has_room_or_the_answer_is_no() -> None:
    assert [ask(rates="9/m/ip,2/h/ip") for _ in range(3)] == [200, 200, 429]


def test_room_comes_back_as_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("time.time", lambda: clock[0])

    def take(moment: float) -> bool:
        clock[0] = moment
        return limits._take("place", "2/m/ip")

    assert [take(moment) for moment in (1000, 1030, 1059, 1060, 1061)] == [True, True, False, True, False]


def test_several_at_the_same_moment_do_not_get_more() -> None:
    statuses = at_once([partial(ask, rates="3/h/ip")] * 8)

    assert sorted(map(str, statuses)) == ["200"] * 3 + ["429"] * 5


def test_a_lock_that_never_opens_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WAITS", (0, 0))
    cache.add("place:lock", True, 10)

    assert limits._take("place", "2/m/ip") is False


def test_users_are_counted_apart(cast: Cast) -> None:
    def ask_as(user: object) -> bool:
        request = RequestFactory().get("/")
        request.user = user
        return limits.too_often(request, action="example", rates="1/d/user") is None

    assert [ask_as(person) for person in (cast.vermont, cast.guest, cast.vermont)] == [True, True, False]
