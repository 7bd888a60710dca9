"""The outbox, whatever the mail server does."""

import socket
import time
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection, send_mail
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import mail
from accounts.actions import approve_request
from accounts.models import OutboxMail, User
from accounts.tasks import forget_old_mail_and_sessions, send_due_mail
from clearinghouse import settings as portal_settings
from tests.accounts.at_once import at_once
from tests.accounts.mail_server import SMTP, free_port
from tests.accounts.people import agency_at, waiting
from tests.cast import Cast
from tests.jobs import run_jobs

OUTBOX = "accounts.mail.OutboxBackend"


def row(to: str = "kim@people.example", **fields: object) -> OutboxMail:
    return OutboxMail.objects.create(to=to, subject="Hello", body="Words.", **fields)


def make_due(letter: OutboxMail) -> None:
    OutboxMail.objects.filter(pk=letter.pk).update(next_try_at=timezone.now())


@pytest.mark.django_db
def test_post_writes_row_and_job_in_one_transaction() -> None:
    with transaction.atomic():
        mail.post(to="kim@people.example", subject="Hello", body="Words.")
        transaction.set_rollback(True)

    assert (OutboxMail.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)

    mail.post(to="kim@people.example", subject="Hello", body="Words.")

    assert (OutboxMail.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_posted_mail_is_sent_and_its_body_forgotten() -> None:
    mail.post(to="kim@people.example", subject="Hello", body="The code is 1234.")

    run_jobs()

    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["kim@people.example"], "Hello", "The code is 1234.")
    letter = OutboxMail.objects.get()
    assert (letter.sent_at is not None, letter.body, letter.attempts) == (True, "", 1)


@pytest.mark.django_db
def test_same_dedupe_key_posts_once() -> None:
    first = mail.post(to="kim@people.example", subject="Hello", body="Words.", dedupe_key="once")
    second = mail.post(to="kim@people.example", subject="Hello", body="Words.", dedupe_key="once")

    run_jobs()

    assert first == second
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["kim@people.example\nBcc: all@people.example", "kim@people.example, all@people.example", "kim", "",
     "kim@people.example\r\n", "kim @people.example"],
)  # fmt: skip
def test_post_takes_exactly_one_address(address: str) -> None:
    with pytest.raises(ValidationError):
        mail.post(to=address, subject="Hello", body="Words.")

    assert OutboxMail.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "subject",
    ["Hello\r\nBcc: all@people.example", "Hello\nBcc: all@people.example", "Hello\rX: y", "Hello\r\n\r\nBody",
     "Hello\u2028Bcc: x", "Hello\x0bBcc: x", "Hello\x85Bcc: x"],
)  # fmt: skip
def test_subject_of_a_person_cannot_add_a_header(server: Controller, subject: str) -> None:
    letter = mail.post(to="kim@people.example", subject=subject, body="Words.")

    mail.deliver(letter.pk)

    assert server.handler.envelopes == [("clearinghouse@localhost", ("kim@people.example",))]
    head = server.handler.came[0].partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nbcc:" not in head
    assert b"\r\nx:" not in head


@pytest.mark.django_db
def test_names_of_people_cannot_add_a_header(cast: Cast, server: Controller) -> None:
    request = waiting("kim@txdot.gov", agency_at("TX", "TxDOT"), name="Kim\r\nBcc: all@people.example")

    approve_request(request=request, by=cast.administrator, agency=request.agency, tier="member", role="reader")
    run_jobs()

    assert server.handler.envelopes == [("clearinghouse@localhost", ("kim@txdot.gov",))]


@pytest.mark.django_db
def test_every_recipient_has_a_row_of_their_own(server: Controller) -> None:
    everybody = ["a@people.example", "gone@people.example", "Bo <b@people.example>"]
    send_mail("Hello", "Words.", None, everybody, connection=get_connection(OUTBOX))

    run_jobs()

    assert [letter for _, letter in server.handler.envelopes] == [("a@people.example",), ("b@people.example",)]
    states = OutboxMail.objects.order_by("pk").values_list("to", "last_error", "sent_at")
    assert [(to, "550" in error, sent_at is None) for to, error, sent_at in states] == [
        ("a@people.example", False, False),
        ("gone@people.example", True, True),
        ("b@people.example", False, False),
    ]


@pytest.mark.django_db
def test_refusing_server_leaves_the_mail_waiting_with_the_reason() -> None:
    letter = row()
    with override_settings(DELIVERY_EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=free_port()):
        mail.deliver(letter.pk)

    letter.refresh_from_db()
    assert (letter.sent_at, letter.attempts, letter.body) == (None, 1, "Words.")
    assert letter.last_error.startswith("ConnectionRefusedError")
    assert timedelta(seconds=50) < letter.next_try_at - timezone.now() < timedelta(seconds=70)


@pytest.mark.django_db
def test_waits_grow_to_two_hours_and_end_after_two_days() -> None:
    letter = row()
    waits = []
    with override_settings(DELIVERY_EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=free_port()):
        for _ in range(9):
            make_due(letter)
            mail.deliver(letter.pk)
            letter.refresh_from_db()
            waits.append(round((letter.next_try_at - timezone.now()).total_seconds() / 60))
        OutboxMail.objects.filter(pk=letter.pk).update(created_at=timezone.now() - timedelta(hours=47))
        make_due(letter)
        mail.deliver(letter.pk)

    letter.refresh_from_db()
    assert waits == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    assert (letter.abandoned_at is not None, letter.body) == (True, "")


@pytest.mark.django_db
def test_silent_server_is_given_up_after_the_timeout() -> None:
    letter = row()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with override_settings(DELIVERY_EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=0.3):
            started = time.monotonic()
            mail.deliver(letter.pk)

    letter.refresh_from_db()
    assert time.monotonic() - started < 5
    assert letter.last_error == "SMTPServerDisconnected: Connection unexpectedly closed: timed out"


def test_portal_mail_goes_to_the_outbox() -> None:
    assert portal_settings.EMAIL_BACKEND == OUTBOX


def test_timeout_of_the_real_settings_is_ten_seconds() -> None:
    assert get_connection(SMTP).timeout == 10


@pytest.mark.django_db
def test_server_without_encryption_gets_nothing(server: Controller) -> None:
    letter = row()
    with override_settings(EMAIL_USE_TLS=True):
        mail.deliver(letter.pk)

    letter.refresh_from_db()
    assert server.handler.came == []
    assert letter.last_error.startswith("SMTPNotSupportedError")


@pytest.mark.django_db
def test_all_mails_of_a_bad_hour_arrive_once_the_server_is_back(cast: Cast, server: Controller) -> None:
    requests = [waiting(f"kim{number}@txdot.gov", agency_at("TX", "TxDOT")) for number in range(20)]
    with override_settings(EMAIL_PORT=free_port()):
        for request in requests:
            approve_request(request=request, by=cast.administrator, agency=request.agency, tier="member", role="reader")
        run_jobs()
    assert OutboxMail.objects.filter(sent_at=None).count() == 20

    for _ in range(2):
        OutboxMail.objects.filter(sent_at=None).update(next_try_at=timezone.now())
        send_due_mail.func(0)

    assert sorted(to for _, (to,) in server.handler.envelopes) == sorted(request.email for request in requests)


@pytest.mark.django_db
def test_one_bad_mail_does_not_stop_those_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    row("first@people.example")
    row("second@people.example")
    real = mail.message_of

    def build(letter: OutboxMail, written: mail.Written) -> EmailMessage:
        if letter.to == "first@people.example":
            raise ValueError("cannot be written")
        return real(letter, written)

    monkeypatch.setattr(mail, "message_of", build)

    send_due_mail.func(0)

    assert [letter.to for letter in django_mail.outbox] == [["second@people.example"]]
    assert OutboxMail.objects.get(to="first@people.example").last_error == "ValueError: cannot be written"


@pytest.mark.django_db
def test_sending_what_is_due_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        row(f"kim{number}@people.example", next_try_at=timezone.now() - timedelta(minutes=3 - number))
    clock = iter([0, 10, 60])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))

    mail.deliver_due()

    assert [letter.to for letter in django_mail.outbox] == [["kim0@people.example"]]


@pytest.mark.django_db
def test_mail_that_is_not_due_stays() -> None:
    letter = row(next_try_at=timezone.now() + timedelta(minutes=1))

    mail.deliver(letter.pk)
    send_due_mail.func(0)

    assert django_mail.outbox == []


@pytest.mark.django_db
def test_worker_that_died_while_sending_leaves_the_mail_to_the_next_after_five_minutes() -> None:
    letter = row()
    assert mail._lease(letter.pk) is not None

    assert mail._lease(letter.pk) is None
    letter.refresh_from_db()
    assert timedelta(minutes=4) < letter.next_try_at - timezone.now() <= timedelta(minutes=5)
    make_due(letter)
    mail.deliver(letter.pk)

    assert len(django_mail.outbox) == 1


def test_deactivated_person_receives_nothing(cast: Cast) -> None:
    assert mail.post_to_person(cast.deactivated, subject="Hello", body="Words.") is None

    mail.post_to_person(cast.vermont, subject="Hello", body="Words.")
    User.objects.filter(pk=cast.vermont.pk).update(is_active=False)
    run_jobs()

    assert django_mail.outbox == []
    letter = OutboxMail.objects.get()
    assert (letter.abandoned_at is not None, letter.body) == (True, "")


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_send_one_mail(server: Controller) -> None:
    for number in range(5):
        letter = row(f"kim{number}@people.example")

        at_once([partial(mail.deliver, letter.pk)] * 3)

    assert [to for _, to in server.handler.envelopes] == [(f"kim{number}@people.example",) for number in range(5)]


@pytest.mark.django_db(transaction=True)
def test_sending_holds_no_transaction_open(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(EmailMessage, "send", lambda self: seen.append(connection.in_atomic_block))

    mail.deliver(row().pk)

    assert seen == [False]


@pytest.mark.django_db
def test_console_prints_mail_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = StringIO()
    monkeypatch.setattr("sys.stdout", printed)
    with override_settings(DELIVERY_EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend"):
        mail.deliver(row().pk)

    assert "To: kim@people.example" in printed.getvalue()


@pytest.mark.django_db
def test_old_mail_is_forgotten_and_waiting_mail_never() -> None:
    old = timezone.now() - timedelta(days=91)
    row("sent@people.example", sent_at=old)
    row("given.up@people.example", abandoned_at=old)
    row("waiting@people.example", created_at=old)
    row("fresh@people.example", sent_at=timezone.now())

    forget_old_mail_and_sessions.func(0)

    assert list(OutboxMail.objects.order_by("to").values_list("to", flat=True)) == [
        "fresh@people.example",
        "waiting@people.example",
    ]
