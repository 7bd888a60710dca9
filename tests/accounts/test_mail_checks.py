"""A mail is asked again when it is sent, and each recipient's letter goes its own way."""

from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail

from accounts import mail
from accounts.models import OutboxMail, User
from tests.cast import Cast
from tests.jobs import run_jobs

CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Über den Wolken\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Declares the check "tests.open", which says yes to the key "open" only; returns what it was asked."""
    questions: list[tuple[str, str]] = []
    monkeypatch.setattr(mail, "_send_checks", dict(mail._send_checks))

    @mail.may_send("tests.open")
    def is_open(person: User, key: str) -> bool:
        questions.append((person.name, key))
        return key == "open"

    return questions


def state(letter: OutboxMail | None) -> tuple[bool, bool, str, str]:
    assert letter is not None
    letter.refresh_from_db()
    return (letter.sent_at is not None, letter.abandoned_at is not None, letter.body, letter.last_error)


def test_mail_is_asked_when_it_is_sent_and_not_when_it_is_written(cast: Cast, asked: list[tuple[str, str]]) -> None:
    yes = mail.post_to_person(cast.vermont, subject="A", body="Words.", check=("tests.open", "open"))
    no = mail.post_to_person(cast.colorado, subject="B", body="Secret.", check=("tests.open", "closed"))
    assert asked == []

    run_jobs()

    assert asked == [("Vermont", "open"), ("Colorado", "closed")]
    assert [letter.subject for letter in django_mail.outbox] == ["A"]
    assert state(yes) == (True, False, "", "")
    assert state(no) == (False, True, "", "The person can no longer see what this email is about.")


def test_check_that_nobody_declares_sends_nothing(cast: Cast) -> None:
    letter = mail.post_to_person(cast.vermont, subject="A", body="Words.", check=("tests.unknown", "open"))

    run_jobs()

    assert django_mail.outbox == []
    assert state(letter) == (False, True, "", "The person can no longer see what this email is about.")


def test_checked_mail_to_nobody_in_particular_is_not_sent(asked: list[tuple[str, str]], db: None) -> None:
    mail.post(to="kim@people.example", subject="A", body="Words.", check=("tests.open", "open"))

    run_jobs()

    assert (asked, django_mail.outbox) == ([], [])


def test_check_that_fails_keeps_the_mail_for_another_try(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(person: User, key: str) -> bool:
        raise RuntimeError("no answer")

    monkeypatch.setattr(mail, "_send_checks", {"tests.open": breaks})
    letter = mail.post_to_person(cast.vermont, subject="A", body="Words.", check=("tests.open", "open"))

    run_jobs()

    assert django_mail.outbox == []
    assert state(letter) == (False, False, "Words.", "RuntimeError: no answer")


def test_attachment_arrives_with_its_type_and_method(cast: Cast, server: Controller) -> None:
    file = mail.Attachment("call.ics", "text/calendar; method=REQUEST", CALENDAR)
    letter = mail.post_to_person(cast.vermont, subject="A", body="Words.", attachment=file)

    run_jobs()

    words, part = message_from_bytes(server.handler.came[0]).get_payload()
    assert words.get_payload().strip() == "Words."
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar", "REQUEST", "call.ics",
    )  # fmt: skip
    assert part.get_payload(decode=True).decode() == CALENDAR
    letter.refresh_from_db()
    assert letter.attachment == ""


def test_refused_recipient_of_several_keeps_nobody_else_from_theirs(cast: Cast, server: Controller) -> None:
    User.objects.filter(pk=cast.colorado.pk).update(email="gone@people.example")
    cast.colorado.refresh_from_db()
    people = [cast.vermont, cast.colorado, cast.guest]
    letters = [mail.post_to_person(person, subject="A", body="Words.") for person in people]

    run_jobs()

    assert [to for _, (to,) in server.handler.envelopes] == [cast.vermont.email, cast.guest.email]
    assert [state(letter)[:3] for letter in letters] == [(True, False, ""), (False, False, "Words."), (True, False, "")]
    assert state(letters[1])[3].startswith("SMTPRecipientsRefused")
