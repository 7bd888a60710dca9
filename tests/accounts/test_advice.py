"""One line of advice, and which checks it rests on."""

from datetime import date

import pytest

from accounts.advice import Assessment, assess
from accounts.evidence_facts import read_facts
from accounts.models import AgencyDomain, MembershipRequest, RegistryDomain, State, Vouch
from accounts.registry import load_shipped
from tests.accounts.people import agency_at, waiting
from tests.cast import Cast

DAY = date(2026, 1, 15)


def assessed(email: str, state: str, agency: str, tier: str = "member") -> Assessment:
    request = MembershipRequest(
        email=email, name="Kim Lee", tier=tier, state=State.objects.get(pk=state), agency=agency_at(state, agency)
    )
    return assess(request, read_facts([request]), DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "agency", "advice", "reason"),
    [
        ("jo@tolbrook.gov", "CDOT", "ask", "No agency on the list uses tolbrook.gov."),
        ("jo@txdot.gov", "CDOT", "look", "txdot.gov is used by Texas Department of Transportation in Texas"),
        ("jo@state.co.us", "CDOT", "ask", "Colorado Department of Transportation uses state.co.us, but so do others"),
        ("jo@dot.gov", "CDOT", "decline", "dot.gov is the U.S. Department of Transportation"),
        ("jo@jacobs.com", "CDOT", "decline", "jacobs.com is a consulting firm"),
        ("jo@quellconsulting.com", "CDOT", "decline", "quellconsulting.com reads like the name of a consulting"),
        ("jo@gmail.com", "CDOT", "decline", "gmail.com is a public email service"),
        ("jo@co.tolbrook.co.us", "CDOT", "decline", "This is a city, county, town, or village address"),
        ("jo@njdot.gov", "CDOT", "look", "njdot.gov is not in the .gov registry"),
        ("jo@state.co.us.evil.com", "CDOT", "look", "state.co.us.evil.com contains state.co.us"),
        ("jo@tolbrookcounty.com", "CDOT", "ask", "tolbrookcounty.com reads like the name of a county."),
        ("jo@quell.example", "CDOT", "ask", "No agency on the list uses quell.example."),
    ],
)
def test_advice_is_one_line_with_its_reason(email: str, agency: str, advice: str, reason: str) -> None:
    found = assessed(email, "CO", agency)

    assert (found.advice, found.reason[: len(reason)]) == (advice, reason)


@pytest.mark.django_db
def test_name_that_only_ends_alike_is_looked_at_closely() -> None:
    found = assessed("jo@nottxdot.gov", "TX", "TxDOT")

    assert (found.advice, found.reason) == (
        "look",
        "nottxdot.gov ends with the letters txdot.gov but is a different domain.",
    )
    assert [finding.code for finding in found.serious] == ["look_alike"]


@pytest.mark.django_db
def test_evidence_is_complete_only_when_the_registry_was_asked() -> None:
    before = assessed("jane@txdot.gov", "TX", "TxDOT")
    load_shipped()
    after = assessed("jane@txdot.gov", "TX", "TxDOT")

    assert (before.advice, before.is_complete) == ("approve", False)
    assert (after.advice, after.is_complete) == ("approve", True)
    assert after.reason == "txdot.gov is a domain of Texas Department of Transportation."


@pytest.mark.django_db
def test_each_check_says_whether_it_was_made_and_with_what_data() -> None:
    load_shipped()

    made = {check.name: (check.outcome, check.data) for check in assessed("jo@tolbrook.gov", "TX", "TxDOT").checks}

    outcome, data = made["The .gov registry"]
    assert outcome == "Not checked"
    assert data.startswith("1,409 names as of November 28, 2026, came with the portal, only part of the registry.")
    assert made["Type of organization"][0] == "Can’t be told"
    assert made["Type of organization"][1] == "Nothing in the name tells which it is."
    assert made["Earlier requests"] == (
        "Nothing found", "Declined requests from this mailbox, through January 15, 2026."
    )  # fmt: skip
    assert made["Owner of a name outside .gov"][0] == "Not needed"
    assert made["Word of an EV lead"][0] == "Not needed"


@pytest.mark.django_db
def test_nobody_looks_up_who_owns_a_name_outside_gov() -> None:
    made = {check.name: check.outcome for check in assessed("jo@quell.com", "TX", "TxDOT").checks}

    assert (made["Owner of a name outside .gov"], made["The .gov registry"]) == ("Not checked", "Not needed")


@pytest.mark.django_db
def test_whole_list_without_the_name_is_a_check_that_was_made() -> None:
    for kind in ("State", "Federal - Executive", "City"):
        RegistryDomain.objects.create(domain=f"{kind[:3].lower()}.gov", registry_type=kind, organization="O")

    found = assessed("jo@tolbrook.gov", "TX", "TxDOT")

    assert {check.name: check.outcome for check in found.checks}["The .gov registry"] == "Problem"
    assert found.advice == "look"


@pytest.mark.django_db
def test_domain_that_ended_counts_no_longer() -> None:
    AgencyDomain.objects.filter(domain="txdot.gov").update(valid_to=date(2026, 1, 14))

    found = assessed("jane@txdot.gov", "TX", "TxDOT")

    assert (found.advice, found.is_complete) == ("ask", False)


def test_word_of_a_lead_answers_what_was_left_to_ask(cast: Cast) -> None:
    request = waiting("kim@vermont.gov", agency_at("VT", "VTrans"))

    def advice() -> str:
        return assess(request, read_facts([request]), DAY).advice

    assert advice() == "ask"
    Vouch.objects.create(request=request, by=cast.vermont_editor, knows=True, version=1)
    assert advice() == "approve"
    Vouch.objects.update(knows=False)
    assert advice() == "look"
    cast.vermont_editor.memberships.update(role="reader")
    assert advice() == "ask"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["tolbrookcounty.com", "tolbrook.edu", "quellconsulting.com", "tolbrookelectric.com"])
def test_county_university_firm_and_utility_do_not_read_alike(name: str) -> None:
    others = {"tolbrookcounty.com", "tolbrook.edu", "quellconsulting.com", "tolbrookelectric.com"} - {name}

    def words(domain: str) -> list[str]:
        return [found.text.replace(domain, "it") for found in assessed(f"jo@{domain}", "CO", "CDOT").findings]

    assert [other for other in others if words(other) == words(name)] == []
