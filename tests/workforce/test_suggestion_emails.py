"""Suggested resources are told to who takes care of the space: once, as they chose, and only while they wait."""

import pytest
from django.utils import timezone

from accounts import mail
from accounts.models import OutboxMail, Preferences, User
from tests.cast import Cast, member
from tests.workforce.people import carer
from tests.workforce.test_resources import listed
from workforce import suggestion_emails
from workforce.actions import resources as actions
from workforce.models import Resource, SpaceAdministrator

pytestmark = pytest.mark.django_db


def receivers() -> list[str]:
    return sorted(row.person.name for row in OutboxMail.objects.filter(dedupe_key__startswith="workforce.suggestion"))


def sent(mailoutbox: list) -> list[tuple[list[str], str]]:
    for row in OutboxMail.objects.filter(dedupe_key__startswith="workforce.suggestion").order_by("pk"):
        mail.deliver(row.pk)
    return [(message.to, message.subject) for message in mailoutbox]


def wants(person: User, frequency: str) -> None:
    Preferences.objects.update_or_create(user=person, defaults={"approval_emails": frequency})


def test_who_takes_care_is_told_once_of_a_suggestion(cast: Cast, mailoutbox: list) -> None:
    keeper = carer(cast)

    made = [listed(cast.guest) for _ in range(2)]
    told = sent(mailoutbox)
    again = sent(mailoutbox)

    assert len({row.pk for row in made}) == 1
    assert told == again == [([keeper.email], f"{cast.guest} suggested a resource: Toolkit for apprentices")]
    assert made[0].get_absolute_url() in mailoutbox[0].body


def test_portal_administrators_are_told_where_nobody_is_named(cast: Cast) -> None:
    listed(cast.guest)

    assert receivers() == sorted([str(cast.administrator), str(cast.second_administrator)])


def test_nobody_is_told_of_what_they_add_themselves(cast: Cast) -> None:
    listed(carer(cast))

    assert receivers() == []


@pytest.mark.parametrize("change", ["decided", "post ended", "turned off", "left"])
def test_nothing_is_sent_that_holds_no_longer(change: str, cast: Cast, mailoutbox: list) -> None:
    keeper = carer(cast)
    made = listed(cast.guest)
    match change:
        case "decided":
            actions.list_resource(resource=made, by=cast.administrator)
        case "post ended":
            SpaceAdministrator.objects.update(ended_at=timezone.now())
        case "turned off":
            wants(keeper, "never")
        case "left":
            User.objects.filter(pk=keeper.pk).update(is_active=False)

    assert sent(mailoutbox) == []


def test_suggestion_hidden_from_its_reader_by_then_is_not_told(cast: Cast, mailoutbox: list) -> None:
    carer(cast)
    Resource.objects.filter(pk=listed(cast.guest).pk).update(status="retired", decided_at=timezone.now())

    assert sent(mailoutbox) == []


def test_who_chose_the_morning_gets_one_email_of_all_that_wait(cast: Cast, mailoutbox: list) -> None:
    keeper = carer(cast)
    wants(keeper, "daily")
    for title in ("First", "Second"):
        listed(cast.guest, title=title)
    before = receivers()

    for _ in range(2):
        suggestion_emails.post_digests()

    assert (before, sent(mailoutbox)) == ([], [([keeper.email], "2 suggested resources to decide on")])
    assert "First" in mailoutbox[0].body
    assert "Second" in mailoutbox[0].body


def test_morning_without_anything_new_is_silent(cast: Cast, mailoutbox: list) -> None:
    keeper, quiet = carer(cast), member("quiet", cast.guest.memberships.get().agency, cast.administrator, tier="guest")
    SpaceAdministrator.objects.create(person=quiet, named_by=cast.administrator)
    wants(keeper, "daily")
    wants(quiet, "never")

    suggestion_emails.post_digests()

    assert receivers() == []
