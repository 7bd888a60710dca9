"""Who may no longer belong loses the place, the role and what waits, whoever changes what."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from accounts import actions, audiences
from accounts.actions import approve_request
from accounts.models import Agency, Membership, User
from accounts.models.place import RegionState
from clearinghouse.lib.sql import read_sql
from tests import library
from tests.cast import Cast, agency, request_for
from tests.workinggroups.people import asks, group, in_group, put_in
from workinggroups.models import GroupMembership, JoinRequest
from workinggroups.permissions import can, leads_of, may_belong
from workinggroups.shared_documents import shared_with

SignIn = Callable[[User | None], Client]


def membership(person: User) -> Membership:
    return Membership.objects.current().get(user=person)


def move(cast: Cast, person: User, to: Agency) -> None:
    request = request_for(person, to)
    approve_request(request=request, by=cast.administrator, agency=to, tier="member", role="reader")


def end(cast: Cast, person: User) -> None:
    actions.end_membership(membership=membership(person), by=cast.administrator, reason="Left.")


TAKEN_AWAY: dict[str, Callable[[Cast, User], object]] = {
    "moves within the region": lambda cast, person: move(cast, person, agency("NH", "SEO")),
    "membership ends": end,
    "membership is deleted": lambda cast, person: membership(person).delete(),
    "becomes a guest": lambda cast, person: Membership.objects.filter(user=person).update(tier="guest"),
    "agency is no state agency": lambda cast, person: Agency.objects.filter(memberships__user=person).update(
        kind="NATIONAL"
    ),
    "state leaves the region": lambda cast, person: RegionState.objects.filter(state="VT").delete(),
}


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_place_role_and_requests_end_with_what_they_came_from(cast: Cast, sign_in: SignIn, how: str) -> None:
    put_in(cast.vermont, "northeast", role="lead")
    asks(cast.vermont, "mid-atlantic" if may_belong(cast.vermont.pk, group("mid-atlantic")) else "northeast")
    audience = group("northeast").audience
    made = library.document(cast.new_hampshire, "Slides", sharing_choice="groups", groups=[audience])
    client = sign_in(cast.vermont)
    before = client.get(made.get_absolute_url()).status_code

    TAKEN_AWAY[how](cast, cast.vermont)

    assert (before, client.get(made.get_absolute_url()).status_code) == (200, 404)
    fresh = User.objects.get(pk=cast.vermont.pk)
    assert (in_group("northeast"), can(fresh, "lead", group("northeast"))) == ([], False)
    assert list(JoinRequest.objects.values_list("status", flat=True)) == ["withdrawn"]


def test_a_group_of_all_states_stays_when_a_region_changes(cast: Cast) -> None:
    put_in(cast.vermont, role="lead")

    RegionState.objects.filter(state="VT").delete()

    assert in_group() == ["Group Member", "Vermont"]


def test_who_comes_back_is_a_plain_member_with_a_place_of_its_own(cast: Cast) -> None:
    first = put_in(cast.vermont, role="lead")

    audiences.leave(cast.vermont, group().audience)
    second = put_in(cast.vermont)

    first.refresh_from_db()
    assert (first.role, first.ended_at is not None) == ("lead", True)
    assert (second.role, second.key != first.key, list(leads_of(group()))) == ("member", True, [])


def test_what_is_shared_is_read_again_only_after_joining_again(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.colorado)
    made = library.document(cast.vermont, "Slides", sharing_choice="groups", groups=[group().audience])
    client, seen = sign_in(cast.colorado), []

    for change in (lambda: None, lambda: audiences.leave(cast.colorado, group().audience),
                   lambda: put_in(cast.colorado)):  # fmt: skip
        change()
        seen.append(client.get(made.get_absolute_url()).status_code)

    assert seen == [200, 404, 200]


def test_an_administrators_post_keeps_only_what_the_rules_allow_without_it(cast: Cast) -> None:
    put_in(cast.second_administrator, role="lead")
    member = membership(cast.colorado)
    put_in(cast.colorado, role="lead")
    audiences.join(cast.colorado, audiences.single("administrators"))

    for person in (cast.second_administrator, cast.colorado):
        actions.remove_administrator(person=User.objects.get(pk=person.pk), by=cast.administrator)

    assert (in_group(), member.ended_at) == (["Colorado", "Group Member"], None)
    assert list(leads_of(group())) == [cast.colorado]


def test_a_deactivated_lead_leads_nothing_and_asks_nothing(cast: Cast) -> None:
    put_in(cast.vermont, role="lead")
    asks(cast.vermont, "grid-integration")

    actions.deactivate_person(person=cast.vermont, by=cast.administrator)

    assert JoinRequest.objects.get().status == "withdrawn"
    assert (list(leads_of(group())), GroupMembership.objects.current().filter(user=cast.vermont).count()) == ([], 0)
    assert list(shared_with(group(), User.objects.get(pk=cast.vermont.pk))) == []


def test_each_place_has_a_key_of_its_own_from_the_database(cast: Cast) -> None:
    for person in (cast.vermont, cast.colorado, cast.new_hampshire):
        put_in(person)

    keys = list(GroupMembership.objects.values_list("key", flat=True))

    assert (len(keys), len(set(keys))) == (4, 4)


def test_the_roster_is_built_again_where_places_stand_already(cast: Cast) -> None:
    """The migration taken back and made again, as after a release that was rolled back."""
    migration = import_module("workinggroups.migrations.0003_roster_follows_audience")
    put_in(cast.vermont)
    before = in_group()

    with connection.cursor() as cursor:
        cursor.execute(migration.REVERSE)
        cursor.execute(read_sql(str(migration.__file__), "roster.sql"))

    assert (in_group(), "Vermont" in before) == (before, True)
