"""A membership that gives no right for now: for an address outside the agency's domains, or a removed domain."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from accounts import mail
from accounts.actions import (
    ActionRefused,
    approve_request,
    confirm_address,
    end_membership,
    request_membership,
    restore_membership,
    suspend_at_domain,
)
from accounts.actions.requests import Answers
from accounts.belonging import is_inside
from accounts.models import Agency, AgencyDomain, AuditEvent, DomainNote, Membership, OutboxMail, User
from accounts.standing import standing_of
from clearinghouse.lib.zones import portal_today
from documents.models import Document
from tests import library, pages
from tests.accounts.people import outbox
from tests.accounts.test_data_administration import agency_form
from tests.accounts.test_new_address import change, page_of
from tests.cast import Cast
from tests.moving import again
from workinggroups.models import GroupMembership, WorkingGroup

SignIn = Callable[[User | None], Client]
QUEUE, MINE = "/people/approvals/", "/people/request/mine/"
OUTSIDE = "jo@mail.example"


@pytest.fixture
def vtrans(cast: Cast) -> Agency:
    """The agency of Vermont's people, whose list has the domain of their invented addresses."""
    agency = cast.vermont.memberships.get().agency
    AgencyDomain.objects.create(agency=agency, domain="people.example")
    return agency


def of(person: User) -> Membership:
    return person.memberships.not_ended().get()


def main(answer: HttpResponse) -> str:
    return pages.texts(answer, "main")[0]


def titles(person: User) -> list[str]:
    return sorted(Document.objects.visible_to(again(person)).values_list("title", flat=True))


# An address outside of the domains


def test_all_that_came_with_the_agency_is_gone_with_the_next_request_and_returns(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont_energy, "For members", sharing_choice="all_members")
    library.document(cast.vermont_editor, "Own", sharing_choice="me")
    client = sign_in(cast.vermont_editor)
    before = (titles(cast.vermont_editor), client.get(f"/documents/{made.key}/").status_code)

    change(cast.vermont_editor, OUTSIDE)

    assert before == (["For members", "Own"], 200)
    assert titles(cast.vermont_editor) == []
    assert client.get(f"/documents/{made.key}/").status_code == 404
    assert client.get("/documents/mine/")["Location"] == MINE
    assert client.get("/people/me/").status_code == 200
    sign_in(cast.administrator).post(page_of(cast.vermont_editor), {"email": OUTSIDE})
    assert titles(cast.vermont_editor) == ["For members", "Own"]
    assert of(cast.vermont_editor).role == "editor"


def test_person_reads_what_happened_and_what_comes_next(cast: Cast, sign_in: SignIn) -> None:
    change(cast.vermont, OUTSIDE)

    answer = sign_in(cast.vermont).get(MINE)

    assert pages.texts(answer, "h2")[0] == "Your access is paused"
    assert "jo@mail.example, is outside your agency’s email domains. An administrator will look" in main(answer)
    assert (OUTSIDE, "Your access to the EV States Clearinghouse is paused") in outbox()


def test_administrators_are_told_see_it_in_the_queue_and_decide_once(cast: Cast, sign_in: SignIn) -> None:
    change(cast.vermont, OUTSIDE)
    client = sign_in(cast.administrator)

    line = pages.texts(client.get(QUEUE), ".ask__line--link .ask__advice")
    page = main(client.get(page_of(cast.vermont)))

    assert line == ["Access paused. New email address. Approved: vermont@people.example"]
    assert "Access is paused" in page
    assert "The new address is outside the agency’s email domains." in page
    told = [to for to, subject in outbox() if subject == "Access of Vermont is paused until you decide"]
    assert told == ["administrator@people.example", "second.administrator@people.example"]
    client.post(page_of(cast.vermont), {"email": OUTSIDE})
    assert [bool(of(cast.vermont).suspended_at), again(cast.vermont).approved_email] == [False, ""]
    with pytest.raises(ActionRefused, match="already confirmed"):
        confirm_address(person=cast.vermont, by=cast.second_administrator, email=OUTSIDE)


def test_administrators_can_end_it_instead(cast: Cast, sign_in: SignIn) -> None:
    change(cast.vermont, OUTSIDE)

    end_membership(membership=of(cast.vermont), by=cast.administrator, reason="No longer with the agency.")

    assert list(cast.vermont.memberships.not_ended()) == []
    assert pages.texts(sign_in(cast.administrator).get(QUEUE), ".ask__line--link") == []


@pytest.mark.parametrize("back", ["vermont@people.example", "second@sub.people.example"])
def test_who_goes_back_inside_has_access_again(cast: Cast, vtrans: Agency, back: str) -> None:
    change(cast.vermont, OUTSIDE)
    assert standing_of(again(cast.vermont)).is_approved is False

    change(cast.vermont, back)

    assert of(cast.vermont).suspended_at is None
    assert standing_of(again(cast.vermont)).is_member is True
    assert again(cast.vermont).approved_email == ("" if back == "vermont@people.example" else "vermont@people.example")


def test_another_address_outside_waits_as_the_first_and_is_told_again(cast: Cast) -> None:
    change(cast.vermont, OUTSIDE)
    since = of(cast.vermont).suspended_at

    change(cast.vermont, "other@mail.example")

    assert of(cast.vermont).suspended_at == since
    assert again(cast.vermont).approved_email == "vermont@people.example"
    assert [subject for _, subject in outbox()].count("Access of Vermont is paused until you decide") == 4


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("a@people.example", True),
        ("a@sub.people.example", False),  # the approved domain itself, and none below it
        ("a@dot.example", True),
        ("a@sub.dot.example", True),
        ("a@evildot.example", False),
        ("a@past.example", False),
        ("a@free.example", False),
    ],
)
def test_what_is_inside(cast: Cast, email: str, expected: bool) -> None:
    agency, today = cast.vermont.memberships.get().agency, portal_today()
    AgencyDomain.objects.create(agency=agency, domain="dot.example")
    AgencyDomain.objects.create(agency=agency, domain="past.example", valid_to="2020-01-01")

    assert is_inside(email, agency=agency, approved="vermont@people.example", day=today) is expected


def test_public_mail_says_nothing_even_where_it_was_approved(cast: Cast) -> None:
    agency, today = cast.vermont.memberships.get().agency, portal_today()
    DomainNote.objects.create(match="suffix", pattern="free.example", category="free_mail", weight="evidence_against")

    assert is_inside("a@free.example", agency=agency, approved="b@free.example", day=today) is False


def test_who_is_suspended_may_ask_anew_and_an_approval_starts_afresh(cast: Cast) -> None:
    change(cast.vermont, OUTSIDE)
    agency = of(cast.vermont).agency
    assert agency.state is not None
    answers = Answers("member", agency.state, agency, "", "EV program manager", "Our addresses changed.")
    made = request_membership(by=again(cast.vermont), answers=answers)

    approve_request(request=made, by=cast.administrator, agency=agency, tier="member", role="reader")

    assert [bool(row.suspended_at) for row in cast.vermont.memberships.not_ended()] == [False]
    assert again(cast.vermont).approved_email == ""
    assert standing_of(again(cast.vermont)).is_member is True


# A domain that is taken off the list


def test_who_relied_on_a_removed_domain_waits_until_confirmed(cast: Cast, vtrans: Agency) -> None:
    vtrans.domains.filter(domain="people.example").delete()

    paused = suspend_at_domain(agency=vtrans, domain="people.example", by=cast.administrator)

    assert paused == 2
    suspended = Membership.objects.suspended().order_by("user__name").values_list("user__name", "suspended_for")
    assert list(suspended) == [("Vermont", "domain"), ("Vermont Editor", "domain")]
    confirm_address(person=cast.vermont, by=cast.administrator, email=cast.vermont.email)
    assert standing_of(again(cast.vermont)).is_member is True


def test_a_domain_that_another_row_covers_suspends_nobody(cast: Cast, vtrans: Agency) -> None:
    AgencyDomain.objects.create(agency=vtrans, domain="old.example", valid_to="2020-01-01")
    cast.vermont.memberships.update(agency=vtrans)
    User.objects.filter(pk=cast.vermont.pk).update(email="vermont@old.example")
    vtrans.domains.filter(domain="people.example").delete()

    assert suspend_at_domain(agency=vtrans, domain="people.example", by=cast.administrator) == 1
    assert standing_of(again(cast.vermont)).is_member is True


def test_only_administrators_suspend_at_a_domain(cast: Cast, vtrans: Agency) -> None:
    with pytest.raises(PermissionDenied):
        suspend_at_domain(agency=vtrans, domain="people.example", by=cast.vermont_editor)


def test_removing_it_in_the_data_administration_does_it_and_says_so(cast: Cast, vtrans: Agency, sign_in) -> None:
    place = [row.domain for row in vtrans.domains.order_by("pk")].index("people.example")
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    form = agency_form(vtrans, **{f"domains-{place}-DELETE": "on"})

    answer = sign_in(cast.administrator).post(f"/data/accounts/agency/{vtrans.pk}/change/", form, follow=True)

    assert "The access of 2 people with an address there is paused. See Approvals." in answer.content.decode()
    assert Membership.objects.suspended().count() == 2


# What it is, and what it leaves alone


def test_suspension_is_logged_and_places_stay(cast: Cast) -> None:
    group = WorkingGroup.objects.get(slug="cybersecurity")
    change(cast.group_member, OUTSIDE)

    place = GroupMembership.objects.get(group=group, user=cast.group_member)

    assert [place.ended_at, list(GroupMembership.objects.current().filter(group=group))] == [None, []]
    sentence = AuditEvent.objects.filter(action="membership.suspended").get().sentence
    agency = of(cast.group_member).agency
    assert sentence == f"The access of Group Member is paused: jo@mail.example is outside the domains of {agency}."


def test_an_administrators_post_is_no_membership(cast: Cast) -> None:
    cast.vermont.groups.add(cast.administrator.groups.get())
    change(cast.vermont, OUTSIDE)

    standing = standing_of(again(cast.vermont))

    assert (standing.is_administrator, standing.is_member) == (True, False)


def test_mail_about_it_is_asked_again(cast: Cast) -> None:
    change(cast.vermont, OUTSIDE)
    change(cast.vermont, "vermont@people.example")

    mail.deliver_due()

    sent = OutboxMail.objects.filter(subject__contains="paused").exclude(sent_at=None)
    assert list(sent) == []


def test_restoring_needs_a_suspension_and_a_checked_address(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="isn’t paused"):
        restore_membership(membership=of(cast.vermont), by=cast.administrator)
    change(cast.vermont, OUTSIDE)
    with pytest.raises(ActionRefused, match="Check this person’s new email address first"):
        restore_membership(membership=of(cast.vermont), by=cast.administrator)
    with pytest.raises(PermissionDenied):
        restore_membership(membership=of(cast.vermont), by=cast.vermont_editor)
