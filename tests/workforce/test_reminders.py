"""Asking those who entered providers to confirm them: whom, how often, and what the email says when it is sent."""

import pytest
from django.utils import timezone

from accounts.mail import deliver
from accounts.models import OutboxMail, Preferences, User
from tests.cast import Cast
from tests.workforce import training
from workforce import reminders
from workforce.actions.entering import remove
from workforce.actions.providers import confirm_provider

pytestmark = pytest.mark.django_db


def reminded() -> list[str]:
    return [person.email for person in reminders.people_to_remind(timezone.now())]


def test_who_entered_or_confirmed_it_is_asked(cast: Cast) -> None:
    training.provider(cast.vermont, days=366)
    training.provider(cast.guest, "City’s", days=366)
    training.provider(cast.colorado, "Fresh", days=364)

    assert reminded() == [cast.vermont.email, cast.guest.email]


def test_leads_are_asked_where_nobody_is_left_who_knows_it(cast: Cast) -> None:
    made = training.provider(cast.vermont, days=366)
    made.entered_by = made.confirmed_by = cast.left
    made.save()

    assert reminded() == [cast.vermont_editor.email]
    cast.vermont_editor.memberships.update(role="reader")
    assert reminded() == [cast.vermont.email, cast.vermont_editor.email]


@pytest.mark.parametrize("away", ["preference", "deactivated", "left"])
def test_who_wants_none_or_is_gone_is_not_asked(away: str, cast: Cast) -> None:
    training.provider(cast.guest, days=366)
    if away == "preference":
        Preferences.objects.create(user=cast.guest, wants_reminders=False)
    elif away == "deactivated":
        User.objects.filter(pk=cast.guest.pk).update(is_active=False)
    else:
        cast.guest.memberships.update(ended_at=timezone.now())

    assert reminded() == []


def test_email_goes_once_a_month_and_names_what_is_due(cast: Cast, mailoutbox: list) -> None:  # type: ignore[type-arg]
    first = training.provider(cast.vermont, days=366)
    second = training.provider(cast.vermont, "Blue College", days=500)
    training.provider(cast.guest, "Canary of the city", days=500)

    assert (reminders.post_due(), reminders.post_due()) == (2, 2)
    mails = OutboxMail.objects.filter(person=cast.vermont)
    confirm_provider(provider=second, by=cast.vermont)
    deliver(mails.get().pk)

    (sent,) = mailoutbox
    assert sent.subject == "1 training provider to confirm"
    assert f"/workforce/providers/{first.key}/confirm/" in sent.body
    assert "Blue College" not in sent.body
    assert "Canary" not in sent.body
    assert mails.get().body == ""


@pytest.mark.parametrize("change", ["confirmed", "removed", "left", "unchecked", "preference"])
def test_nothing_is_sent_once_there_is_nothing_to_confirm(change: str, cast: Cast, mailoutbox: list) -> None:  # type: ignore[type-arg]
    made = training.provider(cast.vermont, days=366)
    reminders.post_due()
    if change == "confirmed":
        confirm_provider(provider=made, by=cast.vermont_editor)
    elif change == "removed":
        remove(thing=made, by=cast.vermont)
    elif change == "left":
        cast.vermont.memberships.update(ended_at=timezone.now())
    elif change == "unchecked":
        User.objects.filter(pk=cast.vermont.pk).update(approved_email="before@people.example")
    else:
        Preferences.objects.create(user=cast.vermont, wants_reminders=False)

    deliver(OutboxMail.objects.get().pk)

    assert mailoutbox == []
    assert OutboxMail.objects.get().abandoned_at is not None
