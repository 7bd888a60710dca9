"""Mails about action items: to whom they are new, once, with the summary or without it; once before they are due."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMail, Preferences, User
from clearinghouse.lib.zones import portal_today
from meetings.emails import item_notices
from meetings.emails.call_notices import subject_of
from meetings.models import ActionItem, Meeting
from tests.calls import meeting
from tests.jobs import run_jobs
from tests.meetings.circle import Circle

SignIn = Callable[[User | None], Client]


def publish(client: Client, call: Meeting, *owners: User, first: ActionItem | None = None, **more: Any) -> None:
    """What a lead sends: an item for each owner; `first` is the item that the first row changes."""
    call.refresh_from_db()
    data = {
        "text": "Discussion:\n•\tLocks hold\no\tall of them", "decisions": "", "recording_url": "", "do": "publish",
        "revision": call.summary_revision, "tasks-TOTAL_FORMS": len(owners), "tasks-INITIAL_FORMS": 0, **more,
    }  # fmt: skip
    for number, owner in enumerate(owners):
        data |= {f"tasks-{number}-text": f"Item {number}", f"tasks-{number}-owner": owner.pk}
    if first:
        data["tasks-0-number"] = first.pk
    assert client.post(reverse("meetings:summary", args=[call.key]), data).status_code == 302
    run_jobs()


def subjects(person: User) -> list[str]:
    return sorted(OutboxMail.objects.filter(person=person).values_list("subject", flat=True))


def body_to(person: User) -> str:
    """Of the one mail that was sent to them."""
    (sent,) = [sent for sent in mail.outbox if sent.to == [person.email]]
    return str(sent.body)


def summary_of(call: Meeting) -> str:
    return subject_of("Summary: {title}, {when}", call)


def test_the_summarys_mail_holds_its_beginning_and_my_items(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    publish(sign_in(circle.lead), call, circle.member, circle.lead)

    body = body_to(circle.member)
    assert "Discussion:\n- Locks hold\n  - all of them\n" in body
    assert "Your action items:\n- Item 0\n" in body
    assert "Item 1" not in body
    assert subjects(circle.member) == subjects(circle.lead) == [summary_of(call)]


def test_who_turned_summaries_off_is_told_of_their_item_alone(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    Preferences.objects.update_or_create(user=circle.member, defaults={"wants_summaries": False})

    publish(sign_in(circle.lead), call, circle.member)

    body = body_to(circle.member)
    assert subjects(circle.member) == ["1 action item for you: July call"]
    assert "- Item 0\n" in body
    assert "Locks hold" not in body


def test_an_item_that_changes_hands_is_told_once(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    lead = sign_in(circle.lead)
    publish(lead, call, circle.lead)
    item = ActionItem.objects.get()

    publish(lead, call, circle.member, first=item)
    publish(lead, call, circle.member, first=item, text="Once more.")

    assert subjects(circle.member) == ["1 action item for you: July call", summary_of(call)]
    assert subjects(circle.lead) == [summary_of(call)]


def test_nothing_is_sent_of_an_item_whose_owner_left_or_is_done(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    publish(sign_in(circle.lead), call, circle.member)
    item = ActionItem.objects.get()

    assert item_notices.may_be_told_of_items(circle.member, str(item.pk))
    circle.member.groups.remove(circle.group.audience.group_id)
    left = User.objects.get(pk=circle.member.pk)
    assert not item_notices.may_be_told_of_items(left, str(item.pk))


@pytest.mark.parametrize(
    ("days", "done", "wants", "reminders"),
    [(0, False, True, 1), (2, False, True, 1), (3, False, True, 0), (-1, False, True, 0), (1, True, True, 0),
     (1, False, False, 0)],
)  # fmt: skip
def test_open_items_are_reminded_of_once_before_they_are_due(
    circle: Circle, days: int, done: bool, wants: bool, reminders: int
) -> None:
    call = meeting("July call", days=-9, summary="Locks.")
    Preferences.objects.update_or_create(user=circle.member, defaults={"wants_reminders": wants})
    item = ActionItem.objects.create(
        meeting=call, text="Ask the utility", owner=circle.member, owner_name="Vermont",
        due_on=portal_today() + timedelta(days=days), done_at=call.ends_at if done else None,
    )  # fmt: skip

    for _ in range(2):
        item_notices.post_due()
    run_jobs()

    assert [sent.subject for sent in mail.outbox] == ["Action item due soon: July call"] * reminders
    assert all("Ask the utility" in str(sent.body) for sent in mail.outbox)
    assert item.owner == circle.member


def test_a_new_due_date_reminds_anew(circle: Circle) -> None:
    call = meeting("July call", days=-9, summary="Locks.")
    item = ActionItem.objects.create(
        meeting=call, text="Ask", owner=circle.member, owner_name="Vermont", due_on=portal_today()
    )
    item_notices.post_due()
    ActionItem.objects.filter(pk=item.pk).update(due_on=portal_today() + timedelta(days=1))

    item_notices.post_due()

    assert subjects(circle.member) == ["Action item due soon: July call"] * 2
