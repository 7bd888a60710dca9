"""What strangers learn, how often they may guess, and where links lead."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import OutboxMail, User
from tests import pages
from tests.accounts.signing import (
    CODE,
    LOGIN,
    PASSWORD,
    RESET,
    SIGNUP,
    code,
    is_signed_in,
    log_in,
    with_password,
)


def page_of(answer: object) -> str:
    """The page without what differs by nature: tokens and the typed address."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    return re.sub(r"(known|ghost)@txdot\.gov", "ADDRESS", text)


FORMS: dict[str, Callable[[Client, str], object]] = {
    "password": lambda client, email: log_in(client, email, "wrong password, wrong"),
    "sign-in code": lambda client, email: client.post(CODE, {"email": email}, follow=True),
    "reset": lambda client, email: client.post(RESET, {"email": email}, follow=True),
    "sign up": lambda client, email: client.post(
        SIGNUP, {"email": email, "name": "X", "password1": PASSWORD}, follow=True
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("known", ["member", "no password", "deactivated"])
def test_pages_do_not_tell_whether_an_account_exists(form: str, known: str) -> None:
    user = with_password("known@txdot.gov")
    if known == "no password":
        user.set_unusable_password()
        user.save()
    User.objects.filter(pk=user.pk).update(is_active=known != "deactivated")

    answers = [FORMS[form](Client(), email) for email in ("known@txdot.gov", "ghost@txdot.gov")]

    assert answers[0].status_code == answers[1].status_code
    assert page_of(answers[0]) == page_of(answers[1])
    assert [step for _, step in getattr(answers[0], "redirect_chain", [])] == [
        step for _, step in getattr(answers[1], "redirect_chain", [])
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_answers_cost_the_same_work_for_unknown_addresses(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes time is counted: passwords hashed and mails written. Neither may tell the two apart."""
    hashed = count_hashes(monkeypatch)
    with_password("known@txdot.gov")
    work: dict[str, tuple[int, int]] = {}

    for name in ("known", "ghost"):
        hashed.clear()
        mails = OutboxMail.objects.count()
        FORMS[form](Client(), f"{name}@txdot.gov")
        work[name] = (len(hashed), OutboxMail.objects.count() - mails)

    assert work["known"] == work["ghost"]
    assert sum(work["known"]) > 0


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each password that is hashed from now on, to be stored or compared, adds a row."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(salt)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return hashed


@pytest.mark.django_db
def test_guessing_is_stopped_by_address_of_the_account(client: Client) -> None:
    with_password()
    for _ in range(5):
        log_in(client, password="wrong")

    answer = log_in(client)

    assert pages.texts(answer, ".error-summary li") == [
        "Too many attempts. Wait a few minutes, or ask for a sign-in code."
    ]
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_success_in_between_does_not_reset_the_count(client: Client) -> None:
    with_password()
    for _ in range(4):
        log_in(client, password="wrong")
    friend = Client()
    log_in(friend)
    log_in(client, password="wrong")

    log_in(client)

    assert is_signed_in(friend)
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_owner_gets_in_by_code_while_somebody_guesses(client: Client) -> None:
    with_password()
    for _ in range(5):
        log_in(Client(), password="wrong")

    client.post(CODE, {"email": "kim@txdot.gov"})
    client.post("/account/login/code/confirm/", {"code": code()})

    assert is_signed_in(client)


@pytest.mark.django_db
def test_guessing_over_many_accounts_is_stopped_by_internet_address(client: Client) -> None:
    for number in range(10):
        log_in(client, f"person{number}@txdot.gov", "wrong")
    with_password()

    log_in(client)

    assert not is_signed_in(client)


@pytest.mark.django_db
def test_forged_forwarded_for_does_not_help(client: Client) -> None:
    with_password()
    for number in range(10):
        headers = {"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"203.0.113.{number}"}
        log_in(client, f"person{number}@txdot.gov", "wrong", **headers)

    log_in(client, **{"x-forwarded-for": "203.0.113.99"})

    assert not is_signed_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "signed_in"), [("198.51.100.1", False), ("198.51.100.2", True)])
def test_behind_one_proxy_the_last_hop_counts(last: str, signed_in: bool, client: Client, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with_password()
    for number in range(10):
        log_in(client, f"p{number}@txdot.gov", "wrong", **{"x-forwarded-for": f"203.0.113.{number}, 198.51.100.1"})

    log_in(client, **{"x-forwarded-for": f"203.0.113.200, {last}"})

    assert is_signed_in(client) == signed_in


@pytest.mark.django_db
def test_rotating_within_one_ipv6_network_does_not_help(client: Client) -> None:
    with_password()
    for number in range(10):
        client.post(
            LOGIN, {"login": f"p{number}@txdot.gov", "password": "wrong"}, REMOTE_ADDR=f"2001:db8:1:2::{number:x}"
        )

    client.post(LOGIN, {"login": "kim@txdot.gov", "password": PASSWORD}, REMOTE_ADDR="2001:db8:1:2:ffff::1")

    assert not is_signed_in(client)


def test_failed_sign_ins_have_a_hard_ceiling_below_a_hundred() -> None:
    rates = django_settings.ACCOUNT_RATE_LIMITS["login_failed"].split(",")

    assert max(int(rate.split("/")[0]) for rate in rates if rate.endswith("/key")) == 90


@pytest.mark.django_db
def test_too_many_sign_ups_get_a_page_in_words(client: Client) -> None:
    for number in range(20):
        client.post(SIGNUP, {"email": f"p{number}", "name": "X"})

    answer = client.post(SIGNUP, {"email": "p@txdot.gov", "name": "X"})

    assert answer.status_code == 429
    assert pages.headings(answer, 1) == ["Too many attempts"]


# From the open-redirect lists in common use; none may leave the portal.
ELSEWHERE = [
    "https://evil.example", "http://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "\\\\evil.example", "/\\evil.example", "\\/evil.example", "https:evil.example", "https:/evil.example",
    "http:///evil.example", "//evil.example/%2f..", "/\t/evil.example", "/%09/evil.example", "\t//evil.example",
    " //evil.example", "//evil.example@clearinghouse.test", "https://clearinghouse.test@evil.example",
    "https://clearinghouse.test.evil.example", "https://evil.example/clearinghouse.test", "javascript:alert(1)",
    "data:text/html,x", "//evil%E3%80%82example", "https://evil.example#clearinghouse.test", "ftp://testserver/",
    "//[::1]/", "https://[::1", "/\x00/evil.example", "%2f%2fevil.example",
]  # fmt: skip


def stays_here(url: str) -> bool:
    """Whether a browser would stay on the portal: one slash, then nothing that reads like a second."""
    return re.match(r"^/(?![/\\])", re.sub(r"[\t\r\n]", "", url)) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leaves_the_portal(target: str) -> None:
    with_password()
    before, after = Client(), Client()
    log_in(after)

    landed = before.post(LOGIN, {"login": "kim@txdot.gov", "password": PASSWORD, "next": target})
    already = after.get(LOGIN, {"next": target})
    out = after.post("/account/logout/", {"next": target})

    assert [answer.status_code for answer in (landed, already, out)] == [302, 302, 302]
    assert [answer.url for answer in (landed, already, out) if not stays_here(answer.url)] == []


@pytest.mark.django_db
def test_next_within_the_portal_is_followed(client: Client) -> None:
    with_password()

    answer = client.post(LOGIN, {"login": "kim@txdot.gov", "password": PASSWORD, "next": "/documents/?state=TX"})

    assert answer.url == "/documents/?state=TX"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"x-host": "evil.example"},
        {"forwarded": "host=evil.example"},
        {"x-original-host": "evil.example"},
        {"host": "localhost"},
    ],
)
def test_mail_carries_only_the_configured_address(client: Client, headers: dict[str, str]) -> None:
    with_password()
    client.post(RESET, {"email": "kim@txdot.gov"}, headers=headers)
    client.post(RESET, {"email": "ghost@txdot.gov"}, headers=headers)
    client.post(SIGNUP, {"email": "kim@txdot.gov", "name": "X", "password1": PASSWORD}, headers=headers)

    bodies = "\n".join(OutboxMail.objects.values_list("body", flat=True))
    assert set(re.findall(r"https?://([^/\s]+)", bodies)) == {"clearinghouse.test"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "clearinghouse.test.evil.example", "clearinghouse.test:80@evil.example"]
)
def test_wrong_host_gets_400_and_no_mail(client: Client, host: str) -> None:
    with_password()

    answer = client.post(RESET, {"email": "kim@txdot.gov"}, headers={"host": host})

    assert answer.status_code == 400
    assert OutboxMail.objects.count() == 0
