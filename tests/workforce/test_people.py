"""Who takes care of the space, whom they invite, and on which requests they decide."""

import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied

from accounts import actions as membership
from accounts.actions import NewAgency
from accounts.mail import deliver_due
from accounts.models import AuditEvent, MembershipRequest, User
from tests import pages
from tests.cast import Cast, agency, person, request_for
from tests.workforce.people import carer
from workforce.actions import Invited, SpaceRefused, end_administrator, invite_to_space, name_administrator
from workforce.models import SpaceAdministrator, SpaceInvitation
from workforce.permissions import takes_care

pytestmark = pytest.mark.django_db
PEOPLE = "/workforce/people/"


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def asking(name: str = "lou") -> MembershipRequest:
    """A request to be a guest of an organization that is not on the list."""
    made = request_for(person(name), agency("VT", "DOT"))
    MembershipRequest.objects.filter(pk=made.pk).update(
        tier="guest", agency=None, new_agency_name="Lake Union", new_agency_kind="UNION"
    )
    made.refresh_from_db()
    return made


def test_named_person_takes_care_of_the_space_until_the_post_ends(cast: Cast) -> None:
    before = takes_care(again(cast.guest))

    post = name_administrator(person=cast.guest, by=cast.administrator)
    meanwhile = takes_care(again(cast.guest))
    end_administrator(post=post, by=cast.administrator)

    assert (before, meanwhile, takes_care(again(cast.guest))) == (False, True, False)
    actions = AuditEvent.objects.filter(action__startswith="space.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["space.administrator_named", "space.administrator_removed"]


def test_post_ends_with_the_membership(cast: Cast) -> None:
    name_administrator(person=cast.guest, by=cast.administrator)

    membership.end_membership(membership=cast.guest.memberships.get(), by=cast.administrator, reason="Left.")

    assert not takes_care(again(cast.guest))
    assert SpaceAdministrator.objects.filter(ended_at=None).count() == 0


def test_post_waits_while_an_address_is_unchecked(cast: Cast) -> None:
    name_administrator(person=cast.guest, by=cast.administrator)
    User.objects.filter(pk=cast.guest.pk).update(approved_email="earlier@people.example")

    assert not takes_care(again(cast.guest))


@pytest.mark.parametrize("name", ["vermont_editor", "guest"])
def test_only_administrators_name_who_takes_care(name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        name_administrator(person=cast.guest, by=getattr(cast, name))


@pytest.mark.parametrize("name", ["applicant", "left", "deactivated"])
def test_only_people_in_the_space_are_named(name: str, cast: Cast) -> None:
    with pytest.raises(SpaceRefused):
        name_administrator(person=getattr(cast, name), by=cast.administrator)


def test_who_takes_care_sees_and_decides_on_requests_of_guests_only(cast: Cast, sign_in) -> None:
    guests, states = asking(), cast.applicant.membership_requests.get()
    client = sign_in(carer(cast))

    queue = client.get("/people/approvals/")

    assert pages.texts(queue, ".ask__name") == ["Lou"]
    assert client.get(f"/people/approvals/{guests.pk}/").status_code == 200
    assert client.get(f"/people/approvals/{states.pk}/").status_code == 404


def test_who_takes_care_makes_guests_of_organizations_that_are_no_states(cast: Cast) -> None:
    request, by = asking(), carer(cast)
    union = NewAgency(name="Lake Union", kind="UNION")

    for agency_, tier in ((union, "member"), (agency("VT", "SEO"), "guest"), (NewAgency("Board", "OTHER"), "guest")):
        with pytest.raises(membership.RequestRefused, match="guests of the EV Workforce Collaborative only"):
            membership.approve_request(request=request, by=by, agency=agency_, tier=tier, role="reader")
    made = membership.approve_request(request=request, by=by, agency=union, tier="guest", role="reader")

    assert (made.tier, made.agency.kind, made.agency.name) == ("guest", "UNION", "Lake Union")


def test_who_takes_care_does_not_decide_on_a_states_request(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        membership.decline_request(request=cast.applicant.membership_requests.get(), by=carer(cast), reason="No.")


def test_evidence_for_guests_tells_nothing_of_a_states_request(cast: Cast, sign_in) -> None:
    request = asking()
    earlier = request_for(request.user, agency("VT", "DOT"), status="declined", by=cast.administrator)
    seen = {
        name: sign_in(user).get(f"/people/approvals/{request.pk}/").content.decode()
        for name, user in (("administrator", cast.administrator), ("carer", carer(cast)))
    }

    assert {name: earlier.decision_reason in page for name, page in seen.items()} == {
        "administrator": True,
        "carer": False,
    }


def invited(email: str = "kim@union.example") -> Invited:
    from accounts.models import State

    return Invited(email, "Kim", "Lake Union", "UNION", State.objects.get(pk="VT"))


def test_invitation_leads_to_a_request_that_is_filled_in(cast: Cast, sign_in) -> None:
    invite_to_space(by=carer(cast), invited=invited())
    deliver_due()
    (sent,) = [mail for mail in django_mail.outbox if mail.to == ["kim@union.example"]]
    link = next(word for word in str(sent.body).split() if "/people/request/?" in word)

    page = sign_in(person("kim")).get(link[link.index("/people/") :])

    form = page.context["form"]
    assert (form["new_agency_name"].value(), form["new_agency_kind"].value()) == ("Lake Union", "UNION")


def test_invitation_is_evidence_for_the_request(cast: Cast, sign_in) -> None:
    request = asking()
    by = carer(cast)
    invite_to_space(by=by, invited=invited(request.email))

    page = sign_in(cast.administrator).get(f"/people/approvals/{request.pk}/").content.decode()

    assert f"{by} invited this address for Lake Union." in page


@pytest.mark.parametrize("name", ["vermont", "guest"])
def test_others_can_not_invite(name: str, cast: Cast, sign_in) -> None:
    with pytest.raises(PermissionDenied):
        invite_to_space(by=getattr(cast, name), invited=invited())
    assert sign_in(getattr(cast, name)).get(f"{PEOPLE}invitations/").status_code == 403
    assert SpaceInvitation.objects.count() == 0


def test_same_address_gets_two_invitations_a_day_at_most(cast: Cast) -> None:
    by = carer(cast)
    for _ in range(2):
        invite_to_space(by=by, invited=invited())

    with pytest.raises(SpaceRefused, match="already got invitations"):
        invite_to_space(by=by, invited=invited())


def test_guest_sees_guests_and_no_member_of_a_state(cast: Cast, sign_in) -> None:
    name_administrator(person=cast.vermont, by=cast.administrator)

    seen = {name: sign_in(getattr(cast, name)).get(PEOPLE).content.decode() for name in ("guest", "colorado")}

    assert {name: "Vermont</" in page or "Vermont\n" in page for name, page in seen.items()} == {
        "guest": False,
        "colorado": True,
    }


def test_list_of_guests_asks_the_same_number_of_questions(cast: Cast, sign_in, django_assert_num_queries) -> None:
    client = sign_in(cast.vermont)
    client.get(PEOPLE)

    with django_assert_num_queries(6):
        client.get(PEOPLE)
    for name in ("first", "second"):
        carer_of = person(name)
        request = request_for(carer_of, cast.guest.memberships.get().agency)
        MembershipRequest.objects.filter(pk=request.pk).update(tier="guest")
        membership.approve_request(
            request=request, by=cast.administrator, agency=cast.guest.memberships.get().agency,
            tier="guest", role="reader",
        )  # fmt: skip
    with django_assert_num_queries(6):
        client.get(PEOPLE)
