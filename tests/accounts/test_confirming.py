"""Once a year a member confirms, by a mailed link, that they still work there; who does not is suspended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts import confirming
from accounts.actions import ActionRefused, confirm_membership
from accounts.models import AuditEvent, Membership, OutboxMail, User
from accounts.standing import standing_of
from tests import pages
from tests.accounts.people import outbox
from tests.accounts.test_new_address import change
from tests.cast import Cast
from tests.moving import again

SignIn = Callable[[User | None], Client]
MINE, LINK = "/people/request/mine/", "/people/request/mine/link/"
GRACE = 14


def due_in(person: User, days: int) -> Membership:
    """The person's membership, which is to be confirmed in so many days."""
    person.memberships.update(confirm_by=timezone.localdate() + timedelta(days=days))
    return person.memberships.select_related("user", "agency").get()


def asked(membership: Membership, days_ago: int) -> None:
    """A reminder that reached them so long ago."""
    confirming.remind_due()
    OutboxMail.objects.filter(dedupe_key__startswith=f"confirm-{membership.pk}-").update(
        sent_at=timezone.now() - timedelta(days=days_ago)
    )


def reminders(person: User | None = None) -> list[str]:
    """Of the outbox, or of one person's, by the name of the reminder."""
    keys = OutboxMail.objects.filter(dedupe_key__startswith="confirm-").order_by("pk")
    keys = keys.filter(person=person) if person else keys
    return [key.rpartition("-")[2] for key in keys.values_list("dedupe_key", flat=True)]


# Reminders


@pytest.mark.parametrize(
    ("days", "expected"),
    [(31, []), (30, ["30"]), (8, ["30"]), (7, ["7"]), (2, ["7"]), (1, ["1"]), (0, ["1"]), (-1, ["late"])],
)
def test_reminder_of_the_day(cast: Cast, days: int, expected: list[str]) -> None:
    due_in(cast.vermont, days)

    confirming.remind_due()

    assert reminders() == expected


def test_each_reminder_is_posted_once_however_often_the_worker_runs(cast: Cast) -> None:
    for days in (30, 30, 29, 7, 7, 1, -1, -1, -5):
        due_in(cast.vermont, days)
        Membership.objects.filter(user=cast.vermont).update(confirm_by="2030-01-01")  # one due date for all these days
        with pytest.MonkeyPatch.context() as patch:
            today = Membership.objects.get(user=cast.vermont).confirm_by - timedelta(days=days)
            patch.setattr(confirming.timezone, "localdate", lambda day=today: day)
            confirming.remind_due()

    assert reminders(cast.vermont) == ["30", "7", "1", "late"]


def test_nobody_is_reminded_who_left_is_suspended_or_was_deactivated(cast: Cast) -> None:
    for person in (cast.vermont, cast.left, cast.deactivated, cast.colorado):
        due_in(person, 7)
    change(cast.colorado, "jo@mail.example")

    confirming.remind_due()

    assert [to for to, subject in outbox() if subject.startswith("Confirm that")] == ["vermont@people.example"]


def test_reminder_is_asked_again_when_it_is_sent(cast: Cast) -> None:
    membership = due_in(cast.vermont, 7)
    confirming.remind_due()
    key = OutboxMail.objects.get(dedupe_key__startswith="confirm-").check_key
    may_go = confirming._is_still_due

    before = may_go(cast.vermont, key)
    secret = confirming.confirmation_url(membership).split("/")[-2]
    link = confirming.link_of(secret)
    assert link is not None
    confirm_membership(membership=membership, link=link, by=cast.vermont)

    assert (before, may_go(cast.vermont, key), may_go(cast.colorado, key)) == (True, False, False)


# The link


def test_opening_the_link_changes_nothing_and_the_button_confirms_once(cast: Cast, sign_in: SignIn) -> None:
    membership = due_in(cast.vermont, 7)
    url, client = confirming.confirmation_url(membership), sign_in(cast.vermont)

    page = client.get(url)
    still_due = Membership.objects.get(pk=membership.pk).confirmed_at
    client.post(url)

    assert pages.texts(page, ".confirm__question") == [f"Do you still work for {membership.agency}?"]
    assert still_due is None
    current = Membership.objects.get(pk=membership.pk)
    assert current.confirmed_at is not None
    assert current.confirm_by == timezone.localdate() + timedelta(days=365)
    assert AuditEvent.objects.get(action="membership.confirmed").actor_id == cast.vermont.pk
    assert client.post(url).status_code == 404


def test_link_needs_its_own_account_signed_in(cast: Cast, sign_in: SignIn) -> None:
    membership = due_in(cast.vermont, 7)
    url = confirming.confirmation_url(membership)

    answers = [sign_in(None).get(url), sign_in(cast.colorado).get(url), sign_in(cast.colorado).post(url)]

    assert [answer.status_code for answer in answers] == [302, 403, 403]
    assert answers[0]["Location"].startswith("/account/login/?next=")
    assert membership.agency.name not in answers[1].content.decode()
    assert Membership.objects.get(pk=membership.pk).confirmed_at is None
    link = confirming.link_of(url.split("/")[-2])
    assert link is not None
    with pytest.raises(PermissionDenied):
        confirm_membership(membership=membership, link=link, by=cast.colorado)


def test_link_is_for_the_address_it_was_mailed_to(cast: Cast, sign_in: SignIn) -> None:
    url = confirming.confirmation_url(due_in(cast.vermont, 7))
    change(cast.vermont, "second@people.example")

    assert sign_in(cast.vermont).post(url).status_code == 404


def test_old_link_is_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = confirming.confirmation_url(due_in(cast.vermont, 7)).split("/")[-2]
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 46 * 86400)

    assert confirming.link_of(secret) is None


@pytest.mark.parametrize("secret", ["x", "a:b:c", "WzFd:1tZ:xyz"])
def test_what_we_did_not_sign_is_none(secret: str, cast: Cast) -> None:
    assert confirming.link_of(secret) is None


def test_who_is_due_has_a_link_mailed_at_most_once_in_ten_minutes(cast: Cast, sign_in: SignIn) -> None:
    due_in(cast.vermont, 30)
    client = sign_in(cast.vermont)
    assert "Confirm that you still work there" in pages.headings(client.get(MINE))

    for _ in range(3):
        client.post(LINK)

    mails = OutboxMail.objects.filter(dedupe_key__startswith="confirm-")
    assert 1 <= mails.count() <= 2  # two where the ten minutes end between the clicks
    assert "You asked for a link" in mails[0].body


def test_who_is_not_due_gets_none(cast: Cast, sign_in: SignIn) -> None:
    answers = [sign_in(person).post(LINK, follow=True) for person in (cast.vermont, cast.applicant)]

    assert "You don’t need to confirm your membership yet." in answers[0].content.decode()
    assert "You have no membership to confirm." in answers[1].content.decode()
    assert reminders() == []


# Too late, and back


def test_who_was_asked_and_did_not_confirm_is_suspended_after_the_grace_period_and_once(cast: Cast) -> None:
    membership = due_in(cast.vermont, -GRACE)
    asked(membership, days_ago=GRACE)
    assert confirming.suspend_overdue() == 0

    due_in(cast.vermont, -GRACE - 1)
    asked(membership, days_ago=GRACE)
    runs = [confirming.suspend_overdue(), confirming.suspend_overdue()]

    assert runs == [1, 0]
    assert standing_of(again(cast.vermont)).is_approved is False
    paused = [to for to, subject in outbox() if subject.endswith("is paused")]
    assert paused == ["vermont@people.example"]


@pytest.mark.parametrize("sent", [None, GRACE - 1])
def test_nobody_is_suspended_whom_no_mail_reached_in_time(cast: Cast, sent: int | None) -> None:
    membership = due_in(cast.vermont, -90)
    if sent is None:
        confirming.remind_due()
    else:
        asked(membership, days_ago=sent)

    assert confirming.suspend_overdue() == 0
    assert standing_of(again(cast.vermont)).is_member is True


def test_one_step_back(cast: Cast, sign_in: SignIn) -> None:
    membership = due_in(cast.vermont_editor, -90)
    asked(membership, days_ago=GRACE)
    confirming.suspend_overdue()
    client = sign_in(cast.vermont_editor)
    page = client.get(MINE)
    client.post(LINK)
    body = OutboxMail.objects.filter(dedupe_key__startswith="confirm-").latest("pk").body
    url = next(word for word in body.split() if "/people/confirm/" in word)

    client.post(url)

    assert "You did not confirm in time" in pages.texts(page, "main")[0]
    current = Membership.objects.get(pk=membership.pk)
    assert (current.suspended_at, current.role) == (None, "editor")
    assert standing_of(again(cast.vermont_editor)).is_member is True


def test_who_waits_for_an_administrator_cannot_confirm(cast: Cast) -> None:
    membership = due_in(cast.vermont, 7)
    change(cast.vermont, "jo@mail.example")
    membership = Membership.objects.select_related("user").get(pk=membership.pk)
    link = confirming.link_of(confirming.confirmation_url(membership).split("/")[-2])
    assert link is not None

    with pytest.raises(ActionRefused, match="An administrator must look"):
        confirm_membership(membership=membership, link=link, by=cast.vermont)
