"""CSV files of every maker: the right columns, the row numbers of a spreadsheet, and text as it is."""

import csv
import io

import pytest

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading import delimited
from tests.lib.files.samples import zipped

ADDRESSES = [[f"Site {n}", f"{n} Elm Row, Suite {n}, Tessaly, Example State", f"{n},50"] for n in range(1, 30)]
REMARKS = [[f"Site {n}", f"checked; open; lit; level 2 | dc; see Plumbwell file {n}"] for n in range(1, 30)]
OWNERS = [[f"Site {n}", "Kelpmoor, Inc., a company, of Tessaly", "open, lit, new"] for n in range(1, 30)]
AMOUNTS = [[f"Site {n}", str(n), f"{n},75"] for n in range(1, 31)]


def joined(sign: str, *rows: list[str]) -> str:
    return "".join(f"{sign.join(row)}\r\n" for row in rows)


def cells(text: str) -> list[list[str]]:
    return [row for _, row in delimited.rows(text)]


@pytest.mark.parametrize(
    ("sign", "rows"),
    [
        (";", [["Site", "Address", "Cost"], *ADDRESSES]),
        (";", ADDRESSES),
        (",", [["Site", "Note"], *REMARKS]),
        ("\t", [["Site", "Owner", "Note"], *OWNERS]),
        ("\t", OWNERS),
        ("|", [["Site", "Owner", "Note"], *OWNERS]),
        ("|", [["Site", "Parts"], *([f"Site {n}", f"cable; {n},5 m; plug, lock"] for n in range(9))]),
        (",", [["Site", "Ports", "Cost"], *([str(n), "4", "5"] for n in range(9))]),
        (";", [["1,5", "2,5", "3,5"], ["4,5", "5,5", "6,5"]]),
        (",", [["a", "b"], ["c", "d"]]),
        (",", [["Site", "Note"], ["Merrow", "open; lit"]]),
        (",", [["Site", "Ports"]]),
    ],
    ids=str,
)
def test_the_sign_that_splits_most_lines_alike_separates_the_cells(sign: str, rows: list[list[str]]) -> None:
    assert cells(joined(sign, *rows)) == rows


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_signs_within_quotation_marks_do_not_count(sign: str) -> None:
    asked = 'Is this; that, or | the\nother\tmeant? “Yes”, she said; "no", he said.'
    rows = [["No.", "Question", "Answer"], *([str(n), asked, "a,b;c|d"] for n in range(1, 20))]
    held = io.StringIO()
    csv.writer(held, delimiter=sign, quoting=csv.QUOTE_MINIMAL).writerows(rows)

    assert cells(held.getvalue()) == [[" ".join(cell.split()) for cell in row] for row in rows]


@pytest.mark.parametrize(
    "title",
    [
        [f"Note {n}: figures, as reported, may change, see text" for n in range(1, 26)],
        ["Charging sites, Colorado, 2026; draft"],
        ["Report of sites", "", "As of: March 1, 2026"],
    ],
    ids=lambda lines: lines[0],
)
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_lines_above_the_table_stay_as_they_are(title: list[str], sign: str) -> None:
    rows = [["Site", "Ports", "Cost"], *([name, ports, cost.replace(",", ".")] for name, ports, cost in AMOUNTS)]

    found = list(delimited.rows("\r\n".join(title) + "\r\n" + joined(sign, *rows)))

    shown = [(number, [line]) for number, line in enumerate(title, start=1) if line]
    assert found == [*shown, *enumerate(rows, start=len(title) + 1)]


def test_a_title_and_decimal_commas() -> None:
    title = "".join(f"Note {n}: figures, as reported, may change, see text\r\n" for n in range(1, 26))

    found = cells(title + joined(";", ["Site", "Ports", "Cost"], *AMOUNTS))

    assert (found[2], found[25], found[30]) == (
        ["Note 3: figures, as reported, may change, see text"], ["Site", "Ports", "Cost"], ["Site 5", "5", "5,75"],
    )  # fmt: skip


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_rows_are_counted_as_a_spreadsheet_does(end: str) -> None:
    text = f'Site,Note{end}{end},,{end}Site 1,"first line{end}second line"{end}{end}Site 2,plain{end}'

    assert list(delimited.rows(text)) == [
        (1, ["Site", "Note"]), (4, ["Site 1", "first line second line"]), (6, ["Site 2", "plain"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=;\r\na;b,c\r\n1;2,5\r\n", [["a", "b,c"], ["1", "2,5"]]),
        ("SEP=\t\na,b\tc\n", [["a,b", "c"]]),
        ("sep=^\na,b^c\n", [["a,b", "c"]]),
        ("a,b\n1,2,\n3,4,\n5,6,\n", [["a", "b"], ["1", "2", ""], ["3", "4", ""], ["5", "6", ""]]),
        ("a,b,c\n1\n2,3\n4,5,6\n7,8,9\n", [["a", "b", "c"], ["1"], ["2", "3"], ["4", "5", "6"], ["7", "8", "9"]]),
        ('Name,Zip\nMerrow,="02035"\nTolbrook,02118\n', [["Name", "Zip"], ["Merrow", "02035"], ["Tolbrook", "02118"]]),
        ('a, "b, c"\nd, "e, f"\n', [["a", "b, c"], ["d", "e, f"]]),
        ('Size,Part\n5" pipe,one\n"6" pipe,two\n"7 inch,three\n',
         [["Size", "Part"], ['5" pipe', "one"], ['"6" pipe', "two"], ['"7 inch', "three"]]),
        ('Say,Who\n"He said ""no, never""",Kim\n', [["Say", "Who"], ['He said "no, never"', "Kim"]]),
        ("only words\nand more words\n", [["only words"], ["and more words"]]),
        ("", []),
        ("\n\n", []),
        (",,,\n", []),
        ("'=1+1,- two\n", [["'=1+1", "- two"]]),
    ],
)  # fmt: skip
def test_files_as_people_have_them(text: str, rows: list[list[str]]) -> None:
    assert cells(text) == rows


def test_a_quotation_that_never_ends_swallows_nothing() -> None:
    text = "Site,Note\n" + "".join(f'Site {n},"open\n' for n in range(3000))

    found = cells(text)

    assert (len(found), found[-1]) == (3001, ["Site 2999", '"open'])


def test_empty_rows_and_cells_keep_their_places(extract_here) -> None:
    text = "Site,Note\n\n\nSite 1,plain\nA-,,,,5\nb,2\n" + "\n" * 40 + "Site 2,last\n"

    result = extract_here(text.encode(), "csv")

    assert [(page.heading, page.text) for page in result.pages] == [
        ("Rows 1–6", "Site\tNote\n\n\nSite 1\tplain\nA-\t\t\t\t5\nb\t2"), ("Rows 47–47", "Site 2\tlast"),
    ]  # fmt: skip


def test_headings_name_the_rows_of_a_spreadsheet(extract_here) -> None:
    text = 'Site,Note\r\n\r\n\r\nSite 1,"first line\r\nsecond Wickerlow line"\r\n'
    text += "".join(f"Site {n},plain Ordenby text of some length to fill the sheet {n}\r\n" for n in range(2, 400))

    pages = extract_here(text.encode(), "csv").pages

    numbers = {}
    for page in pages:
        first = int(page.heading.removeprefix("Rows ").split("–")[0])
        lines = enumerate(page.text.split("\n"), start=first)
        numbers |= {line.split("\t")[0]: number for number, line in lines if line}
    assert (numbers["Site 1"], numbers["Site 96"], numbers["Site 399"]) == (4, 99, 402)
    assert pages[-1].heading.endswith("–402")


ACCENTS = "Site;Owner\nPeña Plaza;Ünal – “Co”\nMañana;Café\n"


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"),
     ("cp1252", "Windows-1252")],
)  # fmt: skip
def test_the_uploader_is_told_of_a_guessed_encoding(check_here, extract_here, encoding: str, guess: str) -> None:
    data = ACCENTS.encode(encoding)

    result = extract_here(data, "csv")

    assert check_here(data, "sites.csv").accepted
    assert [page.text for page in result.pages] == ["Site\tOwner\nPeña Plaza\tÜnal – “Co”\nMañana\tCafé"]
    told = f"The file doesn’t say which character encoding it uses. We read it as {guess}. "
    assert result.notes == (
        (f"{told}If accents or dashes look wrong, save it as UTF-8 and upload that.",) if guess else ()
    )


def test_a_note_about_a_file_in_a_zip_names_it(extract_here) -> None:
    (note,) = extract_here(zipped({"logs/sites.csv": ACCENTS.encode("cp1252")}), "zip").notes

    assert note.startswith("logs/sites.csv: The file doesn’t say")


@pytest.mark.parametrize(
    "text",
    [
        '"' * 500_000, ',"a' * 200_000, ',"""' * 200_000, ',""a' * 200_000, '"' + ',""' * 200_000, "a" * 2_000_000,
        "," * 500_000, "\n" * 500_000, '\n"' * 200_000, "\t;,|" * 200_000,
    ],
    ids=lambda text: repr(text[:9]),
)  # fmt: skip
def test_hostile_rows_are_read_within_bounds(text: str, tmp_path) -> None:
    from clearinghouse.lib.files.extract import extract_pages
    from clearinghouse.lib.files.types import CSV

    path = tmp_path / "upload"
    path.write_text(text)

    assert extract_pages(path, CSV, Limits(child_cpu_seconds=10)).status == "ok"
