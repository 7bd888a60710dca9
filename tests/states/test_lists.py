"""All states on a map and in a table, the comparison of some, and both as files."""

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from accounts.models import User
from tests import library, pages
from tests.cast import Cast
from tests.states.builders import compared

SignIn = Callable[[User | None], Client]
URL, COMPARE = "/states/", "/states/compare/"


def table(answer: HttpResponse) -> dict[str, list[str]]:
    rows = pages.find(answer, ".state-table tbody tr")
    return {pages.words(row[0]): [pages.words(cell) for cell in row[1:]] for row in rows}


def csv_rows(answer: StreamingHttpResponse) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_list_has_every_state_with_what_one_sees(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Plan", kind="nevi-plan", dated_on=date(2022, 8, 1), sharing_choice="public")
    library.document(cast.vermont, "Update", kind="plan-update", dated_on=date(2023, 8, 1))

    member, public = (table(sign_in(person).get(URL)) for person in (cast.colorado, None))

    nothing = ["None you can see", "Not recorded yet", "Not recorded yet"]
    assert (len(member), len(public)) == (56, 56)
    assert member["Vermont"] == ["Northeast", "2", "Update August 1, 2023", *nothing[1:]]
    assert public["Vermont"] == ["Northeast", "1", "Plan August 1, 2022", *nothing[1:]]
    assert public["Guam"] == ["West", "0", *nothing]
    assert public["Alabama"] == ["Southeast", "0", "None you can see", "$28,631,068 2 years of 5", "1,002 July 2022"]


def test_list_is_narrowed_to_a_region(db: None, client: Client) -> None:
    answer = client.get(f"{URL}?region=naseo-northeast")

    assert list(table(answer)) == [
        "Connecticut", "Maine", "Massachusetts", "New Hampshire", "New York", "Rhode Island", "Vermont",
    ]  # fmt: skip
    assert [link.get("href") for link in pages.find(answer, "a.us-map__state")] == [
        f"/states/{code}/" for code in ("ct", "me", "ma", "nh", "ny", "ri", "vt")
    ]


def test_region_that_is_none_gets_a_sentence(db: None, client: Client) -> None:
    answer = client.get(f"{URL}?region=atlantis")

    assert len(table(answer)) == 56
    assert pages.texts(answer, ".usa-alert__text") == [
        "We ignored “atlantis” in “Region” because it isn’t one of the choices."
    ]


def test_list_as_a_file_holds_what_the_page_does(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Plan", kind="nevi-plan", dated_on=date(2022, 8, 1))

    rows = csv_rows(sign_in(cast.vermont).get(f"{URL}export/?region=naseo-northeast"))  # type: ignore[arg-type]
    hidden = csv_rows(sign_in(None).get(f"{URL}export/?region=naseo-northeast"))  # type: ignore[arg-type]

    assert len(rows) == 8
    assert rows[-1] == ["VT", "Vermont", "Northeast", "1", "Plan", "2022-08-01", "", "", "", ""]
    assert rows[4] == ["NH", "New Hampshire", "Northeast", "0", "", "", "17271626", "5", "", ""]
    assert hidden[-1] == ["VT", "Vermont", "Northeast", "0", "", "", "", "", "", ""]


def test_comparison_says_the_same_of_each_state(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Plan", kind="nevi-plan", dated_on=date(2022, 8, 1), sharing_choice="public")
    library.document(cast.vermont, "Contract", kind="contract")
    member, public = (compared(sign_in(person).get(f"{COMPARE}?state=vt&state=AL")) for person in (cast.colorado, None))

    nothing = "Not recorded yet"
    assert {label: member[label] for label in member if "funding" in label or "miles" in label} == {
        "NEVI funding, fiscal year 2022": [nothing, "$11,738,801"],
        "NEVI funding, fiscal year 2023": [nothing, "$16,892,267 estimate"],
        "NEVI funding, fiscal year 2024": [nothing, nothing],
        "NEVI funding, fiscal year 2025": [nothing, nothing],
        "NEVI funding, fiscal year 2026": [nothing, nothing],
        "NEVI funding recorded in all": [nothing, "$28,631,068"],
        "Designated corridor miles": [nothing, "1,002 as of July 2022"],
    }
    assert member["Newest NEVI plan or update"] == ["Plan August 1, 2022", "None you can see"]
    counts = ("All types", "Plans and roadmaps", "Contracts and agreements")
    assert [member[label] for label in counts] == [["2", "0"], ["1", "0"], ["1", "0"]]
    assert [public[label] for label in counts] == [["1", "0"], ["1", "0"], ["0", "0"]]
    assert member["Training providers"] == ["0", "0"]
    assert "Training providers" not in public
    assert member["Working groups"] == ["Northeast Regional Working Group", "Southeast Regional Working Group"]


@pytest.mark.parametrize(
    ("query", "columns", "said"),
    [
        ("", 0, []),
        ("?state=vt", 0, ["Choose one to four more states or territories to compare it with."]),
        ("?state=vt&state=vt&state=", 0, ["Choose one to four more states or territories to compare it with."]),
        (
            "?state=vt&state=nh&state=xx",
            2,
            ["We ignored “xx” because it isn’t the postal code of a state or territory."],
        ),
        (
            "?" + "&".join(f"state={code}" for code in ("vt", "nh", "me", "ma", "ct", "ri")),
            5,
            ["Choose no more than five states or territories. The table shows the first five."],
        ),
    ],
)
def test_comparison_says_what_it_could_not_take(
    query: str, columns: int, said: list[str], db: None, client: Client
) -> None:
    answer = client.get(COMPARE + query)

    assert len(pages.find(answer, ".state-comparison thead th")) == columns
    assert pages.texts(answer, ".usa-alert__text") == said


def test_comparison_as_an_excel_file(db: None, client: Client) -> None:
    answer = client.get(f"{COMPARE}export/?state=vt&state=al&format=xlsx")

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.values]
    assert rows[0] == [None, "Vermont", "Alabama"]
    assert ["Designated corridor miles", "Not recorded yet", "1,002 (as of July 2022)"] in rows
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="states-vt-al-')


def test_comparison_of_nothing_leads_to_the_chooser(db: None, client: Client) -> None:
    assert client.get(f"{COMPARE}export/?state=vt").headers["Location"] == COMPARE
