"""Alerts of saved searches: only what is new for a person, asked again when it is sent, in one email."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audiences, digests, mail
from accounts.actions.ending import end_membership
from accounts.models import OutboxMail, Preferences, State, User
from documents.models import Document, GainedReaders, Page, SavedSearch, SearchNews
from documents.saved import alerts, watching
from documents.saved.saving import change_search
from documents.sharing import grants
from tests import library
from tests.cast import Cast
from tests.documents.alerts import digest_mails, news, set_clock, titles, told, watch

WINTER = ["Snow removal in winter."]


def share(document: Document, choice: str, **chosen: object) -> None:
    """As somebody changes who can see it."""
    document.sharing = choice
    document.save(update_fields=["sharing"])
    grants.apply_sharing(document, **chosen)  # type: ignore[arg-type]
    document.refresh_from_db()


def hide(document: Document) -> None:
    share(document, "agency")


# What is new


def test_a_document_that_answers_is_told_once(cast: Cast) -> None:
    watch(cast.colorado)
    library.document(cast.vermont, "Plows", pages=WINTER)
    library.document(cast.vermont, "Beaches", pages=["Summer."])

    first, second = told(cast.colorado), told(cast.colorado, timezone.now() + timedelta(hours=1))

    assert [titles(text) for text in first] == [["Plows"]]
    assert second == []


def test_what_was_there_when_the_search_was_saved_is_no_news(cast: Cast) -> None:
    old = library.document(cast.vermont, "Old", pages=WINTER)
    watch(cast.colorado)
    share(old, "public")

    assert news(cast.colorado) == []


def test_a_page_that_lacks_a_word_is_no_news(cast: Cast) -> None:
    watch(cast.colorado, "snow winter plow")
    library.document(cast.vermont, "Two of three", pages=["Snow in winter.", "A plow."])
    library.document(cast.vermont, "All", pages=["Plows of snow in winter."])

    assert news(cast.colorado) == ["All"]


def test_filters_count_and_so_do_searches_without_words(cast: Cast) -> None:
    watch(cast.vermont, "", name="Colorado's contracts", state="CO", kind="contract")
    library.document(cast.colorado, "Contract", kind="contract", state="CO")
    library.document(cast.colorado, "Plan", kind="rfp", state="CO")
    library.document(cast.colorado, "Contract elsewhere", kind="contract", state="NH")

    assert news(cast.vermont) == ["Contract"]


def test_a_search_whose_filter_went_away_finds_nothing_instead_of_more(cast: Cast) -> None:
    made = watch(cast.colorado, kind="rfp")
    SavedSearch.objects.filter(pk=made.pk).update(filters={"kind": ["rfp"], "agency": ["999999999"]})
    library.document(cast.vermont, "Plows", pages=WINTER)

    assert news(cast.colorado) == []


def test_ones_own_uploads_are_no_news(cast: Cast) -> None:
    watch(cast.vermont)
    watch(cast.vermont_editor)
    library.document(cast.vermont, "Plows", pages=WINTER)

    assert (news(cast.vermont), news(cast.vermont_editor)) == ([], ["Plows"])


def test_a_new_version_is_news_if_it_answers(cast: Cast) -> None:
    made = library.document(cast.vermont, "Plows", pages=["Summer."])
    watch(cast.colorado)
    library.add_version(made, pages=["Still summer."])
    assert news(cast.colorado) == []

    library.add_version(made, pages=WINTER)

    assert news(cast.colorado) == ["Plows"]


def test_each_version_is_told_once(cast: Cast) -> None:
    watch(cast.colorado)
    made = library.document(cast.vermont, "Plows", pages=WINTER)
    later = timezone.now() + timedelta(hours=1)
    told(cast.colorado)
    share(made, "public")
    share(made, "all_members")
    assert told(cast.colorado, later) == []

    library.add_version(made, pages=WINTER)

    assert [titles(text) for text in told(cast.colorado, later)] == [["Plows"]]


def test_what_is_shared_with_a_person_later_is_new_when_they_first_can_see_it(cast: Cast) -> None:
    watch(cast.colorado)
    watch(cast.vermont_editor)
    made = library.document(cast.vermont, "Plows", pages=WINTER, sharing_choice="agency")
    assert (news(cast.colorado), news(cast.vermont_editor)) == ([], ["Plows"])
    SearchNews.objects.all().delete()

    share(made, "all_members")

    assert (news(cast.colorado), news(cast.vermont_editor)) == (["Plows"], [])


def test_other_readers_in_place_of_some_are_news_only_to_them(cast: Cast) -> None:
    """Within one transaction grants go and others come; who could read before and after it is told nothing."""
    made = library.document(cast.vermont, "Plows", pages=WINTER, sharing_choice="state")
    watch(cast.vermont_energy)
    watch(cast.new_hampshire)

    share(made, "region")

    assert (news(cast.vermont_energy), news(cast.new_hampshire)) == ([], ["Plows"])


def test_sharing_by_name_is_news_to_that_person(cast: Cast) -> None:
    made = library.document(cast.vermont, "Plows", pages=WINTER, sharing_choice="agency")
    watch(cast.colorado)
    watch(cast.group_member)

    share(made, "groups", people=[cast.colorado])

    assert (news(cast.colorado), news(cast.group_member)) == (["Plows"], [])


def test_drafts_and_withdrawn_documents_are_no_news(cast: Cast) -> None:
    watch(cast.administrator)
    for status in ("draft", "confirmed", "withdrawn"):
        library.document(cast.vermont, status, pages=WINTER, status=status)

    assert news(cast.administrator) == []
    assert GainedReaders.objects.count() == 0


def test_who_joins_a_group_is_told_of_what_it_opens(cast: Cast) -> None:
    group = audiences.of_working_group("winter", "Winter operations")
    library.document(cast.vermont, "Of the group", pages=WINTER, sharing_choice="groups", groups=[group])
    library.document(cast.vermont, "Of the group in summer", sharing_choice="groups", groups=[group])
    library.document(cast.vermont, "Of all", pages=WINTER)
    watch(cast.colorado)

    audiences.join(cast.colorado, group)

    assert news(cast.colorado) == ["Of the group"]


def test_who_comes_back_starts_anew(cast: Cast) -> None:
    library.document(cast.vermont, "Old", pages=WINTER)
    watch(cast.colorado)
    end_membership(membership=cast.colorado.memberships.get(), by=cast.administrator, reason="Left.")
    watching.look_at_gains()

    audiences.join(cast.colorado, audiences.single("all_members"))

    assert news(User.objects.get(pk=cast.colorado.pk)) == []


def test_text_of_scans_is_news_once_it_can_be_searched(cast: Cast) -> None:
    watch(cast.colorado)
    watch(cast.new_hampshire, "Plows")
    made = library.document(cast.vermont, "Plows", pages=["", "Plows"])
    assert (news(cast.colorado), news(cast.new_hampshire)) == ([], ["Plows"])
    SearchNews.objects.all().delete()
    Page.objects.filter(version=made.current_version, number=1).update(text=WINTER[0], source="recognized")

    assert made.current_version is not None
    watching.note_recognized(made.current_version)

    assert (news(cast.colorado), news(cast.new_hampshire)) == (["Plows"], [])


def test_nothing_is_noted_while_nobody_has_an_alert(cast: Cast) -> None:
    watch(cast.colorado, alert="none")
    made = library.document(cast.vermont, "Plows", pages=WINTER)
    assert made.current_version is not None
    watching.note_recognized(made.current_version)
    audiences.join(cast.colorado, audiences.of_working_group("winter", "Winter operations"))

    assert GainedReaders.objects.count() == 0


def test_looking_costs_the_same_however_many_documents_are_new(cast: Cast) -> None:
    watch(cast.colorado, "winter", kind="rfp")
    counted = []
    for number in (1, 1, 20):  # the first time reference data is read, which is kept
        for place in range(number):
            library.document(cast.vermont, f"Plows {number} {place}", pages=WINTER)
        with CaptureQueriesContext(connection) as asked:
            watching.look_at_gains()
        counted.append(len(asked))

    assert counted[1:] == [10, 10]
    assert SearchNews.objects.count() == 22


# Who is told


def test_rights_are_asked_when_it_is_sent_counts_included(cast: Cast) -> None:
    watch(cast.colorado)
    kept = library.document(cast.vermont, "Kept", pages=WINTER)
    hidden = library.document(cast.vermont, "Hidden", pages=WINTER)
    watching.look_at_gains()
    digests.write_due()
    (row,) = digest_mails(cast.colorado)

    hide(hidden)
    mail.deliver(row.pk)

    (sent,) = django_mail.outbox
    assert (sent.subject, titles(str(sent.body))) == ("1 new document for “winter”", [kept.title])
    assert "Hidden" not in str(sent.message())


def test_nothing_of_the_mail_stands_in_the_outbox(cast: Cast) -> None:
    watch(cast.colorado)
    library.document(cast.vermont, "Plows", pages=WINTER)
    told(cast.colorado)

    (row,) = digest_mails(cast.colorado)

    assert (row.subject, row.body) == ("What’s new for you", "")


@pytest.mark.parametrize("change", ["hidden", "withdrawn", "other words", "alert off", "search deleted", "all off"])
def test_when_nothing_is_left_no_mail_goes_out(change: str, cast: Cast) -> None:
    search = watch(cast.colorado)
    made = library.document(cast.vermont, "Plows", pages=WINTER)
    told(cast.colorado)

    match change:
        case "hidden":
            hide(made)
        case "withdrawn":
            Document.objects.filter(pk=made.pk).update(status="withdrawn")
        case "other words":
            library.add_version(made, pages=["Summer."])
        case "alert off":
            SavedSearch.objects.update(alert="none")
        case "search deleted":
            search.delete()
        case "all off":
            Preferences.objects.create(user=cast.colorado, wants_digests=False)
    (row,) = digest_mails(cast.colorado)
    mail.deliver(row.pk)

    row.refresh_from_db()
    assert (django_mail.outbox, row.sent_at, row.abandoned_at is not None) == ([], None, True)


def test_what_was_hidden_before_it_was_told_is_news_when_it_comes_back(cast: Cast) -> None:
    watch(cast.colorado)
    made = library.document(cast.vermont, "Plows", pages=WINTER)
    told(cast.colorado)
    hide(made)
    mail.deliver(digest_mails(cast.colorado)[0].pk)
    watching.look_at_gains()

    share(made, "all_members")

    assert news(cast.colorado) == ["Plows"]


def test_who_left_gets_nothing_and_keeps_nothing_waiting(cast: Cast) -> None:
    watch(cast.colorado, alert="now")
    library.document(cast.vermont, "Plows", pages=WINTER)
    told(cast.colorado)
    library.document(cast.vermont, "More plows", pages=WINTER)
    watching.look_at_gains()

    end_membership(membership=cast.colorado.memberships.get(), by=cast.administrator, reason="Left.")
    library.document(cast.vermont, "For the public", pages=WINTER, sharing_choice="public")

    gone = User.objects.get(pk=cast.colorado.pk)
    assert (news(gone), told(gone)) == ([], [])
    (row,) = digest_mails(gone)
    mail.deliver(row.pk)
    assert [sent.to for sent in django_mail.outbox if "new document" in sent.subject] == []


def test_who_moves_is_told_by_the_rights_of_the_new_place(cast: Cast) -> None:
    watch(cast.colorado)
    of_colorado = audiences.of_state(State.objects.get(pk="CO"))
    library.document(cast.group_member, "For Colorado", pages=WINTER, sharing_choice="groups", groups=[of_colorado])
    told(cast.colorado)

    audiences.leave(cast.colorado, of_colorado)

    (row,) = digest_mails(cast.colorado)
    assert mail.written_now(row) is None


def test_news_waits_while_an_address_is_unchecked(cast: Cast) -> None:
    watch(cast.colorado)
    library.document(cast.vermont, "Plows", pages=WINTER)
    User.objects.filter(pk=cast.colorado.pk).update(approved_email="old@people.example")
    assert told(cast.colorado) == []

    User.objects.filter(pk=cast.colorado.pk).update(approved_email="")

    assert [titles(text) for text in told(cast.colorado)] == [["Plows"]]


def test_a_mail_that_waits_is_not_sent_to_an_unchecked_address(cast: Cast) -> None:
    watch(cast.colorado)
    library.document(cast.vermont, "Plows", pages=WINTER)
    told(cast.colorado)
    User.objects.filter(pk=cast.colorado.pk).update(approved_email="old@people.example")

    (row,) = digest_mails(cast.colorado)

    assert mail.written_now(row) is None


def test_news_of_a_long_pause_is_dropped(cast: Cast) -> None:
    watch(cast.colorado)
    library.document(cast.vermont, "Plows", pages=WINTER)
    watching.look_at_gains()
    SearchNews.objects.update(found_at=timezone.now() - timedelta(days=31))

    assert (watching.forget_paused(), news(cast.colorado)) == (1, [])


# The email


def test_one_mail_tells_all_searches(cast: Cast) -> None:
    watch(cast.colorado, "winter")
    watch(cast.colorado, "lantern", name="Lanterns")
    library.document(cast.vermont, "Both", pages=["Lanterns in winter."])
    library.document(cast.vermont, "Winter alone", pages=WINTER)

    (text,) = told(cast.colorado)

    assert text.splitlines()[0] == "2 new documents for your saved searches"
    assert titles(text) == ["Both", "Winter alone", "Both"]


def test_the_words_of_the_mail(cast: Cast) -> None:
    search = watch(cast.colorado, "winter", name="Winter plans", state="VT")
    made = library.document(cast.vermont, "Plows & more", pages=["Cover.", *WINTER])

    (text,) = told(cast.colorado)

    lines = [line for line in text.splitlines() if line]
    address = "https://clearinghouse.test"
    assert lines[:3] == [
        "1 new document for “Winter plans”",
        "Hello Colorado,",
        "New documents that match your saved searches:",
    ]
    assert lines[3:8] == [
        "Winter plans",
        "“winter” · State: Vermont",
        "- Plows & more",
        "  RFP, Vermont, page 2",
        f"  {address}/documents/{made.key}/pages/2/?q=winter&v=1",
    ]
    assert lines[8] == f"All results: {address}/documents/search/?q=winter&sort=shared&state=VT"
    assert lines[9].startswith(f"Turn off this alert: {address}/people/unsubscribe/")
    assert lines[10:12] == [
        f"Your saved searches: {address}/documents/saved/",
        "You received this email because you asked the EV States Clearinghouse to tell you what’s new.",
    ]
    assert lines[12].startswith(f"Turn off these emails: {address}/people/unsubscribe/")
    assert search.name in text


def test_a_long_list_is_cut_and_leads_to_the_rest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "MOST_LISTED", 2)
    watch(cast.colorado)
    for number in range(3):
        library.document(cast.vermont, f"Plan {number}", pages=WINTER)

    (text,) = told(cast.colorado)

    assert text.startswith("3 new documents for “winter”")
    assert titles(text) == ["Plan 2", "Plan 1"]
    assert "1 more document in these results: https://clearinghouse.test/documents/search/?q=winter&sort=shared" in text


# When it is told


@pytest.mark.parametrize(
    ("zone", "before", "morning"),
    [
        ("", "2026-12-08T11:59:59+00:00", "2026-12-08T12:00:00+00:00"),
        ("America/Denver", "2026-12-08T13:59:59+00:00", "2026-12-08T14:00:00+00:00"),
        ("Pacific/Guam", "2026-12-08T20:59:59+00:00", "2026-12-08T21:00:00+00:00"),
        ("America/Denver", "2026-07-08T12:59:59+00:00", "2026-07-08T13:00:00+00:00"),
    ],
)
def test_daily_is_at_seven_where_the_person_is(
    zone: str, before: str, morning: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=cast.colorado.pk).update(time_zone=zone)
    found, due = datetime.fromisoformat(before), datetime.fromisoformat(morning)
    monkeypatch.setattr(timezone, "now", lambda: found - timedelta(hours=12))
    watch(cast.colorado, alert="daily")
    library.document(cast.vermont, "Plows", pages=WINTER)
    assert told(cast.colorado, found) == []

    assert [titles(text) for text in told(cast.colorado, due)] == [["Plows"]]


def test_weekly_is_on_monday_morning(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-12-07 07:30")  # a Monday, after the morning
    watch(cast.vermont_editor, alert="weekly")
    library.document(cast.vermont, "Plows", pages=WINTER)
    days = [set_clock(monkeypatch, f"2026-12-{day:02} 07:00") for day in range(8, 15)]

    told_on = [day.day for day in days if told(cast.vermont_editor, day)]

    assert told_on == [14]


def test_daily_and_weekly_that_fall_together_are_one_mail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-12-06 12:00")
    watch(cast.vermont_editor, "winter", "daily")
    watch(cast.vermont_editor, "snow", "weekly")
    library.document(cast.vermont, "Plows", pages=WINTER)

    (text,) = told(cast.vermont_editor, set_clock(monkeypatch, "2026-12-07 07:00"))

    assert titles(text) == ["Plows", "Plows"]


def test_a_morning_that_no_worker_saw_is_told_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-12-08 18:00")
    watch(cast.vermont_editor, alert="daily")
    library.document(cast.vermont, "Plows", pages=WINTER)
    news(cast.vermont_editor)

    assert len(told(cast.vermont_editor, set_clock(monkeypatch, "2026-12-09 11:40"))) == 1


def test_right_away_pauses_between_two_mails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at = set_clock(monkeypatch, "2026-12-08 18:00")
    watch(cast.colorado)
    sent = []
    for minute in range(12):
        now = at + timedelta(minutes=minute)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        library.document(cast.vermont, f"Plan {minute}", pages=WINTER)
        sent += [(minute, len(titles(text))) for text in told(cast.colorado, now)]

    assert sent == [(0, 1), (10, 10)]


def test_an_alert_turned_off_drops_what_waits(cast: Cast) -> None:
    search = watch(cast.colorado, alert="daily")
    library.document(cast.vermont, "Plows", pages=WINTER)
    watching.look_at_gains()

    change_search(search, by=cast.colorado, name="winter", alert="none")
    change_search(search, by=cast.colorado, name="winter", alert="now")

    assert news(cast.colorado) == []


def test_last_morning_knows_daylight_saving(cast: Cast) -> None:
    """Clocks in Vermont are set back on November 1, 2026, and forward on March 14, 2027; both are Sundays."""
    mornings = [
        digests.last_morning(cast.vermont, moment).astimezone(UTC).isoformat()[:16]
        for moment in (
            datetime(2026, 11, 2, 11, 30, tzinfo=UTC),
            datetime(2026, 11, 2, 12, 0, tzinfo=UTC),
            datetime(2027, 3, 15, 11, 0, tzinfo=UTC),
        )
    ]

    assert mornings == ["2026-10-30T11:00", "2026-11-02T12:00", "2027-03-15T11:00"]
    assert OutboxMail.objects.filter(check_name=digests.DIGEST).count() == 0
