"""A state's answer: who writes it, together with whom, and who reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.ending import end_membership
from accounts.actions.suspending import suspend
from accounts.editing import EditConflict
from accounts.models import OutboxMail, User
from accounts.models.membership import Suspension
from clearinghouse.lib.locking import locked
from clearinghouse.lib.zones import portal_today
from contacts.models import Route
from inquiries import emails
from inquiries.actions import InquiryRefused, answering, rounds
from inquiries.models import Inquiry, Response, ResponseStatus
from tests.cast import Cast, agency, member
from tests.inquiries.builders import answered, field, mails, response, sent


@pytest.fixture
def made(cast: Cast) -> Inquiry:
    """Colorado asks Vermont and New Hampshire; Vermont's answer is given to vermont."""
    Route.objects.create(state_id="VT", person=cast.vermont)
    Route.objects.create(state_id="NH", person=cast.new_hampshire)
    return sent(cast.colorado, cast.administrator, states=("VT", "NH"))


def saved(made: Inquiry, by: User, words: str, *, revision: int | None = None, state: str = "VT") -> Response:
    current = response(made, state)
    return answering.save_draft(
        response=current,
        by=by,
        answers={field(made).ident: words},
        sharing="answered",
        revision=current.revision if revision is None else revision,
    )


def readers(cast: Cast, made: Inquiry, state: str) -> list[str]:
    rows = Response.objects.filter(inquiry=made, state=state)
    return [name for name, user in cast.everybody().items() if rows.visible_to(user).exists()]


OWN = ["vermont", "vermont_editor", "vermont_energy"]
NASEO = ["administrator", "second_administrator"]


def test_draft_is_read_by_the_state_alone(cast: Cast, made: Inquiry) -> None:
    saved(made, cast.vermont, "So far")

    assert readers(cast, made, "VT") == OWN


@pytest.mark.parametrize(
    ("sharing", "others"),
    [
        ("naseo", []),
        ("answered", ["colorado", "group_member"]),
        ("members", ["new_hampshire", "colorado", "group_member"]),
    ],
)
def test_submitted_answer_is_read_as_the_state_chose_and_never_wider(
    cast: Cast, made: Inquiry, sharing: str, others: list[str]
) -> None:
    answered(made, "VT", cast.vermont, sharing=sharing)

    assert readers(cast, made, "VT") == [*OWN, *others, *NASEO]


def test_state_that_answered_reads_the_others_and_stops_when_it_reopens_its_own(cast: Cast, made: Inquiry) -> None:
    answered(made, "VT", cast.vermont)
    before = readers(cast, made, "VT")
    own = answered(made, "NH", cast.new_hampshire)
    with_own = readers(cast, made, "VT")

    answering.take_back(response=own, by=cast.new_hampshire)

    assert ("new_hampshire" in before, "new_hampshire" in with_own) == (False, True)
    assert readers(cast, made, "VT") == before


def test_answer_to_see_holds_open_answers_back_from_who_has_not_answered(cast: Cast, made: Inquiry) -> None:
    Inquiry.objects.filter(pk=made.pk).update(answer_to_see=True)
    answered(made, "VT", cast.vermont, sharing="members")

    assert readers(cast, made, "VT") == [*OWN, "colorado", "group_member", *NASEO]


def test_only_who_was_asked_joined_in_or_leads_writes(cast: Cast, made: Inquiry) -> None:
    with pytest.raises(PermissionDenied):
        saved(made, cast.vermont_energy, "Mine")
    answering.join(response=response(made, "VT"), by=cast.vermont_energy)
    saved(made, cast.vermont_energy, "Ours")
    saved(made, cast.vermont_editor, "The lead's")

    for outsider in (cast.new_hampshire, cast.administrator, cast.guest):
        with pytest.raises(PermissionDenied):
            saved(made, outsider, "Theirs")
        with pytest.raises(PermissionDenied):
            answering.join(response=response(made, "VT"), by=outsider)


def test_who_was_asked_is_told_of_a_colleague_who_joins(cast: Cast, made: Inquiry) -> None:
    answering.join(response=response(made, "VT"), by=cast.vermont_energy)
    answering.join(response=response(made, "VT"), by=cast.vermont_energy)

    assert mails(cast.vermont) == [
        f"{cast.colorado.memberships.get().agency} asks Vermont: Uptime remedies",
        "Vermont Energy joined Vermont’s answer",
    ]


def test_second_of_two_colleagues_is_told_and_nothing_of_the_first_is_lost(cast: Cast, made: Inquiry) -> None:
    opened = response(made, "VT").revision
    saved(made, cast.vermont, "First", revision=opened)

    with pytest.raises(EditConflict):
        saved(made, cast.vermont_editor, "Second", revision=opened)

    assert response(made, "VT").answers == {field(made).ident: "First"}


def test_same_words_sent_twice_are_saved_and_submitted_once(cast: Cast, made: Inquiry) -> None:
    revisions = [saved(made, cast.vermont, "Same", revision=1).revision for _ in range(2)]
    submitted = [answered(made, "VT", cast.vermont, "Same").submitted_at for _ in range(2)]

    assert (revisions, len(set(submitted))) == ([2, 2], 1)


def test_passed_on_answer_stays_in_the_state_and_the_first_can_still_write(cast: Cast, made: Inquiry) -> None:
    with pytest.raises(InquiryRefused, match="doesn’t work for Vermont"):
        answering.pass_on(response=response(made, "VT"), by=cast.vermont, to=cast.new_hampshire)

    answering.pass_on(response=response(made, "VT"), by=cast.vermont, to=cast.vermont_energy, note="You know more.")

    current = response(made, "VT")
    assert (current.assigned, current.passed_by, current.passed_note) == (
        cast.vermont_energy, cast.vermont, "You know more.",
    )  # fmt: skip
    saved(made, cast.vermont, "Still mine too")
    assert mails(cast.vermont_energy)[0].startswith("Colorado")


def test_where_the_state_wants_that_only_an_ev_lead_submits(cast: Cast, made: Inquiry) -> None:
    answering.set_practice(state=cast.vermont.memberships.get().agency.state, by=cast.vermont_editor, lead_submits=True)
    with pytest.raises(PermissionDenied):
        answered(made, "VT", cast.vermont)
    current = response(made, "VT")
    answers = {field(made).ident: "Ready"}
    answering.hand_to_lead(
        response=current, by=cast.vermont, answers=answers, sharing="answered", revision=current.revision
    )

    ready = response(made, "VT").status
    answered(made, "VT", cast.vermont_editor, "Ready")

    assert (ready, response(made, "VT").status) == (ResponseStatus.READY, ResponseStatus.SUBMITTED)
    with pytest.raises(PermissionDenied):
        answering.set_practice(state=current.state, by=cast.vermont, lead_submits=False)


def test_lead_is_told_that_the_answer_is_ready_and_not_once_it_is_submitted(cast: Cast, made: Inquiry) -> None:
    answering.set_practice(state=response(made, "VT").state, by=cast.vermont_editor, lead_submits=True)
    current = response(made, "VT")
    answering.hand_to_lead(
        response=current, by=cast.vermont, answers={field(made).ident: "X"}, sharing="answered", revision=1
    )
    before = mails(cast.vermont_editor)

    answered(made, "VT", cast.vermont_editor, "X")

    assert (before, mails(cast.vermont_editor)) == (["Vermont’s answer is ready: Uptime remedies"], [])


def test_state_that_will_not_answer_says_why_and_may_change_its_mind(cast: Cast, made: Inquiry) -> None:
    answering.decline(response=response(made, "VT"), by=cast.vermont, reason="No such contract.")
    declined = response(made, "VT")

    answering.take_back(response=declined, by=cast.vermont)

    assert (declined.status, declined.declined_because) == (ResponseStatus.DECLINED, "No such contract.")
    assert (response(made, "VT").status, response(made, "VT").declined_because) == (ResponseStatus.DRAFT, "")


# Reminders


@pytest.mark.parametrize(("days", "count"), [(8, 0), (7, 1), (3, 0), (2, 1), (0, 0)])
def test_reminders_come_a_week_and_two_days_before_the_date(cast: Cast, made: Inquiry, days: int, count: int) -> None:
    Inquiry.objects.update(closes_on=portal_today() + timedelta(days=days))
    answering.decline(response=response(made, "NH"), by=cast.new_hampshire, reason="None here.")
    OutboxMail.objects.all().delete()

    emails.remind_due()
    emails.remind_due()

    assert OutboxMail.objects.filter(person=cast.vermont).count() == count
    assert OutboxMail.objects.filter(person=cast.new_hampshire).count() == 0


def test_reminder_posted_before_the_answer_is_not_sent_after_it(cast: Cast, made: Inquiry) -> None:
    Inquiry.objects.update(closes_on=portal_today() + timedelta(days=2))
    OutboxMail.objects.all().delete()
    emails.remind_due()
    waiting = len(mails(cast.vermont))

    answered(made, "VT", cast.vermont)

    assert (waiting, mails(cast.vermont)) == (1, [])


# Leaving


def test_answer_of_somebody_who_leaves_goes_to_who_answers_for_the_state_now(cast: Cast, made: Inquiry) -> None:
    membership = cast.vermont.memberships.get()

    end_membership(membership=membership, by=cast.administrator, reason="Left.")

    current = response(made, "VT")
    assert current.assigned == cast.vermont_editor  # the EV lead
    assert not Response.objects.visible_to(cast.vermont).exists()


def test_answer_given_to_somebody_of_two_states_stays_with_their_membership_in_that_state(
    cast: Cast, made: Inquiry
) -> None:
    both = member("of_both", agency("NH", "SEO"), cast.administrator)

    assert not Response.objects.of_states_of(both).filter(state="VT").exists()
    assert Response.objects.of_states_of(both).filter(state="NH").exists()


def test_administrator_gives_a_state_without_a_person_to_somebody_there(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator, states=("CO",))
    assert response(made, "CO").assigned is None
    with pytest.raises(InquiryRefused):
        answering.assign(response=response(made, "CO"), by=cast.administrator, to=cast.new_hampshire)
    with pytest.raises(PermissionDenied):
        answering.assign(response=response(made, "CO"), by=cast.vermont, to=cast.colorado)

    answering.assign(response=response(made, "CO"), by=cast.administrator, to=cast.colorado)

    assert response(made, "CO").assigned == cast.colorado


def test_paused_membership_answers_nothing(cast: Cast, made: Inquiry) -> None:
    suspend(locked(cast.vermont.memberships.get()), Suspension.ADDRESS, by=None, sentence="A test.")
    person: Any = User.objects.get(pk=cast.vermont.pk)

    assert not Response.objects.answerable_by(person).exists()
    assert not Inquiry.objects.visible_to(person).exists()


def test_closing_and_submitting_see_each_other(cast: Cast, made: Inquiry) -> None:
    rounds.close(inquiry=made, by=cast.colorado)

    with pytest.raises(InquiryRefused, match="closed"):
        answered(made, "VT", cast.vermont)
