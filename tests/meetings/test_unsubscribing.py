"""Turning a kind of mail off out of a mail: which mails offer it, and what its address does."""

import re
from datetime import date, time
from email.message import Message

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse

from accounts import emails
from accounts.models import Preferences, User
from accounts.unsubscribing import SIGNER, unsubscribe_url
from meetings.actions import records
from meetings.actions import series as actions
from meetings.emails import call_notices, record_notices, reminders
from tests.calls import meeting
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.circle import Circle, make_circle
from tests.meetings.events import come, conference
from tests.pages import headings, texts

HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")


def path_of(person: User, kind: str = "wants_reminders") -> str:
    return "/" + unsubscribe_url(person, kind).split("/", 3)[3]


def flags(person: User) -> list[str]:
    """What the person still wants."""
    row = Preferences.objects.filter(user=person).first() or Preferences()
    names = ("wants_invitations", "wants_reminders", "wants_summaries", "wants_requests")
    return [name for name in names if getattr(row, name)]


def sent_to(person: User) -> dict[str, Message]:
    """The mails that went out to them, by the words that their subjects begin with."""
    run_jobs()
    found = [message for message in django_mail.outbox if message.to == [person.email]]
    return {re.split(r"[:!]| to join", message.subject)[0]: message.message() for message in found}


def test_invitations_reminders_and_summaries_offer_it_and_nothing_else_does(cast: Cast) -> None:
    """Every kind of mail that the portal writes to a member about calls, events and their own membership."""
    circle = make_circle(cast)
    member = circle.member
    call = meeting("Call", days=0.5)
    call_notices.invite(call, by=circle.lead)
    reminders.post_for(call)
    event = conference(cast, "Event", capacity=1)
    registration = come(event, member)
    run_jobs()
    plan = records.Plan("Renamed", call.starts_at, call.ends_at)
    records.change_meeting(meeting=call, by=circle.lead, plan=plan, revision=call.revision)
    run_jobs()
    records.cancel_meeting(meeting=call, by=circle.lead, reason="Ill.")
    run_jobs()
    records.restore_meeting(meeting=call, by=circle.lead)
    run_jobs()
    past = meeting("Past", days=-1, status="held", summary="Said.")
    record_notices.of_summary(past)
    emails.notify_approved(member.memberships.get())
    emails.notify_ended(member.memberships.get(), "It ended.")
    assert registration.status == "confirmed"

    offers = {words: message["List-Unsubscribe"] is not None for words, message in sent_to(member).items()}

    assert offers == {
        "Invitation": True,
        "Reminder": True,
        "Summary": True,
        "You’re registered": False,
        "Changed": False,
        "Canceled": False,
        "Back on": False,
        "You are a member of the EV States Clearinghouse": False,
        "Your membership in the EV States Clearinghouse has ended": False,
    }


def test_a_code_to_sign_in_offers_nothing(cast: Cast, client: Client) -> None:
    client.post("/account/login/code/", {"email": cast.vermont.email})

    (message,) = sent_to(cast.vermont).values()
    assert [message[name] for name in HEADERS] == [None, None]


def test_the_headers_are_those_of_rfc_8058_and_the_words_hold_the_same_address(circle: Circle) -> None:
    call_notices.invite(meeting(), by=circle.lead)

    message = sent_to(circle.member)["Invitation"]

    address = unsubscribe_url(circle.member, "wants_invitations")
    assert [str(message[name]).strip() for name in HEADERS] == [f"<{address}>", "List-Unsubscribe=One-Click"]
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    assert f"Turn off these emails: {address} " in text.get_payload(decode=True).decode()


def test_looking_changes_nothing_and_the_button_turns_this_kind_off(cast: Cast, client: Client) -> None:
    path = path_of(cast.vermont)
    looked = [client.head(path), client.get(path), client.get(path)]
    before = Preferences.objects.count()
    strict = Client(enforce_csrf_checks=True)  # a mail program has neither cookie nor token

    done = [strict.post(path, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert ([page.status_code for page in looked], before) == ([200] * 3, 0)
    assert texts(looked[1], ".confirm button") == ["Turn off"]
    assert [page.status_code for page in done] == [200, 200]
    assert flags(cast.vermont) == ["wants_invitations", "wants_summaries", "wants_requests"]
    assert Preferences.objects.count() == 1
    said = "You won’t get these emails anymore: Reminders of meetings, action items, and training providers to confirm."
    assert said in done[0].content.decode()
    assert (done[0].cookies.keys(), cast.vermont.email in done[0].content.decode()) == (set(), False)


def test_what_was_turned_off_stays_away_and_comes_back_from_the_preferences(circle: Circle, sign_in) -> None:
    Client().post(path_of(circle.member))
    call = meeting(days=0.5)
    reminders.post_for(call)
    assert list(sent_to(circle.member)) == []
    client = sign_in(circle.member)
    shown = client.get(reverse("accounts:preferences")).context["form"].initial

    assert shown["notifications"] == [
        *("wants_invitations", "wants_summaries", "wants_requests", "wants_shared"),
        *("wants_announcements", "wants_digests", "wants_reuse", "wants_colleagues"),
    ]
    wanted = {"notifications": [*shown["notifications"], "wants_reminders"], "shown": shown["shown"]}
    client.post(reverse("accounts:preferences"), wanted)
    reminders.post_for(call)
    assert list(sent_to(circle.member)) == ["Reminder"]


def test_a_mail_that_waits_does_not_go_out_after_that(circle: Circle) -> None:
    call_notices.post_one("invitation", meeting(), circle.member, by="Kim", occasion="0")

    Client().post(path_of(circle.member, "wants_invitations"))

    assert list(sent_to(circle.member)) == []


@pytest.mark.parametrize("change", ["signature", "kind", "person", "closed"])
def test_an_address_that_we_did_not_sign_or_that_names_nobody_is_none(cast: Cast, client: Client, change: str) -> None:
    path = path_of(cast.vermont)
    if change == "signature":
        path = f"{path[:-4]}AAA/"
    elif change == "kind":
        path = path_of(cast.vermont, "is_listed")
    elif change == "person":
        path = reverse("accounts:unsubscribe", args=[SIGNER.sign_object({"person": "x", "kind": "wants_reminders"})])
    else:
        User.objects.filter(pk=cast.vermont.pk).update(is_active=False)

    answers = [client.get(path), client.post(path)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert [headings(answer, 1) for answer in answers] == [["This link doesn’t work"]] * 2
    assert Preferences.objects.count() == 0


def test_one_mail_for_a_series_offers_it_too(circle: Circle) -> None:
    plan = actions.SeriesPlan(
        "Uptime", "weekly", 1, 3, 0, date(2027, 2, 25), date(2027, 4, 1), time(14), 60, "America/New_York"
    )
    actions.plan_series(by=circle.lead, group=circle.group, plan=plan)

    message = sent_to(circle.member)["Invitation"]

    assert str(message["List-Unsubscribe"]).strip() == f"<{unsubscribe_url(circle.member, 'wants_invitations')}>"
