"""Forms sent after the session ended: nothing is lost, nothing is stored, nothing is sent twice, and only ours."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from contacts.models import Question
from documents.models import Document
from tests import library, pages
from tests.accounts.signing import CODE, PASSWORD, code
from tests.cast import Cast
from tests.pages import find, links, texts

SignIn = Callable[[User | None], Client]
ORIGIN = "http://testserver"
OURS = {"Origin": ORIGIN, "Referer": f"{ORIGIN}/people/me/preferences/?from=menu"}
ADDRESS = "/people/me/preferences/"
TYPED = {
    "csrfmiddlewaretoken": "x",
    "time_zone": "America/Denver",
    "wants_summaries": "on",
    "old_password": "secret one",
}


def send(client: Client, address: str = ADDRESS, typed: object = None, **headers: str) -> object:
    return client.post(address, TYPED if typed is None else typed, headers={**OURS, **headers})


def hidden_fields(response: object, form: str = "main form") -> dict[str, str]:
    return {field.get("name"): field.get("value") for field in find(response, f"{form} input")}


def test_what_was_typed_comes_back_with_the_way_to_the_form(db: None, client: Client) -> None:
    response = send(client)

    assert response.status_code == 403
    assert texts(response, "h1") == ["You were signed out before this was saved"]
    assert texts(response, "dd") == ["Mountain Time", "Yes"]
    assert links(response)["Sign in and go back to the form"] == (
        "/account/login/?next=/people/me/preferences/%3Ffrom%3Dmenu"
    )
    assert response.headers["Cache-Control"] == "private, no-store"


def test_no_password_and_no_token_comes_back(db: None, client: Client) -> None:
    response = send(client)

    assert "secret one" not in response.content.decode()
    assert hidden_fields(response) == {
        "unsent-form-page": "/people/me/preferences/?from=menu", "time_zone": "America/Denver", "wants_summaries": "on",
    }  # fmt: skip


def test_nothing_of_it_is_stored(db: None, client: Client) -> None:
    send(client)

    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "http://testserver.evil.example"},
])  # fmt: skip
def test_a_form_of_another_site_never_comes_back(headers: dict[str, str], cast: Cast, sign_in: SignIn) -> None:
    signed_out = send(Client(), **headers)
    stale = Client(enforce_csrf_checks=True)
    stale.cookies = sign_in(cast.vermont).cookies
    refused = send(stale, **headers)

    assert (signed_out.status_code, signed_out["Location"]) == (302, f"/account/login/?next={ADDRESS}")
    assert refused.status_code == 403
    assert "America/Denver" not in refused.content.decode()


@pytest.mark.parametrize(
    "address", ["/documents/share/", "/people/request/1/withdraw/", "/people/approvals/1/approve/"]
)
def test_every_rule_that_asks_to_sign_in_gives_it_back(address: str, db: None, client: Client) -> None:
    response = send(client, address, {"reason": "Long and thought over"})

    assert (response.status_code, texts(response, "dd")) == (403, ["Long and thought over"])


def test_reference_data_comes_back_too(db: None, client: Client) -> None:
    response = send(client, "/data/accounts/agency/add/", {"name": "Agency of all roads"})

    assert (response.status_code, texts(response, "dd")) == (403, ["Agency of all roads"])


def test_programs_and_uploads_in_pieces_get_their_answer(db: None, client: Client) -> None:
    piece = client.post("/documents/uploads/", headers={**OURS, "Tus-Resumable": "1.0.0"})

    assert (piece.status_code, piece.json()["error"]["code"]) == (401, "sign_in")


def test_a_file_is_not_kept_and_the_page_says_so(db: None, client: Client) -> None:
    file = SimpleUploadedFile("plan.txt", b"words of the file")

    response = send(client, "/documents/share/", {"file": file, "note": "About chargers"})

    assert "Files aren’t kept. If you chose one, choose it again on the form." in texts(response, "main")[0]
    assert texts(response, "dd") == ["About chargers"]
    assert "words of the file" not in response.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        (f"{ORIGIN}/documents/", "/documents/"),
        ("https://evil.example/documents/", ADDRESS),
        (f"{ORIGIN}//evil.example/", ADDRESS),
        ("", ADDRESS),
    ],
)
def test_the_way_back_is_a_page_of_ours(referer: str, page: str, db: None, client: Client) -> None:
    response = send(client, Referer=referer)

    assert hidden_fields(response)["unsent-form-page"] == page


@pytest.mark.parametrize("named", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_the_way_back_cannot_be_named_from_outside(named: str, db: None, client: Client) -> None:
    response = send(client, typed={"unsent-form-page": named}, Referer="")

    assert hidden_fields(response)["unsent-form-page"] == ADDRESS


def test_what_was_typed_stays_text(db: None, client: Client) -> None:
    response = send(client, typed={"reason": "</dd><script>alert(1)</script>", '"><b x="': "1"})

    assert find(response, "main script") == []
    assert find(response, "main b") == []


# Without JavaScript: sign in elsewhere, continue, send


def asked_again(client: Client, first: object) -> object:
    """What Continue sends: the fields of the page, without a token."""
    return client.post(ADDRESS, hidden_fields(first), headers={"Origin": ORIGIN, "Referer": f"{ORIGIN}{ADDRESS}"})


def browser_of(person: User) -> Client:
    """A browser that checks tokens, whose person has a password."""
    person.set_password(PASSWORD)
    person.save()
    return Client(enforce_csrf_checks=True)


def sign_in_by_form(client: Client, email: str) -> None:
    token = hidden_fields(client.get("/account/login/"), "form.form")["csrfmiddlewaretoken"]
    client.post("/account/login/", {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token})


def test_continue_before_signing_in_gives_the_same_page_again(cast: Cast) -> None:
    client = browser_of(cast.vermont)
    client.get("/account/login/")
    first = send(client)

    again = asked_again(client, first)

    assert texts(again, "h1") == ["You were signed out before this was saved"]
    assert hidden_fields(again) == hidden_fields(first)


def test_continue_after_signing_in_asks_once_and_then_it_is_saved(cast: Cast) -> None:
    client = browser_of(cast.vermont)
    first = send(client)
    sign_in_by_form(client, cast.vermont.email)

    asking = asked_again(client, first)
    cast.vermont.refresh_from_db()
    before = cast.vermont.time_zone
    sent = client.post(ADDRESS, hidden_fields(asking), headers={"Origin": ORIGIN})

    cast.vermont.refresh_from_db()
    assert texts(asking, "h1") == ["Check this, then send it"]
    assert texts(asking, "main button") == ["Send now"]
    assert (before, sent.status_code, cast.vermont.time_zone) == ("", 302, "America/Denver")


def test_a_form_opened_before_signing_in_elsewhere_is_asked_about_and_not_lost(cast: Cast) -> None:
    client = browser_of(cast.vermont)
    sign_in_by_form(client, cast.vermont.email)

    response = send(client)

    assert (response.status_code, texts(response, "h1")) == (403, ["Check this, then send it"])
    assert texts(response, "dd") == ["Mountain Time", "Yes"]
    assert "csrfmiddlewaretoken" in hidden_fields(response)


def test_a_strangers_question_with_an_old_token_is_asked_about_without_an_account(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"name": "Kim Lee", "email": "kim@x.example", "subject": "Locks", "text": "How?"}

    response = send(client, "/questions/ask/", typed)

    assert texts(response, "h1") == ["Check this, then send it"]
    assert not Question.objects.exists()


def test_a_question_written_while_signed_in_comes_back_and_is_no_strangers(db: None, client: Client) -> None:
    typed = {"topic": "", "state": "", "subject": "Locks", "text": "How?", "once": "x", "shown": "NASEO"}

    response = send(client, "/questions/ask/", typed, Referer=f"{ORIGIN}/questions/ask/?about=all")

    assert response.status_code == 403
    assert texts(response, "h1") == ["You were signed out before this was saved"]
    assert texts(response, "dd") == ["Locks", "How?"]
    assert links(response)["Sign in and go back to the form"] == "/account/login/?next=/questions/ask/%3Fabout%3Dall"


def test_forms_of_signing_in_never_come_back(db: None) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/account/login/", {"login": "kim@txdot.gov", "password": "a secret"}, headers=OURS)

    assert response.status_code == 403
    assert "kim@txdot.gov" not in response.content.decode()


# A link that somebody opens while signed out


DEEP = "/pages/1/?q=a+b&x=1"


@pytest.fixture
def page_of_a_document(cast: Cast) -> str:
    cast.vermont.set_password(PASSWORD)
    cast.vermont.save()
    return f"/documents/{library.document(cast.vermont, 'Plan', pages=['a b']).key}{DEEP}"


def sign_in_link(client: Client, address: str) -> str:
    return pages.links(client.get(address))["Sign in to see if it’s shared with you"]


def test_password_leads_to_the_very_page(page_of_a_document: str, cast: Cast, client: Client) -> None:
    form = hidden_fields(client.get(sign_in_link(client, page_of_a_document)), "form.form")

    answer = client.post("/account/login/", {**form, "login": cast.vermont.email, "password": PASSWORD})

    assert answer["Location"] == page_of_a_document
    assert client.get(page_of_a_document).status_code == 200


def test_mailed_code_leads_to_the_very_page(page_of_a_document: str, cast: Cast, client: Client, settings) -> None:
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"
    login = client.get(sign_in_link(client, page_of_a_document))
    ask = client.get(next(to for to in links(login).values() if to.startswith(CODE)))
    confirm = client.post(CODE, {**hidden_fields(ask, "form.form"), "email": cast.vermont.email}, follow=True)

    answer = client.post("/account/login/code/confirm/", {**hidden_fields(confirm, "form.form"), "code": code()})

    assert answer["Location"] == page_of_a_document


def test_looking_by_head_and_get_changes_nothing(page_of_a_document: str, db: None, client: Client) -> None:
    for ask in (client.head, client.get):
        assert ask(page_of_a_document).status_code == 404

    assert (list(client.cookies), Session.objects.count()) == ([], 0)
