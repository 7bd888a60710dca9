"""Asking: who is told, what cannot be asked about, and that nobody can make us send mail."""

import re
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client

from accounts.mail import deliver_due
from accounts.models import OutboxMail
from contacts.actions import Asked, AskRefused, ask_as_stranger
from contacts.models import AskerLink, Message, Question
from contacts.subjects import QuestionSubject
from tests import library, pages
from tests.cast import Cast
from tests.contacts.builders import delivered, mailbox, route, topic

ASK = {"subject": "Who pays?", "text": "Who pays for the transformer?", "once": "a"}
STRANGER = {**ASK, "name": "Pat", "email": "pat@town.example"}


def test_member_asks_about_a_document_and_the_responsible_person_is_told(
    cast: Cast, sign_in: Any, mailoutbox: Any
) -> None:
    paper = library.document(cast.vermont, "Terms", sharing_choice="all_members")
    paper.topics.add(topic())
    route(cast.group_member, topic=topic())  # asked only where nobody of the document's agency can be

    response = sign_in(cast.colorado).post(f"/questions/ask/?document={paper.key}", {**ASK, "topic": "", "state": ""})

    question = Question.objects.get()
    assert response.headers["Location"] == question.get_absolute_url()
    assert (question.document, question.person, question.asker) == (paper, cast.vermont, cast.colorado)
    assert delivered(mailoutbox) == [(cast.vermont.email, "A question is waiting for your answer: Who pays?")]


def test_what_one_may_not_see_cannot_be_asked_about(cast: Cast, sign_in: Any) -> None:
    hidden = library.document(cast.vermont, "Hidden", sharing_choice="agency")
    client = sign_in(cast.colorado)

    statuses = [client.get(f"/questions/ask/?{query}").status_code for query in (
        f"document={hidden.key}", "document=zzzzzzzzzzzz", "meeting=zzzzzzzzzzzz", "group=none", "state=ZZ",
        "topic=none",
        f"document={hidden.key}%00",
    )]  # fmt: skip

    assert statuses == [404] * 7


def test_recipient_comes_from_the_table_whatever_the_form_sends(cast: Cast, sign_in: Any, mailoutbox: Any) -> None:
    route(cast.group_member)
    forged = {
        "topic": "cybersecurity", "to": "evil@x.example", "person": [str(cast.guest.pk), "1"], "mailbox": "9",
        "recipient[]": ["a@x.example", "b@x.example"], "subject": "Hi\r\nBcc: evil@x.example", "once": "b",
    }  # fmt: skip

    sign_in(cast.colorado).post("/questions/ask/", {**ASK, **forged})

    assert Question.objects.get().subject == "Hi Bcc: evil@x.example"
    assert delivered(mailoutbox) == [
        (cast.group_member.email, "A question is waiting for your answer: Hi Bcc: evil@x.example")
    ]


@pytest.mark.parametrize(
    "address", ["evil@x.example\r\nBcc: b@x.example", "a@x.example,b@x.example", "a@x.example b@x.example", "\x00"]
)
def test_an_address_that_is_not_one_address_is_refused(db: None, client: Client, address: str) -> None:
    response = client.post("/questions/ask/", {**STRANGER, "email": address})

    assert (response.status_code, Question.objects.count(), OutboxMail.objects.count()) == (400, 0, 0)


def test_form_shows_who_gets_it_and_says_so_when_that_changes(cast: Cast, sign_in: Any) -> None:
    route(cast.group_member)
    client = sign_in(cast.colorado)

    shown = client.post("/questions/ask/", {**ASK, "topic": "cybersecurity", "show": "1"})
    changed = client.post("/questions/ask/", {**ASK, "topic": "cybersecurity", "shown": "Delaney Dixon"})

    assert pages.texts(shown, ".ask-route__who .person__name") == ["Group Member"]
    assert pages.texts(changed, ".usa-alert__heading") == ["Someone else answers this"]
    assert Question.objects.count() == 0


def test_same_form_sent_twice_is_one_question(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.colorado)
    places = {client.post("/questions/ask/", ASK).headers["Location"] for _ in range(3)}

    assert (len(places), Question.objects.count(), Message.objects.count()) == (1, 1, 1)


def link_in_mail(mailoutbox: Any) -> str:
    """The path that the newest mail leads to."""
    found = re.search(r"https://[^/\s]+(/questions/thread/\S+/)", mailoutbox[-1].body)
    assert found
    return found[1]


def test_stranger_confirms_by_a_post_before_anybody_is_told(cast: Cast, mailoutbox: Any) -> None:
    client = Client()
    assert client.post("/questions/ask/", STRANGER).headers["Location"] == "/questions/ask/sent/"
    assert delivered_to(mailoutbox) == ["pat@town.example"]
    typed = [
        word for word in ("Pat", "Who pays", "transformer") if word in mailoutbox[-1].body + mailoutbox[-1].subject
    ]
    path = link_in_mail(mailoutbox)
    mailoutbox.clear()

    client.get(path)
    before = (Question.objects.get().status, delivered_to(mailoutbox))
    client.post(f"{path}confirm/")
    client.post(f"{path}confirm/")

    assert typed == []  # nothing that anybody typed is sent to an address that may be somebody else's
    assert before == ("unconfirmed", [])
    assert (Question.objects.get().status, delivered_to(mailoutbox)) == ("waiting", ["ddixon@naseo.org"])
    secret = path.split("/")[3]
    assert len(secret) == 43
    assert not AskerLink.objects.filter(secret_hash__contains=secret).exists()


def delivered_to(mailoutbox: Any) -> list[str]:
    """Who was sent something since."""
    from accounts.mail import deliver_due

    deliver_due()
    return [mail.to[0] for mail in mailoutbox]


def test_five_hundred_requests_send_three_mails_to_an_address_and_ten_from_a_place(db: None, client: Client) -> None:
    def try_to_ask(address: str, number: int) -> None:
        with suppress(AskRefused):
            asked = Asked(QuestionSubject(), "Q", "Q", once=str(number))
            ask_as_stranger(name="Pat", email=address, origin="one place", asked=asked)

    for number in range(250):
        try_to_ask("pat@town.example", number)
    to_one = OutboxMail.objects.filter(to="pat@town.example").count()
    for number in range(250):
        try_to_ask(f"p{number}@town.example", number)

    assert (to_one, OutboxMail.objects.count()) == (3, 10)
    assert client.post("/questions/ask/", STRANGER).status_code == 400  # this address has had its three


def test_unverified_account_is_told_to_confirm_first(cast: Cast, sign_in: Any) -> None:
    response = sign_in(cast.unverified).post("/questions/ask/", ASK)

    assert response.status_code == 400
    assert "Confirm your email address first." in response.content.decode()


def test_mailbox_without_an_address_leads_to_the_general_queue_and_says_so(
    cast: Cast, sign_in: Any, mailoutbox: Any
) -> None:
    client = sign_in(cast.colorado)
    shown = client.get("/questions/ask/?topic=workforce-and-training")
    client.post("/questions/ask/?topic=workforce-and-training", {**ASK, "topic": "workforce-and-training"})

    assert pages.texts(shown, ".ask-route__who > p")[0] == (
        "No address is listed for Portia Polk yet. Your question goes to the general queue of NASEO staff, who will "
        "assign it."
    )
    administrators = {cast.administrator.email, cast.second_administrator.email}
    assert {to for to, _ in delivered(mailoutbox)} == administrators


def test_shared_mailbox_is_led_to_the_portal(cast: Cast, sign_in: Any, mailoutbox: Any) -> None:
    from contacts.models import Route

    Route.objects.filter(topic=None).update(mailbox=mailbox())
    sign_in(cast.colorado).post("/questions/ask/", {**ASK, "topic": "cybersecurity"})

    deliver_due()
    body = mailoutbox[0].body
    words = ("on the topic Cybersecurity", "Who pays", "transformer", "Colorado")
    assert [word in body for word in words] == [True, False, False, False]  # nobody signs in with its address
    assert delivered(mailoutbox) == [("office@elsewhere.example", "A question is waiting for your answer")]
