"""Who was invited by a typed address can stop that without an account, and only a keyed hash is kept of them."""

from django.core import mail as django_mail
from django.test import Client

from accounts.models import OutboxMail, SuppressedAddress
from accounts.unsubscribing import address_unsubscribe_url, suppressed
from meetings.actions import invitations
from meetings.actions.invitations import UNWANTED, Guest, Outcome
from meetings.models import Invitation, Meeting
from tests import pages
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.events import conference

KIM = "kim@typed.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def invite(cast: Cast, event: Meeting) -> Outcome:
    return invitations.invite(meeting=event, by=cast.administrator, guests=[Guest(KIM)], sector="partners")


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def stop_link() -> str:
    (message,) = django_mail.outbox
    headers = message.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = headers["List-Unsubscribe"].strip("<>")
    assert f"Turn off these emails: {url}" in message.body
    assert "kim" not in url
    return path_of(url)


def test_invitation_offers_to_stop_and_one_click_does_it(cast: Cast) -> None:
    invite(cast, conference(cast, "First"))
    run_jobs()
    stop, stranger = stop_link(), Client(enforce_csrf_checks=True)

    looked = stranger.get(stop)
    assert (looked.status_code, SuppressedAddress.objects.count()) == (200, 0)
    done = [stranger.post(stop, ONE_CLICK) for _ in range(2)]
    outcome = invite(cast, conference(cast, "Second"))
    run_jobs()

    assert [pages.texts(answer, "h1") for answer in done] == [["Emails turned off"]] * 2
    assert (outcome.invited, outcome.refused) == ([], [(Guest(KIM), UNWANTED)])
    assert (len(django_mail.outbox), Invitation.objects.count()) == (1, 1)
    assert (SuppressedAddress.objects.count(), suppressed([KIM, "lou@typed.example"])) == (1, {KIM})
    assert "kim" not in str(list(SuppressedAddress.objects.values()))


def test_invitation_that_waits_to_be_sent_does_not_go_out(cast: Cast) -> None:
    invite(cast, conference(cast, "First"))

    Client().post(path_of(address_unsubscribe_url(KIM.upper())), ONE_CLICK)
    run_jobs()

    assert django_mail.outbox == []
    assert OutboxMail.objects.get(to=KIM).abandoned_at is not None


def test_the_same_page_turns_it_on_again(cast: Cast) -> None:
    stop, stranger = path_of(address_unsubscribe_url(KIM)), Client()
    stranger.post(stop, ONE_CLICK)

    back = stranger.post(stop, {"again": "1"})

    assert pages.texts(back, "h1") == ["Emails turned on again"]
    assert invite(cast, conference(cast, "First")).refused == []


def test_address_that_was_not_signed_stops_nothing(cast: Cast) -> None:
    stop = path_of(address_unsubscribe_url(KIM))

    assert Client().post(stop[:-3] + "xx/", ONE_CLICK).status_code == 404
    assert SuppressedAddress.objects.count() == 0


def test_hash_outlives_a_new_secret_key(cast: Cast, settings: object) -> None:
    Client().post(path_of(address_unsubscribe_url(KIM)), ONE_CLICK)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]  # type: ignore[attr-defined]

    assert suppressed([KIM]) == {KIM}
