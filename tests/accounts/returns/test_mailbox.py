"""Reading the mailbox of bounces, from a server that speaks IMAP."""

import imaplib
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import PausedAddress
from accounts.returns import mailbox as reader
from accounts.returns.reports import LONGEST
from accounts.tasks import read_bounces
from tests.accounts.returns import samples
from tests.accounts.returns.imap_server import mailbox
from tests.accounts.returns.samples import TO
from tests.accounts.returns.test_believing import sent

ABSENT = b"Subject: Out of office\r\n\r\nI am away.\r\n"


@pytest.mark.django_db
def test_reports_are_taken_out_and_other_mail_stays() -> None:
    sent()
    with mailbox([samples.postfix(), ABSENT, b"x" * (LONGEST + 5000), samples.postfix()]) as (box, port):
        found = reader.read_from(imaplib.IMAP4("127.0.0.1", port))
        again = reader.read_from(imaplib.IMAP4("127.0.0.1", port))

    assert found == reader.Reading(mails=4, reports=2, counted=1)
    assert again == reader.Reading(mails=0, reports=0, counted=0)
    assert sorted(box.mails) == [2, 3]
    assert max(box.sizes) == LONGEST + 1
    assert PausedAddress.objects.get().address == TO


@pytest.mark.django_db
def test_number_of_mails_at_once_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST", 2)
    with mailbox([ABSENT] * 5) as (_, port):
        counts = [reader.read_from(imaplib.IMAP4("127.0.0.1", port)).mails for _ in range(4)]

    assert counts == [2, 2, 1, 0]


@pytest.mark.django_db
def test_command_says_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    sent()
    said = StringIO()
    with mailbox([samples.gmail(), ABSENT]) as (_, port), override_settings(BOUNCE_IMAP_HOST="mail.people.example"):
        monkeypatch.setattr(reader, "_connected", lambda: imaplib.IMAP4("127.0.0.1", port))
        call_command("read_bounces", stdout=said)

    assert said.getvalue() == "Emails read: 2. Reports in them: 1, of which new: 1.\n"


def test_command_without_a_mailbox_says_what_to_set() -> None:
    with pytest.raises(CommandError, match="Set CLEARINGHOUSE_BOUNCE_IMAP_HOST"):
        call_command("read_bounces")


@pytest.mark.django_db
def test_mailbox_that_cannot_be_read_is_noted_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> imaplib.IMAP4:
        raise OSError("certificate verify failed")

    monkeypatch.setattr(reader, "_connected", refuse)
    with override_settings(BOUNCE_IMAP_HOST="mail.people.example"):
        read_bounces.func(0)

    assert reader.last_reading()["problem"] == "OSError: certificate verify failed"
    cache.delete(reader.NOTE)


@pytest.mark.django_db
def test_wrong_password_is_an_error_of_the_mailbox() -> None:
    with (
        mailbox([]) as (_, port),
        override_settings(BOUNCE_IMAP_PASSWORD="wrong"),
        pytest.raises(imaplib.IMAP4.error),
    ):
        reader.read_from(imaplib.IMAP4("127.0.0.1", port))


def test_connection_is_encrypted_and_its_certificate_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}
    monkeypatch.setattr(imaplib, "IMAP4_SSL", lambda host, port, **options: asked.update(options, port=port))

    reader._connected()

    assert (asked["port"], asked["timeout"], asked["ssl_context"].check_hostname) == (993, 20, True)
