"""The reference data that ships with the product: complete, consistent, and honest about how each row was checked."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.utils.text import slugify

ROOT = Path(__file__).resolve().parent.parent
MARKS = {"V", "S", "K"}
NASEO = {
    "Northeast": "VT MA CT ME NH NY RI",
    "Mid-Atlantic": "PA DE DC MD NJ VA WV",
    "Southeast": "TN SC AL AR FL GA KY LA MS NC PR VI",
    "Midwest": "MI IL IN IA MN MO OH WI",
    "Central": "OK NE ND WY CO KS NM SD TX UT MT",
    "West": "ID AK AZ CA HI NV OR WA AS GU MP",
}
VERIFIED_IN_NASEO = {"VT", "MA", "PA", "TN", "SC", "MI", "IL", "OK", "NE", "ND", "WY", "ID"}


def load(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def regions(scheme):
    found = next(entry for entry in load("accounts/data/regions.json")["schemes"] if entry["scheme"] == scheme)
    return {region["name"]: region for region in found["regions"]}


def members(region):
    return {member["state"] for member in region["members"]}


def agency_rows():
    with (ROOT / "accounts/data/agencies.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def lookalikes():
    return load("accounts/data/federal_and_lookalike_domains.json")


def matches(entry, address):
    domain = address.rpartition("@")[2]
    if entry["match"] == "address":
        return entry["value"] == address
    if entry["match"] == "suffix":
        return domain == entry["value"] or domain.endswith("." + entry["value"])
    return re.search(entry["value"], address if entry["value"].endswith("@") else domain) is not None


def categories_of(address):
    return {entry["category"] for entry in lookalikes()["entries"] if matches(entry, address)}


def slug_of(name):
    return slugify(name.replace("&", "-"))


def test_states_are_the_56_jurisdictions():
    states = load("accounts/data/states.json")

    assert Counter(state["kind"] for state in states) == {"state": 50, "district": 1, "territory": 5}
    assert len({state["code"] for state in states}) == 56
    assert len({state["fips"] for state in states}) == 56
    assert all(re.fullmatch(r"\d\d", state["fips"]) for state in states)


def test_naseo_regions_hold_each_state_exactly_once():
    found = {name: members(region) for name, region in regions("naseo").items()}

    codes = sorted(state["code"] for state in load("accounts/data/states.json"))
    assert found == {name: set(states.split()) for name, states in NASEO.items()}
    assert sorted(code for states in found.values() for code in states) == codes


def test_naseo_membership_is_verified_only_where_it_was_read():
    rows = [member for region in regions("naseo").values() for member in region["members"]]

    assert {row["state"] for row in rows if row["mark"] == "V"} == VERIFIED_IN_NASEO
    assert {row["mark"] for row in rows if row["state"] not in VERIFIED_IN_NASEO} == {"K"}


def test_kentucky_is_in_two_aashto_regions():
    found = regions("aashto")

    assert [name for name, region in found.items() if "KY" in members(region)] == ["SASHTO", "MAASTO"]
    marks = {row["mark"] for region in found.values() for row in region["members"] if row["state"] == "KY"}
    assert marks == {"V"}
    assert list(found) == ["NASTO", "SASHTO", "MAASTO", "WASHTO"]


def test_aashto_regions_hold_every_member_department():
    found = {code for region in regions("aashto").values() for code in members(region)}

    states = {state["code"] for state in load("accounts/data/states.json")}
    assert states - found == {"AS", "GU", "MP", "VI"}


def test_rev_west_has_its_eight_verified_states():
    rev_west = regions("custom")["REV West"]

    assert members(rev_west) == {"AZ", "CO", "ID", "MT", "NV", "NM", "UT", "WY"}
    assert {row["mark"] for row in rev_west["members"]} == {"V"}


def test_every_region_row_has_a_mark_and_a_unique_slug():
    all_regions = [region for scheme in ("naseo", "aashto", "custom") for region in regions(scheme).values()]

    assert {row["mark"] for region in all_regions for row in region["members"]} <= MARKS
    assert {region["name_mark"] for region in all_regions} == {"V"}
    assert len({region["slug"] for region in all_regions}) == len(all_regions)


def test_agencies_keep_all_rows_and_their_check_marks():
    rows = agency_rows()

    assert len(rows) == 160
    assert len({(row["state"], row["kind"], row["name"]) for row in rows}) == 128
    assert Counter(row["check_mark"] for row in rows) == {"V": 132, "S": 18, "K": 10}
    assert Counter(row["mail_seen_in_nevi_plan"] for row in rows) == {"no": 145, "yes": 15}
    assert all(row["check_note"] for row in rows)


def test_agencies_cover_every_state_with_one_primary_domain_each():
    rows = agency_rows()

    primary = Counter((row["state"], row["abbreviation"]) for row in rows if row["rank"] == "primary")
    assert {row["state"] for row in rows} == {state["code"] for state in load("accounts/data/states.json")}
    assert len(primary) == 128
    assert set(primary.values()) == {1}
    assert {row["rank"] for row in rows} == {"primary", "also"}
    assert {row["kind"] for row in rows} == {"DOT", "SEO", "PUC", "ENV", "QUASI"}


def test_agency_domains_are_plain_lower_case_names():
    wrong = [row["domain"] for row in agency_rows() if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", row["domain"])]

    assert wrong == []


@pytest.mark.parametrize(
    ("address", "categories"),
    [
        ("a.person@va.gov", {"federal"}),
        ("a.person@psc.gov", {"federal"}),
        ("a.person@dot.gov", {"federal"}),
        ("a.person@hq.doe.gov", {"federal"}),
        ("a.person@energy.gov", {"federal"}),
        ("a.person@epa.gov", {"federal"}),
        ("a.person@nlc.gov", {"interstate"}),
        ("a.person@nyserda.gov", {"never_registered"}),
        ("a.person@njdot.gov", {"never_registered"}),
        ("a.person@vdot.gov", {"never_registered"}),
        ("a.person@massdot.gov", {"never_registered"}),
        ("a.person@efficiencymaine.com", {"state_not_gov"}),
        ("a.person@odot.org", {"state_not_gov"}),
        ("a.person@state.co.us", {"state_not_gov", "state_wide"}),
        ("a.person@dot.state.al.us", {"state_not_gov", "state_wide"}),
        ("a.person@dot.ca.gov", {"state_wide"}),
        ("a.person@cityofdavis.ca.gov", {"state_wide"}),
        ("a.person@ci.saint-paul.mn.us", {"local_government"}),
        ("a.person@co.ramsey.mn.us", {"local_government"}),
        ("a.person@town.milton.vt.us", {"local_government"}),
        ("a.person@village.shorewood.wi.us", {"local_government"}),
        ("a.person@jacobs.com", {"contractor"}),
        ("nevi@vdot.virginia.gov", {"shared_mailbox", "state_wide"}),
        ("txdot_nevi@txdot.gov", {"shared_mailbox"}),
        ("dotd-evprogram@la.gov", {"shared_mailbox", "state_wide"}),
        ("a.person@scdot.org", {"superseded"}),
        ("a.person@ksdot.org", {"superseded"}),
        ("a.person@gmail.com", {"free_mail"}),
        ("a.person@outlook.com", {"free_mail"}),
        ("a.person@azdot.gov", set()),
        ("neville.evans@azdot.gov", set()),
        ("a.person@notva.gov", set()),
    ],
)
def test_lookalike_domains_catch_each_trap(address, categories):
    assert categories_of(address) == categories


def test_lookalike_entries_each_have_a_sentence_and_a_mark():
    data = lookalikes()

    entries = data["entries"]
    assert {entry["category"] for entry in entries} == {category["code"] for category in data["categories"]}
    assert {entry["mark"] for entry in entries} <= MARKS
    assert [entry["value"] for entry in entries if not entry["sentence"].endswith(".")] == []
    assert len({(entry["match"], entry["value"]) for entry in entries}) == len(entries)


def test_wrong_domains_name_the_one_to_use_instead():
    entries = {entry["value"]: entry for entry in lookalikes()["entries"]}

    known = {row["domain"] for row in agency_rows()}
    instead = {value: entries[value]["instead"] for value in ("nyserda.gov", "njdot.gov", "vdot.gov", "massdot.gov")}
    assert instead == {
        "nyserda.gov": "nyserda.ny.gov",
        "njdot.gov": "dot.nj.gov",
        "vdot.gov": "vdot.virginia.gov",
        "massdot.gov": "dot.state.ma.us",
    }
    assert set(instead.values()) <= known
    assert (entries["scdot.org"]["instead"], entries["ksdot.org"]["instead"]) == ("scdot.gov", "ksdot.gov")


def test_every_state_has_a_state_wide_suffix():
    suffixes = [entry for entry in lookalikes()["entries"] if entry["category"] == "state_wide"]

    states = {state["code"] for state in load("accounts/data/states.json")}
    assert {entry["state"] for entry in suffixes if entry["match"] == "suffix"} == states


def test_kinds_are_the_43_of_the_eight_families():
    kinds = load("documents/data/kinds.json")

    assert len(kinds) == 43
    assert list(dict.fromkeys(kind["family"] for kind in kinds)) == [
        "Solicitations",
        "Contracts and agreements",
        "Plans and roadmaps",
        "Staffing and budget",
        "Siting and assessment tools",
        "Operations and reporting",
        "Publications",
        "Meeting materials",
    ]
    assert all(kind["description"].endswith(".") for kind in kinds)


@pytest.mark.parametrize(("name", "count"), [("kinds.json", 43), ("topics.json", 19), ("clause_types.json", 24)])
def test_slugs_are_unique_and_made_from_the_names(name, count):
    rows = load(f"documents/data/{name}")

    assert [row["slug"] for row in rows] == [slug_of(row["name"]) for row in rows]
    assert len({row["slug"] for row in rows}) == count


def test_eras_start_on_the_days_the_rules_changed():
    eras = load("documents/data/eras.json")

    assert [(era["code"], era["starts_on"]) for era in eras] == [
        ("G1", "2022-02-10"),
        ("R1", "2023-02-28"),
        ("G2", "2024-06-11"),
        ("X", "2025-02-06"),
        ("G3", "2025-08-11"),
    ]
    assert {era["mark"] for era in eras} == {"V"}


def test_synonym_sets_share_no_term():
    terms = Counter(term.lower() for entry in load("documents/data/synonyms.json") for term in entry["terms"])

    assert [term for term, count in terms.items() if count > 1] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EVSE", "electric vehicle supply equipment"),
        ("DCFC", "DC fast charging"),
        ("L2", "Level 2"),
        ("NACS", "J3400"),
        ("AFC", "alternative fuel corridor"),
        ("FBO", "fully built out"),
        ("O&M", "operations and maintenance"),
        ("M/HD", "MHDV"),
        ("P3", "public-private partnership"),
        ("SEO", "State Energy Office"),
        ("PUC", "PSC"),
        ("NOFO", "notice of funding opportunity"),
        ("V2G", "vehicle-to-grid"),
        ("charging", "charger"),
        ("energization", "interconnection"),
    ],
)
def test_synonyms_bridge_the_terms_people_type(one, other):
    entry = next(entry for entry in load("documents/data/synonyms.json") if one in entry["terms"])

    assert other in entry["terms"]


def test_publications_are_the_three_editions_of_one_study():
    editions = load("documents/data/publications.json")["editions"]

    assert [(row["kind"], row["pages"], row["revised_on"]) for row in editions] == [
        ("fact-sheet", 2, None),
        ("briefing-paper", 6, "2023-08-22"),
        ("working-paper", 50, None),
    ]
    assert all(row["url"].startswith("https://calstart.org/") and row["abstract"] for row in editions)
    assert all(set(row["marks"].values()) <= MARKS for row in editions)


def test_groups_are_six_regional_and_four_topical():
    groups = load("workinggroups/data/groups.json")

    slugs = {topic["slug"] for topic in load("documents/data/topics.json")}
    naseo = [region["slug"] for region in regions("naseo").values()]
    assert Counter(group["kind"] for group in groups) == {"regional": 6, "topical": 4}
    assert [group["region"] for group in groups if group["kind"] == "regional"] == naseo
    assert {group["topic"] for group in groups if group["kind"] == "topical"} <= slugs
    assert {group["contact"]["email"] for group in groups} == {"ddixon@naseo.org"}
    assert len({group["slug"] for group in groups}) == 10


def test_sample_people_can_receive_no_mail_and_say_that_they_are_samples():
    people = load("accounts/data/sample_people.json")

    assert [person["email"] for person in people if not person["email"].endswith(".sample.example")] == []
    assert [person["name"] for person in people if not person["name"].endswith(" (Sample)")] == []
    assert [person["title"] for person in people if not person["title"].endswith(" (Sample)")] == []
    assert [person["email"] for person in people if "password" in person] == []
    assert all(person["purpose"].endswith(".") for person in people)


def test_sample_people_show_every_role_and_state_of_an_account():
    people = load("accounts/data/sample_people.json")

    assert Counter((person["role"], person["status"]) for person in people) == {
        ("administrator", "active"): 1,
        ("agency_editor", "active"): 2,
        ("member", "active"): 6,
        ("member", "deactivated"): 1,
        ("member", "suspended"): 1,
        ("member", "unconfirmed"): 1,
        ("applicant", "waiting"): 1,
        ("applicant", "declined"): 1,
        ("workforce_guest", "active"): 1,
        ("newcomer", "unverified"): 1,
        ("newcomer", "active"): 1,
    }
    assert {person["agency_kind"] for person in people} == {"DOT", "SEO", "PUC", "ENV", ""}


def test_sample_people_work_for_listed_agencies_and_join_groups_they_may_join():
    agencies = {(row["state"], row["abbreviation"], row["kind"]) for row in agency_rows()}
    states = {group["slug"]: group for group in load("workinggroups/data/groups.json")}
    home = {region["slug"]: members(region) for region in regions("naseo").values()}

    for person in load("accounts/data/sample_people.json"):
        if person["agency"]:
            assert (person["state"], person["agency"], person["agency_kind"]) in agencies
        assert set(person["leads"]) <= set(person["groups"]) <= set(states)
        regional = [states[slug]["region"] for slug in person["groups"] if states[slug]["kind"] == "regional"]
        assert all(person["state"] in home[region] for region in regional)
