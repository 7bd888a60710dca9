"""Coming to an event: who may, how many, and what begins and ends with it."""

import os
from datetime import timedelta
from functools import partial

import icalendar
import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import deactivate_person, end_membership
from accounts.models import AuditEvent, User
from meetings.actions.events import Settings, change_settings
from meetings.actions.records import cancel_meeting
from meetings.actions.registrations import RegistrationRefused, cancel, remove
from meetings.models import Meeting, Registration
from tests import pages
from tests.accounts.at_once import at_once
from tests.accounts.people import newcomer
from tests.calls import meeting
from tests.cast import Cast, person
from tests.jobs import run_jobs
from tests.meetings.events import before_date, come, conference, invited, participants, the_list

ROUNDS = int(os.environ.get("CLEARINGHOUSE_ROUNDS", "2"))


def federal() -> User:
    return newcomer("kim.lee@energy.example", "Kim Lee")


def notified() -> list[tuple[str, str]]:
    run_jobs()
    return [(message.to[0].split("@")[0], before_date(message.subject)) for message in django_mail.outbox]


# Who fits


def test_states_are_for_members_of_state_agencies_only(cast: Cast) -> None:
    event = conference(cast)
    refused = {}
    for someone in (cast.guest, cast.applicant, cast.left, federal()):
        with pytest.raises(RegistrationRefused) as caught:
            come(event, someone, "states")
        refused[someone.name] = str(caught.value)

    come(event, cast.vermont, "states")

    assert set(refused.values()) == {"Choose one of the listed types of organization."}
    assert [(row.user, row.state_id) for row in event.registrations.all()] == [(cast.vermont, "VT")]


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("vermont", ["states"]),
        ("guest", ["cities", "federal", "utilities", "partners"]),
        ("applicant", ["federal", "utilities", "partners"]),
    ],
)
def test_the_form_offers_what_fits(who: str, offered: list[str], cast: Cast, sign_in) -> None:
    event = conference(cast)

    page = sign_in(getattr(cast, who)).get(f"/meetings/{event.key}/register/")

    assert [field.get("value") for field in pages.find(page, "input.usa-radio__input")] == offered


def test_an_event_for_states_refuses_everybody_else_in_a_sentence(cast: Cast, sign_in) -> None:
    event = conference(cast, sectors=("states",))

    page = sign_in(cast.applicant).get(f"/meetings/{event.key}/register/")

    assert pages.texts(page, ".answer") == [
        "This event isn’t open to your type of organization. If you think it should be, contact the organizers."
    ]
    assert sign_in(cast.applicant).post(f"/meetings/{event.key}/register/", {"sector": "states"}).status_code == 409
    assert the_list(event) == []


def test_an_unconfirmed_address_does_not_register(cast: Cast) -> None:
    event = conference(cast)

    with pytest.raises(RegistrationRefused, match="Confirm your email address first"):
        come(event, cast.unverified, "partners")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "cancelled", "cancel_reason": "Snow"}, "This event was canceled."),
        ({"status": "held"}, "This event is over."),
        ({"registration": "none"}, "You don’t need to register for this event."),
        ({"registration_closes_at": timezone.now() - timedelta(hours=1)}, "Registration closed on"),
    ],
)
def test_a_closed_registration_says_why(change: dict[str, object], sentence: str, cast: Cast, sign_in) -> None:
    event = conference(cast)
    Meeting.objects.filter(pk=event.pk).update(**change)

    page = sign_in(cast.vermont).get(f"/meetings/{event.key}/register/")

    assert [text[: len(sentence)] for text in pages.texts(page, ".answer")] == [sentence]
    with pytest.raises(RegistrationRefused, match=sentence):
        come(event, cast.vermont)


def test_the_page_of_what_one_may_not_see_does_not_exist(cast: Cast, sign_in) -> None:
    hidden = conference(cast, record_sharing="participants")
    call = meeting("Call", record_sharing="public")

    answers = [sign_in(cast.vermont).get(f"/meetings/{key}/register/").status_code for key in (hidden.key, call.key)]

    assert answers == [404, 404]
    with pytest.raises(PermissionDenied):
        come(hidden, cast.vermont)


def test_the_public_is_led_to_sign_in_and_to_sign_up_and_back(cast: Cast, client) -> None:
    event = conference(cast)

    login = client.get(f"/meetings/{event.key}/register/", follow=True)

    assert pages.links(login)["Create an account"] == f"/account/signup/?next=%2Fmeetings%2F{event.key}%2Fregister%2F"


# How many


def test_the_one_after_the_last_place_waits_and_moves_up_with_the_calendar_file(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    first = come(event, cast.vermont)
    come(event, cast.colorado)
    come(event, cast.new_hampshire)
    assert participants(event) == {"Vermont"}

    cancel(registration=first, by=cast.vermont)

    assert the_list(event) == [("Vermont", "cancelled"), ("Colorado", "confirmed"), ("New Hampshire", "waiting")]
    assert participants(event) == {"Colorado"}
    assert notified() == [
        ("new.hampshire", "You’re on the waitlist: Conference"),
        ("colorado", "You have a spot: Conference"),
    ]
    part = next(message for message in django_mail.outbox if "You have a spot" in message.subject).attachments[0]
    assert str(icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]["SUMMARY"]) == "Conference"


def test_more_places_are_given_to_those_who_wait_in_their_order(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    for someone in (cast.vermont, cast.colorado, cast.new_hampshire, cast.vermont_energy):
        come(event, someone)
    event.refresh_from_db()

    more = Settings("open", ("states",), 3)
    change_settings(meeting=event, by=cast.administrator, settings=more, revision=event.revision)

    assert [status for _, status in the_list(event)] == ["confirmed", "confirmed", "confirmed", "waiting"]
    assert participants(event) == {"Vermont", "Colorado", "New Hampshire"}


def test_nobody_overtakes_those_who_wait(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    come(event, cast.vermont)
    come(event, cast.colorado)
    Registration.objects.filter(user=cast.vermont).delete()

    assert come(event, cast.new_hampshire).status == "waiting"


def test_registering_twice_makes_one(cast: Cast) -> None:
    event = conference(cast)

    assert come(event, cast.vermont) == come(event, cast.vermont)
    assert notified() == [("vermont", "You’re registered: Conference")]


@pytest.mark.django_db(transaction=True)
def test_exactly_the_capacity_is_in_however_many_come_at_once(cast: Cast) -> None:
    for _ in range(ROUNDS):
        event = conference(cast, capacity=3)
        people = [person(f"crowd_{event.pk}_{number}") for number in range(8)]
        calls = [partial(come, Meeting.objects.get(pk=event.pk), someone, "partners") for someone in people]

        at_once([*calls, *calls[:2]])

        statuses = [status for _, status in the_list(event)]
        assert (statuses.count("confirmed"), statuses.count("waiting")) == (3, 5)
        assert len(participants(event)) == 3


def test_who_waits_is_told_that_the_event_is_off(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    come(event, cast.vermont)
    come(event, cast.colorado)
    invited(event, cast.administrator, "kim@firm.example")

    cancel_meeting(meeting=event, by=cast.administrator, reason="Snow.")

    assert sorted(notified()) == [
        ("colorado", "Canceled: Conference"),
        ("colorado", "You’re on the waitlist: Conference"),
        ("vermont", "Canceled: Conference"),
        ("vermont", "You’re registered: Conference"),
    ]


# What ends it


def test_a_removed_person_is_told_why_and_comes_back_by_invitation_only(cast: Cast) -> None:
    event = conference(cast)
    made = come(event, cast.vermont)

    remove(registration=made, by=cast.administrator, reason="The session is for leads.")

    assert participants(event) == set()
    with pytest.raises(RegistrationRefused, match="removed your registration"):
        come(event, cast.vermont)
    assert notified()[-1] == ("vermont", "You were removed from: Conference")
    assert "The session is for leads." in str(django_mail.outbox[-1].body)
    invited(event, cast.administrator, cast.vermont.email, sector="states")
    assert come(event, cast.vermont).status == "confirmed"


def test_only_organizers_remove_and_only_oneself_cancels(cast: Cast) -> None:
    made = come(conference(cast), cast.vermont)

    with pytest.raises(PermissionDenied):
        remove(registration=made, by=cast.vermont_editor, reason="No.")
    with pytest.raises(PermissionDenied):
        cancel(registration=made, by=cast.administrator)


def test_the_place_ends_with_the_membership_and_the_next_moves_up(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    come(event, cast.vermont)
    come(event, cast.colorado)

    end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Left the agency.")

    assert the_list(event) == [("Vermont", "cancelled"), ("Colorado", "confirmed")]
    assert participants(event) == {"Colorado"}


def test_a_closed_account_gives_its_place_back_and_gets_no_mail(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    guest = federal()
    come(event, guest, "federal")
    notified()
    django_mail.outbox.clear()

    deactivate_person(person=guest, by=cast.administrator)

    assert the_list(event) == [("Kim Lee", "cancelled")]
    assert participants(event) == set()
    assert notified() == []


def test_each_step_leaves_a_line(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    first = come(event, cast.vermont)
    come(event, cast.colorado)
    cancel(registration=first, by=cast.vermont)

    lines = AuditEvent.objects.filter(object_type="meetings.meeting", object_id=str(event.pk)).order_by("pk")
    assert list(lines.values_list("action", "actor_label")) == [
        ("event.settings_changed", "Administrator"),
        ("event.registered", "Vermont"),
        ("event.registered", "Colorado"),
        ("event.registration_cancelled", "Vermont"),
        ("event.registrant_promoted", "The portal"),
    ]


# On the pages


def test_registering_and_cancelling_on_the_page(cast: Cast, sign_in) -> None:
    event = conference(cast, record_sharing="all_members")
    client, address = sign_in(cast.vermont), f"/meetings/{event.key}/register/"

    wrong = client.post(address, {"sector": "states", "organization": ""})
    worse = client.post(address, {"sector": "states", "organization": "VTrans\x00"})
    done = client.post(address, {"sector": "states", "organization": "VTrans", "needs": "Vegan"}, follow=True)
    again = client.post(address, {"sector": "states", "organization": "VTrans"}, follow=True)
    gone = client.post(f"{address}cancel/", follow=True)

    assert (wrong.status_code, wrong.context["form"].errors["organization"]) == (400, ["Enter your organization."])
    assert worse.status_code == 400
    assert pages.texts(done, ".answer") == ["You’re registered on behalf of VTrans (a state or territory)."]
    assert again.status_code == 200
    assert pages.texts(gone, ".usa-alert__text") == ["You’re no longer registered for “Conference”."]
    assert the_list(event) == [("Vermont", "cancelled")]


def test_the_waiting_see_their_number_in_line(cast: Cast, sign_in) -> None:
    event = conference(cast, capacity=1)
    for someone in (cast.vermont, cast.colorado, cast.new_hampshire):
        come(event, someone)

    page = sign_in(cast.new_hampshire).get(f"/meetings/{event.key}/register/")

    assert "number 2 in line" in pages.texts(page, ".answer")[0]


def test_home_lists_what_one_comes_to_waits_for_and_is_invited_to(cast: Cast, sign_in) -> None:
    coming = conference(cast, "Coming", days=3)
    full = conference(cast, "Full", days=4, capacity=1)
    asked = conference(cast, "Asked", days=5, mode="invitation", record_sharing="participants")
    conference(cast, "Another", days=6)
    come(full, cast.vermont)
    guest = federal()
    come(coming, guest, "federal")
    come(full, guest, "federal")
    invited(asked, cast.administrator, guest.email)

    page = sign_in(guest).get("/")

    assert pages.links(page, ".todo__next") == {
        "View: Coming": f"/meetings/{coming.key}/",
        "View: Full": f"/meetings/{full.key}/register/",
        "Register: Asked": f"/meetings/{asked.key}/register/",
    }
