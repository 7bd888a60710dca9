"""Second factors, and that administrators must have one."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, override_settings

from accounts.actions import change_role, make_administrator
from accounts.mfa_adapter import PortalMFAAdapter
from accounts.models import AuditEvent, User
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import CODE, LOGIN, PASSWORD, RESET, code, is_signed_in, log_in, with_password
from tests.cast import Cast
from tests.meetings.events import conference
from tests.workinggroups.people import put_in
from workforce.models import SpaceAdministrator

SignIn = Callable[[User | None], Client]
AUTHENTICATE = "/account/2fa/authenticate/"
SET_UP = "/people/me/second-factor/"


def totp(secret: str, steps: int = 0) -> str:
    """The app's code now, or so many steps of 30 seconds away (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time() // 30) + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def secret_shown(client: Client) -> str:
    return pages.texts(client.get("/account/2fa/totp/activate/"), "code.secret")[0]


@pytest.fixture
def enrolled(db: None) -> tuple[User, str, Client]:
    """A person with a password and an authenticator app: the person, its secret, and their browser."""
    user, client = with_password(), Client()
    log_in(client)
    secret = secret_shown(client)
    client.post("/account/2fa/totp/activate/", {"code": totp(secret)})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    return user, secret, client


def test_factors_that_come_and_go_are_in_the_audit_log(
    enrolled: tuple[User, str, Client], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    _, _, owner = enrolled
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/account/2fa/totp/deactivate/")

    assert "Kim Lee removed a two-factor authentication method." in AuditEvent.objects.values_list(
        "sentence", flat=True
    )


def test_code_of_the_app_works_once_for_as_long_as_it_counts(
    enrolled: tuple[User, str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret, _ = enrolled
    first, second = Client(), Client()
    seen = totp(secret, 1)
    for client in (first, second):
        log_in(client)
    first.post(AUTHENTICATE, {"code": seen})
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 45)
    second.post(AUTHENTICATE, {"code": seen})

    assert [is_signed_in(first), is_signed_in(second)] == [True, False]


def test_app_is_asked_for_after_the_password(enrolled: tuple[User, str, Client]) -> None:
    _, secret, _ = enrolled
    client = Client()

    assert log_in(client).url == AUTHENTICATE
    assert not is_signed_in(client)
    client.post(AUTHENTICATE, {"code": totp(secret, 1)})
    assert is_signed_in(client)


def test_app_leads_to_the_very_page_that_was_asked_for(enrolled: tuple[User, str, Client]) -> None:
    _, secret, _ = enrolled
    client, wanted = Client(), "/documents/zzzzzzzzzzzz/pages/3/?q=a+b&x=1"
    client.post(LOGIN, {"login": "kim@txdot.gov", "password": PASSWORD, "next": wanted})

    answer = client.post(AUTHENTICATE, {"code": totp(secret, 1)})

    assert (answer.status_code, answer.url) == (302, wanted)


def test_app_is_asked_for_after_a_sign_in_code_too(enrolled: tuple[User, str, Client]) -> None:
    client = Client()
    client.post(CODE, {"email": "kim@txdot.gov"})

    answer = client.post("/account/login/code/confirm/", {"code": code()})

    assert answer.url == AUTHENTICATE
    assert not is_signed_in(client)


def test_new_password_does_not_get_around_the_app(enrolled: tuple[User, str, Client]) -> None:
    client, new = Client(), "another correct horse staple"
    client.post(RESET, {"email": "kim@txdot.gov"})
    client.post("/account/password/reset/confirm/", {"code": code()})
    client.post("/account/password/reset/complete/", {"password1": new, "password2": new})

    assert log_in(client, password=new).url == AUTHENTICATE
    assert not is_signed_in(client)


def test_code_of_the_app_counts_once(enrolled: tuple[User, str, Client]) -> None:
    _, secret, _ = enrolled
    used = totp(secret, 1)
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client)
        client.post(AUTHENTICATE, {"code": used})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


@pytest.mark.parametrize(("steps", "accepted"), [(-1, True), (1, True), (-2, False), (2, False)])
def test_clocks_may_be_off_by_one_step(steps: int, accepted: bool, enrolled: tuple[User, str, Client]) -> None:
    _, secret, _ = enrolled
    client = Client()
    log_in(client)

    client.post(AUTHENTICATE, {"code": totp(secret, steps)})

    assert is_signed_in(client) == accepted


def test_guessing_the_apps_code_is_stopped(enrolled: tuple[User, str, Client]) -> None:
    _, secret, _ = enrolled
    client = Client()
    log_in(client)
    for number in range(5):
        client.post(AUTHENTICATE, {"code": f"00000{number}"})

    client.post(AUTHENTICATE, {"code": totp(secret, 1)})

    assert not is_signed_in(client)


def test_recovery_code_signs_in_once(enrolled: tuple[User, str, Client]) -> None:
    _, _, owner = enrolled
    spare = pages.texts(owner.get("/account/2fa/recovery-codes/"), ".codes code")[0]
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client)
        client.post(AUTHENTICATE, {"code": spare})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_secrets_are_kept_encrypted(enrolled: tuple[User, str, Client]) -> None:
    _, secret, owner = enrolled
    spare = pages.texts(owner.get("/account/2fa/recovery-codes/"), ".codes code")

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in stored
    assert len(spare) == 10
    assert [entry for entry in spare if entry in stored] == []


def test_secrets_outlive_a_change_of_the_signing_key() -> None:
    adapter = PortalMFAAdapter()
    with override_settings(SECRET_KEY="a" * 50):
        kept = adapter.encrypt("JBSWY3DP")

    with override_settings(SECRET_KEY="b" * 50, SECRET_KEY_FALLBACKS=["a" * 50]):
        assert adapter.decrypt(kept) == "JBSWY3DP"


def test_qr_code_has_no_style_and_no_data_address(db: None) -> None:
    client = Client()
    with_password()
    log_in(client)

    page = client.get("/account/2fa/totp/activate/").content.decode()

    assert "<path d=" in page
    assert "style=" not in page
    assert "data:image" not in page


def test_turning_the_app_off_needs_a_fresh_sign_in(
    enrolled: tuple[User, str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, owner = enrolled
    later = time.time() + 301
    monkeypatch.setattr("time.time", lambda: later)

    answer = owner.post("/account/2fa/totp/deactivate/")

    assert answer.url.startswith("/account/reauthenticate/")
    assert Authenticator.objects.filter(type="totp").exists()


GUARDED = ["/people/approvals/", "/people/", "/people/activity/", "/people/system/"]


@pytest.mark.parametrize("path", GUARDED)
def test_administrator_without_second_factor_is_led_to_setting_one_up(
    path: str, cast: Cast, sign_in: SignIn, settings: object
) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True

    answer = sign_in(cast.administrator).get(path, follow=True)

    assert answer.redirect_chain == [(SET_UP, 302)]
    assert pages.texts(answer, "p.lede")[0].startswith("You’re an administrator. So a password or an emailed code")


def test_administrator_without_second_factor_decides_nothing(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True
    request = cast.applicant.membership_requests.get()

    answer = sign_in(cast.administrator).post(f"/people/approvals/{request.pk}/decline/", {"reason": "No."})

    request.refresh_from_db()
    assert (answer.url, request.status) == (SET_UP, "waiting")


def test_data_administration_demands_it_too(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)

    answer = sign_in(User.objects.get(pk=cast.administrator.pk)).get("/data/", follow=True)

    assert [step for step, _ in answer.redirect_chain] == ["/data/login/?next=/data/", SET_UP]


@pytest.mark.parametrize(("kind", "allowed"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_app_or_key_lets_the_administrator_in(
    kind: str, allowed: bool, cast: Cast, sign_in: SignIn, settings: object
) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True
    Authenticator.objects.create(user=cast.administrator, type=kind, data={})

    answer = sign_in(cast.administrator).get("/people/")

    assert answer.status_code == (200 if allowed else 302)


def test_members_need_no_second_factor(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True

    assert sign_in(cast.vermont).get("/people/me/").status_code == 200


@pytest.mark.django_db
def test_passkey_button_is_on_the_sign_in_page_with_static_scripts_only(client: Client) -> None:
    newcomer("kim@txdot.gov")

    answer = client.get(LOGIN)

    scripts = [(script.get("src"), script.get("type")) for script in pages.find(answer, "script")]
    assert [kind for source, kind in scripts if source is None] == ["application/json"]
    assert pages.find(answer, "#passkey_login") != []
    assert PASSWORD not in answer.content.decode()


def lead_of_a_group(cast: Cast) -> User:
    put_in(cast.colorado, role="lead")
    return cast.colorado


def organizer(cast: Cast) -> User:
    conference(cast).organizers.add(cast.colorado)
    return cast.colorado


def carer(cast: Cast) -> User:
    SpaceAdministrator.objects.create(person=cast.colorado, named_by=cast.administrator)
    return cast.colorado


NEEDING: dict[str, tuple[Callable[[Cast], User], str]] = {
    "administrator": (lambda cast: cast.administrator, "You’re an administrator."),
    "EV lead": (lambda cast: cast.vermont_editor, "You’re the EV lead for your agency."),
    "group lead": (lead_of_a_group, "You lead a working group."),
    "organizer": (organizer, "You organize an event and can see who registered."),
    "carer": (carer, "You decide on guests of the EV Workforce Collaborative."),
}


def made_administrator(cast: Cast) -> User:
    make_administrator(person=cast.colorado, by=cast.administrator)
    return cast.colorado


def made_lead(cast: Cast) -> User:
    change_role(membership=cast.colorado.memberships.get(), role="editor", by=cast.administrator)
    return cast.colorado


GIVING = {
    "administrator": made_administrator,
    "EV lead": made_lead,
    "group lead": lead_of_a_group,
    "organizer": organizer,
    "carer": carer,
}


@pytest.mark.parametrize("post", NEEDING)
def test_posts_that_reach_further_are_led_to_a_factor_at_their_next_sign_in(
    post: str, cast: Cast, sign_in: SignIn, settings: object
) -> None:
    make, why = NEEDING[post]
    person = make(cast)
    settings.REQUIRE_ADMINISTRATOR_MFA = settings.REQUIRE_LEAD_MFA = True

    client = sign_in(person)
    answers = {path: client.get(path) for path in ("/", "/documents/", "/directory/", "/people/me/")}

    assert {path: getattr(answer, "url", answer.status_code) for path, answer in answers.items()} == {
        "/": SET_UP,
        "/documents/": SET_UP,
        "/directory/": SET_UP,
        "/people/me/": 200,
    }
    assert pages.texts(client.get(SET_UP), "p.lede")[0].startswith(f"{why} So a password")


@pytest.mark.parametrize("post", NEEDING)
def test_who_is_given_a_post_in_the_middle_of_a_session_is_led_to_a_factor_with_the_next_request(
    post: str, cast: Cast, sign_in: SignIn, settings: object
) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = settings.REQUIRE_LEAD_MFA = True
    client = sign_in(cast.colorado)
    before = client.get("/documents/").status_code

    given_to = GIVING[post](cast)

    assert (before, client.get("/documents/").url, client.get("/people/me/").status_code) == (200, SET_UP, 200)
    Authenticator.objects.create(user=given_to, type="totp", data={})
    assert client.get("/documents/").status_code == 200


def test_rights_that_come_back_in_the_middle_of_a_session_need_a_factor_too(
    cast: Cast, sign_in: SignIn, settings: object
) -> None:
    settings.REQUIRE_LEAD_MFA = True
    lead_of_a_group(cast)
    User.objects.filter(pk=cast.colorado.pk).update(approved_email="was@cdot.example")
    client = sign_in(User.objects.get(pk=cast.colorado.pk))
    before = client.get("/documents/").status_code

    User.objects.filter(pk=cast.colorado.pk).update(approved_email="")

    assert (before, client.get("/documents/").url) == (200, SET_UP)


def test_who_loses_the_post_again_goes_on_without(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_LEAD_MFA = True
    client = sign_in(cast.colorado)
    event = conference(cast)
    event.organizers.add(cast.colorado)
    asked = client.get("/documents/").url

    event.organizers.clear()

    assert (asked, client.get("/documents/").status_code) == (SET_UP, 200)


def test_who_set_it_up_continues_where_they_wanted_to_go(cast: Cast, client: Client, settings: object) -> None:
    settings.REQUIRE_LEAD_MFA = True
    cast.vermont_editor.set_password(PASSWORD)
    cast.vermont_editor.save()
    wanted = "/documents/?state=VT"
    client.post(LOGIN, {"login": cast.vermont_editor.email, "password": PASSWORD, "next": wanted})
    client.get(wanted)

    codes = client.post("/account/2fa/totp/activate/", {"code": totp(secret_shown(client))}, follow=True)
    link = next(link for link in pages.find(codes, "a.usa-button") if link.get("href") == SET_UP)

    assert link.text_content().strip() == "Continue to the page you wanted"
    assert client.get(SET_UP).url == wanted
    assert client.get(wanted).status_code == 200
    assert client.get("/").status_code == 200


def test_who_takes_the_last_factor_away_is_led_to_a_new_one(
    cast: Cast, sign_in: SignIn, settings: object, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    settings.REQUIRE_LEAD_MFA = True
    TOTP.activate(cast.vermont_editor, "JBSWY3DPEHPK3PXP")
    client = sign_in(cast.vermont_editor)
    assert client.get("/documents/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/deactivate/")

    assert client.get("/documents/").url == SET_UP


def test_everybody_else_goes_on_without(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = settings.REQUIRE_LEAD_MFA = True
    people = (cast.vermont, cast.guest, cast.applicant, cast.left, None)

    assert [sign_in(person).get("/").status_code for person in people] == [200] * 5


def test_nobody_who_may_set_one_up_finds_a_closed_door(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_LEAD_MFA = True
    client = sign_in(cast.vermont_editor)
    client.get("/")
    own = [SET_UP, "/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/sessions/"]

    assert [client.get(path).status_code for path in own] == [200] * 5
