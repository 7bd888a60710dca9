"""Members write to members who show no address, a few times a day, and neither learns the other's address."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import deactivate_person
from accounts.mail import deliver_due
from accounts.models import AuditEvent, OutboxMail, Preferences, User
from directory import actions
from directory.actions import Draft, MessageRefused, forget_old_messages, send_message
from directory.models import DirectMessage
from tests import pages
from tests.cast import Cast

FORM = {"subject": "Your uptime clause", "text": "May we copy it?\n\nThank you.", "once": "a"}


def sent(mailoutbox: list[Any]) -> list[Any]:
    deliver_due()
    found = list(mailoutbox)
    mailoutbox.clear()
    return found


def write(by: User, to: User, once: str = "a", **more: Any) -> DirectMessage:
    return send_message(by=by, to=to, draft=Draft("Hello", "Words.", once=once), **more)


def test_message_arrives_with_name_agency_and_a_link_and_no_address(
    cast: Cast, sign_in: Any, mailoutbox: list[Any]
) -> None:
    client = sign_in(cast.colorado)
    page = client.get(f"/directory/{cast.vermont.key}/")
    address = pages.links(page, ".usa-button--outline")["Write to Vermont"]

    answers = [client.post(address, FORM), client.post(address, FORM)]

    (mail,) = sent(mailoutbox)
    message, office = DirectMessage.objects.get(), cast.colorado.memberships.get().agency
    assert {answer["Location"] for answer in answers} == {f"/directory/{cast.vermont.key}/"}
    assert (mail.to, mail.subject) == ([cast.vermont.email], "Message from Colorado: Your uptime clause")
    assert f"Colorado, {office}, wrote to you" in mail.body
    assert "May we copy it?\n\nThank you." in mail.body
    assert f"/directory/messages/{message.key}/" in mail.body
    assert (cast.colorado.email in mail.body, mail.reply_to) == (False, [])
    assert cast.vermont.email not in client.get(address).content.decode()
    assert AuditEvent.objects.get().sentence == "Colorado wrote to Vermont through the directory."


def test_address_is_shared_only_by_who_ticks_it_and_answers_go_back(
    cast: Cast, sign_in: Any, mailoutbox: list[Any]
) -> None:
    sign_in(cast.colorado).post(f"/directory/{cast.vermont.key}/write/", {**FORM, "shares_address": "on"})
    first = sent(mailoutbox)[0]
    answer_url = f"/directory/messages/{DirectMessage.objects.get().key}/"
    client = sign_in(cast.vermont)

    form = client.get(answer_url)
    client.post(answer_url, {"subject": "Re: Your uptime clause", "text": "You may.", "once": "b"})

    (second,) = sent(mailoutbox)
    assert f"You can also answer by email: {cast.colorado.email}" in first.body
    assert pages.find(form, "#id_subject")[0].get("value") == "Re: Your uptime clause"
    assert cast.colorado.email not in form.content.decode()
    assert (second.to, cast.vermont.email in second.body) == ([cast.colorado.email], False)


def test_who_wrote_can_be_answered_though_unlisted_but_not_after_leaving(cast: Cast, sign_in: Any) -> None:
    Preferences.objects.create(user=cast.colorado, is_listed=False)
    message = write(cast.colorado, cast.vermont)
    client = sign_in(cast.vermont)

    first = client.post(f"/directory/messages/{message.key}/", FORM)
    deactivate_person(person=cast.colorado, by=cast.administrator)
    refused = client.post(f"/directory/messages/{message.key}/", {**FORM, "once": "c"})

    assert (first.status_code, refused.status_code) == (302, 403)
    assert client.get(f"/directory/{cast.colorado.key}/write/").status_code == 404


def test_only_people_in_ones_directory_can_be_written_to(cast: Cast) -> None:
    Preferences.objects.create(user=cast.new_hampshire, is_listed=False)
    pairs = [
        (cast.guest, cast.vermont), (cast.vermont, cast.new_hampshire), (cast.vermont, cast.left),
        (cast.applicant, cast.vermont), (cast.vermont, cast.vermont), (cast.left, cast.vermont),
    ]  # fmt: skip

    for by, to in pairs:
        with pytest.raises(PermissionDenied):
            write(by, to)
    with pytest.raises(PermissionDenied):  # somebody else's message is no permission
        write(cast.guest, cast.vermont, answers=write(cast.vermont, cast.colorado))

    assert DirectMessage.objects.count() == 1


def test_messages_of_a_day_are_limited(cast: Cast, monkeypatch: pytest.MonkeyPatch, sign_in: Any) -> None:
    assert (actions.A_DAY, actions.TO_ONE_PERSON) == (20, 3)
    for number in range(3):
        write(cast.colorado, cast.vermont, str(number))
    with pytest.raises(MessageRefused, match="3 times in the past day"):
        write(cast.colorado, cast.vermont, "3")
    monkeypatch.setattr(actions, "A_DAY", 4)
    write(cast.colorado, cast.vermont_editor, "4")

    refused = sign_in(cast.colorado).post(f"/directory/{cast.guest.key}/write/", FORM)

    assert (refused.status_code, DirectMessage.objects.count()) == (400, 4)
    assert "You already sent 4 messages in the past day." in refused.content.decode()
    assert "May we copy it?" in refused.content.decode()
    DirectMessage.objects.update(sent_at=timezone.now() - timedelta(days=1))
    write(cast.colorado, cast.vermont, "5")


def test_message_is_not_sent_once_either_has_gone(cast: Cast, mailoutbox: list[Any]) -> None:
    write(cast.colorado, cast.vermont)
    write(cast.new_hampshire, cast.vermont_editor)
    write(cast.vermont_energy, cast.guest)
    deactivate_person(person=cast.colorado, by=cast.administrator)
    Preferences.objects.create(user=cast.vermont_editor, is_listed=False)

    assert [mail.to for mail in sent(mailoutbox)] == [[cast.guest.email]]
    assert set(OutboxMail.objects.values_list("body", flat=True)) == {""}


def test_header_cannot_be_added(cast: Cast, sign_in: Any, mailoutbox: list[Any]) -> None:
    form = {**FORM, "subject": "Hi\r\nBcc: evil@x.example"}

    sign_in(cast.colorado).post(f"/directory/{cast.vermont.key}/write/", form)

    (mail,) = sent(mailoutbox)
    assert (mail.subject, mail.recipients()) == (
        "Message from Colorado: Hi Bcc: evil@x.example", [cast.vermont.email],
    )  # fmt: skip


def test_who_shows_an_address_is_written_to_directly(cast: Cast, sign_in: Any) -> None:
    Preferences.objects.create(user=cast.vermont, shows_email=True)

    page = sign_in(cast.colorado).get(f"/directory/{cast.vermont.key}/")

    assert "Write to Vermont" not in pages.links(page, "main a")
    assert "Write to Colorado" not in pages.links(sign_in(cast.colorado).get(f"/directory/{cast.colorado.key}/"), "a")


def test_record_is_deleted_after_ninety_days(cast: Cast) -> None:
    write(cast.colorado, cast.vermont)
    DirectMessage.objects.update(sent_at=timezone.now() - timedelta(days=91))
    write(cast.colorado, cast.vermont, "b")

    assert (forget_old_messages(), DirectMessage.objects.count()) == (1, 1)


def test_empty_message_is_told_what_to_enter(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.vermont).post(f"/directory/{cast.colorado.key}/write/", {"once": "a"})

    assert (page.status_code, pages.texts(page, ".error-summary__list li")) == (
        400,
        ["Subject: Enter a subject.", "Message: Enter your message."],
    )
