"""Real workers are killed while they notice news, write digests and send them: nobody is told twice, nothing is lost.

`make soak` kills 200 of them (CLEARINGHOUSE_KILLS); here it is a few.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import OutboxMail
from accounts.tasks import send_due_mail, write_digests
from documents.intake import sweeping
from following.actions.following import follow
from following.models import Reader, Told
from following.tasks import collect_news
from tests import library
from tests.accounts.mail_server import Post, serving
from tests.cast import Cast
from tests.workers import jobs, kill, wait_until, worker

KILLS = int(os.environ.get("CLEARINGHOUSE_KILLS", "5"))
LONGEST_WORK = 1.5  # seconds until the kill
TAKES = 0.06  # seconds that the mail server takes for each mail

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc"),
]


class SlowPost(Post):
    """Says yes a moment after it took the mail: a worker can die in between."""

    async def handle_DATA(self, server, session, envelope) -> str:
        said = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(TAKES)
        return said


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowPost]:
    """The mail server of this test's workers."""
    handler = SlowPost()
    with serving(handler=handler) as server:
        for name, value in (
            ("SMTP_HOST", "localhost"), ("SMTP_PORT", str(server.port)), ("SMTP_STARTTLS", "0"),
            ("MAIL_PER_DOMAIN_AND_MINUTE", "100000"),
        ):  # fmt: skip
            monkeypatch.setenv(f"CLEARINGHOUSE_{name}", value)
        yield handler


def queue_all() -> None:
    """What comes every few minutes, now: leases and pauses are over."""
    now = timezone.now()
    Reader.objects.update(now_at=now - timedelta(minutes=11))
    OutboxMail.objects.filter(sent_at=None).update(next_try_at=now)
    for task in (collect_news, write_digests, send_due_mail):
        with suppress(AlreadyEnqueued):
            task.defer(timestamp=0)


def waiting() -> set[int]:
    return set(ProcrastinateJob.objects.filter(queue_name="mail", status="todo").values_list("pk", flat=True))


def lines_of(content: bytes) -> list[str]:
    """The news that a mail lists."""
    part = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    assert part is not None
    return [line.removeprefix("- ") for line in part.get_content().splitlines() if line.startswith("- ")]


def test_killed_workers_tell_nobody_twice_and_lose_nothing(cast: Cast, post: SlowPost, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    people = [cast.vermont, cast.vermont_editor, cast.colorado]
    for person in people:
        follow(by=person, kind="state", target="NH", pace="now")
    dice = random.Random(KILLS)
    plans = [f"New Hampshire plan {number}" for number in range(KILLS)]
    for number, plan in enumerate(plans):
        library.document(cast.new_hampshire, plan, state="NH")
        queue_all()
        before, came = waiting(), len(post.came)
        with worker(tmp_path) as process:
            if number % 2:  # while the server takes a mail, or just after it said yes
                wait_until(lambda came=came: len(post.came) > came or not jobs("todo", "doing", queue="mail"))
                time.sleep(dice.uniform(0, 2 * TAKES))
            else:  # at any moment
                wait_until(lambda before=before: not before <= waiting())
                time.sleep(dice.uniform(0, LONGEST_WORK))
            kill(process)
        sweeping.retry_stalled_jobs()
    for _ in range(2):  # what the last ones noticed is written, and what they wrote is sent
        queue_all()
        with worker(tmp_path):
            wait_until(lambda: not jobs("todo", "doing", queue="mail"))

    assert OutboxMail.objects.filter(sent_at=None).count() == 0
    assert Told.objects.filter(person__in=people).count() == len(people) * len(plans)
    # One mail has one Message-ID. A worker that dies after the server's yes leaves the mail to be sent once more under
    # the same one, so that a mail program shows it once.
    mails = {}
    for content in post.came:
        message = message_from_bytes(content, policy=policy.default)
        mails[message["To"], message["Message-ID"]] = lines_of(content)
    for person in people:
        told = [title for (to, _), titles in mails.items() if person.email in to for title in titles]
        assert Counter(told) == Counter(plans)
    again = len(post.came) - len(mails)
    print(f"{KILLS} kills: {len(mails)} mails, {again} of them sent once more")
    assert again <= KILLS
