"""Writing what was said: drafts, two editors, publication, who is told, who was there, action items."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import audiences
from accounts.mail import deliver
from accounts.models import AuditEvent, OutboxMail, Preferences, User
from accounts.standing import forget_standing
from meetings.emails import record_notices
from meetings.emails.call_notices import subject_of
from meetings.models import ActionItem, Meeting
from tests.calls import meeting
from tests.jobs import run_jobs
from tests.meetings.circle import Circle
from tests.pages import texts, words
from tests.pages import tree as tree_of

SignIn = Callable[[User | None], Client]


def address(name: str, made: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[made.key])


def written(do: str = "publish", *tasks: dict[str, Any], revision: int = 1, **more: Any) -> dict[str, Any]:
    """What a lead sends."""
    data = {
        "text": "We spoke about **locks**.",
        "decisions": "Locks are tested yearly.\n\nKeys are counted.",
        "recording_url": "",
        "revision": revision,
        "do": do,
        "tasks-TOTAL_FORMS": len(tasks),
        "tasks-INITIAL_FORMS": 0,
        **more,
    }
    for number, task in enumerate(tasks):
        data |= {f"tasks-{number}-{name}": value for name, value in task.items()}
    return data


def text_of(response: Any) -> str:
    return words(tree_of(response).find(".//main"))


def test_a_draft_is_for_those_who_take_care_of_the_meeting(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    lead = sign_in(circle.lead)

    saved = lead.post(address("summary", call), written("save"))
    seen_by_lead, seen_by_member = (client.get(call.get_absolute_url()) for client in (lead, sign_in(circle.member)))

    assert saved.status_code == 302
    assert "You have an unpublished draft" in text_of(seen_by_lead)
    assert "locks" not in text_of(seen_by_member)
    assert "The summary isn’t available yet." in text_of(seen_by_member)
    assert sign_in(circle.member).get(address("summary", call)).status_code == 403


def test_a_publication_can_be_taken_back(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    lead, member = sign_in(circle.lead), sign_in(circle.member)
    task = {"text": "Count keys", "owner": circle.member.pk}
    lead.post(address("summary", call), written("publish", task))
    ActionItem.objects.update(done_at=call.ends_at)
    call.refresh_from_db()

    answer = lead.post(address("summary", call), {"do": "unpublish", "revision": call.summary_revision})
    call.refresh_from_db()
    seen = text_of(member.get(call.get_absolute_url()))
    found = texts(member.get(reverse("documents:search"), {"q": "locks"}), ".hit__title")
    sent = [deliver(mail.pk) for mail in OutboxMail.objects.filter(sent_at=None)]
    run_jobs()

    assert answer.status_code == 302
    assert (call.summary, call.summary_published_at) == ("", None)
    assert call.summary_draft == "We spoke about **locks**."
    assert "locks" not in seen
    assert "The summary isn’t available yet." in seen
    assert found == []
    assert not ActionItem.objects.visible_to(circle.member).exists()
    assert not OutboxMail.objects.exclude(sent_at=None).exists()
    assert sent == [None] * len(sent)
    assert AuditEvent.objects.get(action="meeting.summary_unpublished").sentence == (
        "Group Member unpublished the summary of “July call”."
    )

    lead.post(address("summary", call), written("publish", {**task, "number": ActionItem.objects.get().pk}, revision=2))
    assert "locks" in text_of(member.get(call.get_absolute_url()))
    assert ActionItem.objects.get().done_at is not None


def test_what_somebody_changed_meanwhile_is_not_unpublished(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    lead = sign_in(circle.lead)
    lead.post(address("summary", call), written("publish"))

    lead.post(address("summary", call), {"do": "unpublish", "revision": 1})
    refused = sign_in(circle.member).post(address("summary", call), {"do": "unpublish", "revision": 2})

    call.refresh_from_db()
    assert call.summary_published_at is not None
    assert refused.status_code == 403


def test_a_preview_shows_and_keeps_nothing(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    response = sign_in(circle.lead).post(
        address("summary", call), written("preview", text="**bold** <script>alert(1)</script>")
    )

    call.refresh_from_db()
    assert texts(response, ".preview strong") == ["bold"]
    assert tree_of(response).xpath("//section[@class='preview']//script") == []
    assert call.summary_draft == ""


def test_publishing_shows_it_as_minutes_and_tells_those_who_want_it_once(
    circle: Circle, call: Meeting, sign_in: SignIn
) -> None:
    Preferences.objects.create(user=circle.lead, wants_summaries=False)
    lead, task = sign_in(circle.lead), {"text": "Ask for the list", "owner": circle.member.pk, "due_on": "2026-01-05"}

    for _ in range(2):  # a double click
        lead.post(address("summary", call), written("publish", task))
    run_jobs()
    page = sign_in(circle.member).get(call.get_absolute_url())

    call.refresh_from_db()
    assert (call.status, call.summary) == ("held", "We spoke about **locks**.")
    assert texts(page, ".page-body__content h2") == ["Summary", "Decisions", "Action items"]
    assert texts(page, ".decisions li") == ["Locks are tested yearly.", "Keys are counted."]
    assert texts(page, ".tasks-list__words p") == ["Ask for the list"]
    assert texts(page, ".late") == ["due January 5, 2026"]
    subject = subject_of("Summary: {title}, {when}", call)
    assert list(OutboxMail.objects.values_list("to", "subject")) == [(circle.member.email, subject)]
    assert AuditEvent.objects.filter(action="meeting.summary_published").count() == 1


def test_a_mail_about_a_summary_is_not_sent_to_who_left_the_group(
    circle: Circle, call: Meeting, sign_in: SignIn, mailoutbox: list[Any]
) -> None:
    """The member is removed between publishing and sending."""
    sign_in(circle.lead).post(address("summary", call), written())
    record_notices.post_all(record_notices.SUMMARY, call.pk)
    audiences.leave(circle.member, circle.group.audience)

    for mail in OutboxMail.objects.order_by("to"):
        deliver(mail.pk)

    assert [sent.to for sent in mailoutbox] == [[circle.lead.email]]
    assert "To change which emails you get: http" in mailoutbox[0].body.replace("\n", " ")
    assert OutboxMail.objects.get(to=circle.member.email).abandoned_at is not None


def test_what_changes_after_publication_is_a_draft_until_it_is_published_anew(
    circle: Circle, call: Meeting, sign_in: SignIn
) -> None:
    lead, member = sign_in(circle.lead), sign_in(circle.member)
    lead.post(address("summary", call), written("publish", {"text": "Count keys", "owner": circle.member.pk}))
    item = ActionItem.objects.get()
    member.post(address("tick", call), {"item": item.pk, "done": "1"})
    kept = {"text": "Count all keys", "owner": circle.member.pk, "number": item.pk}
    change = written("save", kept, revision=2, text="New words.", decisions="Nothing yet.")

    lead.post(address("summary", call), change)
    before = text_of(member.get(call.get_absolute_url()))
    lead.post(address("summary", call), {**change, "do": "publish", "revision": 3})
    after = text_of(member.get(call.get_absolute_url()))
    run_jobs()

    item.refresh_from_db()
    assert ("New words." in before, "Nothing yet." in before, "Count all keys" in before) == (False, False, False)
    assert ("New words." in after, "Nothing yet." in after, "updated on" in after) == (True, True, True)
    assert (item.text, item.done_at is not None, ActionItem.objects.count()) == ("Count all keys", True, 1)
    subject = subject_of("Summary: {title}, {when}", call)
    assert OutboxMail.objects.filter(subject=subject).count() == 2  # lead and member, once each


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(
    circle: Circle, call: Meeting, sign_in: SignIn
) -> None:
    """Also with a text that would break out of the page that shows both."""
    first, second = sign_in(circle.lead), sign_in(circle.cast.administrator)
    first.post(address("summary", call), written("save", text="First </pre><script>alert(1)</script>"))

    conflict = second.post(address("summary", call), written("publish", text="Second"))
    call.refresh_from_db()
    between = call.summary_draft
    again = second.post(
        address("summary", call),
        written("publish", text="Second", revision=conflict.context["form"].data["revision"]),
    )

    call.refresh_from_db()
    assert (conflict.status_code, between) == (409, "First </pre><script>alert(1)</script>")
    assert texts(conflict, ".theirs-open__text") == ["First </pre><script>alert(1)</script>"]
    assert texts(conflict, "textarea#id_text") == ["Second"]
    assert "Group Member edited the draft summary" in texts(conflict, ".usa-alert li")[0]
    assert (again.status_code, call.summary) == (302, "Second")


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        ({"text": "Do it"}, "Choose or enter who is responsible."),
        (
            {"text": "Do it", "owner": "999999"},
            "Choose one of the options offered. The one that was sent isn’t one of them.",
        ),
        ({"text": "Do it", "owner_name": "Ann", "due_on": "soon"}, "Enter the date as 2027-01-31."),
    ],
)
def test_action_items_that_do_not_fit_are_said_and_kept(
    circle: Circle, call: Meeting, sign_in: SignIn, task: dict[str, str], sentence: str
) -> None:
    response = sign_in(circle.lead).post(address("summary", call), written("publish", task))

    assert response.status_code == 400
    assert texts(response, ".tasks .usa-error-message") == [sentence]
    assert ActionItem.objects.count() == 0


def test_the_number_of_another_meetings_item_changes_nothing_there(
    circle: Circle, call: Meeting, sign_in: SignIn
) -> None:
    other = meeting("Other", group="data-and-reporting", days=-2, summary="Said.")
    item = ActionItem.objects.create(meeting=other, text="Theirs", owner_name="Ann")

    sign_in(circle.lead).post(
        address("summary", call), written("publish", {"text": "Mine", "owner_name": "Bea", "number": item.pk})
    )

    item.refresh_from_db()
    assert (item.text, item.meeting) == ("Theirs", other)
    assert list(call.action_items.values_list("text", "owner_name")) == [("Mine", "Bea")]


def test_owner_and_lead_tick_off_and_nobody_else(circle: Circle, sign_in: SignIn) -> None:
    past = meeting("Held", days=-2, summary="Said.", summary_sharing="all_members")
    item = ActionItem.objects.create(meeting=past, text="Count", owner=circle.member, owner_name="Vermont")

    statuses = [
        sign_in(user).post(address("tick", past), {"item": item.pk, "done": done}).status_code
        for user, done in (
            (circle.cast.colorado, "1"),
            (circle.cast.guest, "1"),
            (circle.member, "1"),
            (circle.lead, "0"),
        )
    ]
    forged = sign_in(circle.member).post(address("tick", past), {"item": "999999999", "done": "1"})

    item.refresh_from_db()
    assert (statuses, forged.status_code) == ([403, 404, 302, 302], 404)
    assert item.done_at is None


def test_who_was_there_is_kept_as_of_the_day_and_names_are_for_those_who_take_part(
    circle: Circle, sign_in: SignIn
) -> None:
    past = meeting("Held", days=-2, summary="Said.", summary_sharing="all_members")
    lead = sign_in(circle.lead)

    refused = lead.post(address("attendance", past), {"revision": 1, "others": ", nobody"})
    lead.post(
        address("attendance", past),
        {"revision": 1, "people": [circle.member.pk], "others": "Ann Lee, City of Boise, ID\nBob"},
    )
    User.objects.filter(pk=circle.member.pk).update(name="Renamed")
    forget_standing(circle.member)
    shown, tally = (sign_in(user).get(past.get_absolute_url()) for user in (circle.member, circle.cast.colorado))
    conflict = lead.post(address("attendance", past), {"revision": 1, "others": "Someone else"})

    assert (refused.status_code, conflict.status_code) == (400, 409)
    assert texts(shown, ".present li") == [
        "Ann Lee, City of Boise ID",
        "Bob",
        "Vermont, Vermont Agency of Transportation VT",
    ]
    assert texts(tally, ".present li") == []
    assert sorted(texts(tally, ".tally li")) == ["ID 1 person", "Other 1 person", "VT 1 person"]


def test_nothing_is_written_before_the_meeting_began(circle: Circle, sign_in: SignIn) -> None:
    to_come = meeting("To come")

    response = sign_in(circle.lead).post(address("summary", to_come), written("save"))

    assert (response.status_code, texts(response, ".error-summary__list li")) == (
        400,
        ["This meeting hasn’t started yet. To share plans, edit the agenda."],
    )
