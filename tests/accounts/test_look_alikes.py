"""Addresses that imitate an agency's. None of them is ever approved with one click, or together with others."""

from datetime import date

import pytest

from accounts.advice import Assessment, assess
from accounts.evidence_facts import read_facts
from accounts.models import MembershipRequest, State
from tests.accounts.people import agency_at

DAY = date(2026, 1, 15)
# address, state, agency that is imitated
LOOK_ALIKE = [
    ("jane@eviltxdot.gov", "TX", "TxDOT"),
    ("jane@mytxdot.gov", "TX", "TxDOT"),
    ("jane@txdot.com", "TX", "TxDOT"),
    ("jane@txdot.org", "TX", "TxDOT"),
    ("jane@txdot.net", "TX", "TxDOT"),
    ("jane@txdot.us", "TX", "TxDOT"),
    ("jane@txdot.co", "TX", "TxDOT"),
    ("jane@txd0t.gov", "TX", "TxDOT"),
    ("jane@txdott.gov", "TX", "TxDOT"),
    ("jane@txot.gov", "TX", "TxDOT"),
    ("jane@txdot.gob", "TX", "TxDOT"),
    ("jane@txdot.g0v", "TX", "TxDOT"),
    ("jane@tdxot.gov", "TX", "TxDOT"),
    ("jane@txdot.gov.com", "TX", "TxDOT"),
    ("jane@txdot.gov.evil.com", "TX", "TxDOT"),
    ("jane@txdot-gov.com", "TX", "TxDOT"),
    ("jane@txdot-gov.org", "TX", "TxDOT"),
    ("jane@mail.txdot-gov.net", "TX", "TxDOT"),
    ("jane@txdot.gov-mail.com", "TX", "TxDOT"),
    ("jane@txdot.gov.mail.example", "TX", "TxDOT"),
    ("jane@gov.txdot.com", "TX", "TxDOT"),
    ("jane@txdоt.gov", "TX", "TxDOT"),
    ("jane@xn--txdt-75d.gov", "TX", "TxDOT"),
    ("jane@tхdot.gov", "TX", "TxDOT"),
    ("jane@ѕtate.co.us", "CO", "CDOT"),
    ("jane@txdót.gov", "TX", "TxDOT"),
    ("jane@txԁot.gov", "TX", "TxDOT"),
    ("jane@state-co-us.com", "CO", "CDOT"),
    ("jane@state.co.us.com", "CO", "CDOT"),
    ("jane@statte.co.us", "CO", "CDOT"),
    ("jane@evilstate.co.us", "CO", "CDOT"),
    ("jane@dot-ca-gov.com", "CA", "Caltrans"),
    ("jane@dot.ca.gov.evil.com", "CA", "Caltrans"),
    ("jane@dot.ca.gov.co", "CA", "Caltrans"),
    ("jane@dotca.gov", "CA", "Caltrans"),
    ("jane@dot.ca.g.ov", "CA", "Caltrans"),
    ("jane@vermont-gov.com", "VT", "VTrans"),
    ("jane@vermont.gov.us.com", "VT", "VTrans"),
    ("jane@vermomt.gov", "VT", "VTrans"),
    ("jane@vеrmont.gov", "VT", "VTrans"),
    ("jane@nyserda-ny-gov.org", "NY", "NYSERDA"),
    ("jane@nyserda.ny.gov.info", "NY", "NYSERDA"),
    ("jane@wisconsimdott.gov", "WI", "WisDOT"),
    ("jane@wisconsindot.com", "WI", "WisDOT"),
    ("jane@virginia.gov.login.example", "VA", "VDOT"),
    ("jane@vdot-virginia.gov", "VA", "VDOT"),
    ("jane@vdot.virginla.gov", "VA", "VDOT"),
    ("jane@vdot.virginia.go", "VA", "VDOT"),
]
# The domain is no likeness, or only ends with its state, or the likeness stands before the @: one asks first.
ODD = [
    ("jane@evilca.gov", "CA", "Caltrans"),
    ("jane@tolbrook.gov", "OK", "ODOT"),  # ends as ok.gov does
    ("jane@evilstate.gov", "VA", "VDOT"),
    ("jane+txdot.gov@evil.example", "TX", "TxDOT"),
    ('"jane@txdot.gov"@evil.example', "TX", "TxDOT"),
]


def assessed(email: str, state: str, agency: str) -> Assessment:
    request = MembershipRequest(
        email=email, name="Kim Lee", tier="member", state=State.objects.get(pk=state), agency=agency_at(state, agency)
    )
    return assess(request, read_facts([request]), DAY)


def test_table_has_forty_addresses_and_more() -> None:
    assert len({row[0] for row in [*LOOK_ALIKE, *ODD]}) == 53


@pytest.mark.django_db
def test_look_alikes_take_a_second_step() -> None:
    found = {row[0]: assessed(*row) for row in LOOK_ALIKE}

    assert [email for email, one in found.items() if not one.serious] == []
    assert [email for email, one in found.items() if one.advice != "look" or one.is_complete] == []


@pytest.mark.django_db
def test_odd_addresses_are_asked_about_first() -> None:
    assert [assessed(*row).advice for row in ODD] == ["ask"] * len(ODD)
