"""Announcements are sent once, to who is in the audience, and nobody else learns of them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from accounts import audiences, mail
from accounts.actions.ending import end_membership
from accounts.models import AuditEvent, OutboxMail, PausedAddress, Preferences, State, User
from accounts.unsubscribing import headers_for
from announcements import actions
from announcements.actions import AnnouncementDetails, AnnouncementRefused, ReachChanged
from announcements.emails import ANNOUNCEMENT, UNSUBSCRIBE
from announcements.models import Announcement, Status
from announcements.reach import reach_of
from announcements.tasks import finish_announcements
from tests.announcements.writing import TITLE, draft, posted, sent, told
from tests.cast import Cast
from tests.following.news import read


def names(people: list[User]) -> list[str]:
    return sorted(person.email for person in people)


def seen_by(person: User) -> list[str]:
    return [row.title for row in Announcement.objects.visible_to(User.objects.get(pk=person.pk)).order_by("pk")]


def of_vermont() -> object:
    return audiences.of_state(State.objects.get(pk="VT"))


def test_everybody_in_the_audience_gets_one_email_and_nobody_else(cast: Cast) -> None:
    sent(cast.administrator, of_vermont())

    finish_announcements(0)
    finish_announcements(0)

    assert posted() == names([cast.vermont, cast.vermont_editor, cast.vermont_energy])
    assert {written.subject for written in told().values()} == {TITLE}
    assert (seen_by(cast.vermont), seen_by(cast.colorado)) == ([TITLE], [])


def test_somebody_in_two_of_its_audiences_gets_one_email(cast: Cast) -> None:
    sent(cast.administrator, of_vermont(), audiences.single("all_members"))

    finish_announcements(0)

    assert posted().count(cast.vermont.email) == 1


def test_counts_are_those_of_what_is_posted(cast: Cast) -> None:
    Preferences.objects.create(user=cast.vermont, wants_announcements=False)
    PausedAddress.objects.create(pk=cast.vermont_editor.email.lower())
    reach = reach_of([of_vermont()])

    made = sent(cast.administrator, of_vermont())
    finish_announcements(0)

    assert (reach.people, reach.emailed, reach.only_here, reach.by_state) == (3, 1, 2, (("Vermont", 3),))
    assert (made.people, made.states, posted()) == (3, 1, [cast.vermont_energy.email])
    assert seen_by(cast.vermont) == [TITLE]


def test_reach_takes_three_statements_for_few_and_for_many(cast: Cast) -> None:
    for audience in (of_vermont(), audiences.single("all_members")):
        with CaptureQueriesContext(connection) as queries:
            reach_of([audience])
        assert len(queries) == 3


def test_email_says_it_in_text_and_in_html_and_can_be_turned_off(cast: Cast) -> None:
    made = sent(cast.administrator, of_vermont())
    finish_announcements(0)

    written = told()[cast.vermont.email]

    assert written.body.splitlines()[2:6] == ["Uptime data is due in March.", "- Bring it", "- Check it", ""]
    assert "<strong>due</strong>" in written.html
    assert made.get_absolute_url() in written.body
    assert made.get_absolute_url() in written.html
    row = OutboxMail.objects.get(to=cast.vermont.email)
    assert row.unsubscribe == UNSUBSCRIBE
    assert headers_for(cast.vermont, row.to, row.unsubscribe)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("lost", ["membership", "wish", "announcement"])
def test_who_lost_the_right_or_the_wish_before_it_goes_out_gets_nothing(cast: Cast, lost: str) -> None:
    made = sent(cast.administrator, of_vermont())
    finish_announcements(0)

    if lost == "membership":
        end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Left.")
    elif lost == "wish":
        Preferences.objects.create(user=cast.vermont, wants_announcements=False)
    else:
        actions.withdraw(announcement=made, by=cast.administrator)

    assert cast.vermont.email not in told()
    assert seen_by(cast.vermont) == ([TITLE] if lost == "wish" else [])


def test_who_comes_later_reads_what_was_sent_before(cast: Cast) -> None:
    sent(cast.administrator, of_vermont())

    audiences.join(cast.colorado, of_vermont())

    assert seen_by(cast.colorado) == [TITLE]
    finish_announcements(0)
    assert cast.colorado.email in posted()  # who came before the emails were written gets one too


def test_a_second_press_sends_nothing_again(cast: Cast) -> None:
    made = sent(cast.administrator, of_vermont())

    with pytest.raises(AnnouncementRefused):
        actions.send(announcement=made, by=cast.administrator, revision=1, people=3)

    assert AuditEvent.objects.filter(action="announcement.sent").count() == 1


def test_it_is_not_sent_to_more_people_than_were_shown(cast: Cast) -> None:
    made = draft(cast.administrator, of_vermont())

    with pytest.raises(ReachChanged) as changed:
        actions.send(announcement=made, by=cast.administrator, revision=1, people=2)

    assert changed.value.reach.people == 3
    made.refresh_from_db()
    assert (made.status, posted(), seen_by(cast.vermont)) == (Status.DRAFT, [], [])


def test_a_draft_that_somebody_changed_meanwhile_is_not_sent(cast: Cast) -> None:
    made = draft(cast.administrator, of_vermont())
    details = AnnouncementDetails("Other words", "Text", [of_vermont()])
    actions.change(announcement=made, by=cast.second_administrator, details=details, revision=1)

    with pytest.raises(AnnouncementRefused):
        actions.send(announcement=made, by=cast.administrator, revision=1, people=3)


def test_an_audience_without_people_is_refused(cast: Cast) -> None:
    made = draft(cast.administrator, audiences.of_state(State.objects.get(pk="WY")))

    with pytest.raises(AnnouncementRefused):
        actions.send(announcement=made, by=cast.administrator, revision=1, people=0)


@pytest.mark.parametrize("act", ["start", "change", "send", "withdraw", "discard", "try_on_oneself"])
def test_only_administrators_act(cast: Cast, act: str) -> None:
    made = draft(cast.administrator, of_vermont())
    details = AnnouncementDetails("Mine", "Text", [of_vermont()])
    more: dict[str, dict[str, object]] = {
        "start": {"details": details},
        "change": {"announcement": made, "details": details, "revision": 1},
        "send": {"announcement": made, "revision": 1, "people": 3},
    }

    with pytest.raises(PermissionDenied):
        getattr(actions, act)(by=cast.vermont_editor, **more.get(act, {"announcement": made}))


def test_an_administrator_whose_post_ended_in_the_meantime_sends_nothing(cast: Cast) -> None:
    made = draft(cast.administrator, of_vermont())
    by = User.objects.get(pk=cast.administrator.pk)
    assert Announcement.objects.visible_to(by).count() == 1  # the standing is read
    audiences.leave(cast.administrator, audiences.single("administrators"))

    with pytest.raises(PermissionDenied):
        actions.send(announcement=made, by=by, revision=1, people=3)


def test_words_stay_once_they_are_sent(cast: Cast) -> None:
    made = sent(cast.administrator, of_vermont())

    with pytest.raises(ProgrammingError):
        Announcement.objects.filter(pk=made.pk).update(text="Something else")


def test_a_correction_is_told_as_one_and_threads_with_what_it_corrects(cast: Cast) -> None:
    first = sent(cast.administrator, of_vermont())
    finish_announcements(0)
    second = sent(cast.administrator, of_vermont(), title="April, not March", corrects=first)
    finish_announcements(0)

    rows = list(OutboxMail.objects.filter(to=cast.vermont.email).order_by("pk"))
    assert len({row.thread for row in rows}) == 1
    assert told()[cast.vermont.email].subject == "Correction: April, not March"
    assert second.corrects == first


def test_it_is_news_once_and_in_no_digest(cast: Cast) -> None:
    made = sent(cast.administrator, of_vermont())

    assert read(cast.vermont) == [("Announcement", TITLE)]
    assert read(cast.colorado) == []

    actions.withdraw(announcement=made, by=cast.administrator)
    assert read(cast.vermont) == []


def test_emails_are_written_in_batches_that_go_on_where_they_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    made = sent(cast.administrator, of_vermont())

    assert actions.write_some_emails(made.pk) is True
    assert len(posted()) == 2
    assert actions.write_some_emails(made.pk) is False
    assert actions.write_some_emails(made.pk) is False
    assert posted() == names([cast.vermont, cast.vermont_editor, cast.vermont_energy])


def test_who_tries_it_gets_one_email_per_revision(cast: Cast) -> None:
    made = draft(cast.administrator, of_vermont())

    for _ in range(2):
        actions.try_on_oneself(announcement=made, by=cast.administrator)

    assert list(OutboxMail.objects.values_list("to", flat=True)) == [cast.administrator.email]


def test_email_of_a_correction_names_what_it_corrects_only_to_who_can_read_that(cast: Cast) -> None:
    first = sent(cast.administrator, of_vermont(), title="Only for Vermont")
    sent(cast.administrator, audiences.single("all_members"), title="April, not March", corrects=first)
    finish_announcements(0)

    rows = OutboxMail.objects.filter(
        check_name=ANNOUNCEMENT, check_key__in=Announcement.objects.exclude(pk=first.pk).values("key")
    )
    said = {row.to: mail.written_now(row) for row in rows.select_related("person")}
    named = {
        person.email: "Only for Vermont" in f"{written.body}{written.html}"
        for person in (cast.vermont, cast.colorado)
        if (written := said[person.email])
    }

    assert named == {cast.vermont.email: True, cast.colorado.email: False}
    assert said[cast.colorado.email].subject == "April, not March"
