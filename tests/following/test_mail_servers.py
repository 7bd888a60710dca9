"""Mail servers that stall, refuse, answer late, or hang up: when a digest arrives once, and when it may come again."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import digests, mail
from accounts.models import DomainPace, OutboxMail, User
from following import digest
from following.collecting import collect
from following.models import Told
from tests import library
from tests.accounts.at_once import at_once
from tests.accounts.mail_server import Post, serving
from tests.cast import Cast
from tests.following.news import fresh, mails, set_clock

PATIENCE = 0.5  # seconds that the portal waits for a server


class Awkward(Post):
    """Does this the first time, and takes every mail after."""

    def __init__(self, first: str) -> None:
        super().__init__()
        self.first = first

    async def handle_RCPT(self, server, session, envelope, address: str, options) -> str:
        first, self.first = self.first, "" if self.first in ("stalls", "refuses") else self.first
        if first == "stalls":
            await asyncio.sleep(3 * PATIENCE)
        if first == "refuses":
            return "451 try again later"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope) -> str:
        said = await super().handle_DATA(server, session, envelope)
        first, self.first = self.first, ""
        if first == "answers late":
            await asyncio.sleep(PATIENCE / 2)
        if first == "answers too late":
            await asyncio.sleep(3 * PATIENCE)
        if first == "hangs up":
            server.transport.close()
        return said


@pytest.fixture
def morning(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> OutboxMail:
    """A digest that is due to be sent."""
    set_clock(monkeypatch, "2026-12-01 18:00")
    library.document(cast.colorado, "Vermont plan", state="VT")
    collect()
    set_clock(monkeypatch, "2026-12-02 07:01")
    digests.write_due()
    OutboxMail.objects.update(next_try_at=timezone.now())  # by the clock of the test, and not by that of the day
    return mails(cast.vermont)[0]


@pytest.mark.parametrize(
    ("first", "came_at_first", "sent_at_first", "came_at_last"),
    [
        # Before the server said yes to nothing: it comes once.
        ("stalls", 0, False, 1),
        ("refuses", 0, False, 1),
        ("answers late", 1, True, 1),
        # It took the mail, but we never heard so: it comes again, under the same Message-ID.
        ("answers too late", 1, False, 2),
        ("hangs up", 1, False, 2),
    ],
)
def test_digest_comes_once_or_again_under_the_same_id(
    first: str, came_at_first: int, sent_at_first: bool, came_at_last: int, morning: OutboxMail
) -> None:
    post = Awkward(first)
    with serving(handler=post), override_settings(EMAIL_TIMEOUT=PATIENCE):
        started = time.monotonic()
        mail.deliver(morning.pk)
        assert time.monotonic() - started < 10 * PATIENCE
        morning.refresh_from_db()
        assert (len(post.came), morning.sent_at is not None) == (came_at_first, sent_at_first)

        for _ in range(3):
            OutboxMail.objects.filter(pk=morning.pk).update(next_try_at=timezone.now())
            DomainPace.objects.all().delete()
            mail.deliver(morning.pk)

    morning.refresh_from_db()
    assert (len(post.came), morning.sent_at is not None) == (came_at_last, True)
    assert len({message_from_bytes(came, policy=policy.default)["Message-ID"] for came in post.came}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_digest_to_each_person(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-12-01 18:00")
    for number in range(3):
        library.document(cast.colorado, f"Vermont plan {number}", state="VT")
    now = set_clock(monkeypatch, "2026-12-02 07:01")

    at_once([partial(collect, now), partial(collect, now)])
    written = at_once([partial(digests.write_due, now), partial(digests.write_due, now)])
    digests.write_due(now)

    people = (cast.vermont, cast.vermont_editor, cast.vermont_energy)
    assert [len(mails(person)) for person in people] == [1, 1, 1]
    assert [Told.objects.filter(person=person).count() for person in people] == [3, 3, 3]
    assert [type(count) for count in written] == [int, int]


@pytest.mark.parametrize("count", [2, 40])
def test_digest_takes_so_many_queries_whatever_it_tells(
    count: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-12-01 18:00")
    for number in range(count):
        library.document(cast.colorado, f"Vermont plan {number}", state="VT")
    collect()
    now = set_clock(monkeypatch, "2026-12-02 07:01") + timedelta(seconds=1)

    def queries(call: Callable[[User], object]) -> int:
        person = fresh(cast.vermont)
        with CaptureQueriesContext(connection) as caught:
            assert call(person)
        return len(caught)

    take = queries(lambda person: digest.SOURCE.take(person, "digest", now))
    section = queries(lambda person: digest.SOURCE.section(person, "digest"))
    assert (take, section) == (12, 5)
