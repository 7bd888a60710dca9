"""Error pages: their words, that they need no database, and that they give nothing away."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from accounts.models import User
from clearinghouse.lib import errors
from documents.models import Document
from portal import geography
from tests import library, pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]

SNAPSHOT = {
    400: "Error 400 We couldn’t read that Your browser sent something this page doesn’t understand. "
    "Nothing was changed. Go back and try again.",
    403: "Error 403 We couldn’t do that Your account doesn’t have permission to do this. "
    "Nothing was changed. If you think you should have access, contact NASEO staff.",
    404: "Error 404 Page not found There’s nothing at this address, or it isn’t shared with you. "
    "Check the address, or search for what you need.",
    405: "Error 405 This page can’t be opened directly It only works when you send a form. "
    "Nothing was changed. Go back to the form and try again.",
    413: "Error 413 Too large The file is larger than this portal accepts: 100 MB. "
    "Nothing was stored. Make the file smaller or split it, then upload it again.",
    429: "Error 429 Too many attempts There were too many requests in a short time. "
    "Nothing was changed. Wait a few minutes, then try again.",
    500: "Error 500 Something went wrong The portal had an unexpected error. "
    "What you saved before is safe. Try again. If it happens again, contact us and include the reference.",
    503: "Error 503 Back soon The portal can’t reach its database or files right now. "
    "What you saved before is safe. This page was not saved. Try again in a minute.",
}
SIGN_IN = "Sign in to see if it’s shared with you"
ASK = (
    "If someone sent you this link, let them know you can’t open it, or find out who to contact: Why can’t I open this?"
)
WAYS_ON = " Go to the home page Search the documents Contact us and include this reference: abc123def456"

# What scanners of the internet ask for; none of it may exist here or say what runs here.
WELL_KNOWN = (Path(__file__).parent / "well_known_paths.txt").read_text().split()


def shown(response: HttpResponse) -> str:
    """The words of the main part."""
    return pages.texts(response, "main")[0]


def without_reference(response: HttpResponse, key: str = "") -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, with the request's own reference blanked, and the key it asked for."""
    reference = response.headers["X-Request-Id"]
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-Id"}
    body = response.content.replace(reference.encode(), b"REFERENCE")
    return response.status_code, body.replace(key.encode(), b"KEY") if key else body, headers


@pytest.mark.parametrize("status", sorted(SNAPSHOT))
def test_error_page_says_what_happened_what_was_kept_and_what_to_do(rf: RequestFactory, status: int) -> None:
    request = rf.get("/somewhere/")
    request.request_id = "abc123def456"

    response = errors.error_page(request, status)  # no database is open here

    assert response.status_code == status
    assert shown(response) == SNAPSHOT[status] + WAYS_ON


def test_error_texts_are_all_in_the_snapshot() -> None:
    assert sorted(errors.TEXTS) == sorted(SNAPSHOT)


def test_error_page_keeps_its_words_when_the_look_is_broken(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    errors._page.cache_clear()
    monkeypatch.setattr(errors, "render_to_string", fail)
    request = rf.get("/somewhere/")
    request.request_id = "abc123def456"

    response = errors.error_page(request, 500)

    assert (response.status_code, response.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert response.content.decode().splitlines() == [
        "Something went wrong",
        "",
        "The portal had an unexpected error.",
        "",
        "What you saved before is safe. Try again. If it happens again, contact us and include the reference.",
        "",
        "Reference: abc123def456",
    ]


# Not found


def test_hidden_and_nonexistent_documents_give_the_same_answer(cast: Cast, sign_in: SignIn) -> None:
    hidden = library.document(cast.vermont, "Canary", sharing_choice="agency")
    outsiders = [None, cast.applicant, cast.colorado, cast.guest, cast.left]
    below = ("", "download/", "thumbnail/", "pages/1/")

    for client in map(sign_in, outsiders):
        for rest in below:
            answers = [
                without_reference(client.get(f"/documents/{key}/{rest}?q=x"), key)
                for key in (hidden.key, "zzzzzzzzzzzz")
            ]

            assert answers[0] == answers[1]
            assert answers[0][0] == 404


def test_one_address_answers_alike_while_something_is_hidden_there_and_when_it_is_gone(
    cast: Cast, sign_in: SignIn
) -> None:
    hidden = library.document(cast.vermont, "Canary", sharing_choice="agency")
    clients = [sign_in(person) for person in (None, cast.applicant, cast.colorado)]
    address = f"/documents/{hidden.key}/pages/3/?q=canary"
    before = [without_reference(client.get(address)) for client in clients]

    Document.objects.update(key="elsewhere123")

    assert [without_reference(client.get(address)) for client in clients] == before


def test_error_pages_have_the_menus(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    member = sign_in(cast.vermont)
    menu = pages.links(member.get("/"), "nav.nav--wide a")

    for path, status in (("/nowhere/", 404), ("/people/approvals/", 403)):
        answer = member.get(path)
        assert (answer.status_code, pages.links(answer, "nav.nav--wide a")) == (status, menu)
        assert pages.links(answer, ".account a") == {"My account": "/people/me/"}
    assert "People" not in pages.links(Client().get("/nowhere/"), "nav.nav--wide a")

    def fail(*args: object) -> None:
        raise ValueError

    monkeypatch.setattr("portal.views.member_home", fail)
    member.raise_request_exception = False
    broken = member.get("/")
    assert (broken.status_code, pages.links(broken, "nav.nav--wide a")) == (500, menu)


def test_404_is_the_same_for_everybody_who_is_signed_in(cast: Cast, sign_in: SignIn) -> None:
    people = (cast.applicant, cast.vermont, cast.guest, cast.administrator)
    answers = [without_reference(sign_in(person).get("/nowhere/"))[:2] for person in people]

    assert answers == [answers[0]] * 4
    assert answers[0][0] == 404


@pytest.mark.parametrize("address", ["/documents/zzzzzzzzzzzz/pages/3/?q=a+b&c=%22d", "/nowhere/?q=a+b&c=%22d"])
def test_404_offers_the_public_to_sign_in_and_come_back(db: None, client: Client, address: str) -> None:
    response = client.get(address)

    link = pages.links(response)[SIGN_IN]
    assert parse_qs(urlsplit(link).query) == {"next": [address]}
    assert urlsplit(link).path == "/account/login/"
    assert shown(response).startswith(f"{SNAPSHOT[404]} {SIGN_IN} Why can’t I open this? Go to")


@pytest.mark.parametrize("path", ["/nowhere/", "/people/"])
def test_404_and_403_say_whom_to_ask_to_who_is_signed_in(path: str, cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.colorado).get(path)

    assert response.status_code == {"/nowhere/": 404, "/people/": 403}[path]
    assert ASK in shown(response)
    assert pages.links(response)["Why can’t I open this?"] == f"/people/cannot-open/?next={path}"
    assert SIGN_IN not in shown(response)


def test_404_of_a_hidden_thing_asks_the_database_nothing_more(
    cast: Cast, sign_in: SignIn, django_assert_num_queries
) -> None:
    hidden = library.document(cast.vermont, "Canary", sharing_choice="agency")
    public, member = sign_in(None), sign_in(cast.colorado)

    for client, unknown, known in ((public, 0, 2), (member, 2, 4)):  # the fourth tells the log
        with django_assert_num_queries(unknown):
            client.get("/nowhere/")
        with django_assert_num_queries(known):
            client.get(f"/documents/{hidden.key}/")


def test_404_repeats_the_address_only_where_it_leads_back_to_it(client: Client) -> None:
    response = client.get("/canary<script>alert(1)</script>?q=canary\"'>")

    assert response.status_code == 404
    assert re.findall(rb".{5}canary.{9}", response.content) == [
        *(b"ext=/canary%253Cscri", b"Fq%3Dcanary%2522%27%"),  # to sign in
        *(b"ext=/canary%253Cscri", b"Fq%3Dcanary%2522%27%"),  # to who to contact
    ]
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    ("path", "query"),
    [("/%2Fevil.example/x", ""), ("/%2F/evil.example", ""), ("/%5Cevil.example/", "next=/%255Cevil.example/")],
)
def test_404_leads_to_no_other_host(client: Client, path: str, query: str) -> None:
    assert urlsplit(pages.links(client.get(path))[SIGN_IN]).query == query


def test_404_of_an_address_too_long_to_carry_leads_to_plain_sign_in(client: Client) -> None:
    long = "x" * 2500

    links = [pages.links(client.get(path))[SIGN_IN] for path in (f"/nowhere/?q={long}", f"/{long}/")]

    assert links == ["/account/login/?next=/nowhere/", "/account/login/?"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/documents", "/api/v1/documents/x/y"])
def test_unknown_api_path_answers_in_json(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.json() == {
        "error": {
            "code": "404",
            "message": "There’s nothing at this address, or it isn’t shared with you. "
            "Check the address, or search for what you need.",
            "reference": response.headers["X-Request-Id"],
        }
    }


def test_well_known_paths_are_not_found_and_tell_nothing(db: None) -> None:
    client = Client(raise_request_exception=False)

    answers = {path: client.get(path) for path in WELL_KNOWN}

    assert len(answers) >= 60
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 404} == {}
    checkout = re.escape(str(Path(__file__).resolve().parents[2]).encode())
    telling = re.compile(rb"Traceback|Django|Python/|DEBUG|settings|psycopg|" + checkout)
    own_words = {path: re.sub(rb"next=[^\"]*", b"", answer.content) for path, answer in answers.items()}
    assert {path for path, words in own_words.items() if telling.search(words)} == set()
    assert {path for path, answer in answers.items() if {"Server", "X-Powered-By"} & set(answer.headers)} == set()


# Verbs that an address does not take


@pytest.mark.parametrize(
    ("verb", "path", "allowed"),
    [
        ("get", "/people/request/1/withdraw/", "POST"),
        ("post", "/regions/", "GET, HEAD"),
        ("put", "/questions/ask/", "GET, HEAD, POST"),
        ("delete", "/account/login/", ""),
    ],
)
def test_405_is_our_page_and_names_the_verbs(db: None, client: Client, verb: str, path: str, allowed: str) -> None:
    response = getattr(client, verb)(path)

    assert response.status_code == 405
    assert shown(response).startswith(SNAPSHOT[405])
    assert not allowed or response.headers["Allow"] == allowed


def test_405_of_a_program_is_json(db: None, client: Client) -> None:
    response = client.post("/api/v1/documents")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert response.json()["error"]["code"] == "405"


# Errors on the way


def test_500_gives_the_reference_of_the_log_and_nothing_of_the_error(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**options: object) -> None:
        raise RuntimeError("canary secret")

    monkeypatch.setattr(geography, "schemes", fail)

    response = Client(raise_request_exception=False).get("/regions/")

    reference = response.headers["X-Request-Id"]
    assert response.status_code == 500
    assert shown(response) == SNAPSHOT[500] + WAYS_ON.replace("abc123def456", reference)
    assert b"canary" not in response.content


def test_503_when_the_database_goes_away_within_a_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**options: object) -> None:
        raise OperationalError("canary host is down")

    monkeypatch.setattr(geography, "schemes", fail)

    response = Client(raise_request_exception=False).get("/regions/")

    assert response.status_code == 503
    assert shown(response).startswith(SNAPSHOT[503])
    assert b"canary" not in response.content


def test_403_says_why(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**options: object) -> None:
        raise PermissionDenied("Only its owner may do this.")

    monkeypatch.setattr(geography, "schemes", fail)

    response = Client().get("/regions/")

    assert response.status_code == 403
    assert shown(response).startswith("Error 403 We couldn’t do that Only its owner may do this. Nothing was changed.")


def test_forms_from_elsewhere_are_refused_in_words(db: None) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/account/login/", {"login": "a@b.example", "password": "x"})

    assert response.status_code == 403
    assert shown(response).startswith(
        "Error 403 We couldn’t do that This form was open too long, or your browser doesn’t accept cookies. "
        "Nothing was changed. Go back, reload the page, and send it again. What you typed is still there."
    )


def test_body_announced_as_too_large_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post("/account/login/", CONTENT_LENGTH=str(500 * 1024 * 1024))

    assert response.status_code == 413
    assert shown(response).startswith(SNAPSHOT[413])


def test_length_that_is_no_number_is_refused(client: Client) -> None:
    response = client.post("/account/login/", CONTENT_LENGTH="many")

    assert response.status_code == 400
    assert shown(response).startswith(SNAPSHOT[400])


@override_settings(ALLOWED_HOSTS=["clearinghouse.test"])
def test_unknown_host_is_refused_in_words(client: Client) -> None:
    response = client.get("/contact/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert shown(response).startswith(SNAPSHOT[400])
    assert b"evil" not in response.content


@pytest.mark.parametrize(("status", "length"), [(400, "many"), (404, "0"), (413, str(500 * 1024 * 1024))])
def test_error_page_carries_the_headers_of_every_page(client: Client, status: int, length: str) -> None:
    response = client.get("/nowhere/", CONTENT_LENGTH=length)

    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
