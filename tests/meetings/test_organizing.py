"""An event's settings, organizers, list of registrants and program; documents shared with its participants."""

import csv
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import make_administrator, remove_administrator
from accounts.models import AuditEvent
from documents.models import Document
from documents.sharing import choices
from meetings.actions.events import EventRefused, Settings, change_settings, set_organizers
from meetings.actions.records import MeetingRefused, Plan, plan_meeting
from meetings.actions.registrations import cancel
from meetings.models import Meeting
from tests import library, pages
from tests.accounts.people import newcomer
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.events import come, conference, participants
from workinggroups.models import WorkingGroup


@pytest.fixture
def event(cast: Cast) -> Meeting:
    """Of two days, with an organizer who is no administrator."""
    made = conference(cast)
    Meeting.objects.filter(pk=made.pk).update(ends_at=made.starts_at + timedelta(days=1))
    set_organizers(meeting=made, by=cast.administrator, people=[cast.colorado])
    made.refresh_from_db()
    return made


def setup(event: Meeting, **changes: object) -> dict[str, object]:
    return {"registration": "open", "sectors": ["states"], "capacity": "", "revision": event.revision, **changes}


def test_organizers_belong_to_the_event_until_they_are_none(event: Meeting, cast: Cast) -> None:
    before = participants(event)
    come(event, cast.vermont)

    set_organizers(meeting=event, by=cast.administrator, people=[cast.vermont, cast.administrator])
    set_organizers(meeting=event, by=cast.administrator, people=[cast.vermont])
    set_organizers(meeting=event, by=cast.administrator, people=[])

    assert (before, participants(event)) == ({"Colorado"}, {"Vermont"})
    told = (
        AuditEvent.objects.filter(action="event.organizers_changed").order_by("pk").values_list("sentence", flat=True)
    )
    assert list(told)[-3:] == [
        "Administrator made Administrator and Vermont the organizers of “Conference”.",
        "Administrator made Vermont the organizer of “Conference”.",
        "Administrator removed all organizers of “Conference”.",
    ]


def test_only_administrators_choose_organizers_among_members(event: Meeting, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        set_organizers(meeting=event, by=cast.colorado, people=[cast.vermont])
    for outsider in (cast.guest, cast.applicant, cast.deactivated):
        with pytest.raises(EventRefused):
            set_organizers(meeting=event, by=cast.administrator, people=[outsider])


def test_organizers_by_address_and_strangers_named(event: Meeting, cast: Cast, sign_in) -> None:
    client, address = sign_in(cast.administrator), f"/meetings/{event.key}/organizers/"

    wrong = client.post(address, {"addresses": "vermont@people.example\nnobody@people.example"})
    client.post(address, {"addresses": "Vermont@people.example"})

    assert wrong.context["organizers_form"].errors["addresses"] == [
        "We can’t find an account for “nobody@people.example”."
    ]
    assert list(event.organizers.all()) == [cast.vermont]


def test_an_organizer_sets_registration_up(event: Meeting, cast: Cast, sign_in) -> None:
    client, address = sign_in(cast.colorado), f"/meetings/{event.key}/registration/"

    nobody = client.post(address, setup(event, sectors=[]))
    done = client.post(address, setup(event, capacity="12"))

    assert nobody.context["form"].non_field_errors() == ["Choose at least one option for who can register."]
    event.refresh_from_db()
    assert (done.status_code, event.sectors, event.capacity) == (302, ["states"], 12)


def test_the_second_of_two_organizers_is_told_and_loses_nothing(event: Meeting, cast: Cast, sign_in) -> None:
    address, mine = f"/meetings/{event.key}/registration/", setup(event, capacity="7")
    sign_in(cast.administrator).post(address, setup(event, capacity="9"))

    late = sign_in(cast.colorado).post(address, mine)
    again = sign_in(cast.colorado).post(address, {**mine, "revision": late.context["form"]["revision"].value()})

    event.refresh_from_db()
    assert (late.status_code, late.context["theirs"]["Number of spots"], late.context["form"]["capacity"].value()) == (
        409,
        9,
        "7",
    )
    assert (again.status_code, event.capacity) == (302, 7)


def test_closing_is_read_on_the_events_clock(event: Meeting, cast: Cast, sign_in) -> None:
    Meeting.objects.filter(pk=event.pk).update(
        zone="America/Phoenix", starts_at="2027-07-01T15:00Z", ends_at="2027-07-01T20:00Z"
    )

    page = sign_in(cast.colorado).post(
        f"/meetings/{event.key}/registration/", setup(event, registration_closes_at="2027-06-20T17:00")
    )

    event.refresh_from_db()
    assert (page.status_code, f"{event.registration_closes_at:%d %H:%M}") == (302, "21 00:00")


def test_a_groups_event_opens_to_its_participants_too_but_not_its_summary(cast: Cast) -> None:
    made = conference(cast, group="cybersecurity", kind="in_person", record_sharing="group", summary="Said.")
    guest = newcomer("kim@energy.example")
    Meeting.objects.filter(pk=made.pk).update(record_sharing="public")
    Meeting.objects.get(pk=made.pk)

    assert made.audience is not None
    made.audience.group.user_set.add(guest)

    assert Meeting.objects.visible_to(guest).get() == made
    assert list(Meeting.objects.summary_visible_to(guest)) == []


def test_registrants_with_counts_needs_and_places_in_line(event: Meeting, cast: Cast, sign_in) -> None:
    change_settings(
        meeting=event, by=cast.colorado, settings=Settings("open", ("states", "partners"), 1), revision=event.revision
    )
    come(event, cast.vermont, needs="Step-free access")
    come(event, newcomer("kim@firm.example", "Kim Lee"), "partners", "Firm")

    page = sign_in(cast.colorado).get(f"/meetings/{event.key}/registrants/")
    only = sign_in(cast.colorado).get(f"/meetings/{event.key}/registrants/?status=waiting&sector=partners")

    assert pages.texts(page, ".stat__value") == ["1", "1", "0"]
    assert [row[:3] for row in table(page)] == [
        ["Vermont vermont@people.example", "Somewhere A state or territory, Vermont", "Registered"],
        ["Kim Lee (guest) kim@firm.example", "Firm A private partner", "On the waitlist, number 1"],
    ]
    assert table(page)[0][3] == "Step-free access"
    assert [row[0] for row in table(only)] == ["Kim Lee (guest) kim@firm.example"]


def table(page) -> list[list[str]]:
    return [[pages.words(cell) for cell in row] for row in pages.find(page, "tbody tr")]


def test_registrants_take_as_many_statements_for_three_as_for_one(event: Meeting, cast: Cast, sign_in) -> None:
    client, counts = sign_in(cast.colorado), []
    for people in ([cast.vermont], [cast.new_hampshire, cast.vermont_energy]):
        for person in people:
            come(event, person)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(f"/meetings/{event.key}/registrants/")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_file_holds_text_only_and_leaves_a_line(event: Meeting, cast: Cast, sign_in) -> None:
    """What a stranger typed while registering must not run in the organizer's spreadsheet."""
    come(event, newcomer("kim@firm.example", "=cmd|' /C calc'!A0"), "partners", "@SUM(1+1)", needs="-2+3")
    client, address = sign_in(cast.colorado), f"/meetings/{event.key}/registrants/file/"

    answer = client.post(address)

    text = b"".join(answer).decode("utf-8-sig")
    [header, row] = list(csv.reader(io.StringIO(text)))
    assert dict(zip(header, row, strict=True)) | {"Registered": ""} == {
        "Name": "'=cmd|' /C calc'!A0", "Guest": "Yes", "Email": "kim@firm.example", "Organization": "'@SUM(1+1)",
        "Attending on behalf of": "A private partner", "State": "", "Status": "Registered", "Number in line": "",
        "Needs": "'-2+3", "Registered": "",
    }  # fmt: skip
    line = AuditEvent.objects.get(action="event.registrants_exported")
    assert line.sentence == "Colorado downloaded the registrant list for “Conference”."
    assert [sign_in(person).post(address).status_code for person in (cast.vermont, cast.guest)] == [403, 403]
    assert client.get(address).status_code == 405


def test_the_workbook_holds_exactly_what_was_typed(event: Meeting, cast: Cast, sign_in) -> None:
    come(event, newcomer("kim@firm.example", "=1+1"), "partners", "-Able Roads Office", needs="- vegetarian")

    answer = sign_in(cast.colorado).post(f"/meetings/{event.key}/registrants/file/", {"format": "xlsx"})

    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows())
    row = {head.value: (cell.value, cell.data_type) for head, cell in zip(*rows, strict=True)}
    assert {name: row[name] for name in ("Name", "Organization", "Needs")} == {
        "Name": ("=1+1", "s"), "Organization": ("-Able Roads Office", "s"), "Needs": ("- vegetarian", "s"),
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="event.registrants_exported").count() == 1


def test_removing_asks_for_a_reason(event: Meeting, cast: Cast, sign_in) -> None:
    made = come(event, cast.vermont)
    client, address = sign_in(cast.colorado), f"/meetings/{event.key}/registrants/{made.key}/remove/"

    without, done = client.post(address, {"reason": ""}), client.post(address, {"reason": "Full."}, follow=True)

    assert without.status_code == 400
    assert pages.texts(done, ".usa-alert__text") == ["We removed Vermont and sent them an email with the reason."]


def test_the_program_lists_sessions_by_day_on_the_events_clock(cast: Cast, sign_in) -> None:
    event = conference(
        cast, starts_at=datetime(2027, 6, 1, 13, tzinfo=UTC), ends_at=datetime(2027, 6, 2, 22, tzinfo=UTC)
    )
    session = {"group": None, "kind": "session", "parent": event, "place": "Room 1"}
    meeting("Second", starts_at=datetime(2027, 6, 2, 14, 30, tzinfo=UTC), record_sharing="public", **session)
    meeting("First", starts_at=datetime(2027, 6, 1, 17, tzinfo=UTC), record_sharing="public", **session)
    meeting("Closed", starts_at=datetime(2027, 6, 1, 18, tzinfo=UTC), **session)

    page = sign_in(cast.vermont).get(f"/meetings/{event.key}/")

    assert pages.texts(page, ".program h3") == ["Tuesday, June 1, 2027", "Wednesday, June 2, 2027"]
    assert pages.texts(page, ".program__what a") == ["First", "Second"]
    assert pages.texts(page, ".program__time") == ["1 p.m. EDT to 2 p.m. EDT", "10:30 a.m. EDT to 11:30 a.m. EDT"]


def test_sessions_stay_within_the_days_of_their_event(event: Meeting, cast: Cast) -> None:
    late = event.ends_at + timedelta(days=1)
    plan = Plan(
        "Too late", late, late + timedelta(hours=1), record_sharing="participants", summary_sharing="participants"
    )

    with pytest.raises(MeetingRefused, match="on a day of its event"):
        plan_meeting(by=cast.colorado, plan=plan, kind="session", parent=event)


# Documents


def test_organizers_share_with_the_participants_and_with_nobody_else(event: Meeting, cast: Cast, sign_in) -> None:
    """City people and guests of the event read it; state-only files stay with the states."""
    partner = newcomer("kim@firm.example")
    come(event, partner, "partners")
    come(event, cast.guest, "cities")
    draft = Document(owner=cast.colorado)
    assert event.audience is not None

    offered = [audience.label for audience in choices.groups_for(cast.colorado, draft)]
    slides = library.document(cast.colorado, "Slides", sharing_choice="groups", groups=[event.audience])
    library.document(cast.vermont, "For the states", sharing_choice="all_members")
    library.document(cast.vermont, "For Vermont", sharing_choice="state")

    assert offered == ["Participants of Conference"]
    assert choices.groups_for(cast.vermont, Document(owner=cast.vermont)) == []
    assert choices.audience_words(slides) == "Participants of Conference"
    for reader in (partner, cast.guest):
        assert pages.document_titles(sign_in(reader).get("/documents/")) == ["Slides"]
    assert list(Document.objects.visible_to(cast.vermont).filter(pk=slides.pk)) == []
    cancel(registration=event.registrations.get(user=partner), by=partner)
    assert sign_in(partner).get(f"/documents/{slides.key}/").status_code == 404


def test_who_loses_the_administrators_post_and_is_no_member_organizes_nothing_more(event: Meeting, cast: Cast) -> None:
    both = [cast.colorado, cast.second_administrator]
    make_administrator(person=cast.colorado, by=cast.administrator)
    set_organizers(meeting=event, by=cast.administrator, people=both)

    for person in both:
        remove_administrator(person=person, by=cast.administrator)

    assert (list(event.organizers.all()), participants(event)) == ([cast.colorado], {"Colorado"})


def test_a_session_open_to_all_does_not_name_its_event(cast: Cast, sign_in) -> None:
    event = conference(cast, "Canary retreat", record_sharing="participants")
    session = meeting("Open session", group=None, kind="session", parent=event, record_sharing="public")

    page = sign_in(cast.vermont).get(session.get_absolute_url())
    of_administrator = sign_in(cast.administrator).get(session.get_absolute_url())

    assert (page.status_code, b"Canary" in page.content, event.key.encode() in page.content) == (200, False, False)
    assert of_administrator.content.count(b"Canary retreat") >= 3  # kicker, breadcrumbs, citation


def test_a_document_does_not_name_its_event_to_other_readers(event: Meeting, cast: Cast, sign_in) -> None:
    group = WorkingGroup.objects.select_related("audience").get(slug="cybersecurity")
    assert event.audience is not None
    shared = {"sharing_choice": "groups", "groups": [event.audience, group.audience]}
    slides = library.document(cast.colorado, "Slides", **shared)

    pages_of = {
        person: sign_in(person).get(slides.get_absolute_url()).content.decode()
        for person in (cast.group_member, cast.colorado, cast.administrator)
    }

    named = {person: "Participants of Conference" in text for person, text in pages_of.items()}
    assert named == {cast.group_member: False, cast.colorado: True, cast.administrator: True}
    assert "Participants in an event" in pages_of[cast.group_member]
