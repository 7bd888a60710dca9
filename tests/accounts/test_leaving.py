"""Somebody leaves: what they took care of goes to a successor, all of it or nothing, and what is private does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts import actions, handing_over
from accounts.actions import ActionRefused
from accounts.models import AuditEvent, HandOver, Membership, User
from accounts.standing import standing_of
from documents.models import Document, QuestionSet, SavedSearch
from meetings.models import ActionItem
from tests import calls, library, pages
from tests.accounts.people import outbox
from tests.cast import Cast, agency, member
from tests.contacts import builders
from tests.documents.test_questions import made as question_set
from tests.meetings.events import conference
from tests.moving import again, leave, move
from tests.workforce.pairs import pair
from workforce.models import PairPartner
from workinggroups.models import GroupMembership, WorkingGroup

SignIn = Callable[[User | None], Client]


@pytest.fixture
def heir(cast: Cast) -> User:
    """A colleague of Vermont's."""
    return member("heir", agency("VT", "DOT"), cast.administrator)


@pytest.fixture
def work(cast: Cast) -> dict[str, object]:
    """One thing of each kind that Vermont takes care of."""
    group = WorkingGroup.objects.get(slug="cybersecurity")
    cast.vermont.groups.add(group.audience.group)
    GroupMembership.objects.filter(user=cast.vermont, group=group).update(role="lead")
    event = conference(cast, starts_at=timezone.now() + timedelta(days=9))
    actions_of = calls.meeting("Held")
    event.organizers.add(cast.vermont)
    return {
        "shared": library.document(cast.vermont, "Shared", sharing_choice="all_members"),
        "draft": library.document(cast.vermont, "Draft for colleagues", sharing_choice="agency", status="draft"),
        "private": library.document(cast.vermont, "Private", sharing_choice="me"),
        "set": question_set(cast.vermont, "all_members"),
        "private_set": question_set(cast.vermont),
        "search": SavedSearch.objects.create(owner=cast.vermont, name="Uptime", words="uptime"),
        "event": event,
        "item": ActionItem.objects.create(meeting=actions_of, text="Write it up", owner=cast.vermont, owner_name="V"),
        "route": builders.route(cast.vermont, cast.colorado),
        "question": builders.made(cast.new_hampshire, person=cast.vermont),
        "pair": pair(cast),
    }


def of(person: User) -> HandOver:
    return HandOver.objects.get(membership__user=person)


def said(hand_over: HandOver, successor: User | None = None) -> list[str]:
    shown = handing_over.shown(hand_over, successor)
    return [("" if line.moves else "stays: ") + line.words for part in shown for line in part.lines]


def titles(person: User) -> list[str]:
    return sorted(Document.objects.owned_by(again(person)).values_list("title", flat=True))


MOVES = [
    "2 documents", "1 shared question set", "1 working group to lead", "1 event to organize", "1 open action item",
    "1 contact assignment", "1 open question", "1 place in a pair", "1 goal",
]  # fmt: skip


def test_all_of_it_moves_after_the_end_and_the_preview_says_so(cast: Cast, heir: User, work: dict) -> None:
    Document.objects.filter(pk__in=[work["shared"].pk]).update(agency=heir.memberships.get().agency)
    work["route"].backup_person = None
    work["route"].save()
    leave(cast, cast.vermont)
    preview = said(of(cast.vermont), heir)

    actions.hand_over_to(hand_over=of(cast.vermont), successor=heir, by=cast.vermont_editor)

    assert preview == MOVES
    assert titles(heir) == ["Draft for colleagues", "Shared"]
    assert list(QuestionSet.objects.filter(owner=heir)) == [work["set"]]
    place = GroupMembership.objects.current().get(user=heir)
    assert (place.group.slug, place.role) == ("cybersecurity", "lead")
    assert list(heir.organized_meetings.all()) == [work["event"]]
    for name in ("item", "route", "question"):
        work[name].refresh_from_db()
    assert [work["item"].owner, work["route"].person, work["question"].person] == [heir, heir, heir]
    assert work["route"].person_left is False
    assert PairPartner.objects.filter(person=heir, role="Lead").count() == 1
    assert of(cast.vermont).closed_by == cast.vermont_editor
    assert ("heir@people.example", "You took over the work of Vermont") in outbox()
    agency_name = heir.memberships.get().agency
    assert ("vermont@people.example", f"Heir took over your work at {agency_name}") in outbox()
    sentence = AuditEvent.objects.get(action="membership.handed_over").sentence
    assert sentence.startswith(f"Vermont Editor handed over the work of Vermont at {agency_name} to Heir: 2 documents,")


def test_what_only_the_leaver_saw_stays_unless_they_say_otherwise(cast: Cast, heir: User, work: dict) -> None:
    leave(cast, cast.vermont)
    actions.hand_over_to(hand_over=of(cast.vermont), successor=heir, by=cast.administrator)

    assert Document.objects.get(title="Private").owner == cast.vermont
    assert QuestionSet.objects.get(pk=work["private_set"].pk).owner == cast.vermont
    assert SavedSearch.objects.get().owner == cast.vermont
    assert not any("private" in words or "saved" in words for words in said(of(cast.vermont), heir))


def test_the_leaver_can_hand_on_what_only_they_saw(cast: Cast, heir: User, work: dict) -> None:
    SavedSearch.objects.create(owner=heir, name="Uptime", words="theirs")
    actions.leave_agency(by=cast.vermont, agency=agency("VT", "DOT"), with_private=True)

    actions.hand_over_to(hand_over=of(cast.vermont), successor=heir, by=cast.administrator)

    assert titles(heir) == ["Draft for colleagues", "Private", "Shared"]
    assert QuestionSet.objects.filter(owner=heir).count() == 2
    names = sorted(SavedSearch.objects.filter(owner=heir).values_list("name", flat=True))
    assert names == ["Uptime", f"Uptime ({work['search'].key})"]


def test_a_draft_that_a_colleague_put_a_file_into_is_no_private_one(cast: Cast, heir: User) -> None:
    shared = library.document(cast.vermont, "Ours", sharing_choice="me")
    library.add_version(shared, by=cast.vermont_editor)
    leave(cast, cast.vermont)

    assert said(of(cast.vermont), heir) == ["1 document"]


def test_nothing_moves_when_one_part_fails(cast: Cast, heir: User, work: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    from workforce.handing_over import PairsPart

    leave(cast, cast.vermont)
    monkeypatch.setattr(PairsPart, "move", lambda *given: 1 / 0)
    events = AuditEvent.objects.count()

    with pytest.raises(ZeroDivisionError):
        actions.hand_over_to(hand_over=of(cast.vermont), successor=heir, by=cast.administrator)

    assert titles(heir) == []
    assert (AuditEvent.objects.count(), of(cast.vermont).moved) == (events, {})


def test_who_takes_care_of_nothing_leaves_nothing_behind(cast: Cast) -> None:
    leave(cast, cast.vermont_energy)

    assert list(HandOver.objects.all()) == []


def test_a_move_to_another_agency_offers_the_hand_over_too(cast: Cast, heir: User, work: dict) -> None:
    move(cast, cast.vermont, agency("NH", "DOT"))

    assert said(of(cast.vermont), heir)[:2] == MOVES[:2]


@pytest.mark.parametrize("name", ["vermont_energy", "colorado", "guest", "applicant", "left", "deactivated", "vermont"])
def test_a_successor_is_an_approved_colleague(cast: Cast, work: dict, name: str) -> None:
    leave(cast, cast.vermont)

    with pytest.raises(ActionRefused):
        actions.hand_over_to(hand_over=of(cast.vermont), successor=getattr(cast, name), by=cast.administrator)


def test_a_suspended_or_unchecked_colleague_is_none(cast: Cast, heir: User, work: dict) -> None:
    leave(cast, cast.vermont)
    User.objects.filter(pk=heir.pk).update(approved_email="before@people.example")
    with pytest.raises(ActionRefused, match="not an approved member"):
        actions.hand_over_to(hand_over=of(cast.vermont), successor=again(heir), by=cast.administrator)
    User.objects.filter(pk=heir.pk).update(approved_email="")
    heir.memberships.update(suspended_at=timezone.now(), suspended_for="unconfirmed")
    with pytest.raises(ActionRefused, match="not an approved member"):
        actions.hand_over_to(hand_over=of(cast.vermont), successor=again(heir), by=cast.administrator)


def test_an_administrator_takes_over_working_groups_only(cast: Cast, heir: User, work: dict) -> None:
    leave(cast, cast.vermont)

    actions.hand_over_to(hand_over=of(cast.vermont), successor=cast.second_administrator, by=cast.administrator)

    assert list(of(cast.vermont).moved) == ["groups"]
    assert of(cast.vermont).closed_at is None
    assert titles(cast.second_administrator) == []
    actions.hand_over_to(hand_over=of(cast.vermont), successor=heir, by=cast.administrator)
    assert of(cast.vermont).closed_at is not None
    with pytest.raises(ActionRefused, match="already done"):
        actions.hand_over_to(hand_over=of(cast.vermont), successor=heir, by=cast.administrator)


def test_a_group_whose_rules_do_not_let_the_successor_in_is_said(cast: Cast, work: dict) -> None:
    city = cast.guest.memberships.get().agency
    group = WorkingGroup.objects.get(slug="cybersecurity")
    cast.guest.groups.add(group.audience.group)
    heir = member("city_heir", city, cast.administrator, tier="guest")
    library.document(cast.guest, "Ours", sharing_choice="workforce")
    remembered = {"groups": [[group.pk, "member"]]}
    leave(cast, cast.guest)
    HandOver.objects.filter(membership__user=cast.guest).update(remembered=remembered)

    assert said(of(cast.guest), heir) == [
        "1 document",
        f"stays: {group}: under the group’s rules, City Heir (guest) can’t join",
    ]


@pytest.mark.parametrize("name", ["vermont", "vermont_energy", "colorado", "guest", "left"])
def test_only_the_agencys_leads_and_administrators_decide(cast: Cast, heir: User, name: str) -> None:
    library.document(cast.vermont_editor, "Ours", sharing_choice="agency")
    leave(cast, cast.vermont_editor)

    with pytest.raises(PermissionDenied):
        actions.hand_over_to(hand_over=of(cast.vermont_editor), successor=heir, by=getattr(cast, name))
    with pytest.raises(PermissionDenied):
        actions.close_hand_over(hand_over=of(cast.vermont_editor), by=getattr(cast, name))


# Reported by an EV lead


def test_a_leads_report_pauses_access_until_an_administrator_decides(cast: Cast, sign_in: SignIn, work: dict) -> None:
    client = sign_in(cast.vermont_editor)
    address = f"/people/confirmations/{cast.vermont.key}/left/"
    assert client.get(address).status_code == 200

    answer = client.post(address)

    membership = cast.vermont.memberships.get()
    assert (membership.suspended_for, membership.ended_at) == ("left", None)
    assert standing_of(again(cast.vermont)).is_approved is False
    assert answer["Location"] == f"/people/hand-overs/{of(cast.vermont).key}/"
    assert "An EV lead of your agency reported" in sign_in(cast.vermont).get("/people/request/mine/").content.decode()
    sign_in(cast.administrator).post(f"/people/approvals/addresses/{cast.vermont.pk}/", {"email": cast.vermont.email})
    assert standing_of(again(cast.vermont)).is_member is True
    assert list(HandOver.objects.all()) == []


@pytest.mark.parametrize("name", ["vermont", "vermont_energy", "colorado", "guest", "left"])
def test_only_leads_of_the_agency_report(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.report_left(membership=cast.vermont_editor.memberships.get(), by=getattr(cast, name))


def test_nobody_reports_themselves(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="To leave the agency yourself"):
        actions.report_left(membership=cast.vermont_editor.memberships.get(), by=cast.vermont_editor)


# The pages


def test_a_leaver_leaves_by_themselves(cast: Cast, sign_in: SignIn, work: dict) -> None:
    client = sign_in(cast.vermont)
    assert "End your membership with" in pages.texts(client.get("/people/me/leave/"), ".confirm__question")[0]

    client.post("/people/me/leave/", {"with_private": "on"})

    assert list(cast.vermont.memberships.not_ended()) == []
    assert of(cast.vermont).with_private is True
    assert client.get("/people/me/")["Location"].startswith("/account/login/")
    listed = sign_in(cast.vermont_editor).get("/people/hand-overs/")
    assert pages.texts(listed, ".rows a") == [f"Vermont, {agency('VT', 'DOT')}"]


def test_page_previews_moves_and_tells_of_nothing_private(cast: Cast, heir: User, sign_in: SignIn, work: dict) -> None:
    leave(cast, cast.vermont)
    client, address = sign_in(cast.vermont_editor), f"/people/hand-overs/{of(cast.vermont).key}/"

    preview = client.get(address, {"successor": heir.key})
    moved = client.post(address, {"successor": heir.key}, follow=True)

    assert pages.headings(preview)[0] == "What Heir would take over"
    assert "2 documents" in pages.texts(preview, "main li")
    assert "Private" not in preview.content.decode().replace("Private question sets", "")
    assert "Heir took over the work of Vermont." in moved.content.decode()
    assert pages.texts(moved, ".rows a") == []


def test_page_without_a_successor_says_so(cast: Cast, sign_in: SignIn, work: dict) -> None:
    leave(cast, cast.vermont)
    client, address = sign_in(cast.vermont_editor), f"/people/hand-overs/{of(cast.vermont).key}/"

    answers = [client.post(address), client.post(address, {"successor": "nobody"})]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert of(cast.vermont).moved == {}
    client.post(f"{address}close/")
    assert of(cast.vermont).closed_by == cast.vermont_editor


def test_list_shows_the_agencys_people_by_who_is_due_first(cast: Cast, sign_in: SignIn) -> None:
    cast.vermont.memberships.update(confirm_by=timezone.localdate() - timedelta(days=3))
    User.objects.filter(pk=cast.vermont.pk).update(last_login="2026-03-14T09:00:00Z")

    answer = sign_in(cast.vermont_editor).get("/people/confirmations/")

    assert pages.texts(answer, "tbody th") == ["Vermont", "Vermont Editor"]
    cells = pages.texts(answer, "tbody td")
    assert cells[6:8] == ["March 2026", "Overdue"]
    assert sign_in(cast.vermont).get("/people/confirmations/").status_code == 403


def test_administrators_export_it_and_the_log_tells(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    answer = client.post("/people/confirmations/export/?stale=on")

    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines() == ["\ufeffName,Agency,State,Type,Role,Last confirmed,Confirm by,Last here,Access"]
    assert AuditEvent.objects.get(action="membership.exported").detail == {"people": 0}


def test_list_asks_the_same_number_of_queries_at_any_length(
    cast: Cast, heir: User, sign_in: SignIn, django_assert_num_queries
) -> None:
    client = sign_in(cast.vermont_editor)
    client.get("/people/confirmations/")
    with django_assert_num_queries(4):
        client.get("/people/confirmations/")
    Membership.objects.filter(user__in=[cast.vermont, heir]).update(agency=agency("VT", "SEO"))
    with django_assert_num_queries(4):
        client.get("/people/confirmations/")
