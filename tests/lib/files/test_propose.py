from datetime import date

import pytest

from clearinghouse.lib.files.propose import Proposal, propose_details
from clearinghouse.lib.files.proposing import dates, kinds
from clearinghouse.lib.files.results import PageText

STATES = {
    "AR": "Arkansas",
    "CO": "Colorado",
    "IN": "Indiana",
    "KS": "Kansas",
    "ME": "Maine",
    "NY": "New York",
    "OR": "Oregon",
    "VA": "Virginia",
    "VI": "U.S. Virgin Islands",
    "WA": "Washington",
    "WV": "West Virginia",
}


def propose(filename: str, *texts: str, heading: str = "", title: str = "") -> Proposal:
    pages = [PageText(number, heading if number == 1 else "", text) for number, text in enumerate(texts, start=1)]
    return propose_details(filename, pages, title, STATES)


def test_propose_reads_a_cover():
    cover = (
        "State of Colorado\nColorado Energy Office\nRequest for Proposals: Fast Charging\n"
        "Issued March 3, 2024\nDue April 30, 2024"
    )

    found = propose("upload.pdf", cover, heading="Request for Proposals: Fast Charging")

    assert found == Proposal(
        "Request for Proposals: Fast Charging",
        "CO",
        "rfp",
        date(2024, 3, 3),
        {
            "title": "The title is on page 1.",
            "state_code": "The document mentions “State of Colorado”.",
            "kind_slug": "The title says “Request for Proposals”.",
            "dated_on": "Page 1 says “March 3, 2024”.",
        },
    )


def test_propose_leaves_open_what_nothing_tells():
    assert propose("upload.pdf", "Some words", title="Microsoft Word - Document1") == Proposal()


def test_propose_is_stored_as_json():
    found = propose("co_nevi_plan.pdf", "Text").as_json()

    assert found == {
        "title": "Colorado NEVI Plan",
        "state_code": "CO",
        "kind_slug": "nevi-plan",
        "dated_on": None,
        "sources": {
            "title": "The title comes from the file name.",
            "state_code": "The document mentions “co”.",
            "kind_slug": "The title says “NEVI Plan”.",
        },
    }


@pytest.mark.parametrize(
    ("filename", "text", "code"),
    [
        ("co_nevi_plan.pdf", "", "CO"),
        ("upload.pdf", "West Virginia Department of Transportation, Charleston, West Virginia", "WV"),
        ("upload.pdf", "Virginia Department of Transportation", "VA"),
        ("upload.pdf", "Arkansas Department of Energy", "AR"),
        ("upload.pdf", "State of Maine\nto the Secretary, Washington, D.C. 20590, Washington DC, Washington, DC", "ME"),
        ("upload.pdf", "Colorado Department of Transportation and Kansas Department of Transportation", None),
        ("upload.pdf", "We met in Colorado.", None),
        ("guide for me or you.pdf", "", None),
        ("in_brief.pdf", "State of Oregon. Oregon. Oregon Department of Energy.", "OR"),
        ("upload.pdf", "Virgin Islands Energy Office. Government of the Virgin Islands.", "VI"),
        ("New-York-roadmap.pdf", "", "NY"),
    ],
)
def test_propose_tells_states_apart(filename, text, code):
    assert propose(filename, text).state_code == code


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Request for Proposals for DC Fast Charging", "rfp"),
        ("RFP 24-017 EV Charging", "rfp"),
        ("Request for Qualifications", "rfq"),
        ("Request for Information on Site Hosts", "rfi"),
        ("Notice of Funding Opportunity", "nofo"),
        ("DRAFT Notice of Funding Opportunity", "draft-nofo"),
        ("Draft NOFO round 2", "draft-nofo"),
        ("Request for Applications", "rfa"),
        ("Invitation for Bids 12", "invitation-to-bid"),
        ("Addendum No. 2 to the Request for Proposals", "addendum"),
        ("Pre-Proposal Conference: NEVI RFP", "pre-proposal-deck"),
        ("Scoring rubric for the RFP", "scoring-rubric"),
        ("RFP Questions and Answers", "q-a-log"),
        ("Recommended Awards, Round 1", "award-list"),
        ("Notice of Intent to Award", "notice-of-intent"),
        ("Contract 2024-7 for charging", "contract"),
        ("Grant Agreement with Sample City", "grant-agreement"),
        ("Design-Build-Operate-Maintain Contract", "dbom-contract"),
        ("Site Host Agreement", "site-host-agreement"),
        ("Utility Easement", "easement"),
        ("Operations and Maintenance Agreement", "o-m-agreement"),
        ("Memorandum of Understanding", "mou"),
        ("Data Sharing Agreement", "data-sharing-terms"),
        ("Uptime Report Q3", "uptime-report"),
        ("Colorado NEVI Plan", "nevi-plan"),
        ("Electric Vehicle Infrastructure Deployment Plan", "nevi-plan"),
        ("NEVI Plan Update 2024", "plan-update"),
        ("EV Charging Roadmap", "roadmap"),
        ("Community Engagement Plan", "community-engagement-plan"),
        ("Civil Rights Statement", "civil-rights-statement"),
        ("Alternative Fuel Corridor Nominations Round 7: Nomination of Corridors", "corridor-nomination"),
        ("Staffing Plan", "staffing-plan"),
        ("Position Description: EV Analyst", "position-description"),
        ("Budget Model", "budget-model"),
        ("Procurement Schedule", "procurement-schedule"),
        ("Site Selection Tool", "siting-tool"),
        ("Inspection Checklist", "inspection-checklist"),
        ("Utility Make-Ready Request Form", "utility-make-ready-form"),
        ("Call Summary, January 15", "call-summary"),
        ("Fact Sheet", "fact-sheet"),
        ("Briefing Paper", "briefing-paper"),
        ("Working Paper", "working-paper"),
        ("Study of Charging", "report"),
        ("Host letter template", "template"),
    ],
)
def test_kinds_know_the_words_of_covers(title, slug):
    found = kinds.in_title(title)

    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    ("filename", "slug"),
    [
        ("sites.geojson", "gis-layer"),
        ("sites.kml", "gis-layer"),
        ("sites.kmz", "gis-layer"),
        ("energizing.pptx", "slides"),
        ("a.pdf", None),
    ],
)
def test_propose_falls_back_to_the_format(filename, slug):
    assert propose(filename, "Words").kind_slug == slug


@pytest.mark.parametrize(("filename", "slug"), [("wells.zip", "gis-layer"), ("Addendum 1.zip", "addendum")])
def test_propose_takes_a_file_with_a_map_layer_for_one_unless_its_name_says_more(filename, slug):
    found = propose_details(filename, [], "", STATES, is_layer=True)

    assert found.kind_slug == slug


def test_propose_takes_no_date_or_kind_from_rows():
    found = propose("sites.csv", "Addendum 1\t2023-10-24\nRequest for Proposals")

    assert (found.kind_slug, found.dated_on) == (None, None)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("August 1, 2022", date(2022, 8, 1)),
        ("AUGUST 1\nST, 2022", date(2022, 8, 1)),
        ("Aug. 1, 2022", date(2022, 8, 1)),
        ("Sept 2022", date(2022, 9, 1)),
        ("July 2022", date(2022, 7, 1)),
        ("1 August 2022", date(2022, 8, 1)),
        ("2022-08-01", date(2022, 8, 1)),
        ("8/1/2022", date(2022, 8, 1)),
        ("Due May 1, 2024. Issued April 2, 2024", date(2024, 4, 2)),
        ("March 1, 2020 was early. Revised June 5, 2021", date(2021, 6, 5)),
        ("Proposals due by May 1, 2024", None),
        ("February 31, 2022", None),
        ("In 2022", None),
        ("January 1, 2999", None),
    ],
)
def test_dates_find_the_one_that_dates_the_document(text, on):
    found = dates.best(text)

    assert (found.on if found else None) == on


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        ("Sample Charging Plan", "", "Sample Charging Plan"),
        ("CO NEVI Deployment Plan", "", "Colorado NEVI Deployment Plan"),
        ("NEVI DEPLOYMENT PLAN", "", "Colorado NEVI Deployment Plan"),
        (
            "Left over from a template",
            "COLORADO CHARGING PLAN FOR EV CORRIDORS",
            "Colorado Charging Plan for EV Corridors",
        ),
        ("Microsoft Word - Sample Charging Plan", "", "Sample Charging Plan"),
    ],
)
def test_propose_finds_a_title_people_know(title, heading, expected):
    text = "State of Colorado. The sample NEVI deployment plan for charging on corridors."

    assert propose("upload.pdf", text, title=title, heading=heading).title == expected
