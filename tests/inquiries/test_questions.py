"""The questions of an inquiry: their order, what depends on what, and versions once the states have it."""

import pytest

from inquiries.actions import InquiryRefused, answering, questions
from inquiries.actions.questions import FieldDetails
from inquiries.models import Inquiry, InquiryField
from inquiries.values import asked_of, kept
from tests.cast import Cast
from tests.inquiries.builders import answered, choice, draft, field, response, sent

YES_NO = FieldDetails("yes_no", "Do you have one?")


def labels(made: Inquiry) -> list[str]:
    return [row.label for row in questions.edited(made).fields.order_by("position")]


def dependent(made: Inquiry, label: str = "Which one?") -> FieldDetails:
    return FieldDetails("short", label, shown_after=field(made, "Do you have one?").ident, shown_for=("yes",))


def test_questions_move_up_and_down_and_stay_at_the_ends(cast: Cast) -> None:
    made = draft(cast.vermont, FieldDetails("short", "A"), FieldDetails("short", "B"), FieldDetails("short", "C"))

    questions.move_field(inquiry=made, by=cast.vermont, ident=field(made, "C").ident, up=True)
    questions.move_field(inquiry=made, by=cast.vermont, ident=field(made, "A").ident, up=True)
    questions.move_field(inquiry=made, by=cast.vermont, ident=field(made, "B").ident, up=False)

    assert labels(made) == ["A", "C", "B"]


def test_question_never_stands_before_the_one_it_depends_on(cast: Cast) -> None:
    made = draft(cast.vermont, YES_NO)
    questions.add_field(inquiry=made, by=cast.vermont, details=dependent(made))

    with pytest.raises(InquiryRefused, match="must come after it"):
        questions.move_field(inquiry=made, by=cast.vermont, ident=field(made, "Which one?").ident, up=True)


def test_question_depends_only_on_an_earlier_one_with_known_answers(cast: Cast) -> None:
    made = draft(cast.vermont, FieldDetails("long", "Why?"), YES_NO)

    for ident in (field(made, "Why?").ident, "aaaaaaaa"):
        bad = FieldDetails("short", "When?", shown_after=ident, shown_for=("yes",))
        with pytest.raises(InquiryRefused, match="must come earlier"):
            questions.add_field(inquiry=made, by=cast.vermont, details=bad)


def test_removed_question_frees_those_that_depended_on_it(cast: Cast) -> None:
    made = draft(cast.vermont, YES_NO)
    questions.add_field(inquiry=made, by=cast.vermont, details=dependent(made))

    questions.remove_field(inquiry=made, by=cast.vermont, ident=field(made, "Do you have one?").ident)

    assert list(InquiryField.objects.values_list("label", "shown_after", "shown_for")) == [("Which one?", "", [])]


def test_changed_choices_keep_of_a_condition_what_can_still_be_answered(cast: Cast) -> None:
    made = draft(cast.vermont, choice("Which?", "A", "B", "C"))
    ident = field(made).ident
    for label, answers in (("Of A or B", ("A", "B")), ("Of C", ("C",))):
        details = FieldDetails("short", label, shown_after=ident, shown_for=answers)
        questions.add_field(inquiry=made, by=cast.vermont, details=details)

    questions.change_field(inquiry=made, by=cast.vermont, ident=ident, details=choice("Which?", "B", "D"))

    rows = InquiryField.objects.exclude(ident=ident).order_by("position")
    assert list(rows.values_list("label", "shown_after", "shown_for")) == [
        ("Of A or B", ident, ["B"]), ("Of C", "", []),
    ]  # fmt: skip


def test_answers_to_questions_that_are_not_asked_are_not_submitted(cast: Cast) -> None:
    made = draft(cast.vermont, YES_NO)
    questions.add_field(inquiry=made, by=cast.vermont, details=dependent(made))
    which = field(made, "Which one?").ident
    deeper = FieldDetails("short", "Since when?", shown_after=field(made, "Do you have one?").ident, shown_for=("no",))
    questions.add_field(inquiry=made, by=cast.vermont, details=deeper)
    rows = list(questions.edited(made).fields.order_by("position"))
    leading, since = rows[0].ident, rows[2].ident

    given = {leading: "no", which: "This", since: "2024"}

    assert [row.label for row in asked_of(rows, given)] == ["Do you have one?", "Since when?"]
    assert kept(rows, given) == {leading: "no", since: "2024"}


# After it was sent


def test_change_of_an_open_round_waits_until_it_is_published_and_touches_no_given_answer(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator, states=("NH", "CO"))
    answering.join(response=response(made, "NH"), by=cast.new_hampshire)
    given = answered(made, "NH", cast.new_hampshire)
    ident = field(made).ident

    questions.change_field(
        inquiry=made, by=cast.vermont, ident=ident, details=FieldDetails("long", "What do you ask now?")
    )
    before = answering.current_version(response(made, "CO"))
    questions.publish_changes(inquiry=made, by=cast.vermont)

    after = answering.current_version(response(made, "CO"))
    kept_version = response(made, "NH").questionnaire
    assert (before.number, after.number, kept_version.number) == (1, 2, 1)
    assert kept_version.fields.get().label == "What do you ask?"
    assert response(made, "NH").answers == given.answers
    assert after.fields.get().ident == ident


def test_discarded_changes_leave_the_round_as_it_was(cast: Cast) -> None:
    made = sent(cast.vermont, cast.administrator)
    questions.add_field(inquiry=made, by=cast.vermont, details=YES_NO)

    questions.drop_changes(inquiry=made, by=cast.vermont)

    assert labels(made) == ["What do you ask?"]
    with pytest.raises(InquiryRefused, match="no changes"):
        questions.publish_changes(inquiry=made, by=cast.vermont)


def test_questions_are_at_most_sixty(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inquiries.actions.drafts.MOST_FIELDS", 2)
    made = draft(cast.vermont, FieldDetails("short", "A"), FieldDetails("short", "B"))

    with pytest.raises(InquiryRefused, match="at most"):
        questions.add_field(inquiry=made, by=cast.vermont, details=FieldDetails("short", "C"))
