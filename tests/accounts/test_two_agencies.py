"""One person may serve two agencies: what comes with each, and exactly that goes with each."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import actions, audiences, confirming
from accounts.actions.requests import Answers
from accounts.actions.suspending import lift, suspend
from accounts.leading import led_by
from accounts.models import (
    Agency,
    AgencyDomain,
    Audience,
    HandOver,
    Membership,
    MembershipRequest,
    OutboxMail,
    State,
    User,
)
from accounts.models.membership import Suspension
from accounts.standing import standing_of
from accounts.vouching import leads_of, led_agencies
from clearinghouse.lib.locking import locked
from contacts.routing import with_people
from documents.actions import ActionRefused, Details, save_details
from documents.models import Document
from documents.sharing import grants
from tests import library, pages
from tests.accounts.people import outbox
from tests.accounts.test_new_address import change
from tests.accounts.two_agencies import ask_to_serve, end, main_of, serve
from tests.cast import Cast, agency, member, request_for
from tests.contacts import builders
from tests.moving import again, move, to_a_city
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.permissions import may_belong

SignIn = Callable[[User | None], Client]


def circles(person: User) -> set[str]:
    """What the next request finds of agencies, states and NASEO's regions, and what every member has."""
    rows = Audience.objects.filter(pk__in=standing_of(again(person)).reader_keys).select_related("agency", "region")
    return {
        f"{row.agency.state_id} {row.agency.kind}" if row.agency else row.label
        for row in rows
        if row.region is None or row.region.scheme.slug == "naseo"
    }


EVERYWHERE = {"The public", "All member states", "EV Workforce Collaborative"}
VERMONT = {"VT DOT", "Vermont", "Northeast region"}
COLORADO = {"CO DOT", "Colorado", "Central region"}
NEW_HAMPSHIRE = {"NH DOT", "New Hampshire", "Northeast region"}


@pytest.fixture
def both(cast: Cast) -> Membership:
    """The second membership of Vermont, in Colorado."""
    return serve(cast, cast.vermont, agency("CO", "DOT"))


def common(person: User) -> set[str]:
    """What the labels of every member's audiences are."""
    kinds = ("public", "all_members", "workforce")
    return {row.label for row in Audience.objects.filter(kind__in=kinds)}


# What comes and goes with each


def test_second_agency_adds_its_audiences_and_takes_exactly_them_away(cast: Cast) -> None:
    always = common(cast.vermont)
    before = circles(cast.vermont)

    second = serve(cast, cast.vermont, agency("NH", "DOT"))
    with_both = circles(cast.vermont)
    end(cast, second)

    assert before == always | VERMONT
    assert with_both == always | VERMONT | NEW_HAMPSHIRE
    assert circles(cast.vermont) == before
    assert main_of(cast.vermont).agency == agency("VT", "DOT")


@pytest.mark.parametrize("reason", list(Suspension))
@pytest.mark.parametrize("which", ["main", "second"])
def test_suspended_one_gives_nothing_and_the_other_stays(
    cast: Cast, both: Membership, which: str, reason: Suspension
) -> None:
    always = common(cast.vermont)
    suspended = both if which == "second" else main_of(cast.vermont)

    with transaction.atomic():
        suspend(locked(suspended), reason, by=None, sentence="A test.")
    meanwhile = circles(cast.vermont)
    with transaction.atomic():
        lift(locked(suspended))

    assert meanwhile == always | (VERMONT if which == "second" else COLORADO)
    assert circles(cast.vermont) == always | VERMONT | COLORADO


def test_with_both_suspended_nothing_is_left(cast: Cast, both: Membership) -> None:
    Membership.objects.filter(user=cast.vermont).update(suspended_at=timezone.now(), suspended_for="left")

    assert standing_of(again(cast.vermont)).is_approved is False


def test_documents_follow_each_membership(cast: Cast, both: Membership) -> None:
    """Owned there, shared by name there, and edited as an EV lead there."""
    actions.change_role(membership=both, role="editor", by=cast.administrator)
    theirs = library.document(cast.colorado, "Colorado's", sharing_choice="agency")
    own = library.document(cast.vermont, "Own, for Colorado", sharing_choice="agency", agency=agency("CO", "DOT"))
    named = library.document(
        cast.new_hampshire, "By name", sharing_choice="groups", people=[cast.vermont], agency=agency("NH", "DOT")
    )

    def faces() -> tuple[list[str], list[str]]:
        person = again(cast.vermont)
        seen = Document.objects.visible_to(person).order_by("title").values_list("title", flat=True)
        edited = Document.objects.editable_by(person).order_by("title").values_list("title", flat=True)
        return list(seen), list(edited)

    before = faces()
    Membership.objects.filter(pk=both.pk).update(suspended_at=timezone.now(), suspended_for="left")
    paused = faces()
    Membership.objects.filter(pk=both.pk).update(suspended_at=None, suspended_for="")
    lifted = faces()
    end(cast, both)

    titles = sorted([theirs.title, named.title, own.title])
    assert before == lifted == (titles, sorted([theirs.title, own.title]))
    assert paused == faces() == ([named.title], [])


def test_grant_by_name_at_a_suspended_agency_rests(cast: Cast, both: Membership) -> None:
    named = library.document(
        cast.new_hampshire, sharing_choice="groups", people=[cast.vermont], agency=agency("NH", "DOT")
    )
    main = main_of(cast.vermont)
    Membership.objects.filter(pk=main.pk).update(suspended_at=timezone.now(), suspended_for="left")
    paused = Document.objects.visible_to(again(cast.vermont)).filter(pk=named.pk).exists()
    known = grants.people_of(named)
    Membership.objects.filter(pk=main.pk).update(suspended_at=None, suspended_for="")

    assert (paused, known) == (False, [])
    assert Document.objects.visible_to(again(cast.vermont)).filter(pk=named.pk).exists()


def test_group_of_the_second_agencys_region_rests_and_ends_with_it(cast: Cast, both: Membership) -> None:
    """The topical group, which the first agency opens as well, stays."""
    groups = {
        slug: WorkingGroup.objects.select_related("audience").get(slug=slug) for slug in ("central", "cybersecurity")
    }
    for group in groups.values():
        cast.vermont.groups.add(group.audience.group)
    GroupMembership.objects.filter(user=cast.vermont).update(role="lead")

    def faces() -> list[tuple[bool, bool, bool]]:
        person = again(cast.vermont)
        keys = standing_of(person).reader_keys
        return [
            (
                group.audience_id in keys,
                WorkingGroup.objects.led_by(person).filter(pk=group.pk).exists(),
                GroupMembership.objects.current().filter(group=group, user=person).exists(),
            )
            for group in groups.values()
        ]

    before = faces()
    Membership.objects.filter(pk=both.pk).update(suspended_at=timezone.now(), suspended_for="left")
    paused, may_join = faces(), may_belong(cast.vermont.pk, groups["central"])
    Membership.objects.filter(pk=both.pk).update(suspended_at=None, suspended_for="")
    lifted = faces()
    end(cast, both)

    assert before == lifted == [(True, True, True), (True, True, True)]
    assert paused == faces() == [(False, False, False), (True, True, True)]
    assert may_join is False


def test_leads_of_two_agencies_lead_both_and_a_suspended_one_leads_nothing(cast: Cast) -> None:
    lead = cast.vermont_editor
    second = serve(cast, lead, agency("CO", "DOT"), role="editor")
    vermont, colorado = agency("VT", "DOT"), agency("CO", "DOT")

    both = set(led_agencies(again(lead))), set(led_by(again(lead)))
    Membership.objects.filter(pk=second.pk).update(suspended_at=timezone.now(), suspended_for="left")
    one = set(led_agencies(again(lead))), set(led_by(again(lead)))

    assert both == ({vermont.pk, colorado.pk}, {vermont, colorado})
    assert one == ({vermont.pk}, {vermont})
    assert (list(leads_of(vermont.pk)), list(leads_of(colorado.pk))) == ([lead], [])


def test_routes_of_the_second_state_rest_and_end_with_it(cast: Cast, both: Membership) -> None:
    there = builders.route(cast.vermont, state=State.objects.get(pk="CO"))
    here = builders.route(cast.vermont, state=State.objects.get(pk="VT"))
    anywhere = builders.route(cast.vermont, topic=builders.topic())
    open_there = builders.made(cast.new_hampshire, person=cast.vermont, route=there, state_id="CO")
    open_here = builders.made(cast.new_hampshire, person=cast.vermont, route=here, state_id="VT")

    def answers() -> list[bool]:
        rows = {row.pk: row.person_is_there for row in with_people(type(there).objects.all())}
        return [rows[row.pk] for row in (there, here, anywhere)]

    before = answers()
    Membership.objects.filter(pk=both.pk).update(suspended_at=timezone.now(), suspended_for="left")
    paused = answers()
    Membership.objects.filter(pk=both.pk).update(suspended_at=None, suspended_for="")
    end(cast, both)
    for row in (there, here, anywhere, open_there, open_here):
        row.refresh_from_db()

    assert (before, paused, answers()) == ([True, True, True], [False, True, True], [False, True, True])
    assert [row.person_left for row in (there, here, anywhere)] == [True, False, False]
    assert [row.person for row in (open_there, open_here)] == [None, cast.vermont]


# The main one ends


def test_second_becomes_the_main_one_and_rests_while_the_address_is_of_the_agency_that_was_left(
    cast: Cast, both: Membership
) -> None:
    end(cast, main_of(cast.vermont))

    stays = main_of(cast.vermont)
    assert (stays, stays.suspended_for) == (both, Suspension.ALONE)
    assert standing_of(again(cast.vermont)).is_approved is False
    assert list(User.objects.to_look_at()) == [cast.vermont]


def test_going_back_or_staying_within_the_old_domain_gives_nothing_back(cast: Cast, both: Membership) -> None:
    """The mailbox may be somebody else's by now."""
    with transaction.atomic():
        suspend(locked(both), Suspension.ADDRESS, by=None, sentence="A test.")
    end(cast, main_of(cast.vermont))

    change(cast.vermont, "jo@people.example")
    change(cast.vermont, "vermont@people.example")

    assert main_of(cast.vermont).suspended_for == Suspension.ALONE


def test_address_at_a_domain_of_the_agency_that_stays_opens_it(cast: Cast, both: Membership) -> None:
    AgencyDomain.objects.create(agency=both.agency, domain="codot.example")
    end(cast, main_of(cast.vermont))

    change(cast.vermont, "jo@codot.example")

    assert main_of(cast.vermont).suspended_for == ""
    assert circles(cast.vermont) == common(cast.vermont) | COLORADO


def test_who_has_an_address_there_already_goes_on(cast: Cast, both: Membership) -> None:
    AgencyDomain.objects.create(agency=both.agency, domain="people.example")

    end(cast, main_of(cast.vermont))

    assert circles(cast.vermont) == common(cast.vermont) | COLORADO


def test_administrators_word_opens_it_too(cast: Cast, both: Membership) -> None:
    end(cast, main_of(cast.vermont))

    actions.confirm_address(person=cast.vermont, by=cast.administrator, email=cast.vermont.email)

    assert circles(cast.vermont) == common(cast.vermont) | COLORADO


def test_address_outside_both_agencies_pauses_both(cast: Cast, both: Membership) -> None:
    change(cast.vermont, "jo@mail.example")
    outside = set(Membership.objects.not_ended().filter(user=cast.vermont).values_list("suspended_for", flat=True))
    change(cast.vermont, "vermont@people.example")

    assert outside == {Suspension.ADDRESS}
    assert circles(cast.vermont) == common(cast.vermont) | VERMONT | COLORADO


def test_address_of_the_second_agency_pauses_the_first_alone(cast: Cast, both: Membership) -> None:
    AgencyDomain.objects.create(agency=both.agency, domain="codot.example")

    change(cast.vermont, "jo@codot.example")

    assert circles(cast.vermont) == common(cast.vermont) | COLORADO


# Moving


def test_who_moves_keeps_the_second_agency(cast: Cast, both: Membership) -> None:
    move(cast, cast.vermont, agency("NH", "DOT"))

    assert circles(cast.vermont) == common(cast.vermont) | NEW_HAMPSHIRE | COLORADO
    assert main_of(cast.vermont).agency == agency("NH", "DOT")


def test_who_moves_to_the_second_agency_has_one(cast: Cast, both: Membership) -> None:
    move(cast, cast.vermont, agency("CO", "DOT"))

    assert circles(cast.vermont) == common(cast.vermont) | COLORADO
    assert cast.vermont.memberships.not_ended().count() == 1


def test_who_becomes_a_guest_keeps_neither(cast: Cast, both: Membership) -> None:
    to_a_city(cast, cast.vermont)

    assert cast.vermont.memberships.not_ended().count() == 1
    assert standing_of(again(cast.vermont)).is_member is False


def test_who_left_the_first_before_the_approval_joins(cast: Cast) -> None:
    asked = ask_to_serve(cast.vermont, agency("CO", "DOT"))
    end(cast, main_of(cast.vermont))

    actions.approve_request(
        request=asked, by=cast.administrator, agency=agency("CO", "DOT"), tier="member", role="reader", reason="Asked."
    )

    assert main_of(cast.vermont).agency == agency("CO", "DOT")


# Refused


def answers(at: Agency, tier: str = "member") -> Answers:
    state = at.state or State.objects.get(pk="VT")
    return Answers(tier, state, at, "", "Planner", "I serve both.", is_further=True)


REFUSED = {
    "guest": "Only state members can serve two agencies. Guests belong to one organization.",
    "applicant": "Only members can serve a second agency. Ask to join first.",
}


@pytest.mark.parametrize("who", list(REFUSED))
def test_only_members_ask(cast: Cast, who: str) -> None:
    with pytest.raises(actions.RequestRefused) as refused:
        actions.request_membership(by=getattr(cast, who), answers=answers(agency("CO", "DOT")))

    assert str(refused.value) == REFUSED[who]


def test_nobody_asks_for_where_they_are_or_for_a_third(cast: Cast, both: Membership) -> None:
    sentences = []
    for at in (agency("VT", "DOT"), both.agency, agency("NH", "DOT")):
        with pytest.raises(actions.RequestRefused) as refused:
            actions.request_membership(by=cast.vermont, answers=answers(at))
        sentences.append(str(refused.value))

    assert sentences == [
        f"The membership for {agency('VT', 'DOT')} exists already.",
        f"You already have this membership for {both.agency}.",
        "A person can serve two agencies, and no more. End one membership first.",
    ]


def test_approval_to_be_a_guest_as_well_is_refused(cast: Cast) -> None:
    city = Agency.objects.get(kind="CITY")
    asked = ask_to_serve(cast.vermont, agency("CO", "DOT"))

    with pytest.raises(actions.RequestRefused, match="Guests belong to one organization"):
        actions.approve_request(
            request=asked, by=cast.administrator, agency=city, tier="guest", role="reader", reason="Asked."
        )

    assert cast.vermont.memberships.not_ended().count() == 1


def raw(cast: Cast, at: Agency, **fields: object) -> None:
    asked = request_for(cast.vermont, at, status="approved", by=cast.administrator)
    Membership.objects.create(user=cast.vermont, agency=at, request=asked, started_at=timezone.now(), **fields)


@pytest.mark.parametrize(
    ("at", "fields", "constraint"),
    [
        ("NH DOT", {"is_main": True}, "one_main_membership_per_person"),
        ("NH DOT", {"is_main": False}, "one_second_membership_per_person"),
        ("CO DOT", {"is_main": False}, "one_(second_membership_per_person|membership_per_person_and_agency)"),
        ("NH DOT", {"is_main": False, "tier": "guest"}, "guests_serve_one_organization"),
    ],
)
def test_database_refuses_what_is_no_second_agency(
    cast: Cast, both: Membership, at: str, fields: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        raw(cast, agency(*at.split()), **fields)


def test_database_refuses_the_same_agency_twice_and_a_guest_who_asks(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_membership_per_person_and_agency"), transaction.atomic():
        raw(cast, agency("VT", "DOT"), is_main=False)
    with pytest.raises(IntegrityError, match="only_members_ask_for_a_second_agency"), transaction.atomic():
        MembershipRequest.objects.filter(user=cast.guest).update(tier="guest", is_further=True)


def test_address_is_not_remembered_for_the_second_agency(cast: Cast) -> None:
    """It is the first one's."""
    with pytest.raises(actions.RequestRefused, match="The address belongs to the person’s first agency"):
        serve(
            cast, cast.vermont, agency("CO", "DOT"), remember_until=timezone.localdate() + timedelta(days=30), reason=""
        )


# Once a year


@pytest.fixture
def lead(cast: Cast) -> User:
    """The EV lead of Colorado."""
    return member("lead", agency("CO", "DOT"), cast.administrator, role="editor")


def test_second_agency_is_confirmed_by_its_lead_and_not_by_a_link(cast: Cast, both: Membership, lead: User) -> None:
    Membership.objects.filter(pk=both.pk).update(confirm_by=timezone.localdate() - timedelta(days=40))
    confirming.remind_due()
    text = OutboxMail.objects.get(person=cast.vermont, dedupe_key__startswith=f"confirm-{both.pk}-").body
    OutboxMail.objects.update(sent_at=timezone.now() - timedelta(days=40))
    confirming.suspend_overdue()
    both.refresh_from_db()
    link = confirming.link_of(confirming.confirmation_url(both).split("/")[-2])
    assert link is not None

    with pytest.raises(actions.ActionRefused, match="Ask an EV lead there"):
        actions.confirm_membership(membership=both, link=link, by=cast.vermont)
    with pytest.raises(actions.ActionRefused, match="You don’t need to confirm"):
        actions.ask_for_link(by=cast.vermont)
    suspended = both.suspended_for
    actions.confirm_by_word(membership=both, by=lead)
    both.refresh_from_db()

    assert ("/confirm/" in text, "ask an EV lead there" in text) == (False, True)
    assert (suspended, both.suspended_for) == ("unconfirmed", "")
    assert both.confirm_by == timezone.localdate() + timedelta(days=365)


def test_nobody_else_confirms_it(cast: Cast, both: Membership, lead: User) -> None:
    second_of_lead = serve(cast, lead, agency("VT", "DOT"), role="editor")
    for membership, by in ((both, cast.vermont), (both, cast.vermont_editor), (second_of_lead, lead)):
        with pytest.raises(PermissionDenied):
            actions.confirm_by_word(membership=membership, by=by)
    with pytest.raises(actions.ActionRefused, match="with a link we email"):
        actions.confirm_by_word(membership=main_of(cast.vermont), by=cast.vermont_editor)


def test_address_at_the_second_agency_confirms_it_by_mail(cast: Cast, both: Membership) -> None:
    AgencyDomain.objects.create(agency=both.agency, domain="people.example")
    Membership.objects.filter(user=cast.vermont).update(confirm_by=timezone.localdate())

    due = actions.ask_for_link(by=again(cast.vermont))

    assert due == [main_of(cast.vermont), both]


def test_lead_of_the_second_agency_reports_who_left_it(
    cast: Cast, both: Membership, lead: User, sign_in: SignIn
) -> None:
    client = sign_in(lead)
    client.post(f"/people/confirmations/{cast.vermont.key}/left/")
    both.refresh_from_db()

    assert both.suspended_for == "left"
    assert circles(cast.vermont) == common(cast.vermont) | VERMONT


def test_administrators_say_which_of_two_was_left(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    client, path = sign_in(cast.administrator), f"/people/confirmations/{cast.vermont.key}/left/"
    page = client.get("/people/confirmations/")
    statuses = [client.get(f"{path}?agency={at}").status_code for at in (both.agency_id, 999999999)]
    client.post(f"{path}?agency={both.agency_id}")

    roles = [pages.texts(page, "tbody tr")]
    assert statuses == [200, 404]
    assert sum("(second agency)" in row for row in roles[0]) == 1
    assert list(Membership.objects.suspended()) == [both]


# What waits for a successor


def test_only_what_is_of_the_agency_waits_for_a_successor(cast: Cast, both: Membership, lead: User) -> None:
    central = WorkingGroup.objects.get(slug="central")
    topical = WorkingGroup.objects.get(slug="cybersecurity")
    for group in (central, topical):
        cast.vermont.groups.add(group.audience.group)
    theirs = library.document(cast.vermont, "There", sharing_choice="agency", agency=agency("CO", "DOT"))
    library.document(cast.vermont, "Here", sharing_choice="agency")
    there = builders.route(cast.vermont, state=State.objects.get(pk="CO"))
    builders.route(cast.vermont, topic=builders.topic())
    end(cast, both)

    waiting = HandOver.objects.get(membership=both)
    actions.hand_over_to(hand_over=waiting, successor=lead, by=cast.administrator)
    there.refresh_from_db()
    waiting.refresh_from_db()

    assert {name: done["words"] for name, done in waiting.moved.items()} == {
        "documents": ["1 document"],
        "groups": ["1 place in a working group"],
        "contacts": ["1 contact assignment"],
    }
    assert list(Document.objects.owned_by(again(lead))) == [theirs]
    assert there.person == lead
    places = GroupMembership.objects.current().filter(user=cast.vermont).values_list("group__slug", flat=True)
    assert list(places) == ["cybersecurity"]


# Pages


ASK, MINE = "/people/request/", "/people/request/mine/"


def said(**changes: object) -> dict[str, object]:
    form = {
        "how": "further", "tier": "member", "state": "CO", "agency": agency("CO", "DOT").pk, "new_agency_name": "",
        "role_title": "Planner", "reason": "I plan for both. Colorado’s lead knows me.",
    }  # fmt: skip
    return {**form, **changes}


def test_form_asks_a_member_whether_they_moved_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    labels = [
        [pages.words(label) for label in pages.find(sign_in(person).get(f"{ASK}?how=further"), "main label")][:2]
        for person in (cast.vermont, cast.left)
    ]

    at = agency("VT", "DOT")
    assert labels[0] == [
        f"I moved to another agency. My access for {at} ends when this request is approved.",
        f"I also serve a second agency. I still work for {at} and keep my access there.",
    ]
    assert labels[1][0] == "A state agency"


def test_member_asks_and_the_approver_sees_what_it_is(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    client.post(ASK, said())
    asked = cast.vermont.membership_requests.get(status="waiting")

    page = sign_in(cast.administrator).get(f"/people/approvals/{asked.pk}/")

    assert (asked.is_further, asked.agency) == (True, agency("CO", "DOT"))
    assert "Second agency" in pages.texts(page, ".facts .chip")
    since = main_of(cast.vermont).started_at
    text = f"Is a member at {agency('VT', 'DOT')} since"
    found = [words for words in pages.texts(page, ".evidence li") if words.startswith(text)] or [
        words for words in pages.texts(page, "li") if text in words
    ]
    assert len(found) == 1
    assert "This would be a second agency, not a move." in found[0]
    assert str(timezone.localtime(since).year) in found[0]


def test_city_is_no_second_agency(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).post(ASK, said(tier="guest", state="VT", agency=""))

    assert cast.vermont.membership_requests.filter(status="waiting").count() == 0
    assert "Only state agencies can be a second agency. Guests belong to one organization." in answer.content.decode()


def test_own_pages_show_both_and_leave_one(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    mine, me, leave = client.get(MINE), client.get("/people/me/"), client.get("/people/me/leave/")

    answer = client.post("/people/me/leave/", {"agency": both.agency_id})

    assert len(pages.texts(mine, "main p.lede")) == 2
    terms = [pages.words(term) for term in pages.find(me, "dt")]
    assert [term for term in terms if "gency" in term] == ["Agency", "Second agency"]
    assert len([box for box in pages.find(leave, "input") if box.get("name") == "agency"]) == 2
    assert answer.url == "/"
    assert list(cast.vermont.memberships.not_ended()) == [main_of(cast.vermont)]
    assert main_of(cast.vermont).agency == agency("VT", "DOT")


def test_leaving_one_of_two_says_which(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    sign_in(cast.vermont).post("/people/me/leave/", {"agency": agency("NH", "DOT").pk})
    sign_in(cast.vermont).post("/people/me/leave/", {})

    assert cast.vermont.memberships.not_ended().count() == 2


def test_administrators_change_each_membership_by_itself(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    client, account = sign_in(cast.administrator), f"/people/{cast.vermont.pk}/"
    client.post(f"{account}second-editor/")
    roles = {row.is_main: row.role for row in cast.vermont.memberships.not_ended()}
    client.post(f"{account}second-end/", {"reason": "Left."})

    assert roles == {True: "reader", False: "editor"}
    assert list(cast.vermont.memberships.not_ended()) == [main_of(cast.vermont)]


def test_page_from_before_a_membership_ended_ends_no_other(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    """The second one may have become the main one since."""
    client, account = sign_in(cast.administrator), f"/people/{cast.vermont.pk}/"
    page = client.get(f"{account}end/")
    shown = next(box.get("value") for box in pages.find(page, "input") if box.get("name") == "memberships")
    client.post(f"{account}end/", {"reason": "Left.", "memberships": shown})

    client.post(f"{account}end/", {"reason": "Left.", "memberships": shown})

    assert list(cast.vermont.memberships.not_ended()) == [both]


def test_stale_list_confirms_by_word(cast: Cast, both: Membership, lead: User, sign_in: SignIn) -> None:
    answer = sign_in(lead).post(f"/people/confirmations/{cast.vermont.key}/confirm/")
    both.refresh_from_db()

    assert answer.url == "/people/confirmations/"
    assert both.confirmed_at is not None


def test_mails_name_the_second_agency(cast: Cast, both: Membership) -> None:
    subject = f"You now serve {both.agency} too in the EV States Clearinghouse"

    assert outbox()[-1] == ("vermont@people.example", subject)


def test_directory_shows_both(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    page = sign_in(cast.colorado).get("/directory/?words=vermont")
    also = f"Also EV program manager, {both.agency}, Colorado"

    assert pages.texts(page, ".member__agency").count(also) == 1


# For which of two agencies somebody shares


def to_share(draft: Document, at: Agency) -> Details:
    return Details(draft.title, draft.kind, "agency", draft.label, state=draft.state, agency=at, era=draft.era)


def test_draft_is_shared_for_the_agency_that_is_chosen(cast: Cast, both: Membership, sign_in: SignIn) -> None:
    draft = library.document(cast.vermont, "For Colorado", sharing_choice="me", status="draft")
    page = sign_in(cast.vermont).get(f"/documents/{draft.key}/describe/")
    offered = [option.get("value") for option in pages.find(page, "select option")]

    save_details(draft, by=again(cast.vermont), details=to_share(draft, both.agency), revision=draft.revision)
    draft.refresh_from_db()

    assert {str(draft.agency_id), str(agency("VT", "DOT").pk)} <= set(offered)
    assert str(agency("NH", "DOT").pk) not in offered
    assert draft.agency == both.agency
    assert grants.audiences_of(draft) == [audiences.of_agency(both.agency)]


def test_what_is_shared_stays_with_its_agency(cast: Cast, both: Membership) -> None:
    """And a draft goes to no third one."""
    shared = library.document(cast.vermont, "Shared", sharing_choice="agency")
    draft = library.document(cast.vermont, "Draft", sharing_choice="me", status="draft")
    for document, at in ((shared, both.agency), (draft, agency("NH", "DOT"))):
        with pytest.raises(ActionRefused, match="Only administrators can move a document"):
            save_details(document, by=again(cast.vermont), details=to_share(document, at), revision=document.revision)
