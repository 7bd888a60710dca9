"""A round from draft to summary: who releases it, whom it reaches, and when it closes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import audiences
from accounts.editing import EditConflict
from accounts.models import AuditEvent, OutboxMail
from clearinghouse.lib.zones import portal_today
from contacts.models import Route
from documents.models import Topic
from inquiries import emails
from inquiries.actions import InquiryRefused, answering, drafts, questions, rounds
from inquiries.models import Contributor, Inquiry, Response, Status
from tests.cast import Cast, agency, member
from tests.inquiries.builders import answered, details, draft, field, mails, released, response, sent
from workinggroups.models import GroupMembership, WorkingGroup


def statuses(made: Inquiry) -> list[tuple[str, str]]:
    return list(made.responses.order_by("state").values_list("state", "status"))


def test_each_state_asked_has_one_answer_to_write_from_the_release_on(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator, states=("CO", "NH", "VT"))

    assert made.status == Status.OPEN
    assert statuses(made) == [("CO", "waiting"), ("NH", "waiting")]  # the state that asks is not asked


def test_member_cannot_send_and_lead_of_the_agency_releases(cast: Cast) -> None:
    made = draft(cast.vermont)
    with pytest.raises(PermissionDenied):
        rounds.send(inquiry=made, by=cast.vermont)
    rounds.ask_for_release(inquiry=made, by=cast.vermont)
    seen_by_lead = Inquiry.objects.visible_to(cast.vermont_editor).filter(pk=made.pk).exists()

    released(made, cast.vermont_editor)

    made.refresh_from_db()
    assert (seen_by_lead, made.status, made.released_by) == (True, Status.OPEN, cast.vermont_editor)


def test_lead_of_another_agency_neither_sees_nor_releases(cast: Cast) -> None:
    made = draft(cast.colorado)
    rounds.ask_for_release(inquiry=made, by=cast.colorado)

    with pytest.raises(PermissionDenied):
        released(made, cast.vermont_editor)

    assert not Inquiry.objects.visible_to(cast.vermont_editor).filter(pk=made.pk).exists()


def test_release_is_refused_when_it_changed_since_it_was_read(cast: Cast) -> None:
    made = draft(cast.vermont)
    rounds.ask_for_release(inquiry=made, by=cast.vermont)
    made.refresh_from_db()
    seen = made.revision
    questions.add_field(inquiry=made, by=cast.vermont, details=questions.FieldDetails("short", "And since when?"))

    with pytest.raises(InquiryRefused, match="changed since"):
        rounds.release(inquiry=made, by=cast.administrator, revision=seen)


def test_agency_sends_two_rounds_in_thirty_days_and_naseo_may_release_more(cast: Cast) -> None:
    for _ in range(rounds.PER_AGENCY):
        made = draft(cast.vermont)
        rounds.ask_for_release(inquiry=made, by=cast.vermont)
        released(made, cast.vermont_editor)
    third = draft(cast.vermont)
    rounds.ask_for_release(inquiry=third, by=cast.vermont)

    with pytest.raises(InquiryRefused, match="2 inquiries in the last 30 days"):
        released(third, cast.vermont_editor)
    assert released(third, cast.administrator).status == Status.OPEN


def test_nothing_goes_out_without_a_question_a_date_or_a_state(cast: Cast) -> None:
    empty = drafts.start(by=cast.administrator, details=details())
    soon = draft(cast.administrator, closes_on=portal_today() + timedelta(days=2))
    undated = draft(cast.administrator, closes_on=None)
    nobody = draft(cast.vermont, states=("VT",))

    for made, by, words in (
        (empty, cast.administrator, "at least one question"),
        (soon, cast.administrator, "at least 5 days"),
        (undated, cast.administrator, "at least 5 days"),
    ):
        with pytest.raises(InquiryRefused, match=words):
            rounds.send(inquiry=made, by=by)
    with pytest.raises(InquiryRefused, match="No state would be asked"):
        rounds.ask_for_release(inquiry=nobody, by=cast.vermont)


def test_returned_with_a_reason_it_is_a_draft_again(cast: Cast) -> None:
    made = draft(cast.vermont)
    rounds.ask_for_release(inquiry=made, by=cast.vermont)

    rounds.return_to_writer(inquiry=made, by=cast.vermont_editor, reason="Ask one thing only.")

    made.refresh_from_db()
    assert (made.status, made.returned_because) == (Status.DRAFT, "Ask one thing only.")
    assert mails(cast.vermont) == ["Not released yet: Uptime remedies"]


# Whom it reaches


def test_route_of_the_state_decides_who_answers_then_its_lead_then_nobody(cast: Cast) -> None:
    topic = Topic.objects.get(slug="cybersecurity")
    Route.objects.create(topic=topic, state_id="CO", person=cast.group_member)
    Route.objects.create(topic=topic, person=cast.vermont_energy)  # of another state: never asked for New Hampshire
    lead = member("lead_of_maine", agency("ME", "DOT"), cast.administrator, role="editor")

    made = sent(cast.vermont, cast.administrator, states=("CO", "NH", "ME"), topic=topic)

    assert dict(made.responses.values_list("state", "assigned")) == {
        "CO": cast.group_member.pk, "NH": None, "ME": lead.pk,
    }  # fmt: skip


def test_person_on_a_route_who_works_elsewhere_is_not_given_the_answer(cast: Cast) -> None:
    Route.objects.create(state_id="NH", person=cast.colorado)

    made = sent(cast.vermont, cast.administrator, states=("NH",))

    assert response(made, "NH").assigned is None


def test_backup_of_somebody_away_is_asked(cast: Cast) -> None:
    other = member("other", agency("NH", "SEO"), cast.administrator)
    Route.objects.create(state_id="NH", person=cast.new_hampshire, backup_person=other, away_until=portal_today())

    assert response(sent(cast.vermont, cast.administrator, states=("NH",)), "NH").assigned == other


def test_group_round_asks_the_states_of_its_members_and_shows_to_nobody_else(cast: Cast) -> None:
    group = WorkingGroup.objects.get(slug="cybersecurity")
    GroupMembership.objects.get_or_create(group=group, user=cast.group_member, ended_at=None)

    made = draft(cast.administrator, target="group", group=group)
    rounds.send(inquiry=made, by=cast.administrator)

    seen = [name for name, user in cast.everybody().items() if Inquiry.objects.visible_to(user).filter(pk=made.pk)]
    assert statuses(made) == [("CO", "waiting")]
    assert seen == ["colorado", "group_member", "administrator", "second_administrator"]  # Colorado is asked


def test_region_and_all_states_are_counted_as_they_are_now(cast: Cast) -> None:
    everywhere = draft(cast.administrator, target="all")
    from_vermont = draft(cast.vermont, target="all")

    assert len(rounds.states_asked(everywhere)) == 56
    assert len(rounds.states_asked(from_vermont)) == 55


# Closing


def test_closes_by_itself_once_its_day_is_over_and_not_before(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator)
    Inquiry.objects.filter(pk=made.pk).update(closes_on=portal_today())
    same_day = rounds.close_due()
    Inquiry.objects.filter(pk=made.pk).update(closes_on=portal_today() - timedelta(days=1))

    assert (same_day, rounds.close_due(), rounds.close_due()) == (0, 1, 0)
    made.refresh_from_db()
    assert made.status == Status.CLOSED


def test_answer_after_closing_is_refused_in_a_sentence_and_the_draft_stays(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator, states=("NH",))
    answering.join(response=response(made, "NH"), by=cast.new_hampshire)
    current = response(made, "NH")
    ident = field(made).ident
    answering.save_draft(
        response=current, by=cast.new_hampshire, answers={ident: "Half"}, sharing="answered", revision=1
    )
    rounds.close(inquiry=made, by=cast.vermont)

    with pytest.raises(InquiryRefused, match="closed"):
        answered(made, "NH", cast.new_hampshire, "Whole")

    current.refresh_from_db()
    assert (current.status, current.answers) == ("draft", {ident: "Half"})


def test_extended_round_takes_answers_longer_and_never_shorter(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator)
    later = portal_today() + timedelta(days=40)

    rounds.extend(inquiry=made, by=cast.vermont, closes_on=later)

    with pytest.raises(InquiryRefused, match="later date"):
        rounds.extend(inquiry=made, by=cast.vermont, closes_on=portal_today() + timedelta(days=10))
    made.refresh_from_db()
    assert made.closes_on == later


def test_withdrawn_round_is_seen_by_its_writer_and_naseo_only(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator, states=("NH",))
    answering.join(response=response(made, "NH"), by=cast.new_hampshire)
    answered(made, "NH", cast.new_hampshire, sharing="members")

    rounds.withdraw(inquiry=made, by=cast.vermont)

    seen = [name for name, user in cast.everybody().items() if Inquiry.objects.visible_to(user).filter(pk=made.pk)]
    read = [name for name, user in cast.everybody().items() if Response.objects.visible_to(user).exists()]
    assert (seen, read) == (["vermont", "administrator", "second_administrator"], [])


# The summary, and the next round


def closed(cast: Cast) -> Inquiry:
    made = sent(cast.vermont, cast.administrator, states=("NH",))
    answering.join(response=response(made, "NH"), by=cast.new_hampshire)
    answered(made, "NH", cast.new_hampshire, "Ninety-seven percent.")
    return rounds.close(inquiry=made, by=cast.vermont)


def test_published_summary_reaches_its_audience_and_tells_who_answered_once(cast: Cast) -> None:
    made = closed(cast)
    rounds.save_summary(inquiry=made, by=cast.vermont, text="Most ask 97 %.", ask_again_on=None, revision=made.revision)
    OutboxMail.objects.all().delete()
    colleague = member("colleague", cast.new_hampshire.memberships.get().agency, cast.administrator)
    Contributor.objects.create(response=response(made, "NH"), person=colleague)

    for _ in range(2):
        rounds.publish_summary(inquiry=made, by=cast.vermont, audience=audiences.single("workforce"))

    assert Inquiry.objects.visible_to(cast.guest).filter(pk=made.pk).exists()
    assert [mails(one) for one in (cast.new_hampshire, colleague)] == [["Summary: Uptime remedies"]] * 2
    assert OutboxMail.objects.count() == 2


def test_second_editor_of_a_summary_is_told_of_the_first(cast: Cast) -> None:
    made = closed(cast)
    rounds.save_summary(inquiry=made, by=cast.vermont, text="Mine", ask_again_on=None, revision=made.revision)

    with pytest.raises(EditConflict):
        rounds.save_summary(
            inquiry=made, by=cast.administrator, text="Theirs", ask_again_on=None, revision=made.revision
        )

    made.refresh_from_db()
    assert made.summary == "Mine"


def test_summary_is_shared_with_no_circle_that_the_page_does_not_offer(cast: Cast) -> None:
    made = closed(cast)
    rounds.save_summary(inquiry=made, by=cast.vermont, text="Said", ask_again_on=None, revision=made.revision)

    with pytest.raises(PermissionDenied):
        rounds.publish_summary(inquiry=made, by=cast.vermont, audience=audiences.single("administrators"))


def test_next_round_starts_from_what_each_state_answered(cast: Cast) -> None:
    first = closed(cast)
    again = rounds.ask_again(inquiry=first, by=cast.vermont)
    drafts.change(inquiry=again, by=cast.vermont, details=details(states=("NH", "CO")), revision=again.revision)

    rounds.ask_for_release(inquiry=again, by=cast.vermont)
    released(again, cast.administrator)

    given = {field(first).ident: "Ninety-seven percent."}
    assert response(again, "NH").answers == response(again, "NH").earlier_answers == given
    assert (response(again, "CO").answers, response(again, "NH").status) == ({}, "waiting")
    # Neither has a contact or an EV lead here: who submitted the last answer is asked.
    assert [response(again, state).assigned for state in ("NH", "CO")] == [cast.new_hampshire, None]


def test_next_round_asks_nobody_who_left_the_state(cast: Cast) -> None:
    first = closed(cast)
    again = rounds.ask_again(inquiry=first, by=cast.vermont)
    drafts.change(inquiry=again, by=cast.vermont, details=details(states=("NH",)), revision=again.revision)
    cast.new_hampshire.memberships.update(ended_at=timezone.now())

    rounds.ask_for_release(inquiry=again, by=cast.vermont)
    released(again, cast.administrator)

    assert response(again, "NH").assigned is None


def test_who_meant_to_ask_again_is_reminded_on_that_day(cast: Cast) -> None:
    made = closed(cast)
    Inquiry.objects.filter(pk=made.pk).update(ask_again_on=portal_today())
    OutboxMail.objects.all().delete()

    counts = emails.remind_to_ask_again(), emails.remind_to_ask_again()

    assert (counts, mails(cast.vermont)) == ((1, 1), ["Time to ask again: Uptime remedies"])


# What changes a draft


def test_second_editor_of_a_draft_is_told_of_the_first(cast: Cast) -> None:
    made = draft(cast.vermont)
    seen = made.revision
    drafts.change(inquiry=made, by=cast.vermont, details=details("Other words"), revision=seen)

    with pytest.raises(EditConflict):
        drafts.change(inquiry=made, by=cast.administrator, details=details("Third words"), revision=seen)


def test_sent_round_keeps_whom_it_asked(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator)

    with pytest.raises(InquiryRefused, match="already"):
        drafts.change(inquiry=made, by=cast.vermont, details=details("Other"), revision=made.revision)
    with pytest.raises(InquiryRefused, match="already"):
        drafts.delete_draft(inquiry=made, by=cast.vermont)


def test_who_left_the_agency_changes_nothing_of_what_they_wrote_for_it(cast: Cast) -> None:
    made = draft(cast.vermont)
    cast.vermont.memberships.update(ended_at=timezone.now())
    audiences.remove_from_all(cast.vermont)

    with pytest.raises(PermissionDenied):
        drafts.change(inquiry=made, by=cast.vermont, details=details("Other"), revision=made.revision)
    assert not Inquiry.objects.visible_to(cast.vermont).exists()


def test_template_is_for_the_agency_and_an_administrators_for_all_members(cast: Cast) -> None:
    made = draft(cast.vermont)
    own = drafts.keep_as_template(inquiry=made, by=cast.vermont)
    for_all = drafts.keep_as_template(inquiry=made, by=cast.administrator)

    def seen(row: Inquiry) -> list[str]:
        return [name for name, user in cast.everybody().items() if Inquiry.objects.visible_to(user).filter(pk=row.pk)]

    assert seen(own) == ["vermont", "vermont_editor", "administrator", "second_administrator"]
    assert seen(for_all) == [
        "vermont", "vermont_editor", "vermont_energy", "new_hampshire", "colorado", "group_member", "administrator",
        "second_administrator",
    ]  # fmt: skip


def test_every_step_leaves_one_line_in_the_log(cast: Cast) -> None:
    made = closed(cast)

    lines = AuditEvent.objects.filter(object_type="inquiries.inquiry", object_id=str(made.pk)).order_by("pk")
    assert list(lines.values_list("action", flat=True)) == [
        "inquiry.started", "inquiry.release_asked", "inquiry.released", "inquiry.answered", "inquiry.closed",
    ]  # fmt: skip
