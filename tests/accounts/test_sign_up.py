"""Making an account."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import OutboxMail, User
from tests.accounts.signing import CODE, code, is_signed_in, log_in, sign_up, with_password


@pytest.mark.django_db
def test_newcomer_signs_up_confirms_by_code_and_lands_on_the_request(client: Client) -> None:
    answer = sign_up(client)

    assert (answer.status_code, answer.url) == (302, "/account/confirm-email/")
    assert not is_signed_in(client)
    answer = client.post("/account/confirm-email/", {"code": code()})
    assert (answer.status_code, answer.url) == (302, "/people/request/")
    assert is_signed_in(client)
    kim = User.objects.get(email="kim@txdot.gov")
    assert (kim.name, kim.is_staff, kim.groups.count()) == ("Kim Lee", False, 0)


@pytest.mark.django_db
def test_newcomer_may_do_without_a_password(client: Client) -> None:
    sign_up(client, password1="")
    client.post("/account/confirm-email/", {"code": code()})

    assert not User.objects.get(email="kim@txdot.gov").has_usable_password()
    assert is_signed_in(client)


@pytest.mark.django_db
def test_who_lost_the_page_for_the_code_is_told_how_to_go_on_without_a_password(client: Client) -> None:
    sign_up(client, password1="")
    cache.clear()  # minutes later: the limit on mails to one address is over
    sign_up(Client(), password1="")
    told = OutboxMail.objects.latest("pk").body
    again = Client()
    cache.clear()
    again.post(CODE, {"email": "kim@txdot.gov"})
    again.post(f"{CODE}confirm/", {"code": code()})

    assert f"Sign in with a code, with or without a password: https://clearinghouse.test{CODE}\n" in told
    assert is_signed_in(again)


@pytest.mark.django_db
def test_wrong_codes_end_the_attempt(client: Client) -> None:
    sign_up(client)

    statuses = [client.post("/account/confirm-email/", {"code": "BBBB-BBBB"}).status_code for _ in range(3)]

    assert statuses == [200, 200, 302]
    assert client.post("/account/confirm-email/", {"code": code()}).status_code == 302
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_sign_up_cannot_set_what_it_does_not_ask(client: Client) -> None:
    forged = {"is_staff": "on", "is_superuser": "on", "is_active": "on", "groups": "1", "is_sample": "on"}

    sign_up(client, **forged)

    kim = User.objects.get(email="kim@txdot.gov")
    assert (kim.is_staff, kim.is_superuser, kim.is_sample, kim.groups.count()) == (False, False, False, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [("Kim\r\nBcc: x@y.example", "KimBcc: x@y.example"), ("Kim\u202eeeL", "KimeeL"), ("  Kim   Lee ", "Kim Lee")],
)
def test_name_is_one_plain_line(client: Client, name: str, kept: str) -> None:
    sign_up(client, name=name)

    assert User.objects.get(email="kim@txdot.gov").name == kept


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b"])
def test_name_must_say_something(client: Client, name: str) -> None:
    answer = sign_up(client, name=name)

    assert answer.status_code == 200
    assert User.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("fourteen chars", False),
        ("fifteen  chars!", True),
        ("1" * 7 + "29384756", True),  # digits alone are fine when there are enough
        ("correct horse battery staple " * 4, True),
        ("Grüße aus dem Grünen 🌳", True),
        ("clearinghouse plans", False),
        ("naseo is the best one", False),
        ("kim@txdot.gov kim@txdot.gov", False),
        ("x" * 1025, False),
        ("x" * 15, False),
        ("passwordpassword", False),
        ("password password password", False),
        ("New Hampshire 2026", False),
        ("texas!texas!texas", False),
        ("New Hampshire roads", True),
        ("fjord kettle " + "y" * 51, True),  # 64 characters
        ("fjord kettle " + "lamp " * 23, True),  # 128
    ],
)
def test_password_rule_is_length_and_nothing_easily_guessed(client: Client, password: str, accepted: bool) -> None:
    sign_up(client, password1=password)

    assert User.objects.filter(email="kim@txdot.gov").exists() == accepted


@pytest.mark.django_db
def test_password_of_another_keyboard_is_the_same(client: Client) -> None:
    """An é may be one character or two."""
    user = with_password(password="re\u0301union caf\u00e9 staple")

    log_in(client, password="r\u00e9union cafe\u0301 staple")

    assert is_signed_in(client)
    assert user.check_password("r\u00e9union caf\u00e9 staple")
