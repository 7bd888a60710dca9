"""An EV lead says whether they know somebody; the administrator sees it, or it approves."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import mail
from accounts.actions import AlreadyDecided, RequestChanged, change_request, decline_request, request_membership
from accounts.actions.vouching import set_leads_approve, vouch
from accounts.models import Agency, AgencyDomain, AuditEvent, MembershipRequest, OutboxMail, Preferences, User, Vouch
from tests import pages
from tests.accounts.people import agency_at, answers, newcomer, outbox, waiting
from tests.cast import Cast, member

SignIn = Callable[[User | None], Client]
PAGE = "/people/colleagues/"


@pytest.fixture
def vtrans(db: None) -> Agency:
    """With a domain that is confirmed to be its own."""
    found = agency_at("VT", "VTrans")
    AgencyDomain.objects.create(agency=found, domain="vtrans.example", check_mark="V")
    return found


def lines(action: str) -> list[str]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk").values_list("sentence", flat=True))


def asked(email: str = "kim@vtrans.example") -> MembershipRequest:
    return request_membership(by=newcomer(email), answers=answers())


def lead_mails() -> list[tuple[str, str]]:
    return [row for row in outbox() if row[1].startswith("Do you know")]


def test_lead_sees_who_asks_for_their_agency_and_little_of_them(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    asked()
    waiting("lou@txdot.gov", agency_at("TX", "TxDOT"), name="Lou Diaz")
    waiting("moe@psd.example", agency_at("VT", "PSD"), name="Moe Roy")
    waiting("guest@vtrans.example", vtrans, name="Gus Best", tier="guest")

    answer = sign_in(cast.vermont_editor).get(PAGE)

    assert pages.texts(answer, "main .rows a") == ["Applicant", "Kim Lee"]
    assert "solicitations" not in answer.content.decode()  # why they ask is for administrators


@pytest.mark.parametrize("name", ["vermont", "vermont_energy", "guest", "applicant", "left"])
def test_nobody_else_opens_the_page(name: str, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(getattr(cast, name)).get(PAGE).status_code == 403


def test_lead_with_an_unchecked_address_waits(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.vermont_editor.pk).update(approved_email="old@vtrans.example")
    request = cast.applicant.membership_requests.get()

    assert sign_in(cast.vermont_editor).get(PAGE).status_code == 403
    with pytest.raises(PermissionDenied):
        vouch(request=request, by=User.objects.get(pk=cast.vermont_editor.pk), knows=True, seen=1)


def test_page_costs_as_many_queries_for_one_as_for_many(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont_editor)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
        waiting(f"kim{number}@vtrans.example", vtrans)

    assert counts == [6, 6, 6]


def test_looking_decides_nothing_and_a_button_does(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    request = asked()
    client = sign_in(cast.vermont_editor)

    client.get(f"{PAGE}{request.pk}/")
    assert Vouch.objects.count() == 0
    answer = client.post(f"{PAGE}{request.pk}/", {"answer": "yes", "version": request.version}, follow=True)

    assert pages.texts(answer, ".usa-alert") == ["Thank you. NASEO’s administrators see what you said about Kim Lee."]
    assert [(row.by, row.knows) for row in Vouch.objects.all()] == [(cast.vermont_editor, True)]
    request.refresh_from_db()
    assert request.status == "waiting"
    assert lines("membership.vouched") == [
        "Vermont Editor, EV lead of Vermont Agency of Transportation, said of Kim Lee: “I know this person, they work "
        "with us.”"
    ]


def test_administrator_sees_the_word_as_evidence(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    request = asked()
    vouch(request=request, by=cast.vermont_editor, knows=False, seen=1)
    queue = f"/people/approvals/{request.pk}/"

    answer = sign_in(cast.administrator).get(queue)

    assert "Vermont Editor, EV lead of Vermont Agency of Transportation," in pages.texts(
        answer, ".evidence__item--problem .evidence__text"
    )[0]  # fmt: skip


def test_last_word_of_a_lead_counts(cast: Cast, vtrans: Agency) -> None:
    request = asked()

    for knows in (True, False):
        vouch(request=request, by=cast.vermont_editor, knows=knows, seen=1)

    assert [row.knows for row in Vouch.objects.all()] == [False]
    with pytest.raises(IntegrityError), transaction.atomic():
        Vouch.objects.create(request=request, by=cast.vermont_editor, knows=True, version=1)


@pytest.mark.parametrize("name", ["vermont", "vermont_energy", "new_hampshire", "guest", "administrator", "left"])
def test_only_a_lead_of_the_agency_vouches(name: str, cast: Cast, vtrans: Agency) -> None:
    with pytest.raises(PermissionDenied):
        vouch(request=asked(), by=getattr(cast, name), knows=True, seen=1)


def test_who_lost_the_role_since_the_page_does_not_vouch(cast: Cast, vtrans: Agency) -> None:
    request = asked()
    assert MembershipRequest.objects.to_vouch_by(cast.vermont_editor).count() == 2  # read and kept
    cast.vermont_editor.memberships.update(role="reader")

    with pytest.raises(PermissionDenied):
        vouch(request=request, by=cast.vermont_editor, knows=True, seen=1)


def test_nobody_vouches_for_themselves(cast: Cast, vtrans: Agency) -> None:
    request = waiting("second@vtrans.example", vtrans)
    MembershipRequest.objects.filter(pk=request.pk).update(user=cast.vermont_editor)

    assert not MembershipRequest.objects.to_vouch_by(cast.vermont_editor).filter(pk=request.pk).exists()
    with pytest.raises(PermissionDenied):
        vouch(request=MembershipRequest.objects.get(pk=request.pk), by=cast.vermont_editor, knows=True, seen=1)


def test_word_is_only_on_what_the_lead_saw(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    request = asked()
    change_request(request=request, by=request.user, answers=answers(role_title="Director"))

    with pytest.raises(RequestChanged):
        vouch(request=request, by=cast.vermont_editor, knows=True, seen=1)
    decline_request(request=request, by=cast.administrator, reason="No.")
    with pytest.raises(AlreadyDecided):
        vouch(request=request, by=cast.vermont_editor, knows=True, seen=2)
    assert Vouch.objects.count() == 0


def test_word_falls_with_the_address_it_was_about(cast: Cast, vtrans: Agency) -> None:
    request = asked()
    vouch(request=request, by=cast.vermont_editor, knows=True, seen=1)
    kim = request.user
    kim.emailaddress_set.update(email="kim@mail.example")
    User.objects.filter(pk=kim.pk).update(email="kim@mail.example")

    change_request(request=request, by=User.objects.get(pk=kim.pk), answers=answers())

    assert Vouch.objects.count() == 0


@pytest.mark.parametrize(
    "form", [{}, {"answer": "yes"}, {"answer": "maybe", "version": "1"}, {"answer": "yes", "version": "²"}]
)
def test_answer_that_is_none_saves_nothing(form: dict[str, str], cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    request = asked()

    answer = sign_in(cast.vermont_editor).post(f"{PAGE}{request.pk}/", form, follow=True)

    assert pages.texts(answer, ".usa-alert") == ["Nothing was saved. Choose one of the two answers."]
    assert Vouch.objects.count() == 0


# Approving by a lead's word


def approves(vtrans: Agency, by: User) -> None:
    set_leads_approve(agency=vtrans, approve=True, by=by)


def test_word_approves_where_administrators_turned_it_on(cast: Cast, vtrans: Agency) -> None:
    approves(vtrans, cast.administrator)
    request = asked()

    membership = vouch(request=request, by=cast.vermont_editor, knows=True, seen=1)

    assert membership is not None
    assert (membership.tier, membership.role, membership.agency) == ("member", "reader", vtrans)
    request.refresh_from_db()
    assert (request.status, request.decided_by) == ("approved", cast.vermont_editor)
    assert request.decision_note == (
        "Approved on the word of Vermont Editor, EV lead of Vermont Agency of Transportation, whose leads approve "
        "colleagues at its own domains."
    )
    assert lines("agency.leads_approve") == [
        "Administrator let the EV leads of Vermont Agency of Transportation approve colleagues."
    ]


@pytest.mark.parametrize(
    "case", ["no", "other_domain", "serious", "question", "another_lead_says_no", "turned_off", "ended"]
)
def test_word_is_only_evidence_otherwise(case: str, cast: Cast, vtrans: Agency) -> None:
    approves(vtrans, cast.administrator)
    email = {"other_domain": "kim@mail.example", "serious": "kim@vtrams.example"}.get(case, "kim@vtrans.example")
    request = asked(email)
    if case == "question":
        MembershipRequest.objects.filter(pk=request.pk).update(question_at=timezone.now())
    elif case == "another_lead_says_no":
        other = member("other_lead", vtrans, cast.administrator, role="editor")
        vouch(request=request, by=other, knows=False, seen=1)
    elif case == "turned_off":
        set_leads_approve(agency=vtrans, approve=False, by=cast.administrator)
    elif case == "ended":
        AgencyDomain.objects.filter(domain="vtrans.example").update(valid_to=timezone.localdate().replace(year=2020))

    membership = vouch(request=request, by=cast.vermont_editor, knows=case != "no", seen=1)

    request.refresh_from_db()
    assert (membership, request.status) == (None, "waiting")


@pytest.mark.parametrize("name", ["vermont_editor", "vermont", "guest"])
def test_only_administrators_turn_it_on(name: str, cast: Cast, vtrans: Agency) -> None:
    with pytest.raises(PermissionDenied):
        set_leads_approve(agency=vtrans, approve=True, by=getattr(cast, name))


def test_setting_is_turned_on_and_off_on_its_page(cast: Cast, vtrans: Agency, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    client.post("/people/approvals/settings/leads/", {"agency": vtrans.pk})
    vtrans.refresh_from_db()
    assert vtrans.leads_approve
    client.post(f"/people/approvals/settings/leads/{vtrans.pk}/")
    vtrans.refresh_from_db()

    assert not vtrans.leads_approve
    assert len(lines("agency.leads_approve")) == 2


# Mail


def test_leads_are_asked_by_mail_once_where_the_address_is_the_agencys(cast: Cast, vtrans: Agency) -> None:
    asked()
    asked("lou@mail.example")

    assert lead_mails() == [("vermont.editor@people.example", "Do you know Kim Lee?")]


@pytest.mark.parametrize("change", ["role", "declined", "answered", "preference", "moved", "nothing"])
def test_mail_to_a_lead_asks_again_before_it_is_sent(change: str, cast: Cast, vtrans: Agency) -> None:
    request = asked()
    row = OutboxMail.objects.get(subject="Do you know Kim Lee?")
    steps: dict[str, Callable[[], object]] = {
        "role": partial(cast.vermont_editor.memberships.update, role="reader"),
        "declined": partial(decline_request, request=request, by=cast.administrator, reason="No."),
        "answered": partial(vouch, request=request, by=cast.vermont_editor, knows=True, seen=1),
        "preference": partial(Preferences.objects.create, user=cast.vermont_editor, wants_colleagues=False),
        "moved": partial(MembershipRequest.objects.filter(pk=request.pk).update, email="kim@mail.example"),
        "nothing": lambda: None,
    }
    steps[change]()

    mail.deliver(row.pk)

    row.refresh_from_db()
    assert (row.sent_at is not None) is (change == "nothing")
