# ruff: noqa: E501  (one trap per line)
"""What an approver is told about an address. Each line of the table is one trap."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.addresses import parse_address
from accounts.evidence import Finding, note_fits, weigh
from accounts.evidence_facts import Guess, guess_place, read_facts
from accounts.models import AgencyDomain, DomainNote, MembershipRequest, RegistryDomain, State
from accounts.registry import load_shipped
from tests.accounts.people import agency_at, declined, waiting
from tests.cast import Cast, member

DAY = date(2026, 1, 15)
IN_PART = "The portal’s .gov list is only part of the registry"
ANY_GOVERNMENT = "It could be a federal, tribal, state, or local name."
UNCHECKED = "The .gov registry is not imported, so no one checked"
NOBODY = "is a member yet, so no colleague can vouch for this person"


def findings(email: str, state: str, agency: str, tier: str = "member") -> list[Finding]:
    """The evidence on an unsaved request, without the line about colleagues."""
    request = MembershipRequest(
        email=email, name="Kim Lee", tier=tier, state=State.objects.get(pk=state), agency=agency_at(state, agency)
    )
    return [found for found in weigh(request, read_facts([request]), DAY) if NOBODY not in found.text]


def lines(*args: str) -> list[tuple[str, str]]:
    return [(found.level, found.text) for found in findings(*args)]


# address, state and agency asked for, then (level, beginning of the sentence) in the order they are shown
TABLE = [
    # the agency's own domain
    ("jane@txdot.gov", "TX", "TxDOT", [("good", "txdot.gov is a domain of Texas Department of T")]),
    ("JANE@TXDOT.GOV", "TX", "TxDOT", [("good", "txdot.gov is a domain of")]),
    ("jane@mail.txdot.gov", "TX", "TxDOT", [("good", "mail.txdot.gov is a subdomain of txdot.gov, a domain of")]),
    ("jane@dot.ca.gov", "CA", "Caltrans", [("good", "dot.ca.gov is a domain of California Department")]),
    ("jane@nyserda.ny.gov", "NY", "NYSERDA", [("good", "nyserda.ny.gov is a domain of")]),
    ("jane@vdot.virginia.gov", "VA", "VDOT", [("good", "vdot.virginia.gov is a domain of")]),
    # the right state, another agency
    ("jane@energy.ca.gov", "CA", "Caltrans", [("caution", "energy.ca.gov is used by California Energy Commission, not")]),
    # another state
    ("jane@dot.ca.gov", "NV", "NDOT", [("problem", "dot.ca.gov is used by California Department of Transportation in")]),
    ("jane@txdot.gov", "OK", "ODOT", [("problem", "txdot.gov is used by Texas Department of Transportation in Texas,")]),
    # state-wide: says the state, proves no agency
    ("jane@dmv.ca.gov", "CA", "Caltrans", [("caution", "No agency on the list uses dmv.ca.gov.")]),
    ("jane@vermont.gov", "VT", "VTrans", [("caution", "Vermont Agency of Transportation uses vermont.gov, but so do")]),
    ("jane@arkansas.gov", "AR", "APSC", [("caution", "Arkansas Public Service Commission uses arkansas.gov, but so")]),
    ("jane@dmv.ca.gov", "NV", "NDOT", [("problem", "This is a domain of CA, but the request is for Nevada."), ("caution", "No agency on the list uses")]),
    # state mail outside .gov
    ("jane@state.co.us", "CO", "CDOT", [("caution", "Colorado Department of Transportation uses state.co.us, but so")]),
    ("jane@state.mn.us", "MN", "MnDOT", [("caution", "Minnesota Department of Transportation uses state.mn.us, but so")]),
    ("jane@dot.state.al.us", "AL", "ALDOT", [("caution", "Alabama Department of Transportation may use dot.state.al.us. That comes from a secondhand source.")]),
    ("jane@efficiencymaine.com", "ME", "EMT", [("caution", "Efficiency Maine Trust (runs the state's EV charging programs) may use efficiencymaine.com. That was entered from memory.")]),
    ("jane@akenergyauthority.org", "AK", "AEA", [("caution", "Alaska Energy Authority may use")]),
    ("jane@odd.state.vt.us", "VT", "VTrans", [("caution", "No agency on the list uses odd.state.vt.us.")]),
    ("jane@odd.state.nh.us", "VT", "VTrans", [("problem", "This is a domain of NH, but the request is for Vermont."), ("caution", "No agency")]),
    # federal names that look like states
    ("jane@va.gov", "VA", "VDOT", [("problem", "va.gov is the U.S. Department of Veterans Affairs"), ("caution", "No agency on the list uses va.gov.")]),
    ("jane@mail.va.gov", "VA", "VDOT", [("problem", "va.gov is the U.S. Department of Veterans Affairs"), ("caution", "No agency on the list uses mail.va.gov.")]),
    ("jane@psc.gov", "WI", "WisDOT", [("problem", "psc.gov is the Program Support Center"), ("caution", "No agency")]),
    ("jane@nlc.gov", "OH", "ODOT", [("problem", "nlc.gov is a nurse licensure compact"), ("caution", "No agency")]),
    ("jane@dot.gov", "OH", "ODOT", [("problem", "dot.gov is the U.S. Department of Transportation"), ("caution", "No agency")]),
    ("jane@energy.gov", "VT", "PSD", [("problem", "energy.gov is the U.S. Department of Energy"), ("caution", "No agency")]),
    ("jane@epa.gov", "VT", "PSD", [("problem", "epa.gov is the U.S. Environmental Protection Agency"), ("caution", "No agency")]),
    # names nobody ever registered
    ("jane@nyserda.gov", "NY", "NYSERDA", [("problem", "nyserda.gov is not in the .gov registry"), ("caution", "No agency")]),
    ("jane@njdot.gov", "NJ", "NJDOT", [("problem", "njdot.gov is not in the .gov registry"), ("caution", "No agency")]),
    ("jane@vdot.gov", "VA", "VDOT", [("problem", "vdot.gov is not in the .gov registry"), ("caution", "No agency")]),
    ("jane@massdot.gov", "MA", "MassDOT", [("problem", "massdot.gov is not in the .gov registry"), ("caution", "No agency")]),
    # local government
    ("jane@ci.burlington.vt.us", "VT", "VTrans", [("problem", "This is a city, county, town, or village address"), ("caution", "No agency")]),
    ("jane@co.chittenden.vt.us", "VT", "VTrans", [("problem", "This is a city, county, town, or village"), ("caution", "No agency")]),
    ("jane@lacity.gov", "LA", "LaDOTD", [("problem", "lacity.gov is the City of Los Angeles, California, not Louisiana"), ("caution", "No agency")]),
    ("jane@k12.vt.us", "VT", "VTrans", [("problem", "This is a school, library, district or council"), ("caution", "No agency")]),
    # contractors and public mail services
    ("jane@jacobs.com", "RI", "OER", [("problem", "jacobs.com is a consulting firm"), ("caution", "No agency")]),
    ("jane@gmail.com", "TX", "TxDOT", [("problem", "gmail.com is a public email service"), ("caution", "No agency")]),
    # shared mailboxes
    ("txdot_nevi@txdot.gov", "TX", "TxDOT", [("problem", "txdot_nevi@txdot.gov is a shared mailbox"), ("good", "txdot.gov is a domain")]),
    ("nevi@vdot.virginia.gov", "VA", "VDOT", [("problem", "nevi@vdot.virginia.gov is a shared mailbox"), ("good", "vdot.virginia.gov is")]),
    ("ev-program@txdot.gov", "TX", "TxDOT", [("problem", "The part before the @ names an office, not a person."), ("good", "txdot.gov is")]),
    # domains given up
    ("jane@scdot.org", "SC", "SCDOT", [("caution", "South Carolina DOT moved from scdot.org to scdot.gov.")]),
    ("jane@ksdot.org", "KS", "KDOT", [("caution", "Kansas DOT moved from ksdot.org to ksdot.gov.")]),
    # endings that are not parents
    ("jane@evilstate.gov", "VA", "VDOT", [("caution", "No agency on the list uses evilstate.gov."), ("unknown", UNCHECKED)]),
    ("jane@evilca.gov", "CA", "Caltrans", [("caution", "No agency"), ("caution", "evilca.gov ends with the letters ca.gov but is a different"), ("unknown", UNCHECKED)]),
    ("jane@nottxdot.gov", "TX", "TxDOT", [("caution", "No agency"), ("caution", "nottxdot.gov ends with the letters txdot.gov but is a different"), ("unknown", UNCHECKED)]),
    ("jane@dot.ca.gov.evil.com", "CA", "Caltrans", [("problem", "dot.ca.gov.evil.com contains dot.ca.gov but is not a subdomain of it"), ("caution", "No agency")]),
    ("jane@dot-ca-gov.com", "CA", "Caltrans", [("problem", "dot-ca-gov.com contains dot.ca.gov but is not a subdomain of it"), ("caution", "No agency")]),
    ("jane@dotcagov.com", "CA", "Caltrans", [("problem", "dotcagov.com contains dot.ca.gov but is not a subdomain of it"), ("caution", "No agency")]),
    # look-alikes
    ("jane@txdot.com", "TX", "TxDOT", [("problem", "txdot.com has the same name as txdot.gov with a different ending."), ("caution", "No agency")]),
    ("jane@txd0t.gov", "TX", "TxDOT", [("problem", "txd0t.gov is one letter away from txdot.gov."), ("caution", "No agency"), ("unknown", UNCHECKED)]),
    ("jane@dot-nebraska.gov.example.com", "NE", "NDOT", [("problem", "dot-nebraska.gov.example.com has “gov” inside but is not a .gov name"), ("caution", "No agency")]),
    ("jane@dot.nebraska.gov.co", "NE", "NDOT", [("problem", "dot.nebraska.gov.co contains"), ("caution", "No agency")]),
    ("jane@nebraska-gov.example.com", "NE", "NDOT", [("problem", "nebraska-gov.example.com contains nebraska.gov"), ("caution", "No agency")]),
    ("jane@gov.nebraska.com", "NE", "NDOT", [("problem", "gov.nebraska.com has “gov” inside"), ("caution", "No agency")]),
    ("jane@xn--nebraska-1gi.gov.example.com", "NE", "NDOT", [("problem", ""), ("problem", ""), ("caution", "No agency")]),
    ("jane@txdott.gov", "TX", "TxDOT", [("problem", "txdott.gov is one letter away from txdot.gov."), ("caution", "No agency"), ("unknown", UNCHECKED)]),
    ("jane@dot-nebraska-gov.org", "NE", "NDOT", [("problem", "dot-nebraska-gov.org has “gov” inside"), ("caution", "No agency")]),
    # names that nothing is known of
    ("jo@codot.gov-mail.net", "CO", "CDOT", [("problem", "codot.gov-mail.net has “gov” inside"), ("caution", "No agency")]),
    ("jo@secure-gov-mail.org", "CO", "CDOT", [("problem", "secure-gov-mail.org has “gov” inside"), ("caution", "No agency")]),
    ("jo@gov-relations.org", "CO", "CDOT", [("caution", "No agency"), ("caution", "Names that end in .org are often an association’s or nonprofit’s.")]),
    ("jo@tolbrookpower.com", "CO", "CDOT", [("caution", "No agency"), ("caution", "tolbrookpower.com reads like the name of a utility.")]),
    ("jo@tolbrookalliance.org", "CO", "CDOT", [("caution", "No agency"), ("caution", "tolbrookalliance.org reads like the name of an association or nonprofit.")]),
    ("jo@tolbrookschools.us", "CO", "CDOT", [("caution", "No agency"), ("caution", "tolbrookschools.us reads like the name of a school or library.")]),
    ("jo@merrownation.com", "CO", "CDOT", [("caution", "No agency"), ("caution", "merrownation.com reads like the name of a tribal nation.")]),
    ("jo@quell.example", "CO", "CDOT", [("caution", "No agency"), ("unknown", "Nothing in the name quell.example tells what kind of organization")]),
    ("jo@tolbrookcountygov.com", "CO", "CDOT", [("caution", "No agency"), ("caution", "tolbrookcountygov.com reads like the name of a county.")]),
    ("jo@tolbrookcounty.org", "CO", "CDOT", [("caution", "No agency"), ("caution", "tolbrookcounty.org reads like the name of a county.")]),
    ("jo@cityoftolbrook.us", "CO", "CDOT", [("caution", "No agency"), ("caution", "cityoftolbrook.us reads like the name of a city")]),
    ("jo@research.tolbrook.edu", "CO", "CDOT", [("caution", "No agency"), ("caution", "research.tolbrook.edu belongs to a college or university.")]),
    ("jo@quellconsulting.com", "CO", "CDOT", [("problem", "quellconsulting.com reads like the name of a consulting or engineering firm."), ("caution", "No agency")]),
    ("jo@quell.com", "CO", "CDOT", [("caution", "No agency"), ("caution", "Names that end in .com are usually")]),
    ("jo@tolbrookcounty.gov", "CO", "CDOT", [("caution", "No agency"), ("unknown", "The .gov registry is not imported, so no one checked who owns tolbrookcounty.gov.")]),
    ("jo@usda.gov", "CO", "CDOT", [("caution", "No agency"), ("unknown", "The .gov registry is not imported, so no one checked who owns usda.gov.")]),
    ("jo@merrow-nsn.gov", "CO", "CDOT", [("caution", "No agency"), ("unknown", "The .gov registry is not imported, so no one checked who owns merrow-nsn.gov.")]),
    ("jane@wisconsimdott.gov", "WI", "WisDOT", [("caution", "No agency"), ("caution", "wisconsimdott.gov is two letters away from wisconsindot.gov."), ("unknown", UNCHECKED)]),
    # other scripts and tags
    ("jane@txdоt.gov", "TX", "TxDOT", [("problem", "txdоt.gov looks like txdot.gov but uses different letters."), ("problem", "The domain uses Cyrillic and Latin letters. Email servers read it as xn--txdt-75d.gov."), ("caution", "No agency"), ("unknown", UNCHECKED)]),
    ("jane@xn--txdt-75d.gov", "TX", "TxDOT", [("problem", "txdоt.gov looks like txdot.gov"), ("problem", "The domain uses Cyrillic and Latin"), ("caution", "No agency on the list uses txdоt.gov."), ("unknown", UNCHECKED)]),
    ("jane@ｔｘｄｏｔ.gov", "TX", "TxDOT", [("good", "txdot.gov is a domain of")]),
    ("jane+ev@txdot.gov", "TX", "TxDOT", [("caution", "The part after the + is a tag. The mailbox is jane@txdot.gov."), ("good", "txdot.gov is a domain")]),
    ("jane@dötnh.gov", "NH", "NHDOT", [("caution", "No agency"), ("caution", "The domain uses Latin letters. Email servers read it as xn--dtnh-5qa.gov."), ("unknown", UNCHECKED)]),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "state", "agency", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_weigh_says_what_an_address_tells(email: str, state: str, agency: str, expected: list[tuple[str, str]]) -> None:
    found = lines(email, state, agency)

    assert [level for level, _ in found] == [level for level, _ in expected]
    assert [text[: len(start)] for (_, text), (_, start) in zip(found, expected, strict=True)] == [
        start for _, start in expected
    ]


def test_table_has_forty_addresses_and_more() -> None:
    assert len({row[0].lower() for row in TABLE}) >= 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "state", "agency", "detail"),
    [
        ("jane@state.co.us", "CO", "CDOT", "state.co.us carries mail of the Colorado Department of Transportation"),
        ("jane@vermont.gov", "VT", "VTrans", "vermont.gov is state-wide: other agencies, courts and often cities"),
        ("jane@dmv.ca.gov", "CA", "Caltrans", "ca.gov is state-wide: other agencies, courts and often cities"),
        ("jane@odd.state.vt.us", "VT", "VTrans", "This is a state.xx.us address: state government of that state."),
    ],
)
def test_name_that_a_whole_state_uses_gets_one_caution(email: str, state: str, agency: str, detail: str) -> None:
    (found,) = findings(email, state, agency)

    assert (found.level, found.detail[: len(detail)]) == ("caution", detail)


@pytest.mark.django_db
def test_address_that_changed_since_the_request_is_a_problem() -> None:
    request = waiting("jane@txdot.gov", agency_at("TX", "TxDOT"))
    request.user.email = "jane@mail.example"

    first = weigh(request, read_facts([request]), DAY)[0]

    assert first == Finding(
        "problem",
        "The account’s address is now jane@mail.example, not the one in the request.",
        "The evidence here is about jane@txdot.gov.",
    )


@pytest.mark.django_db
def test_weigh_names_the_domains_the_agency_uses_now() -> None:
    found, _ = findings("jane@evilstate.gov", "WI", "WisDOT")

    assert found.detail == "Wisconsin Department of Transportation uses dot.wi.gov and wisconsindot.gov."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (None, date(2026, 1, 14), ("caution", "Texas Department of Transportation stopped using txdot.gov on January 14, 2026.")),
        (date(2026, 1, 16), None, ("caution", "Texas Department of Transportation starts using txdot.gov on January 16, 2026.")),
        (date(2026, 1, 15), date(2026, 1, 15), ("good", "txdot.gov is a domain of Texas Department of Transportation.")),
    ],
)  # fmt: skip
def test_weigh_asks_whether_the_domain_is_valid_on_the_day(
    valid_from: date | None, valid_to: date | None, expected: tuple[str, str]
) -> None:
    AgencyDomain.objects.filter(domain="txdot.gov").update(valid_from=valid_from, valid_to=valid_to)

    assert lines("jane@txdot.gov", "TX", "TxDOT") == [expected]


@pytest.mark.django_db
def test_weigh_takes_a_city_for_good_when_it_asks_for_the_workforce_space() -> None:
    found = findings("jane@ci.burlington.vt.us", "VT", "VTrans", "guest")

    assert [entry.level for entry in found] == ["caution", "good"]


@pytest.mark.django_db
def test_weigh_says_that_a_new_agency_is_not_in_the_list() -> None:
    vermont = State.objects.get(pk="VT")
    request = MembershipRequest(email="x@example.org", state=vermont, new_agency_name="Vermont Charging Office")

    found = weigh(request, read_facts([request]), DAY)[0]

    assert found == Finding(
        "caution",
        "The agency “Vermont Charging Office” is not on the list, and no agency on it uses example.org.",
        "Check both before you add the agency.",
    )


REGISTRY = [
    ("txdot.gov", "State or territory", "Texas Department of Transportation", "TX"),
    ("ca.gov", "State or territory", "State of California", "CA"),
    ("dot.gov", "Federal - Executive", "Department of Transportation", "DC"),
    ("burlingtonvt.gov", "City", "City of Burlington", "VT"),
]


@pytest.fixture
def registry(db: None) -> None:
    """Four rows of the .gov registry, one of each sort."""
    for domain, kind, organization, state in REGISTRY:
        RegistryDomain.objects.create(domain=domain, registry_type=kind, organization=organization, state_code=state)


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("email", "state", "agency", "tier", "expected"),
    [
        ("j@txdot.gov", "TX", "TxDOT", "member", ("good", "The .gov registry lists txdot.gov as “State or territory”: Texas Department of Transportation.", "")),
        ("j@dot.ca.gov", "CA", "Caltrans", "member", ("good", "The .gov registry lists ca.gov as “State or territory”: State of California.", "")),
        ("j@dot.ca.gov", "NV", "NDOT", "member", ("problem", "The .gov registry lists ca.gov as “State or territory”: State of California.", "It is registered in CA.")),
        ("j@dot.gov", "OH", "ODOT", "member", ("problem", "The .gov registry lists dot.gov as “Federal - Executive”: Department of Transportation.", "This is not a state agency.")),
        ("j@burlingtonvt.gov", "VT", "VTrans", "member", ("problem", "The .gov registry lists burlingtonvt.gov as “City”: City of Burlington.", "This is not a state agency.")),
        ("j@burlingtonvt.gov", "VT", "VTrans", "guest", ("good", "The .gov registry lists burlingtonvt.gov as “City”: City of Burlington.", "")),
        ("j@evilstate.gov", "VA", "VDOT", "member", ("problem", "evilstate.gov is not in the imported .gov registry.", "")),
    ],
)  # fmt: skip
def test_weigh_goes_by_the_registry_type(
    email: str, state: str, agency: str, tier: str, expected: tuple[str, str, str]
) -> None:
    found = [entry for entry in findings(email, state, agency, tier) if "registry" in entry.text]

    assert Finding(*expected) in found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("j@txdot.gov", Finding("good", "The .gov registry lists txdot.gov as “State or territory”: Texas Department of Transportation.")),
        ("j@tolbrookcounty.gov", Finding("unknown", f"{IN_PART}, so no one checked who owns tolbrookcounty.gov.", ANY_GOVERNMENT)),
        ("j@usda.gov", Finding("unknown", f"{IN_PART}, so no one checked who owns usda.gov.", ANY_GOVERNMENT)),
        ("j@merrow-nsn.gov", Finding("unknown", f"{IN_PART}, so no one checked who owns merrow-nsn.gov.", "Names that end in -nsn.gov belong to tribal nations.")),
    ],
)  # fmt: skip
def test_list_of_states_never_says_that_another_name_is_not_registered(email: str, expected: Finding) -> None:
    load_shipped()

    found = [entry for entry in findings(email, "TX", "TxDOT") if "registry" in entry.text]

    assert found == [expected]


@pytest.mark.usefixtures("registry")
def test_weigh_leaves_the_registry_out_for_names_outside_gov() -> None:
    assert [found for found in findings("j@state.co.us", "CO", "CDOT") if "registry" in found.text] == []


def test_weigh_names_colleagues_who_could_vouch(cast: Cast) -> None:
    vtrans = agency_at("VT", "VTrans")
    for name in ("anna_one", "berta_two"):
        member(name, vtrans, cast.administrator)
    request = waiting("kim@vtrans.example", vtrans)

    found = weigh(request, read_facts([request]), DAY)

    assert "Members from the agency who could vouch for this person: Anna One, Berta Two, Vermont, and 1 more." in [
        entry.text for entry in found
    ]


def test_weigh_leaves_out_who_left_or_was_deactivated(cast: Cast) -> None:
    request = waiting("kim@psd.example", agency_at("VT", "PSD"))
    cast.vermont_energy.memberships.update(ended_at=request.requested_at)

    found = weigh(request, read_facts([request]), DAY)

    assert f"No one else from {request.agency} {NOBODY}." in [entry.text for entry in found]


def test_weigh_remembers_declined_requests_of_the_same_mailbox(cast: Cast) -> None:
    declined("kim@txdot.gov", cast.administrator, "Please use your own address.")
    request = waiting("kim+again@txdot.gov", agency_at("TX", "TxDOT"))

    found = [entry for entry in weigh(request, read_facts([request]), DAY) if "declined" in entry.text]

    assert [entry.detail for entry in found] == ["“Please use your own address.”"]


def test_read_facts_asks_as_often_for_one_request_as_for_many(cast: Cast) -> None:
    one = [waiting("a@txdot.gov", agency_at("TX", "TxDOT"))]
    many = [*one, waiting("b@dot.ca.gov", agency_at("CA", "Caltrans")), waiting("c@vdot.gov", agency_at("VA", "VDOT"))]

    for requests in (one, many):
        with CaptureQueriesContext(connection) as queries:
            read_facts(requests)
        assert len(queries) == 6


@pytest.mark.django_db
def test_weigh_reads_nothing_from_the_database() -> None:
    rows = MembershipRequest.objects.select_related("user", "state", "agency__state")
    request = rows.get(pk=waiting("a@energy.ca.gov", agency_at("CA", "Caltrans")).pk)
    facts = read_facts([request])

    with CaptureQueriesContext(connection) as queries:
        weigh(request, facts, DAY)

    assert len(queries) == 0


@pytest.mark.django_db
def test_note_with_a_broken_pattern_fits_nothing() -> None:
    assert not note_fits(DomainNote(match="regex", pattern="("), parse_address("x@example.org"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "state", "agency"),
    [
        ("jane@txdot.gov", "TX", "TxDOT"),
        ("jane@vermont.gov", "VT", None),  # several agencies use it
        ("jane@alaska.gov", "AK", None),  # state-wide
        ("jane@dmv.ca.gov", "CA", None),
        ("jane@odd.state.nh.us", "NH", None),
        ("jane@va.gov", "", None),
        ("jane@ci.burlington.vt.us", "", None),
        ("jane@evilstate.gov", "", None),
        ("jane@example.org", "", None),
    ],
)
def test_guess_place_fills_in_no_more_than_the_address_tells(email: str, state: str, agency: str | None) -> None:
    expected = Guess(state, agency_at(state, agency).pk if agency else None)

    assert guess_place(email) == expected
