"""Importing training providers: what a file would do, and doing all of it or nothing."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit import write_event
from accounts.models import AuditEvent, User
from clearinghouse.lib.csv_file import FileRefused
from clearinghouse.lib.import_plan import Plan, PlanChanged
from tests import pages
from tests.cast import Cast
from tests.workforce import training
from workforce.actions import importing
from workforce.actions.entering import remove
from workforce.actions.importing import RowPlan, confirm_import, plan_of, stage_import
from workforce.actions.providers import details_of
from workforce.models import Provider, ProviderImport
from workforce.provider_file import read_file

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
URL = "/workforce/providers/import/"
HEAD = "ID,Name,Type,State,County,Credentials,Capacity,Trained in 2025\n"


def staged(by: User, text: str) -> ProviderImport:
    return stage_import(text=text, filename="providers.csv", by=by)


def plan(by: User, text: str) -> Plan[RowPlan]:
    return plan_of(staged(by, text), by)


def run(by: User, text: str) -> Plan[RowPlan]:
    file = staged(by, text)
    made = plan_of(file, by)
    confirm_import(staged=file, by=by, digest=made.digest)
    return made


def counts(made: Plan[RowPlan]) -> tuple[int, int, int, int]:
    return len(made.added), len(made.changed), len(made.same), len(made.refused)


def exported(client: Client) -> str:
    return b"".join(client.get("/workforce/providers/export/?format=csv")).decode()  # type: ignore[arg-type]


def test_same_file_twice_changes_nothing(cast: Cast) -> None:
    first_row = ",Green College,Community or technical college,VT,Chittenden,EVITP certification,40,12\n"
    text = HEAD + first_row + ",Blue,union,vermont,,,,\n"

    first, second = run(cast.vermont, text), plan(cast.vermont, text)

    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    made = details_of(Provider.objects.get(name="Green College"))
    assert (made.county, made.capacity, made.trained) == ("Chittenden County", 40, {2025: 12})
    assert [str(row) for row in made.credentials] == ["EVITP certification"]


def test_downloaded_list_changes_nothing_when_it_comes_back(cast: Cast, sign_in: SignIn) -> None:
    fields = {"contact_phone": "+1 802", "programs": "=one\n\ntwo, three", "trained": {2024: 1}, "capacity": 0}
    training.provider(cast.vermont, county="Chittenden County", supports=(training.support(),), **fields)
    training.provider(cast.vermont, "O’Neil “Trades”; Tools", trained={2025: 3})

    made = plan(cast.vermont, exported(sign_in(cast.vermont)))

    assert counts(made) == (0, 0, 2, 0)
    assert made.unknown == []


def test_changes_are_named_field_by_field(cast: Cast) -> None:
    there = training.provider(cast.vermont, county="Chittenden County", capacity=10, trained={2024: 5, 2025: 6})

    made = plan(cast.vermont, HEAD + f"{there.key},Green Institute,college,VT,Addison,EVITP,,7\n")

    (row,) = made.changed
    assert {difference.name: (difference.before, difference.after) for difference in row.differences} == {
        "name": ("Green College", "Green Institute"),
        "county": ("Chittenden County", "Addison County"),
        "credentials": ("", "EVITP certification"),
        "people it can train in a year": ("10", ""),
        "people trained": ("6 in 2025; 5 in 2024", "7 in 2025; 5 in 2024"),
    }


def test_columns_that_a_file_leaves_out_stay_as_they_are(cast: Cast) -> None:
    there = training.provider(cast.vermont, programs="Two semesters.", capacity=10)

    run(cast.vermont, f"ID,Capacity\n{there.key},20\n")

    there.refresh_from_db()
    assert (there.programs, there.capacity, there.name) == ("Two semesters.", 20, "Green College")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",,college,VT,,,,", "Name is missing."),
        (",A,,VT,,,,", "The type is missing."),
        (",A,bootcamp,VT,,,,", "“bootcamp” isn’t a type of provider."),
        (",A,college,,,,,", "The state is missing."),
        (",A,college,Ontario,,,,", "“Ontario” isn’t a state or territory."),
        (",A,college,VT,Chitenden,,,", "“Chitenden” isn’t a county of Vermont. Did you mean Chittenden County?"),
        (",A,college,VT,,CPR,,", "“CPR” isn’t a credential that we know. Separate credentials with ;"),
        (",A,college,VT,,,many,", "Capacity: enter a whole number up to 1,000,000, not “many”."),
        (",A,college,VT,,,-3,", "Capacity: enter a whole number"),
        (",A,college,VT,,,,99999999999", "Trained in 2025: enter a whole number"),
        ("zzzzzzzzzzzz,A,college,VT,,,,", "No provider that you can change has the ID “zzzzzzzzzzzz”."),
        (f",{'A' * 161},college,VT,,,,", "Name has 161 characters. Use 160 or fewer."),
    ],
)
def test_bad_row_is_refused_with_its_number(row: str, sentence: str, cast: Cast) -> None:
    made = plan(cast.vermont, HEAD + ",Good,college,VT,,,,\n" + row + "\n")

    assert counts(made) == (1, 0, 0, 1)
    assert made.refused[0].number == 3
    assert made.refused[0].refusal.startswith(sentence)


def test_what_others_entered_is_refused(cast: Cast) -> None:
    theirs = training.provider(cast.guest, "Millbrook Works")
    gone = training.provider(cast.vermont, "Gone")
    remove(thing=gone, by=cast.vermont)

    rows = f"{theirs.key},Mine now,college,VT,,,,\n,Millbrook works,college,VT,,,,\n{gone.key},Gone,college,VT,,,,\n"
    made = plan(cast.vermont, HEAD + rows)

    assert [row.refusal for row in made.refused] == [
        f"No provider that you can change has the ID “{theirs.key}”.",
        "City of Samples (Sample) entered this provider, so you can’t change it.",
        "This provider isn’t on the list. Put it back on its page first.",
    ]


def test_two_rows_about_one_provider_are_refused(cast: Cast) -> None:
    there = training.provider(cast.vermont)
    rows = (
        f"{there.key},New name,college,VT,,,,\n,Green College,college,VT,,,,\n,Twin,union,VT,,,,\n,twin,union,VT,,,,\n"
    )

    made = plan(cast.vermont, HEAD + rows)

    assert [(row.number, row.refusal) for row in made.refused] == [
        (3, "Row 2 is about the same provider."),
        (5, "Row 4 is about the same provider."),
    ]


def test_many_changes_are_written_with_their_parts(cast: Cast) -> None:
    for number in range(3):
        both = {"credentials": (training.credential("osha-10"),), "supports": (training.support(),)}
        training.provider(cast.vermont, f"College {number}", trained={2024: number, 2025: 1}, **both)
    rows = "".join(f",College {n},union,VT,,EVITP certification; osha-10,{n},{n + 5}\n" for n in range(3))

    run(cast.vermont, HEAD + rows)

    made = [details_of(row) for row in Provider.objects.order_by("name")]
    assert [(row.kind, row.capacity, row.trained) for row in made] == [
        ("union", number, {2024: number, 2025: number + 5}) for number in range(3)
    ]
    assert {str(part) for row in made for part in (*row.credentials, *row.supports)} == {
        "EVITP certification", "OSHA 10-hour card", "Child care",
    }  # fmt: skip
    assert set(Provider.objects.values_list("revision", "confirmed_by")) == {(2, cast.vermont.pk)}
    assert AuditEvent.objects.filter(action="provider.changed").count() == 3


def test_refused_rows_are_left_out(cast: Cast) -> None:
    run(cast.vermont, HEAD + ",Good,college,VT,,,,\n,Bad,college,ZZ,,,,\n")

    assert list(Provider.objects.values_list("name", flat=True)) == ["Good"]


def test_nothing_is_half_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(action: str, **fields: object) -> None:
        if action == "providers.imported":
            raise RuntimeError
        write_event(action, **fields)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "write_event", fail)
    file = staged(cast.vermont, HEAD + ",One,college,VT,,,,\n,Two,college,VT,,,,\n")

    with pytest.raises(RuntimeError):
        confirm_import(staged=file, by=cast.vermont, digest=plan_of(file, cast.vermont).digest)

    assert not Provider.objects.exists()
    assert not AuditEvent.objects.filter(action="provider.added").exists()


def test_list_that_changed_meanwhile_is_shown_anew(cast: Cast) -> None:
    file = staged(cast.vermont, HEAD + ",Green College,college,VT,,,5,\n")
    seen = plan_of(file, cast.vermont).digest
    training.provider(cast.vermont)

    with pytest.raises(PlanChanged):
        confirm_import(staged=file, by=cast.vermont, digest=seen)

    done = confirm_import(staged=file, by=cast.vermont, digest=plan_of(file, cast.vermont).digest)
    again = confirm_import(staged=file, by=cast.vermont, digest="")
    assert (done.added, done.changed, again.imported_at) == (0, 1, done.imported_at)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This file has no rows."),
        ("Name,Type,State\n", "This file names its columns, but has no providers."),
        ("Name,Type\nA,college\n", "No column is named “State”."),
        ("Name,Name,Type,State\nA,A,college,VT\n", "The column “Name” is there twice."),
        ("one\ntwo\n", "No column is named “Name”, “Type”, and “State”."),
        ("Name,Type,State\n" + "A,college,VT\n" * 5001, "This file has 5,001 rows."),
    ],
)
def test_file_that_is_none_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(text)

    assert str(refused.value).startswith(sentence)


def test_semicolons_and_unknown_columns_are_read_too() -> None:
    file = read_file("name;TYPE;State;Color\nA;college;VT;blue\n")

    assert (file.rows[0]["Name"], file.rows[0]["Type"], file.unknown) == ("A", "college", ["Color"])


@pytest.mark.parametrize("sign", [";", "\t"])
def test_name_of_a_column_may_hold_a_comma(sign: str) -> None:
    file = read_file(
        sign.join(["Name", "Type", "State", '"Notes, other"']) + "\r" + sign.join(["A, B", "college", "VT"])
    )

    assert (file.rows[0]["Name"], file.rows[0]["State"], file.unknown) == ("A, B", "VT", ["Notes, other"])


def test_new_name_that_another_provider_has_is_refused(cast: Cast) -> None:
    """Or the file could never be confirmed: the database refuses the name, however often somebody looks."""
    there = training.provider(cast.vermont, "Alpha")
    training.provider(cast.vermont, "Beta")

    made = run(cast.vermont, f"ID,Name\n{there.key},BETA\n")

    assert [row.refusal for row in made.refused] == ["There is another provider with this name in this county."]


def test_names_are_compared_as_the_database_compares_them(cast: Cast) -> None:
    training.provider(cast.vermont, "Straße")

    made = run(cast.vermont, "Name,Type,State\nSTRAßE,union,VT\nStrasse,union,VT\n")

    assert counts(made) == (1, 1, 0, 0)


@pytest.mark.parametrize("rows", [1, 30])
def test_plan_asks_the_same_of_the_database_however_long(rows: int, cast: Cast) -> None:
    for number in range(rows):
        training.provider(cast.vermont, f"There {number}")
    lines = "".join(f",There {n},college,VT,,EVITP,{n},\n,New {n},college,VT,Addison,,,1\n" for n in range(rows))
    file = staged(cast.vermont, HEAD + lines)
    plan_of(file, cast.vermont)

    with CaptureQueriesContext(connection) as queries:
        assert counts(plan_of(file, cast.vermont)) == (rows, rows, 0, 0)

    assert len(queries) == 9


def test_file_goes_from_the_page_to_the_list(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guest)
    file = SimpleUploadedFile("ours.csv", (HEAD + ",Works,board,VT,,,,9\n,Bad,college,ZZ,,,,\n").encode("utf-8-sig"))

    check = client.post(URL, {"file": file}, follow=True)
    address = check.redirect_chain[-1][0]
    digest = pages.find(check, "main form input")[-1].get("value")
    done = client.post(address, {"plan": digest}, follow=True)

    assert "Row 3, Bad: “ZZ” isn’t a state or territory." in pages.texts(check, ".import-rows li")
    assert pages.texts(done, ".provider-row__name") == ["Works"]
    assert "You added 1 provider and changed 0 providers." in done.content.decode()
    assert client.get(address).status_code == 302
    assert sign_in(cast.vermont).get(address).status_code == 404


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04" + b"\x00" * 50])
def test_file_that_is_no_text_gets_a_sentence(content: bytes, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).post(URL, {"file": SimpleUploadedFile("list.xlsx", content)})

    assert answer.status_code == 400
    assert "This isn’t a text file." in " ".join(pages.texts(answer, "main form"))
