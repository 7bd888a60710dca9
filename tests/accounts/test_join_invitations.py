"""Invitations to join: one address, one use, three days; looking changes nothing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import mail
from accounts.actions import NeedsReason, decline_request
from accounts.actions.invitations import InvitationRefused, accept, invite, resend, withdraw_invitation
from accounts.models import Agency, AgencyDomain, AuditEvent, JoinInvitation, MembershipRequest, OutboxMail, User
from accounts.unsubscribing import ToAddress, address_unsubscribe_url, subscription_of
from clearinghouse.lib.logs import hide_secrets
from tests import pages
from tests.accounts.at_once import at_once
from tests.accounts.people import agency_at, newcomer, waiting
from tests.cast import Cast, person
from tests.security.crawl import read, steady

SignIn = Callable[[User | None], Client]
LIST = "/people/invitations/"
EMAIL = "kim@vtrans.example"


@pytest.fixture
def vtrans(db: None) -> Agency:
    """With a domain that is confirmed to be its own."""
    found = agency_at("VT", "VTrans")
    AgencyDomain.objects.create(agency=found, domain="vtrans.example", check_mark="V")
    return found


def lines(action: str) -> list[str]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk").values_list("sentence", flat=True))


def invited(by: User, agency: Agency, email: str = EMAIL) -> JoinInvitation:
    return invite(agency=agency, email=email, name="Kim Lee", by=by)


def link() -> str:
    """The path in the newest invitation's mail."""
    body = OutboxMail.objects.filter(dedupe_key__startswith="join-invitation-").latest("pk").body
    (found,) = re.findall(r"https://clearinghouse\.test(/people/invited/\S+)", body)
    return found


def take(client: Client, path: str) -> object:
    return client.post(path, {"role_title": "EV planner"})


def test_link_holds_256_bits_and_no_row_does(cast: Cast, vtrans: Agency) -> None:
    made = invited(cast.administrator, vtrans)
    secret = link().split("/")[-2]

    assert len(secret) == 43  # 32 bytes, six bits a character
    assert secret not in str(JoinInvitation.objects.filter(pk=made.pk).values().get())
    assert secret not in str(list(AuditEvent.objects.values()))
    mail.deliver(OutboxMail.objects.get(to=EMAIL).pk)
    assert OutboxMail.objects.get(to=EMAIL).body == ""


def test_log_does_not_show_the_secret(cast: Cast, vtrans: Agency) -> None:
    invited(cast.administrator, vtrans)
    path = link()
    event = {"path": path, "next": f"/account/login/?next={path}"}

    shown = hide_secrets(None, "info", event)

    assert shown == {"path": "/people/invited/(secret)/", "next": "/account/login/?next=/people/invited/(secret)/"}


def test_invitation_by_an_administrator_is_the_decision(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    made = invited(cast.administrator, vtrans)
    kim = newcomer(EMAIL)

    answer = take(sign_in(kim), link())

    assert (answer.status_code, answer.url) == (302, "/people/request/mine/")
    request = kim.membership_requests.get()
    assert (request.status, request.decided_by, request.decided_at) == ("approved", cast.administrator, made.invited_at)
    assert request.decision_note == "Invited by Administrator."
    membership = kim.memberships.get()
    assert (membership.agency, membership.tier, membership.role) == (vtrans, "member", "reader")
    assert lines("membership.invited") == [
        "Administrator invited Kim Lee (kim@vtrans.example) to join for Vermont Agency of Transportation. "
        "The invitation is the decision."
    ]


def test_invitation_by_a_lead_is_evidence(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    invited(cast.vermont_editor, vtrans)
    kim = newcomer(EMAIL)

    take(sign_in(kim), link())

    request = kim.membership_requests.get()
    assert (request.status, kim.memberships.count()) == ("waiting", 0)
    page = sign_in(cast.administrator).get(f"/people/approvals/{request.pk}/")
    good = pages.texts(page, ".evidence__item--good .evidence__text")
    assert [text for text in good if text.startswith("Vermont Editor, EV lead, invited this address for")] != []


def test_get_has_no_effect_however_often(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    invited(cast.administrator, vtrans)
    kim = newcomer(EMAIL)
    client, path = sign_in(kim), link()

    for asking in (sign_in(None), client, client):
        assert asking.get(path).status_code == 200
        assert asking.head(path).status_code == 200
    assert (kim.membership_requests.count(), JoinInvitation.objects.live().count()) == (0, 1)
    take(client, path)

    assert kim.memberships.count() == 1


def test_forwarded_link_does_not_work_for_another_account(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    invited(cast.administrator, vtrans)
    client = sign_in(newcomer("lou@vtrans.example"))

    answer = take(client, link())

    assert pages.texts(answer, "main .lede") == ["This invitation doesn’t work for lou@vtrans.example."]
    assert MembershipRequest.objects.filter(user__email="lou@vtrans.example").count() == 0
    assert "kim@" not in answer.content.decode()


def test_invited_address_must_be_confirmed(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    invited(cast.administrator, vtrans)
    kim = newcomer(EMAIL)
    kim.emailaddress_set.update(verified=False)

    take(sign_in(kim), link())

    assert kim.membership_requests.count() == 0


def dead(how: str, made: JoinInvitation, by: User, kim: User) -> None:
    if how == "expired":
        long_ago = timezone.now() - timedelta(hours=73)
        JoinInvitation.objects.filter(pk=made.pk).update(sent_at=long_ago, expires_at=long_ago + timedelta(hours=72))
    elif how == "withdrawn":
        withdraw_invitation(invitation=made, by=by)
    elif how == "used":
        accept(invitation=made, by=kim, role_title="EV planner")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("expired", "This invitation has expired. Ask Administrator to send it again."),
        ("withdrawn", "Administrator withdrew this invitation."),
        ("used", "You already used this invitation."),
    ],
)
def test_dead_link_says_why_to_the_invited_person_only(
    how: str, sentence: str, cast: Cast, vtrans: Agency, sign_in: SignIn
) -> None:
    made = invited(cast.administrator, vtrans)
    kim, path = newcomer(EMAIL), link()
    strangers = [sign_in(None), sign_in(cast.applicant), sign_in(cast.vermont)]
    never = path[:-5] + "zzzz/"

    live = [steady(read(client, path), path=path) for client in strangers]
    dead(how, made, cast.administrator, kim)

    assert pages.texts(sign_in(kim).get(path), "main .lede") == [sentence]
    before = kim.membership_requests.count()
    take(sign_in(kim), path)
    assert kim.membership_requests.count() == before
    assert [steady(read(client, path), path=path) for client in strangers] == live
    assert [steady(read(client, never), path=never) for client in strangers] == live


def test_expiry_is_three_days_in_the_database(cast: Cast, vtrans: Agency) -> None:
    made = invited(cast.administrator, vtrans)

    assert made.expires_at - made.sent_at == timedelta(hours=72)
    with pytest.raises(IntegrityError, match="invitation_ends_in_three_days"), transaction.atomic():
        JoinInvitation.objects.filter(pk=made.pk).update(expires_at=made.sent_at + timedelta(hours=73))


def test_link_sent_again_is_a_new_one(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    made = invited(cast.administrator, vtrans)
    first = link()
    resend(invitation=made, by=cast.administrator)
    kim = newcomer(EMAIL)

    take(sign_in(kim), first)
    assert kim.memberships.count() == 0
    take(sign_in(kim), link())

    assert kim.memberships.count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("kim@mail.example", "EV leads can invite only people with an address at a domain of"),
        ("kim@evilvtrans.example", "EV leads can invite only"),
        ("kim@vtrans.example.com", "EV leads can invite only"),
        ("kim@txdot.gov", "EV leads can invite only"),
    ],
)
def test_lead_invites_only_at_the_agencys_domains(email: str, sentence: str, cast: Cast, vtrans: Agency) -> None:
    with pytest.raises(InvitationRefused, match=sentence):
        invited(cast.vermont_editor, vtrans, email)
    assert JoinInvitation.objects.count() == 0


def test_lead_invites_only_for_their_own_agency(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    texas = agency_at("TX", "TxDOT")

    with pytest.raises(PermissionDenied):
        invited(cast.vermont_editor, texas, "kim@txdot.gov")
    form = {"name": "Kim Lee", "email": "kim@txdot.gov", "agency": texas.pk}
    answer = sign_in(cast.vermont_editor).post(LIST, form)

    assert pages.find(answer, "#id_agency_error") != []
    assert JoinInvitation.objects.count() == 0


@pytest.mark.parametrize("name", ["vermont", "guest", "applicant", "left", "vermont_energy"])
def test_nobody_else_invites(name: str, cast: Cast, vtrans: Agency) -> None:
    with pytest.raises(PermissionDenied):
        invited(getattr(cast, name), vtrans)


def test_administrator_needs_a_reason_where_something_serious_speaks_against_it(
    cast: Cast, vtrans: Agency, sign_in: SignIn
) -> None:
    form = {"name": "Kim Lee", "email": "kim@vtrams.example", "agency": vtrans.pk}
    client = sign_in(cast.administrator)

    with pytest.raises(NeedsReason):
        invited(cast.administrator, vtrans, "kim@vtrams.example")
    first = client.post(LIST, form)
    assert (pages.texts(first, "h1"), JoinInvitation.objects.count()) == (["Invite Kim Lee?"], 0)
    client.post(LIST, {**form, "reason": "I called her."})

    assert JoinInvitation.objects.get().decision_note == "I called her."


@pytest.mark.parametrize("change", ["post_ended", "deactivated", "new_warning"])
def test_decision_falls_back_to_evidence(change: str, cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    invited(cast.second_administrator, vtrans)
    if change == "post_ended":
        cast.second_administrator.groups.clear()
    elif change == "deactivated":
        User.objects.filter(pk=cast.second_administrator.pk).update(is_active=False)
    else:
        AgencyDomain.objects.filter(domain="vtrans.example").update(domain="vtrams.example")
    kim = newcomer(EMAIL)

    take(sign_in(kim), link())

    assert kim.membership_requests.get().status == "waiting"


def test_request_that_waits_gives_way_to_the_invitation(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    request = waiting(EMAIL, agency_at("VT", "PSD"))
    invited(cast.administrator, vtrans)

    take(sign_in(request.user), link())

    assert sorted(request.user.membership_requests.values_list("status", flat=True)) == ["approved", "withdrawn"]


def test_form_gives_no_role_and_no_tier(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    invited(cast.administrator, vtrans)
    kim = newcomer(EMAIL)
    forged = {"role_title": "Boss", "role": "editor", "tier": "guest", "agency": agency_at("TX", "TxDOT").pk}

    sign_in(kim).post(link(), {**forged, "is_decision": "1", "is_staff": "1"})

    membership = kim.memberships.get()
    assert (membership.role, membership.tier, membership.agency) == ("reader", "member", vtrans)
    kim.refresh_from_db()
    assert not kim.is_staff


def test_address_is_not_flooded(cast: Cast, vtrans: Agency) -> None:
    made = invited(cast.administrator, vtrans)
    resend(invitation=made, by=cast.administrator)
    resend(invitation=made, by=cast.administrator)

    with pytest.raises(InvitationRefused, match="several invitations today"):
        resend(invitation=made, by=cast.administrator)


def test_person_sends_so_many_a_day(cast: Cast, vtrans: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.actions.invitations.MAILS_PER_PERSON", 2)
    for number in range(2):
        invited(cast.administrator, vtrans, f"kim{number}@vtrans.example")

    with pytest.raises(InvitationRefused, match="today’s limit"):
        invited(cast.administrator, vtrans)
    assert invited(cast.second_administrator, vtrans).email == EMAIL


def test_owner_of_an_address_can_turn_invitations_off(cast: Cast, vtrans: Agency) -> None:
    found = subscription_of(address_unsubscribe_url(EMAIL).split("/")[-2])
    assert isinstance(found, ToAddress)
    found.turn_off()

    with pytest.raises(InvitationRefused, match="turned off invitations"):
        invited(cast.administrator, vtrans)


def test_second_invitation_of_one_address_is_refused(cast: Cast, vtrans: Agency) -> None:
    invited(cast.administrator, vtrans)

    with pytest.raises(InvitationRefused, match="already has an invitation"):
        invited(cast.second_administrator, vtrans, EMAIL.upper())


@pytest.mark.parametrize("how", ["expired", "withdrawn", "sent_again"])
def test_mail_asks_again_before_it_is_sent(how: str, cast: Cast, vtrans: Agency) -> None:
    made = invited(cast.administrator, vtrans)
    row = OutboxMail.objects.get(to=EMAIL)
    if how == "sent_again":
        resend(invitation=made, by=cast.administrator)
    else:
        dead(how, made, cast.administrator, cast.vermont)

    mail.deliver(row.pk)

    row.refresh_from_db()
    assert row.sent_at is None


def test_list_shows_what_became_of_each_to_who_sent_them(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    states = {"waiting": "Waiting", "expired": "Expired", "withdrawn": "Withdrawn", "used": "Accepted"}
    for how in states:
        kim = newcomer(f"{how}@vtrans.example")
        dead(how, invited(cast.vermont_editor, vtrans, kim.email), cast.vermont_editor, kim)
    invited(cast.administrator, vtrans)

    def listed(user: User) -> dict[str, str]:
        page = sign_in(user).get(LIST)
        return dict(zip(pages.texts(page, ".rows .address"), pages.texts(page, ".rows .chip"), strict=True))

    assert listed(cast.vermont_editor) == {f"{how}@vtrans.example": state for how, state in states.items()}
    assert len(listed(cast.administrator)) == 5


def test_lead_touches_no_invitation_of_another(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    made = invited(cast.administrator, vtrans)

    for verb in ("resend", "withdraw"):
        assert sign_in(cast.vermont_editor).post(f"{LIST}{made.key}/{verb}/").status_code == 404
    with pytest.raises(PermissionDenied):
        withdraw_invitation(invitation=made, by=cast.vermont_editor)


def test_used_or_withdrawn_one_is_neither_sent_again_nor_withdrawn(cast: Cast, vtrans: Agency) -> None:
    made = invited(cast.administrator, vtrans)
    accept(invitation=made, by=newcomer(EMAIL), role_title="EV planner")

    for action in (resend, withdraw_invitation):
        with pytest.raises(InvitationRefused, match="already used"):
            action(invitation=made, by=cast.administrator)


def test_declined_person_can_be_invited_after_all(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    request = waiting(EMAIL, vtrans)
    decline_request(request=request, by=cast.second_administrator, reason="Unknown.")
    invited(cast.administrator, vtrans)

    take(sign_in(request.user), link())

    assert request.user.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_accept_once() -> None:
    from accounts import audiences

    administrator = person("administrator")
    audiences.single("administrators").group.user_set.add(administrator)
    texas = agency_at("TX", "TxDOT")
    made = invite(agency=texas, email="kim@txdot.gov", name="Kim Lee", by=administrator)
    kim = newcomer("kim@txdot.gov")

    def click() -> MembershipRequest:
        return accept(
            invitation=JoinInvitation.objects.get(pk=made.pk), by=User.objects.get(pk=kim.pk), role_title="Planner"
        )

    ended = at_once([click] * 4)

    assert len([found for found in ended if isinstance(found, MembershipRequest)]) == 1
    assert len([found for found in ended if isinstance(found, InvitationRefused)]) == 3
    assert kim.memberships.count() == 1
