"""How often something may be asked for, counted in the cache that all processes share."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

SECONDS = {"m": 60, "h": 3600, "d": 86400}
WAITS = (0.01, 0.02, 0.04, 0.08, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)


def too_often(request: HttpRequest, *, action: str, rates: str, key: str = "") -> HttpResponse | None:
    """The page that asks to wait, once one of the rates is used up; until then None, and the request counts.

    Rates are written like "120/h/user,400/d/user": so many in a minute, hour or day for each user, ip or key.
    Our own, because allauth's public function lets every GET pass, and what is collected in bulk is read.
    """
    if all(_take(f"limits:{action}:{rate}:{_whom(request, rate, key)}", rate) for rate in rates.split(",")):
        return None
    answer: HttpResponse = get_resolver().resolve_error_handler(429)(request)
    return answer


def _whom(request: HttpRequest, rate: str, key: str) -> str:
    """Whose requests are counted together."""
    match rate.split("/")[2]:
        case "ip":
            return _network(get_adapter(request).get_client_ip(request))
        case "user":
            return str(request.user.pk)
        case "key" if key:
            return key
    raise ValueError(rate)


def _network(address: str) -> str:
    """An IPv4 address, or the network of an IPv6 one: a household gets 2^64 of those."""
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def _take(place: str, rate: str) -> bool:
    """Count one more, if so many were not counted yet. One request at a time, or two would both be the last."""
    most, period = int(rate.split("/")[0]), SECONDS[rate.split("/")[1]]
    with _alone(place) as is_alone:
        now = time.time()
        times = [moment for moment in cache.get(place, []) if moment > now - period]
        if not is_alone or len(times) >= most:
            return False
        cache.set(place, [*times, now], period)
        return True


@contextmanager
def _alone(place: str) -> Iterator[bool]:
    """Whether the place's lock was free within a second. What a process that died holds is free again after ten."""
    lock = f"{place}:lock"
    is_alone = cache.add(lock, True, 10)
    for wait in WAITS:
        if is_alone:
            break
        time.sleep(wait)
        is_alone = cache.add(lock, True, 10)
    try:
        yield is_alone
    finally:
        if is_alone:
            cache.delete(lock)
