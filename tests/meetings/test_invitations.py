"""An invitation holds no secret, works for one verified address, once. Nobody is flooded."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMail, User
from meetings.actions import invitations
from meetings.actions.invitations import Guest, InvitationRefused, invite, withdraw
from meetings.actions.registrations import RegistrationRefused, cancel
from meetings.models import Invitation, Meeting, Speaker
from tests import pages
from tests.accounts.people import newcomer
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.events import before_date, come, conference, invited

KIM = "kim.lee@utility.example"


@pytest.fixture
def event(cast: Cast) -> Meeting:
    """By invitation; nobody sees it who does not come."""
    made = conference(
        cast, "Regional meeting", mode="invitation", record_sharing="participants", kind="in_person",
        place="Hall 4", agenda="Where we *stand*", summary="What was said.", join_url="https://meet.example/secret",
    )  # fmt: skip
    Speaker.objects.create(meeting=made, name="Sam Secret")
    return made


def sent() -> list[tuple[str, str]]:
    run_jobs()
    return sorted((message.to[0], before_date(message.subject)) for message in django_mail.outbox)


def test_an_invited_person_sees_title_time_place_and_agenda_and_nothing_else(
    event: Meeting, cast: Cast, sign_in
) -> None:
    kim = newcomer(KIM)
    client = sign_in(kim)
    before = client.get(f"/meetings/{event.key}/register/").status_code
    invited(event, cast.administrator, KIM)

    page = client.get(f"/meetings/{event.key}/register/")
    body = page.content.decode()

    assert (before, page.status_code, client.get(f"/meetings/{event.key}/").status_code) == (404, 200, 404)
    assert [words in body for words in ("Regional meeting", "Hall 4", "<em>stand</em>")] == [True] * 3
    assert [words in body for words in ("What was said", "Sam Secret", "meet.example", "Open the event")] == [False] * 4


def test_an_invitation_works_for_its_address_only_and_once(event: Meeting, cast: Cast, sign_in) -> None:
    kim, other = newcomer(KIM), newcomer("other@utility.example")
    invited(event, cast.administrator, KIM)

    forwarded = sign_in(other).get(f"/meetings/{event.key}/register/").status_code
    looked = [sign_in(kim).get(f"/meetings/{event.key}/register/").status_code for _ in range(2)]
    come(event, kim, "partners")
    EmailAddress.objects.filter(user=kim).update(user=other, primary=False)
    taken_over = sign_in(other).get(f"/meetings/{event.key}/register/").status_code

    assert (forwarded, looked, taken_over) == (404, [200, 200], 404)
    assert Invitation.objects.get().accepted_at is not None


def test_an_unverified_address_opens_nothing(event: Meeting, cast: Cast, sign_in) -> None:
    stranger = User.objects.create_user(KIM, name="Somebody who typed Kim's address")
    stranger.emailaddress_set.create(email=KIM, verified=False, primary=True)
    invited(event, cast.administrator, KIM)

    assert sign_in(stranger).get(f"/meetings/{event.key}/register/").status_code == 404
    with pytest.raises(PermissionDenied):
        come(event, stranger, "partners")


def test_after_cancelling_the_invitation_is_used_up(event: Meeting, cast: Cast, sign_in) -> None:
    kim = newcomer(KIM)
    invited(event, cast.administrator, KIM)
    made = come(event, kim, "partners")
    cancel(registration=made, by=kim)

    assert sign_in(kim).get(f"/meetings/{event.key}/register/").status_code == 404


def test_an_invitation_lets_in_as_what_it_says_but_states_only_their_staff(event: Meeting, cast: Cast, sign_in) -> None:
    kim, city = newcomer(KIM), newcomer("pat@city.example", "Pat")
    invited(event, cast.administrator, KIM, sector="states")
    invited(event, cast.administrator, city.email, sector="cities")

    page = sign_in(kim).get(f"/meetings/{event.key}/register/")
    with pytest.raises(RegistrationRefused, match="for staff of a state agency"):
        come(event, kim, "states")
    come(event, city, "cities")

    assert pages.links(page)["Ask to join"] == "/people/request/"
    assert list(event.registrations.values_list("user__name", "sector")) == [("Pat", "cities")]


def test_a_withdrawn_invitation_is_dead_and_its_mail_stays(event: Meeting, cast: Cast, sign_in) -> None:
    kim = newcomer(KIM)
    [invitation] = invited(event, cast.administrator, KIM)

    withdraw(invitation=invitation, by=cast.administrator)

    assert sign_in(kim).get(f"/meetings/{event.key}/register/").status_code == 404
    assert sent() == []


def test_a_used_invitation_is_not_withdrawn(event: Meeting, cast: Cast) -> None:
    [invitation] = invited(event, cast.administrator, KIM)
    come(event, newcomer(KIM), "partners")

    with pytest.raises(InvitationRefused, match="was already used"):
        withdraw(invitation=invitation, by=cast.administrator)


def test_the_mail_holds_no_secret(event: Meeting, cast: Cast) -> None:
    invited(event, cast.administrator, KIM)

    assert sent() == [(KIM, "Invitation: Regional meeting")]
    body = str(django_mail.outbox[0].body)
    assert f"/meetings/{event.key}/register/" in body
    assert [words in body for words in ("meet.example", "What was said", "Sam Secret")] == [False] * 3


def test_bad_lines_are_named_and_kept_and_the_good_ones_go_out(event: Meeting, cast: Cast, sign_in) -> None:
    lines = (
        "Kim Lee <kim.lee@utility.example>\nno address\nPAT@city.example, \nkim.lee@utility.example\na@b@c.example\n"
    )

    page = sign_in(cast.administrator).post(
        f"/meetings/{event.key}/invitations/", {"addresses": lines, "sector": "utilities"}
    )

    assert page.status_code == 400
    assert list(Invitation.objects.order_by("pk").values_list("email", "name", "sector")) == [
        ("kim.lee@utility.example", "Kim Lee", "utilities"),
        ("pat@city.example", "", "utilities"),
    ]
    assert page.context["form"]["addresses"].value().splitlines() == ["no address", "a@b@c.example"]
    assert len(page.context["form"].errors["addresses"]) == 2
    assert pages.texts(page, ".messages p") == ["We sent an email to 2 people."]
    assert pages.texts(page, ".error-summary .usa-alert__heading") == [
        "2 lines weren’t used. The other invitations were sent. Correct the lines below and send them again."
    ]


def test_inviting_twice_sends_one_mail(event: Meeting, cast: Cast) -> None:
    for _ in range(2):
        invited(event, cast.administrator, KIM)

    assert sent() == [(KIM, "Invitation: Regional meeting")]


def test_an_address_gets_only_so_many_invitations_a_day(cast: Cast) -> None:
    outcomes = [
        invite(
            meeting=conference(cast, f"Event {number}"), by=cast.administrator, guests=[Guest(KIM)], sector="partners"
        )
        for number in range(invitations.MAILS_PER_ADDRESS + 2)
    ]

    assert [len(outcome.invited) for outcome in outcomes] == [1, 1, 1, 0, 0]
    assert OutboxMail.objects.filter(to=KIM).count() == invitations.MAILS_PER_ADDRESS


def test_taking_back_and_inviting_again_does_not_get_round_the_limit(event: Meeting, cast: Cast) -> None:
    for _ in range(invitations.MAILS_PER_ADDRESS + 3):
        for invitation in invited(event, cast.administrator, KIM):
            withdraw(invitation=invitation, by=cast.administrator)

    assert OutboxMail.objects.filter(to=KIM).count() == invitations.MAILS_PER_ADDRESS


def test_an_organizer_sends_only_so_many_a_day(event: Meeting, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MAILS_PER_ORGANIZER", 2)

    guests = [Guest(f"guest{number}@utility.example") for number in range(3)]
    outcome = invite(meeting=event, by=cast.administrator, guests=guests, sector="partners")

    assert (len(outcome.invited), [guest.email for guest, _ in outcome.refused]) == (2, ["guest2@utility.example"])


def test_only_those_who_take_care_of_the_event_invite(event: Meeting, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        invite(meeting=event, by=cast.vermont, guests=[Guest(KIM)], sector="partners")
    assert Invitation.objects.count() == 0
    assert not AuditEvent.objects.filter(action="event.invited").exists()


@pytest.mark.parametrize("then", ["event cancelled", "event over", "used", "withdrawn"])
def test_a_mail_that_waits_is_not_sent_once_its_invitation_is_of_no_use(event: Meeting, cast: Cast, then: str) -> None:
    """Whatever took the invitation away, and however long the mail server was silent."""
    rows, now = invited(event, cast.administrator, KIM), timezone.now()
    before = now - timedelta(days=1)
    changes = {
        "event cancelled": lambda: Meeting.objects.update(status="cancelled"),
        "event over": lambda: Meeting.objects.update(starts_at=before, ends_at=now),
        "used": lambda: Invitation.objects.update(accepted_at=now),
        "withdrawn": lambda: Invitation.objects.update(withdrawn_at=now),
    }

    changes[then]()

    assert (sent(), OutboxMail.objects.exclude(abandoned_at=None).count(), len(rows)) == ([], 1, 1)
