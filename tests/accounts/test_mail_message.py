"""What mail programs and mail servers read of a mail: its headers, its parts, and the HTML beside the text."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings
from django.utils import timezone

from accounts import mail
from accounts.actions import approve_request
from accounts.mail_message import message_id, thread_root
from accounts.models import OutboxMail, User
from tests.accounts.people import agency_at, waiting
from tests.cast import Cast
from tests.jobs import run_jobs


def came(server: Controller) -> list[EmailMessage]:
    return [message_from_bytes(content, policy=policy.default) for content in server.handler.came]


@pytest.mark.django_db
def test_text_comes_first_and_html_beside_it(server: Controller) -> None:
    mail.post(to="kim@people.example", subject="Hello", body="Words.", html="<p>Words.</p>")

    run_jobs()

    (message,) = came(server)
    assert message.get_content_type() == "multipart/alternative"
    parts = [(part.get_content_type(), part.get_content().strip()) for part in message.iter_parts()]
    assert parts == [("text/plain", "Words."), ("text/html", "<p>Words.</p>")]
    assert OutboxMail.objects.get().html == ""


@pytest.mark.django_db
def test_mail_without_html_is_plain_text(server: Controller) -> None:
    mail.post(to="kim@people.example", subject="Hello", body="Words.")

    run_jobs()

    assert [message.get_content_type() for message in came(server)] == ["text/plain"]


def test_html_that_is_written_when_sent_is_sent(
    cast: Cast, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_writers", {"tests.now": lambda person, key: mail.Written("A", "Now.", "<p>Now.</p>")})
    mail.post_to_person(cast.vermont, subject="", body="", check=("tests.now", ""))

    run_jobs()

    (message,) = came(server)
    assert [part.get_content().strip() for part in message.iter_parts()] == ["Now.", "<p>Now.</p>"]


@pytest.mark.django_db
def test_second_attempt_has_the_same_message_id(server: Controller) -> None:
    letter = mail.post(to="kim@people.example", subject="Hello", body="Words.")
    mail.deliver(letter.pk)
    # As after a worker that died between the server's yes and the note of it.
    OutboxMail.objects.update(sent_at=None, next_try_at=timezone.now(), body="Words.")

    mail.deliver(letter.pk)

    expected = f"<{letter.message_key.hex}@localhost>"
    assert [message["Message-ID"] for message in came(server)] == [expected, expected]


@pytest.mark.django_db
@override_settings(DEFAULT_FROM_EMAIL="Clearinghouse <news@Mail.NASEO.example>")
def test_message_id_is_of_the_domain_that_sends() -> None:
    letter = mail.post(to="kim@people.example", subject="Hello", body="Words.")

    assert message_id(letter) == f"<{letter.message_key.hex}@mail.naseo.example>"


def test_only_mail_that_can_be_turned_off_is_of_a_list(cast: Cast, server: Controller) -> None:
    mail.post_to_person(cast.vermont, subject="A", body="Words.", unsubscribe="wants_reminders")
    mail.post_to_person(cast.vermont, subject="B", body="Words.")

    run_jobs()

    found = [(message["List-Id"], bool(message["List-Unsubscribe"]), message["Auto-Submitted"]) for message in
             came(server)]  # fmt: skip
    assert found == [("<wants-reminders.localhost>", True, "auto-generated"), (None, False, "auto-generated")]


def test_mails_about_one_thing_share_a_root(cast: Cast, server: Controller) -> None:
    for thread in ("question-ab", "question-ab", "question-cd"):
        mail.post_to_person(cast.vermont, subject="A", body="Words.", thread=thread)

    run_jobs()

    roots = [message["References"] for message in came(server)]
    assert roots == [thread_root("question-ab")] * 2 + [thread_root("question-cd")]
    assert [message["In-Reply-To"] for message in came(server)] == roots
    assert len(set(roots)) == 2
    assert len({message["Message-ID"] for message in came(server)}) == 3


@pytest.mark.django_db
def test_replies_go_where_people_read_them(server: Controller) -> None:
    with override_settings(MAIL_REPLY_TO="ev@naseo.example"):
        mail.post(to="kim@people.example", subject="A", body="Words.")
        mail.post(to="kim@people.example", subject="B", body="Words.", reply_to="sam@vermont.example")
        run_jobs()
    mail.post(to="kim@people.example", subject="C", body="Words.")
    run_jobs()

    assert [message["Reply-To"] for message in came(server)] == ["ev@naseo.example", "sam@vermont.example", None]


def test_approval_says_in_html_what_it_says_in_text(cast: Cast, server: Controller) -> None:
    request = waiting("kim@txdot.gov", agency_at("TX", "TxDOT"), name="Kim <b>Lee</b>")

    approve_request(request=request, by=cast.administrator, agency=request.agency, tier="member", role="reader")
    run_jobs()

    (message,) = came(server)
    text, html = (part.get_content() for part in message.iter_parts())
    assert '<html lang="en">' in html
    assert "Hello Kim <b>Lee</b>," in text
    assert "Hello Kim &lt;b&gt;Lee&lt;/b&gt;," in html
    assert html.count("<h1 ") == 1
    assert ("<img" in html, "src=" in html, "url(" in html) == (False, False, False)
    assert User.objects.get(email="kim@txdot.gov").memberships.current().count() == 1
