"""Every answer carries the browser defenses, whatever went wrong."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from documents.finding import listing
from tests.cast import Cast
from tests.security.conftest import HOST, HttpsClient
from tests.security.observatory import Answers, score
from tests.security.scene import Scene

DEFENCES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "object-src": "'none'",
    "frame-ancestors": "'none'", "require-trusted-types-for": "'script'", "trusted-types": "portal",
}  # fmt: skip
# The scripts of Django's administration write HTML; only administrators ever meet them.
POLICY_OF_ADMINISTRATION = {name: value for name, value in POLICY.items() if "trusted-types" not in name}
SANDBOX = {"default-src": "'none'", "sandbox": "", "frame-ancestors": "'none'"}


def policy_of(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts if name}


def broken_list(*args: object, **kwargs: object) -> None:
    raise ZeroDivisionError


def lost_database(*args: object, **kwargs: object) -> None:
    raise OperationalError("gone")


@pytest.fixture
def answers(scene: Scene, https: Callable[..., HttpsClient], monkeypatch: pytest.MonkeyPatch) -> dict:
    """An answer of each kind, of the portal as it runs in production."""
    member, public = https(scene.cast.vermont), https()
    member.raise_request_exception = False
    paper, opened = scene.papers["agency"], scene.papers["opened"]
    given = {
        "page": public.get("/"),
        "member page": member.get(f"/documents/{paper.key}/"),
        "sign-in": public.get("/account/login/"),
        "sign-in refused": public.post("/account/login/", {"login": "a@b.example", "password": "x"}),
        "redirect": public.get("/people/me/"),
        "hidden": public.get(f"/documents/{paper.key}/"),
        "no address": public.get("/no/such/address"),
        "no slash": public.get("/documents"),
        "forbidden": member.get("/people/"),
        "verb": public.delete("/documents/"),
        "too large": public.post("/account/login/", b"x", content_type="text/plain", CONTENT_LENGTH="999999999999"),
        "length not a number": public.post("/account/login/", b"", content_type="text/plain", CONTENT_LENGTH="x"),
        "too many fields": public.get("/documents/?" + "a=1&" * 400),
        "program": public.get("/api/v1/documents"),
        "program's error": public.get("/api/v1/documents?kind=none"),
        "program's 404": public.get("/api/v1/nothing"),
        "foreign form": https(enforce_csrf_checks=True).post("/account/login/"),
        "other host": HttpsClient().get("/", HTTP_HOST="evil.example"),
        "http": Client(SERVER_NAME=HOST).get("/documents/"),
        "http, other host": Client(SERVER_NAME="evil.example").get("/documents/"),
        "download": member.get(f"/documents/{paper.key}/download/"),
        "picture": member.get(f"/documents/{opened.key}/thumbnail/"),
        "health": public.get("/healthz"),
        "robots": public.get("/robots.txt"),
        "upload abilities": member.options(reverse("documents:tus")),
        "administration": https(scene.cast.administrator).get("/data/"),
        "static": public.get("/static/no-such-file.css"),
    }
    monkeypatch.setattr(listing, "together", broken_list)
    given["own mistake"] = member.get("/documents/")
    monkeypatch.setattr(listing, "together", lost_database)
    given["database away"] = member.get("/documents/")
    return given


def test_every_answer_carries_the_defences(answers: dict) -> None:
    """Also errors, redirects, files and refusals deep inside the middleware."""
    policies = {**dict.fromkeys(answers, POLICY), "download": SANDBOX, "administration": POLICY_OF_ADMINISTRATION}

    missing = [
        (what, name, response.get(name))
        for what, response in answers.items()
        for name, value in DEFENCES.items()
        if response.get(name) != value
    ]

    assert missing == []
    for what, response in answers.items():
        assert policy_of(response) == policies[what], what


def test_nothing_but_static_files_may_be_kept_by_a_cache(answers: dict) -> None:
    """A page kept by a browser or a proxy would be shown to whoever uses it next."""
    kept = {
        what: response.get("Cache-Control", "")
        for what, response in answers.items()
        if what != "static" and not {"private", "no-store"} <= set(response.get("Cache-Control", "").split(", "))
    }

    assert kept == {"upload abilities": "no-store"}


def test_every_answer_names_its_type_and_nobody_elses_origin(answers: dict) -> None:
    """Browsers guess a type that is missing, and other sites read what an origin lets them."""
    assert [what for what, response in answers.items() if not response.get("Content-Type")] == []
    assert [what for what, response in answers.items() if response.has_header("Access-Control-Allow-Origin")] == []


def test_statuses_are_what_the_sweep_means_to_provoke(answers: dict) -> None:
    statuses = {what: response.status_code for what, response in answers.items()}

    assert statuses == {
        "page": 200, "member page": 200, "sign-in": 200, "sign-in refused": 200, "redirect": 302, "hidden": 404,
        "no address": 404, "no slash": 301, "forbidden": 403, "verb": 405, "too large": 413,
        "length not a number": 400, "too many fields": 400, "program": 200, "program's error": 400,
        "program's 404": 404, "foreign form": 403, "other host": 400, "http": 301, "http, other host": 400,
        "download": 200, "picture": 200, "health": 200, "robots": 200, "upload abilities": 204,
        "administration": 302, "static": 404, "own mistake": 500, "database away": 503,
    }  # fmt: skip


@pytest.mark.parametrize("address", ["/", "/documents/", "/account/login/", "/people/join/"])
def test_observatory_gives_a_hundred_points_and_more(https: Callable[..., HttpsClient], address: str) -> None:
    """By the published scoring of the HTTP Observatory, whose best grade begins at a hundred."""
    client = https()
    page = client.get(address)

    points, by_test = score(Answers(page, Client(SERVER_NAME=HOST).get(address), client.cookies))

    assert points >= 100, by_test


def test_observatory_table_notices_each_weakness(https: Callable[..., HttpsClient]) -> None:
    client = https()
    page, over_http = client.get("/account/login/"), Client(SERVER_NAME=HOST).get("/account/login/")
    whole, _ = score(Answers(page, over_http, client.cookies))

    without = {}
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options"):
        taken = page.headers.pop(name)
        without[name] = score(Answers(page, over_http, client.cookies))[0]
        page.headers[name] = taken

    assert [name for name, points in without.items() if points >= whole] == []


def test_https_is_promised_for_two_years_and_all_names_below(https: Callable[..., HttpsClient]) -> None:
    """Long enough for the lists of sites that browsers reach over HTTPS only."""
    header = https().get("/")["Strict-Transport-Security"]

    assert header == "max-age=63072000; includeSubDomains; preload"


def test_http_is_led_to_https_at_the_same_address(https: Callable[..., HttpsClient]) -> None:
    response = Client(SERVER_NAME=HOST).get("/documents/?kind=rfp")

    assert (response.status_code, response["Location"]) == (301, f"https://{HOST}/documents/?kind=rfp")


def test_health_checks_answer_over_http_too(https: Callable[..., HttpsClient]) -> None:
    assert Client(SERVER_NAME=HOST).get("/healthz").status_code == 200


def test_pages_after_sign_in_differ_by_person_and_say_so(cast: Cast, sign_in) -> None:
    """Should a cache ignore no-store, it must not mix people up."""
    response = sign_in(cast.vermont).get("/documents/")

    assert "Cookie" in response["Vary"]
