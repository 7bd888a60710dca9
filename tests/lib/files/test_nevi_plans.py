"""The engine on 14 real state plans, where they are at hand beside the checkout."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.propose import propose_details
from clearinghouse.lib.files.render import render_page
from clearinghouse.lib.files.results import CheckResult, ExtractResult
from clearinghouse.lib.files.types import PDF

ROOT = Path(__file__).resolve().parents[3]
PLANS = sorted((ROOT.parent / "shared" / "nevi-plans").glob("*_nevi_plan.pdf"))
pytestmark = pytest.mark.skipif(not PLANS, reason="the real plans are not beside this checkout")
# Pages of each plan, and the date that its first pages give.
EXPECTED = {
    "ca": (63, "2022-08-01", "California's Deployment Plan for the National Electric Vehicle Infrastructure Program"),
    "co": (62, None, "Colorado NEVI Deployment Plan"),
    "de": (49, "2022-07-01", "Delaware NEVI Deployment Plan"),
    "ia": (104, "2022-09-01", "Iowa’s Electric Vehicle Infrastructure Deployment Plan"),
    "il": (41, "2022-08-01", "Illinois Electric Vehicle Infrastructure Deployment Plan"),
    "ma": (53, None, "Massachusetts NEVI Deployment Plan"),
    "me": (52, "2022-07-01", "Maine Plan for Electric Vehicle Infrastructure Deployment (Maine PEVID)"),
    "mo": (56, "2022-09-01", "Missouri NEVI Deployment Plan"),
    "nh": (66, "2022-08-01", "New Hampshire NEVI Deployment Plan"),
    "sd": (74, "2022-08-01", "South Dakota Electric Vehicle Infrastructure Deployment Plan"),
    "tn": (68, "2022-08-01", "Tennessee NEVI Deployment Plan"),
    "tx": (81, "2022-07-08", "Texas Electric Vehicle Infrastructure Plan"),
    "va": (40, "2022-08-01", "Virginia Electric Vehicle Infrastructure Deployment Plan"),
    "wa": (57, "2022-07-01", "Washington State Plan For Electric Vehicle Infrastructure Deployment"),
}


def state_names() -> dict[str, str]:
    states = json.loads((ROOT / "accounts" / "data" / "states.json").read_text())
    return {state["code"]: state["name"] for state in states}


@dataclass(frozen=True)
class Plans:
    checked: dict[Path, CheckResult]
    read: dict[Path, ExtractResult]


@pytest.fixture(scope="module")
def plans() -> Plans:
    checked = {path: check_file(path, path.name, Limits()) for path in PLANS}
    read = {path: extract_pages(path, PDF, Limits()) for path in PLANS}
    return Plans(checked, read)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem[:2])
def test_plan_is_accepted_read_and_proposed(plans, path):
    pages, dated_on, title = EXPECTED[path.stem[:2]]
    checked, read = plans.checked[path], plans.read[path]

    found = propose_details(path.name, read.pages, read.title, state_names()).as_json()

    assert (checked.accepted, checked.flags) == (True, ("embedded-files",) if path.stem[:2] == "ca" else ())
    assert (read.status, read.page_count, read.truncated) == ("ok", pages, False)
    assert {key: found[key] for key in ("title", "state_code", "kind_slug", "dated_on")} == {
        "title": title,
        "state_code": path.stem[:2].upper(),
        "kind_slug": "nevi-plan",
        "dated_on": dated_on,
    }


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem[:2])
def test_state_and_kind_are_proposed_without_the_file_name(plans, path):
    read = plans.read[path]

    found = propose_details("upload.pdf", read.pages, read.title, state_names())

    assert (found.state_code, found.kind_slug) == (path.stem[:2].upper(), "nevi-plan")


def test_recurring_headings_are_found_in_every_plan(plans):
    missing = []
    for path, read in plans.read.items():
        headings = " ".join(page.heading for page in read.pages).casefold()
        missing += [(path.stem[:2], word) for word in ("engagement", "civil rights", "equity") if word not in headings]

    assert missing == []


def test_a_page_of_a_plan_is_drawn_small():
    path = next(plan for plan in PLANS if plan.stem.startswith("de"))

    drawn = render_page(path, 10, 1100, Limits())

    assert isinstance(drawn, bytes)
    assert len(drawn) < 175_000
