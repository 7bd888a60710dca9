"""What reports do, and that nobody who did not get a mail can make one that counts."""

from datetime import timedelta
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.utils import timezone

from accounts import digests, mail
from accounts.models import MailReport, OutboxMail, PausedAddress, Preferences, SuppressedAddress
from accounts.returns.believing import take
from accounts.returns.reports import reports_in
from accounts.tasks import forget_old_mail_and_sessions
from accounts.unsubscribing import KINDS, suppressed
from tests.accounts.returns import samples
from tests.accounts.returns.samples import KEY, TO
from tests.cast import Cast
from tests.jobs import run_jobs


def sent(to: str = TO, key: str = KEY, **fields: object) -> OutboxMail:
    fields = {"attempts": 1, "sent_at": timezone.now(), **fields}
    return OutboxMail.objects.create(to=to, subject="A", body="", message_key=UUID(hex=key), **fields)


def paused() -> list[tuple[str, str, str]]:
    return list(PausedAddress.objects.order_by("pk").values_list("address", "kind", "status"))


@pytest.mark.django_db
@pytest.mark.parametrize("content", [samples.postfix(), samples.exchange(), samples.gmail(), samples.encoded()])
def test_hard_bounce_pauses_the_address(content: bytes) -> None:
    sent("Kim@People.example")

    assert take(reports_in(content)) == 1

    assert [(address, kind) for address, kind, _ in paused()] == [(TO, "hard")]


@pytest.mark.django_db
def test_report_counts_once() -> None:
    sent()

    assert [take(reports_in(samples.postfix())) for _ in range(3)] == [1, 0, 0]

    assert MailReport.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"key": "f" * 32},
        {"to": "sam@people.example"},
        {"created_at": timezone.now() - timedelta(days=31)},
        {"attempts": 0, "sent_at": None},
    ],
    ids=["another mail", "another address", "too old", "never tried"],
)
def test_forged_report_does_nothing(fields: dict[str, object]) -> None:
    sent(**fields)

    assert (take(reports_in(samples.postfix())), take(reports_in(samples.complaint()))) == (0, 0)

    assert (paused(), MailReport.objects.count(), SuppressedAddress.objects.count()) == ([], 0, 0)


@pytest.mark.django_db
def test_soft_bounces_pause_on_the_third_day() -> None:
    states = []
    for number in range(4):
        key = f"{number:032x}"
        sent(key=key)
        take(reports_in(samples.postfix("4.2.2").replace(KEY.encode(), key.encode())))
        # Two on the first day, then one on each day before.
        days = max(number, 1)
        MailReport.objects.filter(message_key=UUID(hex=key)).update(reported_at=timezone.now() - timedelta(days=days))
        states.append(len(paused()))
    assert states == [0, 0, 0, 1]
    assert paused() == [(TO, "soft", "4.2.2")]


def test_complaint_turns_off_what_can_be_turned_off(cast: Cast) -> None:
    sent(cast.vermont.email, person=cast.vermont)
    report = samples.complaint(recipient=f"Original-Rcpt-To: {cast.vermont.email}\n")

    assert take(reports_in(report)) == 1

    preferences = Preferences.objects.get(user=cast.vermont)
    assert [kind for kind in KINDS if getattr(preferences, kind)] == []
    assert suppressed([cast.vermont.email]) == {cast.vermont.email}
    assert paused() == []


def test_paused_address_gets_only_what_somebody_waits_for(cast: Cast) -> None:
    PausedAddress.objects.create(address=cast.vermont.email.lower(), kind="hard")
    usual = mail.post_to_person(cast.vermont, subject="A", body="Words.")
    mail.post(to=cast.vermont.email, subject="Code", body="1234", is_urgent=True)

    run_jobs()

    assert [letter.subject for letter in django_mail.outbox] == ["Code"]
    usual.refresh_from_db()
    assert usual.last_error == "Earlier emails to this address came back, so it is paused."
    assert digests.may_get(cast.vermont) is False


@pytest.mark.django_db
def test_refusal_with_a_status_pauses_right_away(server: Controller) -> None:
    server.handler.refusal = "550 5.1.1 no such person"
    letter = mail.post(to="gone@people.example", subject="A", body="Words.")

    run_jobs()

    letter.refresh_from_db()
    assert (letter.abandoned_at is not None, letter.body) == (True, "")
    assert letter.last_error == "The receiving mail server refused the address: 5.1.1 5.1.1 no such person"
    assert paused() == [("gone@people.example", "hard", "5.1.1")]


@pytest.mark.django_db
def test_refusal_that_may_be_about_us_pauses_nobody(server: Controller) -> None:
    server.handler.refusal = "550 5.7.1 relay access denied"
    letter = mail.post(to="gone@people.example", subject="A", body="Words.")

    run_jobs()

    letter.refresh_from_db()
    assert (letter.abandoned_at, letter.body, paused()) == (None, "Words.", [])


@pytest.mark.django_db
def test_reports_and_pauses_are_forgotten() -> None:
    now = timezone.now()
    for days, key in ((89, "1"), (91, "2")):
        MailReport.objects.create(
            message_key=UUID(hex=key * 32), kind="hard", address=TO, reported_at=now - timedelta(days=days)
        )
    for days in (364, 366):
        PausedAddress.objects.create(
            address=f"{days}@people.example", kind="hard", paused_at=now - timedelta(days=days)
        )

    forget_old_mail_and_sessions.func(0)

    assert [report.message_key.hex for report in MailReport.objects.all()] == ["1" * 32]
    assert [address for address, _, _ in paused()] == ["364@people.example"]
