"""Who can see the roster, which states are missing, and what leads change about it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import OutboxMail, Preferences, User
from tests import pages
from tests.cast import Cast
from tests.workinggroups.people import asks, group, in_group, lines, mails, put_in
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup
from workinggroups.permissions import leads_of

SignIn = Callable[[User | None], Client]
PATH = "/groups/cybersecurity/"


@pytest.mark.parametrize(
    ("roster_for", "seers"),
    [
        ("group", ["group_member", "vermont", "administrator", "second_administrator"]),
        (
            "all_members",
            ["vermont", "vermont_editor", "vermont_energy", "new_hampshire", "colorado", "group_member",
             "administrator", "second_administrator"],
        ),
        ("leads", ["vermont", "administrator", "second_administrator"]),
    ],
)  # fmt: skip
def test_the_roster_shows_to_whom_the_group_says(
    cast: Cast, sign_in: SignIn, roster_for: str, seers: list[str]
) -> None:
    put_in(cast.vermont, role="lead")
    WorkingGroup.objects.update(roster_for=roster_for)

    people = {name: sign_in(person) for name, person in cast.everybody().items()}
    opened = [name for name, client in people.items() if client.get(f"{PATH}people/").status_code == 200]
    mapped = [name for name, client in people.items() if client.get(f"{PATH}states/").status_code == 200]
    read = [name for name, client in people.items() if "Group Member" in str(pages.texts(client.get(PATH), "main"))]

    assert sorted(opened) == sorted(mapped) == sorted(seers)
    # Everybody reads their own name in the page's head; within the page only the roster tells it.
    assert sorted(read) == sorted(seers)


def test_members_always_see_who_leads(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")
    WorkingGroup.objects.update(roster_for="leads")

    seen = [
        pages.texts(sign_in(person).get(PATH), ".page-aside .person__name")
        for person in (cast.group_member, cast.colorado, None)
    ]

    assert seen == [["Vermont", "Delaney Dixon"], ["Delaney Dixon"], ["Delaney Dixon"]]


def test_roster_is_by_state_with_agency_kind_and_can_be_searched(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.vermont_energy, cast.administrator):
        put_in(person)
    put_in(cast.vermont, role="lead")
    client = sign_in(cast.group_member)

    page = client.get(f"{PATH}people/")

    assert pages.headings(page, 3) == ["CO Colorado", "VT Vermont", "National staff"]
    assert pages.texts(page, ".person__name") == ["Group Member", "Vermont", "Vermont Energy", "Administrator"]
    assert pages.texts(page, ".person__role")[1:] == [
        "Vermont Agency of Transportation (DOT)",
        "Vermont Department of Public Service (Energy office)",
        "NASEO or AASHTO staff",
    ]
    assert pages.texts(client.get(f"{PATH}people/?state=VT&who=energy"), ".person__name") == ["Vermont Energy"]
    assert pages.texts(client.get(f"{PATH}people/?who=nobody"), ".empty__title") == ["No results"]


@pytest.mark.parametrize("place", ["?state=ZZ", "?state=%00", "?who=%ED%A0%80", "?who=" + "x" * 300])
def test_roster_takes_nonsense_without_an_error(cast: Cast, sign_in: SignIn, place: str) -> None:
    answer = sign_in(cast.group_member).get(f"{PATH}people/{place}")

    assert (answer.status_code, pages.texts(answer, ".person__name")) == (200, [])


def test_missing_states_of_a_regional_group_are_its_own(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, "northeast")
    put_in(cast.vermont_energy, "northeast")

    page = sign_in(cast.vermont).get("/groups/northeast/states/")

    region = group("northeast").region
    assert region is not None
    wanted = set(region.states.values_list("name", flat=True)) - {"Vermont"}
    missing = pages.texts(page, ".state-list--missing li")
    assert {words[3:] for words in missing} == wanted
    assert pages.texts(page, ".state-list--counts li") == ["VT Vermont 2 people: DOT, Energy office"]
    assert len(pages.find(page, ".us-map__state--missing")) == len(wanted)
    assert pages.texts(page, ".us-map__state--present title") == ["Vermont (VT), 2 people"]
    assert len(pages.find(page, ".us-map__state")) == 56


def test_all_56_can_be_missing_from_a_topical_group(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.group_member).get(f"{PATH}states/")

    assert pages.texts(page, "h1") == ["55 states aren’t in the group yet"]
    assert len(pages.find(page, ".us-map__state--missing")) == 55


def test_adding_finds_few_people_whom_the_rules_let_in(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, "northeast", role="lead")
    Preferences.objects.create(user=cast.vermont_energy, is_listed=False)
    client = sign_in(cast.vermont)

    def found(words: str) -> list[str]:
        page = client.get("/groups/northeast/people/add/", {"who": words})
        return [words.partition(",")[0] for words in pages.texts(page, ".usa-radio__label")[:-2]]

    assert found("new h") == ["New Hampshire"]
    assert found("verm") == ["Vermont Editor"]  # not who is in it, nor who is not listed
    assert found("vermont.energy@people.example") == ["Vermont Energy"]
    assert [found(words) for words in ("vermont.energy", "ve", "colorado", "guest", "deactivated", "%%%")] == [[]] * 6


def test_adding_takes_only_somebody_who_was_found(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, "northeast", role="lead")
    client, path = sign_in(cast.vermont), "/groups/northeast/people/add/"

    stranger = client.post(path, {"who": "new h", "person": cast.colorado.key, "role": "member"})
    client.post(path, {"who": "new h", "person": cast.new_hampshire.key, "role": "lead"})

    assert (stranger.status_code, in_group("northeast")) == (400, ["New Hampshire", "Vermont"])
    assert list(leads_of(group("northeast"))) == [cast.new_hampshire, cast.vermont]
    assert mails() == [("new.hampshire@people.example", "You were added to Northeast Regional Working Group")]
    assert lines() == ["Vermont added New Hampshire to Northeast Regional Working Group as lead."]


def test_adding_settles_the_request_that_waits(cast: Cast, sign_in: SignIn) -> None:
    join_request = asks(cast.colorado)

    sign_in(cast.administrator).post(
        f"{PATH}people/add/", {"who": "colorado", "person": cast.colorado.key, "role": "member"}
    )

    join_request.refresh_from_db()
    assert (join_request.status, join_request.decided_by, in_group()) == (
        "approved", cast.administrator, ["Colorado", "Group Member"],
    )  # fmt: skip


def test_administrators_make_each_other_leads_of_any_group_and_leads_do_not(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")
    data = {"who": "second", "person": cast.second_administrator.key, "role": "lead"}

    by_lead = sign_in(cast.vermont).post(f"{PATH}people/add/", data)
    before = in_group()
    sign_in(cast.administrator).post(f"{PATH}people/add/", data)

    assert (by_lead.status_code, before) == (400, ["Group Member", "Vermont"])
    assert list(leads_of(group())) == [cast.second_administrator, cast.vermont]


def test_taking_somebody_out_needs_a_reason_and_ends_what_came_with_it(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")
    place = put_in(cast.colorado, role="lead")
    theirs, client = sign_in(cast.colorado), sign_in(cast.vermont)
    before = theirs.get(f"{PATH}edit/").status_code

    bare = client.post(f"{PATH}people/{place.key}/remove/", {"reason": ""})
    client.post(f"{PATH}people/{place.key}/remove/", {"reason": "Left the office."})
    again = client.post(f"{PATH}people/{place.key}/remove/", {"reason": "Twice."})

    assert (before, bare.status_code, again.status_code) == (200, 400, 404)
    assert [theirs.get(f"{PATH}{page}").status_code for page in ("edit/", "people/", "requests/")] == [403] * 3
    assert in_group() == ["Group Member", "Vermont"]
    assert "Left the office." in OutboxMail.objects.get().body


def test_roles_change_with_one_mail_and_a_group_may_lose_its_last_lead(cast: Cast, sign_in: SignIn) -> None:
    place = put_in(cast.colorado)
    client = sign_in(cast.administrator)

    for _ in range(2):
        client.post(f"{PATH}people/{place.key}/role/", {"role": "lead"})
    said = client.post(f"{PATH}people/{place.key}/role/", {"role": "member"}, follow=True)

    assert [subject for _, subject in mails()] == [
        "You’re now a lead of Cybersecurity of EV Charging", "You’re no longer a lead of Cybersecurity of EV Charging",
    ]  # fmt: skip
    assert pages.texts(said, ".messages .usa-alert__text")[-1] == (
        "Cybersecurity of EV Charging has no lead. NASEO administrators manage it."
    )
    assert GroupMembership.objects.get(pk=place.pk).role == "member"


def test_a_lead_changes_nobody_of_another_group(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")
    place = put_in(cast.colorado, "grid-integration")
    client = sign_in(cast.vermont)

    statuses = [
        client.post(f"/groups/{slug}/people/{place.key}/role/", {"role": "lead"}).status_code
        for slug in ("cybersecurity", "grid-integration")
    ]

    assert (statuses, GroupMembership.objects.get(pk=place.pk).role) == ([404, 403], "member")
    assert JoinRequest.objects.count() == 0
