"""Importing NEVI funding and corridor miles: what a file would do, and doing all of it or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from clearinghouse.lib.csv_file import FileRefused
from clearinghouse.lib.import_plan import PlanChanged
from clearinghouse.lib.zones import portal_today
from states.actions import import_facts, plan_of
from states.models import CorridorMiles, Funding
from tests import pages
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
URL = "/states/facts/import/"
HEAD = "State,Fact,Year,Value,Unit,Source,Source URL,Date read,Estimate\n"
READ = "A notice,https://source.example/,2026-01-02"
FUNDING = f'VT,NEVI funding,2024,"4,500,000",dollars,{READ},no\n'
MILES = f"vermont,corridor miles,2024-07,310,miles,{READ},yes\n"


def counts(text: str) -> tuple[int, int, int, int]:
    plan = plan_of(HEAD + text)
    return len(plan.added), len(plan.changed), len(plan.same), len(plan.refused)


def problem(row: str) -> str:
    (refused,) = plan_of(HEAD + row + "\n").refused
    return refused.refusal


def upload(client: Client, text: str) -> HttpResponse:
    return client.post(URL, {"file": SimpleUploadedFile("facts.csv", text.encode())})


def confirm(client: Client, checked: HttpResponse) -> HttpResponse:
    fields = {box.get("name"): box.get("value") for box in pages.find(checked, "main form input")}
    return client.post(URL, fields)


def test_a_file_adds_numbers_once(cast: Cast) -> None:
    import_facts(text=HEAD + FUNDING + MILES, by=cast.administrator)

    funding = Funding.objects.get(state="VT", fiscal_year=2024)
    miles = CorridorMiles.objects.get(state="VT", as_of=date(2024, 7, 1))
    assert (funding.amount, funding.is_estimate, funding.source_name) == (4_500_000, False, "A notice")
    assert (miles.miles, miles.is_estimate, miles.checked_on) == (310, True, date(2026, 1, 2))
    assert counts(FUNDING + MILES) == (0, 0, 2, 0)
    assert list(AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:2]) == ["reference.added"] * 2


def test_changes_are_named_and_an_estimate_that_is_not_said_stays(cast: Cast) -> None:
    import_facts(text=HEAD + MILES, by=cast.administrator)
    head = HEAD.replace(",Estimate", "")

    plan = plan_of(head + "VT,Corridor miles,2024-07-01,320,miles,A notice,source.example/,2026-01-03\n")

    (row,) = plan.changed
    assert [(each.name, each.before, each.after) for each in row.differences] == [
        ("value", "310 miles", "320 miles"),
        ("read there on", "2026-01-02", "2026-01-03"),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (f"VX,NEVI funding,2024,1,dollars,{READ},", "“VX” isn’t a state or territory."),
        (f"VT,Stations,2024,1,dollars,{READ},", "“Stations” isn’t a fact that we keep."),
        (f"VT,NEVI funding,2024,1,miles,{READ},", "The unit of NEVI funding is dollars, not “miles”."),
        (f"VT,NEVI funding,2021,1,dollars,{READ},", "Enter a federal fiscal year from 2022 to 2040, not “2021”."),
        (f"VT,NEVI funding,2024,1.5,dollars,{READ},", "Enter the value in whole dollars"),
        (f"VT,NEVI funding,2024,\"12,34\",dollars,{READ},", "Enter the value in whole dollars"),
        (f"VT,NEVI funding,2024,-1,dollars,{READ},", "Enter the value in whole dollars"),
        (f"VT,Corridor miles,2024,1,miles,{READ},", "Corridor miles change within a year."),
        (f"VT,Corridor miles,2024-13,1,miles,{READ},", "Corridor miles change within a year."),
        (f"VT,NEVI funding,2024,,dollars,{READ},", "Value is missing."),
        ("VT,NEVI funding,2024,1,dollars,,https://source.example/,2026-01-02,", "Source is missing."),
        ("VT,NEVI funding,2024,1,dollars,A notice,javascript:1,2026-01-02,", "Source URL: “javascript:1” isn’t a web"),
        ("VT,NEVI funding,2024,1,dollars,A notice,https://source.example/,May,", "Date read: “May” isn’t a date."),
        (f"VT,NEVI funding,2024,1,dollars,{READ},perhaps", "Estimate: enter yes or no, not “perhaps”."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_left_out_with_a_sentence(row: str, sentence: str, db: None) -> None:
    assert problem(row).startswith(sentence)


def test_days_that_have_not_come_are_refused(db: None) -> None:
    tomorrow = portal_today() + timedelta(days=1)
    row = "VT,Corridor miles,{when},1,miles,A notice,https://source.example/,{read},"

    assert problem(row.format(when="2024-07", read=tomorrow)) == f"Date read: {tomorrow} is in the future."
    assert problem(row.format(when=tomorrow, read="2026-01-02")) == f"Year: {tomorrow} is in the future."
    assert counts(row.format(when="2024-07", read=portal_today())) == (1, 0, 0, 0)


def test_the_same_number_twice_is_taken_once(db: None) -> None:
    plan = plan_of(HEAD + FUNDING + FUNDING.replace("VT", "Vermont").replace("4,500,000", "1"))

    assert [row.fact.value for row in plan.added if row.fact] == [4_500_000]
    assert plan.refused[0].refusal == "Row 2 is about the same number."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This file has no rows. Its first row must name the columns."),
        (HEAD, "This file names its columns, but has no facts."),
        ("State,Fact,Year,Value,Unit\nVT", "No column is named “Source”, “Source URL”, and “Date read”."),
        (HEAD.replace("Unit", "Value"), "No column is named “Unit”."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, sentence: str, db: None) -> None:
    with pytest.raises(FileRefused, match=sentence):
        plan_of(text)


def test_administrators_see_what_a_file_would_do_and_confirm_it(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    checked = upload(client, HEAD + FUNDING + "VX" + FUNDING[2:])
    before = Funding.objects.filter(state="VT").count()
    done = confirm(client, checked)
    again = confirm(client, checked)

    assert pages.texts(checked, "dd") == ["1", "0", "0", "1"]
    assert pages.texts(checked, "main form button") == ["Import 1 number, leave out 1 row"]
    assert (before, done.status_code, Funding.objects.get(state="VT").amount) == (0, 302, 4_500_000)
    assert (again.status_code, pages.texts(again, "main form button")) == (409, [])
    assert "Someone changed these numbers meanwhile" in pages.texts(again, ".usa-alert__heading")


def test_what_changed_meanwhile_is_shown_first(cast: Cast) -> None:
    seen = plan_of(HEAD + FUNDING)
    import_facts(text=HEAD + FUNDING.replace("4,500,000", "4,000,000"), by=cast.administrator)

    with pytest.raises(PlanChanged):
        import_facts(text=HEAD + FUNDING, by=cast.administrator, digest=seen.digest)

    assert Funding.objects.get(state="VT", fiscal_year=2024).amount == 4_000_000


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"file": SimpleUploadedFile("a.csv", b"a\0b")}, "This isn’t a text file."),
        ({"file": SimpleUploadedFile("a.csv", b"x" * 300_001)}, "This file is larger than 300 KB."),
        ({"file": SimpleUploadedFile("a.csv", b"State,Fact")}, "No column is named"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(
    fields: dict[str, object], sentence: str, cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.administrator).post(URL, fields)

    assert answer.status_code == 400
    assert any(sentence in words for words in pages.texts(answer, ".usa-error-message"))


def test_the_plan_asks_the_same_number_of_questions(db: None) -> None:
    def questions(rows: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            plan_of(HEAD + "".join(FUNDING.replace("2024", str(2022 + number)) for number in range(rows)))
        return len(queries)

    assert [questions(1), questions(3)] == [3, 3]


@pytest.fixture
def editor(cast: Cast, sign_in: SignIn) -> Client:
    """An administrator who may edit data."""
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    cast.administrator.refresh_from_db()
    return sign_in(cast.administrator)


def test_the_lists_of_numbers_lead_to_the_import(editor: Client) -> None:
    found = [pages.links(editor.get(f"/data/states/{name}/"), "a").get("Import from a CSV file")
             for name in ("funding", "corridormiles")]  # fmt: skip

    assert found == [URL, URL]


def test_the_command_does_the_same(tmp_path: Path, db: None) -> None:
    file, out = tmp_path / "facts.csv", StringIO()
    file.write_text(HEAD + FUNDING)

    call_command("import_program_facts", str(file), "--dry-run", stdout=out)
    before = Funding.objects.filter(state="VT").count()
    call_command("import_program_facts", str(file), stdout=out)

    told = "NEVI funding of Vermont, fiscal year 2024: $4,500,000"
    assert out.getvalue().splitlines() == [
        f"Row 2: new: {told}", "Nothing has changed yet: 1 added, 0 changed, 0 already the same, 0 left out.",
        f"Row 2: added: {told}", "Done: 1 added, 0 changed, 0 already the same, 0 left out.",
    ]  # fmt: skip
    assert (before, Funding.objects.filter(state="VT").count()) == (0, 1)


def test_the_command_names_rows_that_it_leaves_out(tmp_path: Path, db: None) -> None:
    file, out = tmp_path / "facts.csv", StringIO()
    file.write_text(HEAD + FUNDING + MILES.replace("2024-07", "2024"))

    with pytest.raises(CommandError, match="1 row refused"):
        call_command("import_program_facts", str(file), stdout=out)

    assert "Row 3: left out: Corridor miles change within a year." in out.getvalue()
    assert Funding.objects.filter(state="VT").count() == 1


def test_data_pages_refuse_a_day_that_has_not_come(editor: Client) -> None:
    fields = {"state": "VT", "fiscal_year": 2024, "amount": 1, "source_name": "A notice",
              "source_url": "https://source.example/", "checked_on": portal_today() + timedelta(days=1)}  # fmt: skip

    answer = editor.post("/data/states/funding/add/", fields)

    assert "This day is in the future." in answer.content.decode()
    assert not Funding.objects.filter(state="VT").exists()
