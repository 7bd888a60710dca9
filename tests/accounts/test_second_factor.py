"""Second factors, and that administrators must have one."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from accounts.mfa_adapter import PortalMFAAdapter
from accounts.models import AuditEvent, User
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import CODE, LOGIN, PASSWORD, RESET, code, is_signed_in, log_in, with_password
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
AUTHENTICATE = "/account/2fa/authenticate/"


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

    assert answer.redirect_chain == [("/account/2fa/", 302)]
    assert pages.texts(answer, ".usa-alert__text") == [
        "Administrators must use two-factor authentication. Set it up, then come back."
    ]


def test_administrator_without_second_factor_decides_nothing(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True
    request = cast.applicant.membership_requests.get()

    answer = sign_in(cast.administrator).post(f"/people/approvals/{request.pk}/decline/", {"reason": "No."})

    request.refresh_from_db()
    assert (answer.url, request.status) == ("/account/2fa/", "waiting")


def test_data_administration_demands_it_too(cast: Cast, sign_in: SignIn, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = True
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)

    answer = sign_in(User.objects.get(pk=cast.administrator.pk)).get("/data/", follow=True)

    assert [step for step, _ in answer.redirect_chain] == ["/data/login/?next=/data/", "/account/2fa/"]


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
