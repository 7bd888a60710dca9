"""The scoring table of the HTTP Observatory (MDN, 2024), for the tests that apply here: 100 points and more are A+.

Points above 100 count only for a site that loses fewer than ten.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import Morsel, SimpleCookie

from django.http import HttpResponse

SIX_MONTHS = 15_552_000


@dataclass(frozen=True)
class Answers:
    """What a scan sees: the page over https, and what the same address answers over http."""

    page: HttpResponse
    over_http: HttpResponse
    cookies: SimpleCookie

    @property
    def policy(self) -> Mapping[str, str]:
        """The content security policy by directive."""
        pairs = (part.strip().partition(" ") for part in self.page.get("Content-Security-Policy", "").split(";"))
        return {name: value for name, _, value in pairs if name}


def content_security_policy(seen: Answers) -> int:
    policy = seen.policy
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src", "'unsafe-inline'"))
    if "'unsafe-inline'" in scripts or "data:" in scripts:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "http:" in " ".join(policy.values()):
        return -20
    if "'unsafe-inline'" in policy.get("style-src", policy.get("default-src", "")):
        return 0
    return 10 if policy.get("default-src") == "'none'" else 5


def cookies(seen: Answers) -> int:
    if not seen.cookies:
        return 0
    if not all(morsel["secure"] for morsel in seen.cookies.values()):
        return -40
    if not all(morsel["httponly"] for morsel in seen.cookies.values()):
        return -30
    return 5 if all(_has_same_site(morsel) for morsel in seen.cookies.values()) else 0


def _has_same_site(morsel: Morsel) -> bool:
    return morsel["samesite"] in ("Lax", "Strict")


def cross_origin_resource_sharing(seen: Answers) -> int:
    return 0 if "Access-Control-Allow-Origin" not in seen.page else -50


def strict_transport_security(seen: Answers) -> int:
    header = seen.page.get("Strict-Transport-Security", "")
    found = re.search(r"max-age=(\d+)", header)
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def redirection(seen: Answers) -> int:
    moved = seen.over_http.status_code in (301, 308)
    return 0 if moved and seen.over_http["Location"].startswith("https://") else -20


def referrer_policy(seen: Answers) -> int:
    value = seen.page.get("Referrer-Policy", "")
    if not value:
        return 0
    return 5 if value in ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin") else -5


def subresource_integrity(seen: Answers) -> int:
    """Scripts of the same origin need none; one from elsewhere without a hash does."""
    sources = re.findall(r'<script[^>]*\ssrc="([^"]+)"', seen.page.content.decode())
    return 0 if all(source.startswith("/") and not source.startswith("//") for source in sources) else -50


def content_type_options(seen: Answers) -> int:
    return 0 if seen.page.get("X-Content-Type-Options") == "nosniff" else -5


def frame_options(seen: Answers) -> int:
    if seen.policy.get("frame-ancestors") in ("'none'", "'self'"):
        return 5
    return 0 if seen.page.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def cross_origin_resource_policy(seen: Answers) -> int:
    return 10 if seen.page.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0


TESTS: tuple[Callable[[Answers], int], ...] = (
    content_security_policy,
    cookies,
    cross_origin_resource_sharing,
    strict_transport_security,
    redirection,
    referrer_policy,
    subresource_integrity,
    content_type_options,
    frame_options,
    cross_origin_resource_policy,
)


def score(seen: Answers) -> tuple[int, dict[str, int]]:
    """(points, points by test)."""
    points = {test.__name__: test(seen) for test in TESTS}
    base = 100 + sum(value for value in points.values() if value < 0)
    bonus = sum(value for value in points.values() if value > 0)
    return max(0, base + bonus if base >= 90 else base), points
