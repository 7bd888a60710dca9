"""Mail to one domain is counted by the minute, and a slow server holds back nobody else's."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from accounts import mail, pacing
from accounts.models import DomainPace, OutboxMail


def post(to: str, *, is_urgent: bool = False) -> OutboxMail:
    return mail.post(to=to, subject="News", body="News.", is_urgent=is_urgent)


def receivers() -> list[str]:
    return [message.to[0] for message in django_mail.outbox]


@pytest.fixture(autouse=True)
def two_a_minute(db: None, settings: object) -> None:
    settings.MAIL_PER_DOMAIN_AND_MINUTE = 2  # type: ignore[attr-defined]


def test_third_mail_to_a_domain_waits_for_the_next_minute_and_others_go_out() -> None:
    for number in range(3):
        post(f"{number}@first.example")
    post("other@second.example")

    for row in OutboxMail.objects.order_by("pk"):
        mail.deliver(row.pk)

    assert receivers() == ["0@first.example", "1@first.example", "other@second.example"]
    (waiting,) = OutboxMail.objects.filter(sent_at=None)
    # It isn't a failed attempt.
    assert (waiting.to, waiting.attempts, waiting.next_try_at > timezone.now()) == ("2@first.example", 0, True)
    DomainPace.objects.update(minute=timezone.now() - timedelta(minutes=1))
    OutboxMail.objects.update(next_try_at=timezone.now())
    mail.deliver_due()
    assert receivers()[-1] == "2@first.example"


def test_what_somebody_waits_for_is_counted_and_never_waits() -> None:
    for number in range(3):
        mail.deliver(post(f"{number}@first.example", is_urgent=True).pk)
    mail.deliver(post("later@first.example").pk)

    assert receivers() == ["0@first.example", "1@first.example", "2@first.example"]


def test_urgent_mail_goes_first_and_then_each_domain_in_turn() -> None:
    for to in ("a@first.example", "b@first.example", "c@first.example", "d@second.example"):
        post(to)
    post("code@third.example", is_urgent=True)

    mail.deliver_due()

    assert receivers() == ["code@third.example", "a@first.example", "d@second.example", "b@first.example"]


def test_domain_whose_server_failed_slowly_is_left_alone_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = post("a@slow.example")
    pacing.leave_alone(slow)

    for row in (slow, post("b@quick.example")):
        mail.deliver(row.pk)

    assert receivers() == ["b@quick.example"]
    rests_until = DomainPace.objects.get(pk="slow.example").rests_until
    assert rests_until is not None
    monkeypatch.setattr(timezone, "now", lambda: rests_until)
    mail.deliver(slow.pk)
    assert receivers() == ["b@quick.example", "a@slow.example"]
