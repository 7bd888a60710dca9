"""Remembering a domain for an agency when somebody is approved, and ending that."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import approve_request
from accounts.actions.domains import DomainRefused, end_domain
from accounts.advice import assess
from accounts.evidence_facts import Guess, guess_place, read_facts
from accounts.models import AgencyDomain, AuditEvent, MembershipRequest, User
from tests import pages
from tests.accounts.people import agency_at, waiting
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
SETTINGS = "/people/approvals/settings/"


def until(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def remembered(cast: Cast, email: str = "kim@quell.example", **given: object) -> AgencyDomain:
    request = waiting(email, agency_at("TX", "TxDOT"))
    fields = {
        "agency": agency_at("TX", "TxDOT"),
        "tier": "member",
        "role": "reader",
        "remember_until": until(),
        **given,
    }
    approve_request(request=request, by=cast.administrator, **fields)
    return AgencyDomain.objects.get(is_remembered=True)


def advice(email: str) -> str:
    request = MembershipRequest.objects.filter(email=email).first() or waiting(email, agency_at("TX", "TxDOT"), "Lou")
    return assess(request, read_facts([request]), timezone.localdate()).advice


def lines(action: str) -> list[str]:
    return list(AuditEvent.objects.filter(action=action).order_by("pk").values_list("sentence", flat=True))


def test_remembered_domain_is_evidence_for_the_next_person(cast: Cast) -> None:
    assert advice("lou@quell.example") == "ask"

    row = remembered(cast)

    assert (row.domain, row.valid_from, row.valid_to, row.remembered_by) == (
        "quell.example", timezone.localdate(), until(), cast.administrator,
    )  # fmt: skip
    assert advice("lou@quell.example") == "approve"
    assert lines("agency.domain_remembered")[0].startswith(
        "Administrator remembered quell.example for Texas Department of Transportation until "
    )
    assert guess_place("x@quell.example") == Guess("TX", agency_at("TX", "TxDOT").pk)


def test_ended_domain_counts_no_longer(cast: Cast) -> None:
    row = remembered(cast)

    end_domain(domain=row, by=cast.second_administrator)
    end_domain(domain=row, by=cast.second_administrator)

    assert advice("lou@quell.example") == "ask"
    assert guess_place("x@quell.example") == Guess()
    assert lines("agency.domain_ended") == [
        "Second Administrator ended quell.example for Texas Department of Transportation: it no longer counts."
    ]


def test_expired_domain_counts_no_longer_and_says_so(cast: Cast) -> None:
    remembered(cast)
    AgencyDomain.objects.filter(is_remembered=True).update(valid_to=until(-1))
    request = waiting("lou@quell.example", agency_at("TX", "TxDOT"))

    found = assess(request, read_facts([request]), timezone.localdate())

    assert found.findings[0].text.startswith(
        "quell.example was remembered for Texas Department of Transportation until"
    )
    assert found.advice == "ask"


def test_expired_domain_can_be_remembered_again(cast: Cast) -> None:
    end_domain(domain=remembered(cast), by=cast.administrator)

    row = remembered(cast, "lou@quell.example")

    assert (row.valid_to, AgencyDomain.objects.filter(domain="quell.example").count()) == (until(), 1)


@pytest.mark.parametrize(
    ("email", "given", "sentence"),
    [
        ("kim@gmail.com", {"reason": "I called her."}, "Something serious speaks against the domain."),
        ("kim@txd0t.gov", {"reason": "I called her."}, "Something serious speaks against the domain."),
        ("kim@texas.gov", {}, "All of the state’s agencies use texas.gov"),
        ("kim@quell.example", {"remember_until": until(-1)}, "Choose a day that is not in the past."),
    ],
)
def test_domain_that_is_nobodys_or_everybodys_is_not_remembered(
    email: str, given: dict[str, object], sentence: str, cast: Cast
) -> None:
    with pytest.raises(DomainRefused, match=sentence):
        remembered(cast, email, **given)

    assert MembershipRequest.objects.get(email=email).status == "waiting"
    assert AgencyDomain.objects.filter(is_remembered=True).count() == 0


def test_domain_of_another_agency_is_not_remembered(cast: Cast) -> None:
    request = waiting("kim@energy.ca.gov", agency_at("CA", "Caltrans"))

    with pytest.raises(DomainRefused, match=r"uses energy\.ca\.gov too"):
        approve_request(
            request=request, by=cast.administrator, agency=agency_at("CA", "Caltrans"), tier="member", role="reader",
            remember_until=until(),
        )  # fmt: skip


@pytest.mark.parametrize("name", ["vermont_editor", "vermont", "guest"])
def test_only_administrators_end_a_domain(name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        end_domain(domain=remembered(cast), by=getattr(cast, name))


def test_form_offers_it_where_it_makes_sense_and_keeps_the_day(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    texas = agency_at("TX", "TxDOT")
    offered = waiting("kim@quell.example", texas)
    known = waiting("lou@txdot.gov", texas)
    free = waiting("moe@gmail.com", texas)

    def boxes(request: MembershipRequest) -> list[object]:
        return pages.find(client.get(f"/people/approvals/{request.pk}/"), "#id_remember")

    assert [len(boxes(request)) for request in (offered, known, free)] == [1, 0, 0]
    form = {"agency": texas.pk, "tier": "member", "role": "reader", "version": 1, "remember": "on"}
    client.post(f"/people/approvals/{offered.pk}/approve/", {**form, "remember_until": until(10).isoformat()})

    assert AgencyDomain.objects.get(is_remembered=True).valid_to == until(10)


def test_settings_list_them_and_end_them(cast: Cast, sign_in: SignIn) -> None:
    row = remembered(cast)
    client = sign_in(cast.administrator)

    assert pages.texts(client.get(SETTINGS), "main .rows .address") == ["quell.example"]
    client.post(f"{SETTINGS}domains/{row.pk}/")

    assert pages.texts(client.get(SETTINGS), "main .rows .chip") == ["Ended"]
    assert client.post(f"{SETTINGS}domains/{AgencyDomain.objects.exclude(pk=row.pk)[0].pk}/").status_code == 404


def test_settings_cost_as_many_queries_for_one_as_for_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    counts = []
    for number in range(3):
        remembered_row = {"is_remembered": True, "valid_from": timezone.localdate(), "valid_to": until()}
        AgencyDomain.objects.create(agency=agency_at("TX", "TxDOT"), domain=f"q{number}.example", **remembered_row)
        with CaptureQueriesContext(connection) as queries:
            client.get(SETTINGS)
        counts.append(len(queries))

    assert counts == [6, 6, 6]
