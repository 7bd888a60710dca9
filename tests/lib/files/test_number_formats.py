"""What Excel’s American rules make of numbers, dates and texts."""

import csv
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, strategies

from clearinghouse.lib.files import office
from clearinghouse.lib.files.reading.number_formats import BUILT_IN, read_format

# (format code, the number as a file stores it, what the sheet shows)
SHOWN = [
    ("0.0%", "0.974", "97.4%"),
    ('"$"#,##0.00', "1234.5", "$1,234.50"),
    ("#,##0", "1234567.5", "1,234,568"),
    ("0.00", "2.005", "2.01"),
    ("0.00", "1.005", "1.01"),
    ("00000", "5401", "05401"),
    ("0.##", "2", "2."),
    ('#,##0 "ports"', "1200", "1,200 ports"),
    ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "-12.5", "$(12.50)"),
    ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "0", "$-"),
    ('0"%"', "5", "5%"),
    ("[$$-409]#,##0;[Red]\\-[$$-409]#,##0", "-1200", "-$1,200"),
    ("#,###", "1234", "1,234"),
    ("0%", "-0.001", "0%"),
    ("0%", "-0.005", "-1%"),
    ("General", "1234.5", "1234.5"),
    ("# ?/?", "0.5", "1/2"),
    ("# ?/?", "2.75", "2 3/4"),
    ("# ??/16", "0.4375", "7/16"),
    ("?/?", "2.5", "5/2"),
    ("# ?/?", "5", "5"),
    ("# ?/?", "0", "0"),
    ("0.00E+00", "1200", "1.20E+03"),
    ("##0.0E+0", "12345", "12.3E+3"),
    ("0.00E+00", "9.99999e-05", "1.00E-04"),
    ("###-####", "5551234", "555-1234"),
    ("000-00-0000", "123456789", "123-45-6789"),
    ("(###) ###-####", "5551234567", "(555) 123-4567"),
    ("#,##0,", "1234567", "1,235"),
    ('$#,##0.0,,"M"', "2500000", "$2.5M"),
    ("0", "1e+300", "1E+300"),
    ("h:mm AM/PM", "0.3125", "7:30 AM"),
    ("mmm d, yyyy", "45366", "Mar 15, 2024"),
    ("#,##0;(#,##0)", "-5400", "(5,400)"),
    ('"P-"000', "12", "P-012"),
    ("[h]:mm", "1.541666667", "37:00"),
    ("$0.00", "0.4567", "$0.46"),
    ("m/d/yyyy", "60", "2/29/1900"),
    ("m/d/yyyy", "59", "2/28/1900"),
    ("m/d/yyyy", "61", "3/1/1900"),
    ("m/d/yyyy", "1", "1/1/1900"),
    ("dddd", "1", "Sunday"),
    ("dddd, mmmm dd, yyyy", "45366", "Friday, March 15, 2024"),
    ("[$-409]d\\-mmm\\-yy;@", "45366", "15-Mar-24"),
    ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "45366", "Friday, March 15, 2024"),
    ("[$€-2] #,##0.00", "1234.5", "€ 1,234.50"),
    ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2500000", "2.5M"),
    ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2500", "2.5K"),
    ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "25", "25"),
    ('[=1]"Yes";[=0]"No";0', "1", "Yes"),
    ('[=1]"Yes";[=0]"No";0', "0", "No"),
    ('"Yes";"Yes";"No"', "0", "No"),
    ("mm:ss.0", "0.000717592", "01:02.0"),
    ("h:mm:ss", "0.999999", "0:00:00"),
    ("[mm]:ss", "0.0625", "90:00"),
    ("General", "123456789012", "123456789012"),
    ("General", "0.3333333333333333", "0.333333333"),
    ("General", "390490001001001", "390490001001001"),
    ("General", "0.30000000000000004", "0.3"),
    ("General", "1234567890.12345", "1234567890"),
    ("General", "123456.789012", "123456.789"),
    ("General", "-0.3333333333333333", "-0.333333333"),
    ("General", "1.234e-05", "1.234E-05"),
    ("0", "390490001001001", "390490001001001"),
    ("$#,##0.00", "1234567890.55", "$1,234,567,890.55"),
    ("#", "0", ""),
    ("0;-0;;@", "0", ""),
    (";;;", "5", ""),
    ("yyyy-mm-dd hh:mm", "45366.5", "2024-03-15 12:00"),
    ("m/d/yy h:mm", "45366.75", "3/15/24 18:00"),
    ("mmmm yyyy", "45366", "March 2024"),
    ('0.0"%"', "97", "97.0%"),
    ('0 "ports";-0 "ports"', "-4", "-4 ports"),
    ("@", "12", "12"),
    ("00000\\-0000", "21181234", "02118-1234"),
    ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "5551234567", "(555) 123-4567"),
    ("yyyy", "45366", "2024"),
    ("mmmmm", "45366", "M"),
    ("h AM/PM", "0.5", "12 PM"),
    ("h:mm A/P", "0.75", "6:00 P"),
    ('"Qty: "General', "5", "Qty: 5"),
    ("0.00_ ;[Red]-0.00\\ ", "-5", "-5.00"),
    ("d/m/yyyy", "45366", "15/3/2024"),
    ("[h]:mm:ss", "1.5", "36:00:00"),
    ("0.000%", "0.12345", "12.345%"),
    ('[Blue]0;[Red](0);"zero"', "0", "zero"),
    ("#,##0.00\\ [$kr-41D]", "1234.5", "1,234.50 kr"),
    ('"("0")"', "3", "(3)"),
    ("0.0,", "12345", "12.3"),
    ('[$-C0A]d" de "mmmm" de "yyyy', "45366", "15 de marzo de 2024"),
    ("[$-80A]dddd", "45366", "viernes"),
    ("yyyy\\-mm\\-dd\\Thh:mm", "45366.5", "2024-03-15T12:00"),
    ("?0.0?", "1.5", "1.5"),
    ('[h]"h "mm"m"', "1.5", "36h 00m"),
    ("#,##0_);[Red]\\(#,##0\\)", "-1200", "(1,200)"),
    ('00":"00', "930", "09:30"),
]


@pytest.mark.parametrize(("code", "stored", "shown"), SHOWN)
def test_a_number_is_shown_as_in_the_sheet(code: str, stored: str, shown: str) -> None:
    assert read_format(code).number(stored) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    {
        0: "1234.5", 5: "$1,235", 9: "123450%", 11: "1.23E+03", 12: "1234 1/2", 14: "5/18/1903", 15: "18-May-03",
        18: "12:00 PM", 22: "5/18/1903 12:00", 39: "1,234.50", 44: "$1,234.50", 46: "29628:00:00", 48: "1.2E+3",
        49: "1234.5",
    }.items(),
)  # fmt: skip
def test_formats_that_files_only_number_are_those_of_an_american_reader(number: int, shown: str) -> None:
    assert read_format(BUILT_IN[number]).number("1234.5") == shown


def test_years_may_be_counted_from_1904() -> None:
    assert read_format("m/d/yyyy").number("43904", is_1904=True) == "3/15/2024"
    assert read_format("[h]:mm").number("-0.0625", is_1904=True) == "-1:30"


def test_numbers_that_are_no_dates_are_shown_as_they_are() -> None:
    assert [read_format("m/d/yyyy").number(stored) for stored in ("-1", "2958466")] == ["-1", "2958466"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("@", "words"), ("General", "words"), ("0.00", "words"), ('0;0;0;"<"@">"', "<words>"), (";;;", ""),
        (";;;@", "words"), ('@" (draft)"', "words (draft)"), ('0;-0;0;""', ""),
    ],
)  # fmt: skip
def test_a_text_is_shown_as_in_the_sheet(code: str, shown: str) -> None:
    assert read_format(code).text("words") == shown


@pytest.mark.parametrize(
    "code", ["0" * 5000, "0." + "0" * 99, "0;0;0;0;0", '"', "[", "\\", "0.0.0", "//", "E+", "[$-]", ""]
)
def test_a_format_that_makes_no_sense_does_no_harm(code: str) -> None:
    assert len(read_format(code).number("1.5")) < 300


PIECES = (
    *"0#?.,%/;@*_\\\"$()- e", "E+", "yy", "mmm", "dddd", "h", "ss", ".00", "[h]", "[ss]", "AM/PM", "[$-F800]", "[<0]",
    "8", "General",
)  # fmt: skip
NUMBERS = ("0", "-1", "0.5", "1e300", "1e-300", "123456789012345678", "45366.75", "2958465.9999999", "-.5", "5.")


@given(
    strategies.lists(strategies.sampled_from(PIECES), max_size=10).map("".join),
    strategies.sampled_from(NUMBERS),
    strategies.booleans(),
)
def test_no_format_and_no_number_raises(code: str, stored: str, is_1904: bool) -> None:
    read_format(code).number(stored, is_1904=is_1904)
    read_format(code).text("words")


def test_a_point_that_is_far_from_the_seconds_does_no_harm() -> None:
    assert read_format("0.00 dddd0").number("45366") == "0.00 Friday0"


# Where LibreOffice is known to differ from Excel: General without a width, days before March 1900, fine rounding.
OWN_WAYS = {
    ("0.##", "2"), ("0", "1e+300"), ("m/d/yyyy", "60"), ("m/d/yyyy", "59"), ("m/d/yyyy", "1"), ("h:mm A/P", "0.75"),
    ("mm:ss.0", "0.000717592"), ("h:mm:ss", "0.999999"), ("m/d/yy h:mm", "45366.75"), ("General", "1234567890.12345"),
    ("General", "0.3333333333333333"), ("General", "-0.3333333333333333"), ("General", "123456.789012"),
    ("General", "1.234e-05"),
}  # fmt: skip
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"


def has_calc() -> bool:
    program = office._program()
    return program is not None and program.with_name("libsclo.so").exists()


@pytest.mark.skipif(not has_calc(), reason="LibreOffice Calc is not installed")
def test_libreoffice_shows_the_same(tmp_path: Path) -> None:
    pairs = [(code, stored, shown) for code, stored, shown in SHOWN if (code, stored) not in OWN_WAYS]
    book = openpyxl.Workbook()
    for row, (code, stored, _) in enumerate(pairs, start=1):
        cell = book.active.cell(row, 1, float(stored) if set(".e") & set(stored) else int(stored))
        cell.number_format = code
    book.save(tmp_path / "pairs.xlsx")

    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", AS_SHOWN, "pairs.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=120, capture_output=True)

    with (tmp_path / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [" ".join("".join(row).split()) for row in csv.reader(file)]
    assert rows == [shown for _, _, shown in pairs]
