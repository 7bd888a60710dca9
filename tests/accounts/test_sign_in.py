"""Signing in and out, new passwords and addresses."""

import time

import pytest
from django.test import Client, override_settings

from accounts.models import AuditEvent, OutboxMail, User
from clearinghouse import settings as portal_settings
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import CODE, LOGIN, PASSWORD, RESET, SIGNUP, code, is_signed_in, log_in, with_password
from tests.cast import Cast
from tests.jobs import run_jobs


@pytest.mark.django_db
def test_password_signs_in(client: Client) -> None:
    with_password()

    answer = log_in(client)

    assert (answer.status_code, answer.url) == (302, "/")
    assert is_signed_in(client)


def test_member_lands_at_home(cast: Cast, client: Client) -> None:
    cast.vermont.set_password(PASSWORD)
    cast.vermont.save()

    assert log_in(client, cast.vermont.email).url == "/"


@pytest.mark.django_db
def test_address_is_the_same_in_capitals(client: Client) -> None:
    with_password()

    log_in(client, "KIM@TXDOT.GOV")

    assert is_signed_in(client)


@pytest.mark.django_db
def test_code_signs_in_once(client: Client) -> None:
    newcomer("kim@txdot.gov")
    client.post(CODE, {"email": "kim@txdot.gov"})
    used = code()

    client.post("/account/login/code/confirm/", {"code": used})

    assert is_signed_in(client)
    other = Client()
    other.post(CODE, {"email": "kim@txdot.gov"})
    other.post("/account/login/code/confirm/", {"code": used})
    assert not is_signed_in(other)


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "works"), [(14, True), (16, False)])
def test_code_works_for_fifteen_minutes_however_late_the_worker_sends_it(
    minutes: int, works: bool, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer("kim@txdot.gov")
    client.post(CODE, {"email": "kim@txdot.gov"})
    arrived, later = code(), time.time() + minutes * 60
    run_jobs()
    monkeypatch.setattr("time.time", lambda: later)

    client.post("/account/login/code/confirm/", {"code": arrived})

    assert is_signed_in(client) == works


@pytest.mark.django_db
def test_reset_by_code_sets_a_password_and_does_not_sign_in(client: Client) -> None:
    with_password()
    client.post(RESET, {"email": "kim@txdot.gov"})
    client.post("/account/password/reset/confirm/", {"code": code()})
    new = "another correct horse staple"

    client.post("/account/password/reset/complete/", {"password1": new, "password2": new})

    assert not is_signed_in(client)
    log_in(client, password=new)
    assert is_signed_in(client)


@pytest.mark.django_db
def test_reset_keeps_the_password_rule(client: Client) -> None:
    with_password()
    client.post(RESET, {"email": "kim@txdot.gov"})
    client.post("/account/password/reset/confirm/", {"code": code()})

    answer = client.post("/account/password/reset/complete/", {"password1": "too short", "password2": "too short"})

    assert answer.status_code == 200
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
def test_changing_the_password_signs_out_everywhere(client: Client) -> None:
    with_password()
    other = Client()
    log_in(client)
    log_in(other)
    new = "another correct horse staple"

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (is_signed_in(client), is_signed_in(other)) == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "emails",
    ["kim@txdot.gov,evil@x.example", "kim@txdot.gov evil@x.example", "kim@txdot.gov\r\nBcc: evil@x.example"],
)
def test_reset_takes_one_address(client: Client, emails: str) -> None:
    with_password()

    answer = client.post(RESET, {"email": emails})

    assert answer.status_code == 200
    assert OutboxMail.objects.count() == 0


@pytest.mark.django_db
def test_reset_writes_to_one_of_two_repeated_addresses(client: Client) -> None:
    with_password()

    client.post(
        RESET, "email=kim@txdot.gov&email=evil@x.example&email[]=evil@x.example",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip

    assert OutboxMail.objects.get().to == "evil@x.example"
    assert "There’s no account for it" in OutboxMail.objects.get().body


@pytest.mark.django_db
def test_notice_of_a_changed_password_reaches_the_owner(client: Client) -> None:
    with_password()
    log_in(client)
    new = "another correct horse staple"

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    notice = OutboxMail.objects.latest("pk")
    assert (notice.to, notice.subject) == ("kim@txdot.gov", "Your password was changed — EV States Clearinghouse")
    assert "https://clearinghouse.test/people/me/" in notice.body


@pytest.mark.django_db
def test_changed_address_counts_once_it_is_confirmed_and_the_old_one_is_told(client: Client) -> None:
    with_password()
    log_in(client)

    client.post("/account/email/", {"email": "kim.lee@txdot.gov", "action_add": "1"})
    assert User.objects.get().email == "kim@txdot.gov"
    client.post("/account/confirm-email/", {"code": code()})

    assert User.objects.get().email == "kim.lee@txdot.gov"
    assert ("kim@txdot.gov", "Your email address was changed — EV States Clearinghouse") in set(
        OutboxMail.objects.values_list("to", "subject")
    )
    assert AuditEvent.objects.get().sentence == (
        "Kim Lee changed their email address from kim@txdot.gov to kim.lee@txdot.gov."
    )


@pytest.mark.django_db
def test_deactivated_person_is_told_so_and_stays_outside(client: Client) -> None:
    user = with_password()
    User.objects.filter(pk=user.pk).update(is_active=False)

    answer = log_in(client)

    assert answer.url == "/account/inactive/"
    assert pages.headings(client.get(answer.url), 1) == ["This account is deactivated"]
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_every_form_needs_its_token() -> None:
    with_password()
    strict = Client(enforce_csrf_checks=True)

    for path in (LOGIN, CODE, RESET, SIGNUP, "/account/logout/"):
        assert strict.post(path, {"login": "kim@txdot.gov", "email": "kim@txdot.gov"}).status_code == 403
    assert OutboxMail.objects.count() == 0


@pytest.mark.django_db
def test_session_key_is_new_after_signing_in_and_appears_in_no_page(client: Client) -> None:
    with_password()
    client.get(LOGIN)
    client.session["planted"] = 1
    before = client.session.session_key

    log_in(client)

    after = client.session.session_key
    assert before != after
    assert after not in client.get("/people/me/").content.decode()


@pytest.mark.django_db
def test_cookies_are_locked_down_over_https() -> None:
    locked = {name: getattr(portal_settings, name) for name in dir(portal_settings) if "COOKIE" in name}
    with_password()
    with override_settings(**locked):
        client = Client()
        client.get(LOGIN, secure=True)
        client.post(LOGIN, {"login": "kim@txdot.gov", "password": PASSWORD}, secure=True)

    assert {
        name: (morsel["secure"], morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"])
        for name, morsel in client.cookies.items()
        if name.startswith("__Host-")
    } == dict.fromkeys(("__Host-sessionid", "__Host-csrftoken"), (True, True, "Lax", "/", ""))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name", "purpose"),
    [("/account/login/", "password", "current-password"), ("/account/signup/", "password1", "new-password")],
)
def test_password_is_masked_and_left_to_password_managers(client: Client, path: str, name: str, purpose: str) -> None:
    [field] = pages.tree(client.get(path)).xpath(f"//input[@name='{name}']")

    assert (field.get("type"), field.get("autocomplete")) == ("password", purpose)
    assert not {"readonly", "onpaste", "maxlength"} & set(field.keys())
