"""Announcements in the portal: written, looked over, sent, read, found, and withdrawn."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts import audiences
from accounts.models import Audience, State, User
from announcements import actions
from announcements.models import Announcement, Status
from documents.finding.related import found_related
from tests import pages
from tests.announcements.writing import TITLE, draft, sent
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
LIST = reverse("announcements:list")


def of_vermont() -> Audience:
    return audiences.of_state(State.objects.get(pk="VT"))


def titles(answer: object) -> list[str]:
    return pages.texts(answer, "main .announcement-row__title a")


def test_an_administrator_writes_looks_over_and_sends(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    said = {"title": TITLE, "text": "Due in March.", "to": "some", "states": [of_vermont().pk]}

    shown = client.post(reverse("announcements:new"), said, follow=True)
    made = Announcement.objects.get()
    (people,) = pages.texts(shown, "main .announcement-reach")
    form = {"revision": made.revision, "people": 3}
    answer = client.post(reverse("announcements:send", args=[made.key]), form, follow=True)

    assert people == "3 people in 1 state or territory"
    assert answer.redirect_chain[0] == (made.get_absolute_url(), 302)
    made.refresh_from_db()
    assert (made.status, made.people) == (Status.SENT, 3)
    assert titles(sign_in(cast.vermont).get(LIST)) == [TITLE]


def test_changed_number_of_people_is_told_and_nothing_is_sent(cast: Cast, sign_in: SignIn) -> None:
    made = draft(cast.administrator, of_vermont())

    answer = sign_in(cast.administrator).post(
        reverse("announcements:send", args=[made.key]), {"revision": 1, "people": 2}
    )

    made.refresh_from_db()
    assert (answer.status_code, made.status) == (409, Status.DRAFT)
    assert "The number of people changed" in answer.content.decode()


def test_somebody_must_be_chosen(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.administrator).post(
        reverse("announcements:new"), {"title": TITLE, "text": "Due.", "to": "some"}
    )

    assert (answer.status_code, Announcement.objects.count()) == (400, 0)
    assert "Choose at least one region, working group, or state." in answer.content.decode()


def test_the_second_of_two_editors_sees_what_the_first_wrote(cast: Cast, sign_in: SignIn) -> None:
    made = draft(cast.administrator, of_vermont())
    address = reverse("announcements:edit", args=[made.key])
    said = {"to": "some", "states": [of_vermont().pk], "revision": 1}
    sign_in(cast.administrator).post(address, {**said, "title": "First", "text": "One"})

    answer = sign_in(cast.second_administrator).post(address, {**said, "title": "Second", "text": "Two"})

    made.refresh_from_db()
    assert (answer.status_code, made.title) == (409, "First")


def test_search_finds_by_words_and_year_what_the_person_may_read(cast: Cast, sign_in: SignIn) -> None:
    sent(cast.administrator, of_vermont(), title="Charger uptime", text="Reports are due.")
    sent(cast.administrator, audiences.single("all_members"), title="Spring call", text="Save the date.")
    vermont, colorado = sign_in(cast.vermont), sign_in(cast.colorado)

    assert titles(vermont.get(LIST, {"q": "reports"})) == ["Charger uptime"]
    assert titles(colorado.get(LIST, {"q": "reports"})) == []
    assert titles(vermont.get(LIST, {"year": "2001"})) == []
    assert [section.heading for section in found_related(cast.vermont, "uptime")] == ["Announcements"]
    assert found_related(cast.colorado, "uptime") == []


def test_bad_input_gets_a_sentence(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    for given in ({"year": "soon"}, {"q": "\x00" * 5}, {"q": '"' * 100}, {"page": "x"}, {"year": "9" * 30}):
        assert client.get(LIST, given).status_code == 200


def test_withdrawn_is_gone_for_members_and_kept_for_administrators(cast: Cast, sign_in: SignIn) -> None:
    made = sent(cast.administrator, of_vermont())
    administrator, vermont = sign_in(cast.administrator), sign_in(cast.vermont)

    administrator.post(reverse("announcements:withdraw", args=[made.key]))

    assert vermont.get(made.get_absolute_url()).status_code == 404
    assert "Withdrawn" in administrator.get(made.get_absolute_url()).content.decode()


def test_readers_of_one_audience_learn_nothing_of_a_correction_sent_to_another(cast: Cast, sign_in: SignIn) -> None:
    first = sent(cast.administrator, audiences.single("all_members"))
    second = sent(cast.administrator, of_vermont(), title="Hidden correction", corrects=first)

    assert "Hidden correction" not in sign_in(cast.colorado).get(first.get_absolute_url()).content.decode()
    assert "Hidden correction" in sign_in(cast.vermont).get(first.get_absolute_url()).content.decode()
    assert TITLE in sign_in(cast.vermont).get(second.get_absolute_url()).content.decode()


def test_a_draft_is_deleted_and_a_sent_one_is_not(cast: Cast, sign_in: SignIn) -> None:
    made, other = draft(cast.administrator, of_vermont()), sent(cast.administrator, of_vermont())
    client = sign_in(cast.administrator)

    for announcement in (made, other):
        client.post(reverse("announcements:discard", args=[announcement.key]))

    assert list(Announcement.objects.all()) == [other]


def test_emails_are_counted_for_administrators_only(cast: Cast, sign_in: SignIn) -> None:
    made = sent(cast.administrator, of_vermont())
    actions.write_some_emails(made.pk)

    shown = sign_in(cast.administrator).get(made.get_absolute_url())

    assert pages.texts(shown, "main section .facts dd") == ["0 of 3", "3", "0"]
    assert pages.texts(sign_in(cast.vermont).get(made.get_absolute_url()), "main section .facts dd") == []


def test_email_is_shown_in_a_frame_that_runs_nothing(cast: Cast, sign_in: SignIn) -> None:
    made = draft(cast.administrator, of_vermont())
    client = sign_in(cast.administrator)

    page = client.get(reverse("announcements:send", args=[made.key]))
    framed = client.get(reverse("announcements:html", args=[made.key]))

    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert framed.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<strong>due</strong>" in framed.content.decode()
