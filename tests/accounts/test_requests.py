"""Asking, withdrawing and the one decision."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import (
    AlreadyDecided,
    NeedsReason,
    NewAgency,
    RequestChanged,
    RequestRefused,
    approve_request,
    change_request,
    decline_request,
    request_membership,
    withdraw_request,
)
from accounts.models import Agency, Audience, AuditEvent, Membership, MembershipRequest, OutboxMail, User
from tests.accounts.people import agency_at, answers, newcomer, outbox, person, waiting
from tests.cast import Cast, member, request_for


def labels(user: User) -> list[str]:
    """The audiences a person is in."""
    return sorted(Audience.objects.filter(group__user=user).values_list("label", flat=True))


def lines(action: str) -> list[str]:
    """The audit sentences of one action."""
    return list(AuditEvent.objects.filter(action=action).order_by("pk").values_list("sentence", flat=True))


def statuses() -> list[str]:
    return sorted(MembershipRequest.objects.values_list("status", flat=True))


VTRANS_AUDIENCES = sorted(
    ["All member states", "Vermont", "Vermont Agency of Transportation",
     "EV Workforce Collaborative: states and cities", "Northeast region", "NASTO region"]
)  # fmt: skip


@pytest.mark.django_db
def test_request_waits_with_what_the_person_said() -> None:
    kim = newcomer("kim@vtrans.example")

    made = request_membership(by=kim, answers=answers())

    assert (made.status, made.email, made.name, made.agency, made.tier) == (
        "waiting", "kim@vtrans.example", "Kim Lee", agency_at("VT", "VTrans"), "member",
    )  # fmt: skip
    assert lines("membership.requested") == ["Kim Lee asked to join for Vermont Agency of Transportation."]
    assert labels(kim) == []


@pytest.mark.django_db
def test_request_needs_a_verified_address() -> None:
    kim = newcomer("kim@vtrans.example")
    kim.emailaddress_set.update(verified=False)

    with pytest.raises(RequestRefused, match="Confirm your email address first"):
        request_membership(by=kim, answers=answers())

    assert statuses() == []


@pytest.mark.django_db
def test_second_request_is_refused_in_words_and_changes_nothing() -> None:
    kim = newcomer("kim@vtrans.example")
    request_membership(by=kim, answers=answers())

    with pytest.raises(RequestRefused, match="already waiting"):
        request_membership(by=kim, answers=answers())

    assert statuses() == ["waiting"]
    assert len(lines("membership.requested")) == 1


@pytest.mark.django_db
def test_declined_person_may_ask_again(cast: Cast) -> None:
    request_membership(by=cast.declined, answers=answers())

    assert sorted(cast.declined.membership_requests.values_list("status", flat=True)) == ["declined", "waiting"]


def test_member_cannot_ask_for_what_they_have(cast: Cast) -> None:
    with pytest.raises(RequestRefused, match="You already have this membership"):
        request_membership(by=cast.vermont, answers=answers(agency=cast.vermont.memberships.get().agency))


def test_withdrawn_request_is_no_longer_waiting(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()

    withdraw_request(request=request, by=cast.applicant)

    request.refresh_from_db()
    assert request.status == "withdrawn"
    assert lines("membership.withdrawn") == ["Applicant withdrew the request to join."]


def test_nobody_withdraws_the_request_of_another(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_request(request=cast.applicant.membership_requests.get(), by=cast.vermont)

    assert cast.applicant.membership_requests.get().status == "waiting"


def test_decided_request_cannot_be_withdrawn(cast: Cast) -> None:
    with pytest.raises(AlreadyDecided):
        withdraw_request(request=cast.declined.membership_requests.get(), by=cast.declined)


def test_approval_makes_a_member_of_their_audiences(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()

    membership = approve_request(
        request=request, by=cast.administrator, agency=agency_at("VT", "VTrans"), tier="member", role="reader"
    )

    request.refresh_from_db()
    assert (request.status, request.decided_by) == ("approved", cast.administrator)
    assert (membership.user, membership.request, membership.title) == (cast.applicant, request, "EV program manager")
    assert labels(cast.applicant) == VTRANS_AUDIENCES
    assert lines("membership.approved") == [
        "Administrator approved Applicant for Vermont Agency of Transportation as a state member."
    ]
    assert outbox() == [("applicant@people.example", "You are a member of the EV States Clearinghouse")]


def test_approved_guest_gets_the_workforce_space_and_nothing_of_a_state(cast: Cast) -> None:
    city = Agency.objects.get(name="City of Samples (Sample)")

    approve_request(
        request=cast.applicant.membership_requests.get(),
        by=cast.administrator,
        agency=city,
        tier="guest",
        role="reader",
    )

    assert labels(cast.applicant) == ["EV Workforce Collaborative: states and cities"]
    assert outbox() == [("applicant@people.example", "You are now a guest of the EV Workforce Collaborative")]
    assert lines("membership.approved") == [
        "Administrator approved Applicant (guest) for City of Samples (Sample) as a guest of the EV Workforce "
        "Collaborative."
    ]


def test_approval_adds_the_named_agency_to_the_state(cast: Cast) -> None:
    new = NewAgency(name=" Vermont Charging Office ", kind="OTHER", abbreviation="VCO")

    membership = approve_request(
        request=cast.applicant.membership_requests.get(),
        by=cast.administrator,
        agency=new,
        tier="member",
        role="reader",
    )

    agency = membership.agency
    assert (agency.name, agency.kind, agency.abbreviation, agency.state_id) == (
        "Vermont Charging Office", "OTHER", "VCO", "VT",
    )  # fmt: skip
    assert "Vermont Charging Office" in labels(cast.applicant)
    assert lines("agency.added") == ["Administrator added Vermont Charging Office in Vermont."]


def test_approval_takes_the_agency_that_is_there_under_the_name(cast: Cast) -> None:
    new = NewAgency(name="vermont agency of transportation", kind="DOT")

    membership = approve_request(
        request=cast.applicant.membership_requests.get(),
        by=cast.administrator,
        agency=new,
        tier="member",
        role="reader",
    )

    assert membership.agency == agency_at("VT", "VTrans")
    assert lines("agency.added") == []


def test_city_never_becomes_a_state_member(cast: Cast) -> None:
    city = Agency.objects.get(name="City of Samples (Sample)")
    request = cast.applicant.membership_requests.get()

    with pytest.raises(RequestRefused, match="can join only as a guest"):
        approve_request(request=request, by=cast.administrator, agency=city, tier="member", role="reader")

    assert labels(cast.applicant) == []
    assert cast.applicant.membership_requests.get().status == "waiting"


def test_guest_never_becomes_an_editor(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()

    with pytest.raises(RequestRefused, match="can’t edit an agency"):
        approve_request(
            request=request, by=cast.administrator, agency=agency_at("VT", "VTrans"), tier="guest", role="editor"
        )


def test_decline_tells_the_reason(cast: Cast) -> None:
    decline_request(
        request=cast.applicant.membership_requests.get(), by=cast.administrator, reason=" Ask your agency. "
    )

    request = cast.applicant.membership_requests.get()
    assert (request.status, request.decision_reason, request.decided_by) == (
        "declined", "Ask your agency.", cast.administrator,
    )  # fmt: skip
    assert lines("membership.declined") == ["Administrator declined Applicant: Ask your agency."]
    mail = OutboxMail.objects.get()
    assert "\nAsk your agency.\n" in mail.body
    assert "https://clearinghouse.test/people/request/mine/" in mail.body


def test_decline_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(RequestRefused, match="Enter a reason"):
        decline_request(request=cast.applicant.membership_requests.get(), by=cast.administrator, reason="  ")


def test_second_decision_is_told_who_decided(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()
    decline_request(request=request, by=cast.administrator, reason="No.")

    with pytest.raises(AlreadyDecided) as decided:
        approve_request(
            request=request,
            by=cast.second_administrator,
            agency=agency_at("VT", "VTrans"),
            tier="member",
            role="reader",
        )

    assert decided.value.request.decided_by == cast.administrator
    assert cast.applicant.memberships.count() == 0
    assert outbox() == [("applicant@people.example", "Your request to join the EV States Clearinghouse")]


def test_withdrawn_request_is_not_decided_and_no_mail_goes_out(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()
    withdraw_request(request=request, by=cast.applicant)

    with pytest.raises(AlreadyDecided):
        decline_request(request=request, by=cast.administrator, reason="No.")

    assert outbox() == []


@pytest.mark.parametrize("name", ["applicant", "declined", "vermont", "vermont_editor", "guest", "left", "deactivated"])
def test_only_administrators_decide(cast: Cast, name: str) -> None:
    request = waiting("kim@txdot.gov", agency_at("TX", "TxDOT"))

    with pytest.raises(PermissionDenied):
        approve_request(
            request=request, by=getattr(cast, name), agency=agency_at("TX", "TxDOT"), tier="member", role="reader"
        )
    with pytest.raises(PermissionDenied):
        decline_request(request=request, by=getattr(cast, name), reason="No.")

    request.refresh_from_db()
    assert request.status == "waiting"


def test_nobody_decides_their_own_request(cast: Cast) -> None:
    request = request_for(cast.administrator, agency_at("VT", "VTrans"))

    with pytest.raises(PermissionDenied, match="You can’t decide on your own request"):
        decline_request(request=request, by=cast.administrator, reason="No.")

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipRequest.objects.filter(pk=request.pk).update(
            status="approved", decided_by=cast.administrator, decided_at=timezone.now()
        )


def test_moving_ends_what_came_with_the_old_agency(cast: Cast) -> None:
    texas = agency_at("TX", "TxDOT")
    request = request_membership(by=cast.group_member, answers=answers(state=texas.state, agency=texas))

    approve_request(request=request, by=cast.administrator, agency=texas, tier="member", role="reader")

    assert [str(entry.agency) for entry in cast.group_member.memberships.current()] == [
        "Texas Department of Transportation"
    ]
    assert "Colorado" not in labels(cast.group_member)
    assert [label for label in labels(cast.group_member) if "Cybersecurity" in label] == []
    assert "Texas" in labels(cast.group_member)


def test_moving_leaves_an_administrators_post(cast: Cast) -> None:
    texas = agency_at("TX", "TxDOT")
    both = member("both", agency_at("VT", "VTrans"), cast.administrator)
    both.groups.add(Audience.objects.get(kind="administrators").group)
    request = request_membership(by=both, answers=answers(state=texas.state, agency=texas))

    approve_request(request=request, by=cast.administrator, agency=texas, tier="member", role="reader")

    assert "Administrators" in labels(both)


def test_failed_audit_undoes_the_decision(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("accounts.actions.approving.write_event", fail)

    with pytest.raises(RuntimeError), transaction.atomic():
        decline_request(request=cast.applicant.membership_requests.get(), by=cast.administrator, reason="No.")

    assert cast.applicant.membership_requests.get().status == "waiting"
    assert outbox() == []


def test_deactivated_applicant_gets_no_mail(cast: Cast) -> None:
    User.objects.filter(pk=cast.applicant.pk).update(is_active=False)

    decline_request(request=cast.applicant.membership_requests.get(), by=cast.administrator, reason="No.")

    assert outbox() == []


@pytest.mark.django_db
def test_database_refuses_a_membership_without_a_request() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=person("kim"), agency=agency_at("VT", "VTrans"), request_id=None, started_at=timezone.now()
        )


def test_database_refuses_a_second_waiting_request(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_open_request_per_person"), transaction.atomic():
        request_for(cast.applicant, agency_at("VT", "VTrans"))


def test_database_refuses_half_a_decision(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="request_decision_is_whole"), transaction.atomic():
        cast.applicant.membership_requests.update(status="approved")


def test_database_refuses_a_request_without_an_agency(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="request_names_an_agency"), transaction.atomic():
        cast.applicant.membership_requests.update(agency=None, new_agency_name="")


def test_database_refuses_a_second_main_membership(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_main_membership_per_person"), transaction.atomic():
        Membership.objects.create(
            user=cast.vermont,
            agency=agency_at("VT", "VTrans"),
            request=request_for(cast.vermont, agency_at("VT", "VTrans"), status="approved", by=cast.administrator),
            started_at=timezone.now(),
        )


@pytest.mark.parametrize("status", ["waiting", "declined"])
def test_database_refuses_a_membership_that_no_approval_stands_behind(status: str, cast: Cast) -> None:
    kim = newcomer("kim@vtrans.example")
    by = cast.administrator if status == "declined" else None
    request = request_for(kim, agency_at("VT", "VTrans"), status=status, by=by)

    with pytest.raises(IntegrityError, match="comes from an approved request"), transaction.atomic():
        Membership.objects.create(user=kim, agency=request.agency, request=request, started_at=timezone.now())


def test_database_refuses_a_membership_on_the_approval_of_another(cast: Cast) -> None:
    kim, lou = newcomer("kim@vtrans.example"), newcomer("lou@vtrans.example")
    request = request_for(lou, agency_at("VT", "VTrans"), status="approved", by=cast.administrator)

    with pytest.raises(IntegrityError, match="comes from an approved request"), transaction.atomic():
        Membership.objects.create(user=kim, agency=request.agency, request=request, started_at=timezone.now())
    with pytest.raises(IntegrityError, match="comes from an approved request"), transaction.atomic():
        Membership.objects.filter(user=cast.vermont).update(request=request)


def test_changed_request_is_decided_only_as_it_is_now(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()
    change_request(request=request, by=cast.applicant, answers=answers(reason="I changed teams."))

    with pytest.raises(RequestChanged):
        decline_request(request=request, by=cast.administrator, reason="No.", seen=1)
    with pytest.raises(RequestChanged):
        approve_request(
            request=request, by=cast.administrator, agency=agency_at("VT", "VTrans"), tier="member", role="reader",
            seen=1,
        )  # fmt: skip

    request.refresh_from_db()
    assert (request.status, request.version, request.reason) == ("waiting", 2, "I changed teams.")
    assert outbox() == []
    assert lines("membership.request_changed") == [
        "Applicant changed the request to join for Vermont Agency of Transportation."
    ]


def test_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()
    same = answers(role_title=request.role_title, reason=request.reason)

    change_request(request=request, by=cast.applicant, answers=same)

    request.refresh_from_db()
    assert (request.version, lines("membership.request_changed")) == (1, [])


def test_nobody_changes_the_request_of_another_or_a_decided_one(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        change_request(request=cast.applicant.membership_requests.get(), by=cast.declined, answers=answers())
    with pytest.raises(AlreadyDecided):
        change_request(request=cast.declined.membership_requests.get(), by=cast.declined, answers=answers())


def test_change_takes_the_account_as_it_is_now(cast: Cast) -> None:
    request = cast.applicant.membership_requests.get()
    cast.applicant.emailaddress_set.update(email="new@vtrans.example")
    User.objects.filter(pk=cast.applicant.pk).update(email="new@vtrans.example")
    cast.applicant.refresh_from_db()

    change_request(request=request, by=cast.applicant, answers=answers())

    assert cast.applicant.membership_requests.get().email == "new@vtrans.example"


def test_serious_warning_takes_a_written_reason(cast: Cast) -> None:
    request = waiting("jane@txd0t.gov", agency_at("TX", "TxDOT"))
    place = {"agency": agency_at("TX", "TxDOT"), "tier": "member", "role": "reader"}

    with pytest.raises(NeedsReason) as needed:
        approve_request(request=request, by=cast.administrator, reason="  ", **place)
    assert [found.code for found in needed.value.warnings] == ["look_alike"]
    assert lines("membership.approved") == []
    approve_request(request=request, by=cast.administrator, reason="I called their office.", **place)

    request.refresh_from_db()
    assert (request.status, request.decision_note) == ("approved", "I called their office.")
    assert lines("membership.approved") == [
        "Administrator approved Kim Lee for Texas Department of Transportation as a state member. "
        "I called their office."
    ]


def test_evidence_is_asked_about_the_agency_that_was_chosen(cast: Cast) -> None:
    request = waiting("jane@txdot.gov", agency_at("TX", "TxDOT"))

    with pytest.raises(NeedsReason):
        approve_request(
            request=request, by=cast.administrator, agency=agency_at("OK", "ODOT"), tier="member", role="reader"
        )
