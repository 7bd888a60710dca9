"""When a session ends, and that use extends it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import audiences
from accounts.kinds import AudienceKind
from accounts.models import User
from accounts.session_store import ENDS_AT
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import is_signed_in, log_in, with_password
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
UNATTENDED = {"Portal-Unattended": "1"}


def unused_for(client: Client, minutes: float) -> None:
    """The last use was so long ago."""
    key = client.cookies["sessionid"].value
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(minutes=30 - minutes))


def began(client: Client, hours: float) -> None:
    """The sign-in was so long ago."""
    session = client.session
    session[ENDS_AT] = int((timezone.now() + timedelta(hours=12 - hours)).timestamp())
    session.save()


def end_in_row(client: Client) -> datetime:
    return Session.objects.get(pk=client.cookies["sessionid"].value).expire_date


def left(client: Client, **headers: str) -> dict[str, int]:
    answer: dict[str, int] = client.get("/people/me/session/", headers=headers).json()
    return answer


@pytest.mark.parametrize(("person", "minutes", "stays"), [
    ("vermont", 29, True), ("vermont", 31, False), ("guest", 29, True), ("applicant", 31, False),
    ("administrator", 14, True), ("administrator", 16, False),
])  # fmt: skip
def test_a_session_ends_when_nobody_uses_it(
    person: str, minutes: int, stays: bool, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(getattr(cast, person))
    unused_for(client, minutes)

    assert is_signed_in(client) == stays
    assert is_signed_in(client) == stays


def test_who_becomes_an_administrator_has_their_limit_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    unused_for(client, 16)
    audiences.join(cast.vermont, audiences.single(AudienceKind.ADMINISTRATORS))

    assert not is_signed_in(client)
    assert not Session.objects.exists()


def test_limits_are_settings(cast: Cast, sign_in: SignIn, settings) -> None:
    settings.SESSION_IDLE_SECONDS, settings.SESSION_IDLE_SECONDS_OF_ADMINISTRATORS = 600, 300
    member, administrator = sign_in(cast.vermont), sign_in(cast.administrator)

    given = [left(client)["seconds"] for client in (member, administrator)]

    assert [round(seconds, -1) for seconds in given] == [600, 300]


@pytest.mark.parametrize(("hours", "stays"), [(11.9, True), (12.1, False)])
def test_every_session_ends_after_twelve_hours(hours: float, stays: bool, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    began(client, hours)

    assert is_signed_in(client) == stays


def test_use_extends_to_no_more_than_twelve_hours(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    began(client, 11.75)
    unused_for(client, 20)

    assert [round(number, -1) for number in left(client).values()] == [900, 900]


def test_signing_in_again_starts_the_twelve_hours_anew(db: None, client: Client) -> None:
    with_password()
    log_in(client)
    began(client, 11)
    client.post("/account/logout/")
    log_in(client)

    assert round(left(client)["at_most"], -2) == 12 * 3600


def test_use_extends_by_one_statement_at_most_once_a_minute(
    cast: Cast, sign_in: SignIn, django_assert_num_queries
) -> None:
    client = sign_in(cast.vermont)
    client.get("/healthz")
    fresh = end_in_row(client)
    with django_assert_num_queries(2):
        client.get("/healthz")
    assert end_in_row(client) == fresh

    unused_for(client, 10)
    with django_assert_num_queries(3):
        client.get("/healthz")
    with django_assert_num_queries(2):
        client.get("/healthz")

    assert abs(end_in_row(client) - fresh) < timedelta(minutes=1)


def test_a_piece_of_an_upload_is_use(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    before = end_in_row(client)
    unused_for(client, 20)

    client.patch("/documents/uploads/00000000-0000-4000-8000-000000000000/", b"piece")

    assert abs(end_in_row(client) - before) < timedelta(minutes=1)


def test_what_a_page_asks_by_itself_is_no_use(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    unused_for(client, 20)
    before = end_in_row(client)

    asked = [left(client, **UNATTENDED)["seconds"] for _ in range(2)]

    assert (end_in_row(client), [round(seconds, -1) for seconds in asked]) == (before, [600, 600])
    assert round(left(client)["seconds"], -1) == 1800


def test_who_is_signed_out_has_no_time_left(db: None, client: Client) -> None:
    assert left(client) == {"seconds": 0, "at_most": 0}


def test_use_does_not_bring_back_a_session_that_was_taken_away(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    Session.objects.all().delete()

    client.get("/")

    assert not Session.objects.exists()


def test_a_session_of_an_earlier_release_gets_the_new_limits(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    session = client.session
    del session[ENDS_AT]
    Session.objects.filter(pk=session.session_key).update(
        session_data=session.encode(session._session), expire_date=timezone.now() + timedelta(hours=12)
    )

    client.get("/")

    assert end_in_row(client) < timezone.now() + timedelta(minutes=31)


def test_pages_of_people_signed_in_carry_the_warning_and_others_do_not(cast: Cast, sign_in: SignIn) -> None:
    clients = [sign_in(person) for person in (None, cast.vermont, cast.administrator)]

    shown = [
        (pages.texts(page, "dialog h2")[:1], page.content.decode().partition('data-session-seconds="')[2][:4])
        for page in (client.get("/regions/") for client in clients)
    ]

    title = ["You’ll be signed out in 2 minutes"]
    assert shown == [([], ""), (title, "1800"), (title, '900"')]


def test_a_newcomer_who_types_a_code_slowly_keeps_the_place(db: None) -> None:
    """What waits between two steps of signing in is a session too."""
    newcomer("kim@txdot.gov")
    client = Client()
    client.post("/account/login/code/", {"email": "kim@txdot.gov"})
    unused_for(client, 14)

    assert client.get("/account/login/code/confirm/").status_code == 200
