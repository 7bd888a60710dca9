"""What kind of organization a name tells of, and by what."""

import pytest

from accounts.name_kinds import kind_of


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("tolbrookcounty.com", "County, by its name"),
        ("co.tolbrook.vt.us", "County, by its name"),
        ("cityoftolbrook.us", "City or town, by its name"),
        ("ci.tolbrook.vt.us", "City or town, by its name"),
        ("tolbrookschools.org", "School or library, by its name"),
        ("tolbrookisd.net", "School or library, by its name"),
        ("high.k12.vt.us", "School or library, by its name"),
        ("tolbrook.edu", "College or university, by its name"),
        ("tolbrookcollege.com", "College or university, by its name"),
        ("merrow-nsn.gov", "Tribal nation, by its name"),
        ("merrownation.com", "Tribal nation, by its name"),
        ("merrowpueblo.org", "Tribal nation, by its name"),
        ("tolbrookelectric.com", "Utility, by its name"),
        ("tolbrookpower.net", "Utility, by its name"),
        ("tolbrook.coop", "Utility, by its name"),
        ("tolbrookcoop.com", "Utility, by its name"),
        ("tolbrookpud.org", "Utility, by its name"),
        ("tolbrookemc.com", "Utility, by its name"),
        ("tolbrook-co-op.com", "Utility, by its name"),
        ("municipalutilities.net", "Utility, by its name"),
        ("city-of-tolbrook.com", "City or town, by its name"),
        ("tolbrookk12.org", "School or library, by its name"),
        ("portoftolbrook.org", "Special district or regional body, by its name"),
        ("tolbrooktransit.com", "Special district or regional body, by its name"),
        ("trcog.org", "Special district or regional body, by its name"),
        ("transitionpartners.com", "Consulting or engineering firm, by its name"),
        ("energytransition.com", "Private company, by its name"),
        ("electricvehiclecouncil.com", "Association or nonprofit, by its name"),
        ("chargingassociation.com", "Association or nonprofit, by its name"),
        ("tolbrook.org", "Association or nonprofit, by its name"),
        ("quellconsulting.com", "Consulting or engineering firm, by its name"),
        ("quellllc.com", "Consulting or engineering firm, by its name"),
        ("quell-inc.com", "Consulting or engineering firm, by its name"),
        (
            "countyengineers.com",
            "Consulting or engineering firm, by its name",
        ),  # a firm that names itself after counties
        ("powerengineers.com", "Consulting or engineering firm, by its name"),
        ("quell.com", "Private company, by its name"),
        ("dot.state.al.us", "State agency, by its name"),
        # words within words
        ("coopersmith.com", "Private company, by its name"),
        ("nationalgrid.example", "Type can’t be told"),
        ("zinc.com", "Private company, by its name"),
        ("quell.example", "Type can’t be told"),
        ("localhost", "Type can’t be told"),
        ("", "Type can’t be told"),
    ],
)
def test_name_suggests_a_kind_or_says_that_it_cannot(domain: str, expected: str) -> None:
    assert kind_of(domain).label == expected


@pytest.mark.parametrize(
    ("registry_type", "expected"),
    [
        ("State or territory", "State agency"),
        ("Federal - Executive", "Federal agency"),
        ("County", "County"),
        ("City", "City or town"),
        ("School district", "School or library"),
        ("Special district", "Special district or regional body"),
        ("Independent intrastate", "Special district or regional body"),
        ("Tribal", "Tribal nation"),
        ("Interstate", "Interstate body"),
    ],
)
def test_registry_says_more_than_the_name(registry_type: str, expected: str) -> None:
    assert kind_of("quellconsulting.gov", registry_type=registry_type).label == expected


def test_note_says_more_than_the_name() -> None:
    assert kind_of("tolbrookcounty.com", note_categories={"contractor"}).label == "Consulting or engineering firm"
