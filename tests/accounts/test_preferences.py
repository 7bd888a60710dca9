"""One's own time zone, mail and place in the directory."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions.preferences import Chosen, chosen_by, save_preferences
from accounts.models import AuditEvent, Preferences, User
from clearinghouse.lib.zones import ZONES
from tests import pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
URL = "/people/me/preferences/"
DEFAULTS = Chosen(
    time_zone="", wants_invitations=True, wants_reminders=True, wants_summaries=True,
    wants_requests=True, approval_emails="now", is_listed=True, shows_email=False, phone="", shows_phone=False,
)  # fmt: skip
ANSWERS = {
    "time_zone": "America/Phoenix",
    "notifications": ["wants_summaries"],
    "shown": ["is_listed", "shows_email", "shows_phone"],
    "phone": "802-555-0100 x12",
}
CHOSEN = Chosen(
    time_zone="America/Phoenix", wants_invitations=False, wants_reminders=False, wants_summaries=True,
    wants_requests=False, approval_emails="now", is_listed=True, shows_email=True, phone="802-555-0100 x12",
    shows_phone=True, wants_shared=False, wants_digests=False, wants_colleagues=False,
    wants_reuse=False, wants_announcements=False,
)  # fmt: skip


def sentences() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True))


def test_page_shows_what_stands(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).get(URL)

    assert [box.get("value") for box in pages.find(answer, "main input") if "checked" in box.attrib] == [
        "wants_invitations", "wants_reminders", "wants_summaries", "wants_requests", "wants_shared",
        "wants_announcements", "wants_digests", "wants_reuse", "wants_colleagues", "is_listed",
    ]  # fmt: skip
    assert pages.texts(answer, "main option")[:5] == [
        "Portal default: Eastern Time",
        "Eastern Time",
        "Central Time",
        "Mountain Time",
        "Arizona (Mountain Time without daylight saving)",
    ]


def test_choices_are_kept_and_what_others_see_is_logged_in_words(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    answer = client.post(URL, ANSWERS, follow=True)

    assert pages.texts(answer, ".usa-alert") == ["Your preferences are saved."]
    assert chosen_by(User.objects.get(pk=cast.vermont.pk)) == CHOSEN
    assert sentences() == [
        "Vermont changed what the directory shows about them: email address shown, phone number shown.",
    ]

    client.post(URL, ANSWERS)  # twice makes one thing
    client.post(URL, {**ANSWERS, "notifications": [], "time_zone": ""})

    assert Preferences.objects.count() == 1
    assert sentences()[1:] == ["Vermont changed which emails they get, their time zone, or their phone number."]
    assert Preferences.objects.get().wants_summaries is False


def test_times_are_shown_in_the_zone_a_person_chose(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    for zone, _ in ZONES:
        client.post(URL, {**ANSWERS, "time_zone": zone})
        assert client.get(URL).status_code == 200


@pytest.mark.parametrize("zone", ["America/Nowhere", "UTC", "../../etc/passwd", "EST5EDT"])
def test_database_takes_no_zone_that_pages_could_not_show(zone: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).post(URL, {**ANSWERS, "time_zone": zone})

    assert answer.status_code == 400
    assert chosen_by(User.objects.get(pk=cast.vermont.pk)) == DEFAULTS
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.vermont.pk).update(time_zone=zone)


@pytest.mark.parametrize(
    ("phone", "status"),
    [
        ("802-555-0100", 302),
        ("+1 (802) 555-0100 ext. 7", 302),
        ("802\u202e0010-555", 400),
        ("\ud800", 400),
        ("\x00", 400),
        ("call me", 400),
        ("8" * 41, 400),
        ("", 400),  # to show a number there must be one
    ],
)
def test_phone_number_must_look_like_one(phone: str, status: int, cast: Cast, sign_in: SignIn) -> None:
    body = "&".join(f"{name}={value}" for name, value in (("shown", "shows_phone"),))
    typed = "".join(f"%{byte:02X}" for byte in phone.encode("utf-8", "surrogatepass"))

    answer = sign_in(cast.vermont).post(URL, f"{body}&phone={typed}", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == status


def test_nobody_sets_what_another_person_chose(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        save_preferences(person=cast.vermont, chosen=CHOSEN, by=cast.administrator)

    assert chosen_by(cast.vermont) == DEFAULTS


def test_profile_leads_to_the_preferences(cast: Cast, sign_in: SignIn) -> None:
    found = pages.links(sign_in(cast.applicant).get("/people/me/"), ".card__title a")

    assert found["Preferences"] == URL
