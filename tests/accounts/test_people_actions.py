"""What administrators change about people, and what they may not."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import (
    ActionRefused,
    change_role,
    deactivate_person,
    end_membership,
    end_sessions,
    make_administrator,
    reactivate_person,
    remove_administrator,
)
from accounts.models import Audience, AuditEvent, Membership, OutboxMail, User
from accounts.standing import standing_of
from documents.models import Document
from tests import library
from tests.accounts.people import outbox
from tests.cast import Cast

ACTIONS: dict[str, Callable[[User, User], object]] = {
    "change_role": lambda person, by: change_role(membership=person.memberships.get(), role="editor", by=by),
    "end_membership": lambda person, by: end_membership(membership=person.memberships.get(), by=by, reason="Left."),
    "deactivate_person": lambda person, by: deactivate_person(person=person, by=by),
    "end_sessions": lambda person, by: end_sessions(person=person, by=by),
    "make_administrator": lambda person, by: make_administrator(person=person, by=by),
    "remove_administrator": lambda person, by: remove_administrator(person=person, by=by),
}


def said(action: str) -> list[str]:
    return list(AuditEvent.objects.filter(action=action).values_list("sentence", flat=True))


def signed_in_three_times(person: User) -> list[Client]:
    """Three browsers that signed in through the sign-in page."""
    person.set_password("correct horse battery staple")
    person.save()
    browsers = [Client(), Client(), Client()]
    for browser in browsers:
        browser.post("/account/login/", {"login": person.email, "password": "correct horse battery staple"})
    assert [browser.get("/people/me/").status_code for browser in browsers] == [200, 200, 200]
    return browsers


def where_they_land(browsers: list[Client]) -> set[tuple[int, str]]:
    return {(answer.status_code, answer.url) for answer in (browser.get("/people/me/") for browser in browsers)}


OUTSIDE = {(302, "/account/login/?next=/people/me/")}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("name", ["vermont_editor", "guest", "applicant", "left", "deactivated"])
def test_only_administrators_change_people(cast: Cast, action: str, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ACTIONS[action](cast.vermont, getattr(cast, name))

    cast.vermont.refresh_from_db()
    assert (cast.vermont.is_active, cast.vermont.memberships.get().role) == (True, "reader")
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize("action", ["deactivate_person", "end_sessions", "make_administrator", "remove_administrator"])
def test_nobody_changes_their_own(cast: Cast, action: str) -> None:
    with pytest.raises(ActionRefused, match="You can’t change your own account"):
        ACTIONS[action](cast.administrator, cast.administrator)


def test_role_change_is_said_once(cast: Cast) -> None:
    membership = cast.vermont.memberships.get()

    change_role(membership=membership, role="editor", by=cast.administrator)
    change_role(membership=membership, role="editor", by=cast.administrator)

    membership.refresh_from_db()
    assert membership.role == "editor"
    assert said("membership.role_changed") == [
        "Administrator changed the role of Vermont at Vermont Agency of Transportation to "
        "“EV lead: edits all documents of the agency.”"
    ]


def test_guest_cannot_be_made_editor(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="can’t edit"):
        change_role(membership=cast.guest.memberships.get(), role="editor", by=cast.administrator)


def test_ended_membership_has_no_role_to_change(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="has ended"):
        change_role(membership=cast.left.memberships.get(), role="editor", by=cast.administrator)


def test_ended_membership_leaves_every_audience_and_sees_nothing(cast: Cast) -> None:
    library.document(cast.colorado, "For all")
    assert Document.objects.visible_to(cast.group_member).count() == 1

    end_membership(membership=cast.group_member.memberships.get(), by=cast.administrator, reason="Left the office.")

    person = User.objects.get(pk=cast.group_member.pk)
    assert person.groups.count() == 0
    assert Document.objects.visible_to(person).count() == 0
    assert Membership.objects.current().filter(user=person).count() == 0
    assert said("membership.ended") == [
        "Administrator ended the membership of Group Member at Colorado Energy Office: Left the office."
    ]
    assert outbox() == [("group.member@people.example", "Your membership in the EV States Clearinghouse has ended")]
    assert "Left the office." in OutboxMail.objects.get().body


def test_ended_membership_signs_out_everywhere(cast: Cast) -> None:
    browsers = signed_in_three_times(cast.vermont)

    end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Left.")

    assert where_they_land(browsers) == OUTSIDE


def test_membership_ends_once_and_with_a_reason(cast: Cast) -> None:
    membership = cast.vermont.memberships.get()
    with pytest.raises(ActionRefused, match="Enter a reason"):
        end_membership(membership=membership, by=cast.administrator, reason=" ")
    end_membership(membership=membership, by=cast.administrator, reason="Left.")

    with pytest.raises(ActionRefused, match="already ended"):
        end_membership(membership=membership, by=cast.administrator, reason="Left.")


def test_ending_a_membership_leaves_an_administrators_post(cast: Cast) -> None:
    make_administrator(person=cast.vermont, by=cast.administrator)

    end_membership(membership=cast.vermont.memberships.get(), by=cast.administrator, reason="Works for NASEO now.")

    standing = standing_of(User.objects.get(pk=cast.vermont.pk))
    assert (standing.is_administrator, standing.is_member) == (True, False)


def test_deactivated_person_is_out_at_the_next_request(cast: Cast) -> None:
    browsers = signed_in_three_times(cast.vermont)

    deactivate_person(person=cast.vermont, by=cast.administrator)

    assert where_they_land(browsers) == OUTSIDE
    assert said("person.deactivated") == ["Administrator deactivated the account of Vermont."]


def test_reactivated_person_has_their_audiences_but_not_their_old_sessions(cast: Cast) -> None:
    library.document(cast.colorado, "For all")
    browsers = signed_in_three_times(cast.vermont)
    deactivate_person(person=cast.vermont, by=cast.administrator)
    assert Document.objects.visible_to(User.objects.get(pk=cast.vermont.pk)).count() == 0

    reactivate_person(person=cast.vermont, by=cast.administrator)

    assert where_they_land(browsers) == OUTSIDE
    assert Document.objects.visible_to(User.objects.get(pk=cast.vermont.pk)).count() == 1


def test_account_is_deactivated_and_reactivated_once(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="already deactivated"):
        deactivate_person(person=cast.deactivated, by=cast.administrator)
    with pytest.raises(ActionRefused, match="already active"):
        reactivate_person(person=cast.vermont, by=cast.administrator)


def test_sessions_end_in_all_browsers(cast: Cast) -> None:
    browsers = signed_in_three_times(cast.vermont)

    assert end_sessions(person=cast.vermont, by=cast.administrator) == 3
    assert where_they_land(browsers) == OUTSIDE


def test_new_administrator_may_edit_data_and_signs_in_anew(cast: Cast) -> None:
    browsers = signed_in_three_times(cast.vermont)

    make_administrator(person=cast.vermont, by=cast.administrator)

    person = User.objects.get(pk=cast.vermont.pk)
    assert (standing_of(person).is_administrator, person.is_staff, person.is_superuser) == (True, True, False)
    assert person.has_perm("accounts.change_agency")
    assert where_they_land(browsers) == OUTSIDE
    assert said("administrator.made") == ["Administrator made Vermont an administrator."]


def test_removed_administrator_keeps_nothing_of_the_post(cast: Cast) -> None:
    remove_administrator(person=cast.second_administrator, by=cast.administrator)

    person = User.objects.get(pk=cast.second_administrator.pk)
    assert (standing_of(person).is_administrator, person.is_staff) == (False, False)
    assert not person.has_perm("accounts.change_agency")
    assert said("administrator.removed") == ["Administrator removed Second Administrator as an administrator."]


def test_last_active_administrator_stays(cast: Cast) -> None:
    User.objects.filter(pk=cast.second_administrator.pk).update(is_active=False)
    make_administrator(person=cast.vermont, by=cast.administrator)
    User.objects.filter(pk=cast.administrator.pk).update(is_active=False)

    with pytest.raises(PermissionDenied):
        remove_administrator(person=cast.vermont, by=User.objects.get(pk=cast.administrator.pk))

    assert Audience.objects.get(kind="administrators").group.user_set.filter(is_active=True).count() == 1


def test_deactivated_person_cannot_be_made_administrator(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="is deactivated"):
        make_administrator(person=cast.deactivated, by=cast.administrator)


def test_administrators_post_is_given_and_taken_once(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="already an administrator"):
        make_administrator(person=cast.second_administrator, by=cast.administrator)
    with pytest.raises(ActionRefused, match="is not an administrator"):
        remove_administrator(person=cast.vermont, by=cast.administrator)
