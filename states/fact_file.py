"""Reading a CSV file of NEVI funding and corridor miles: each row as a fact, or a sentence why it cannot be taken."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from accounts.models import State
from clearinghouse.lib.csv_file import RowRefused, cells_of, read_csv
from clearinghouse.lib.days import has_come
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.wording import grouped
from states.models import FIRST_YEAR, LAST_YEAR

MOST_BYTES, MOST_ROWS = 300_000, 2_000
STATE, FACT, YEAR, VALUE, UNIT = "State", "Fact", "Year", "Value", "Unit"
SOURCE, SOURCE_URL, READ_ON, ESTIMATE = "Source", "Source URL", "Date read", "Estimate"
COLUMNS = (STATE, FACT, YEAR, VALUE, UNIT, SOURCE, SOURCE_URL, READ_ON, ESTIMATE)
OPTIONAL = (ESTIMATE,)
FUNDING, MILES = "NEVI funding", "Corridor miles"
UNITS = {FUNDING: "dollars", MILES: "miles"}
_NAMES = {FUNDING.casefold(): FUNDING, "funding": FUNDING, MILES.casefold(): MILES, "miles": MILES}
_UNITS = {"dollars": "dollars", "usd": "dollars", "$": "dollars", "us dollars": "dollars", "miles": "miles"}
_YES, _NO = ("yes", "y", "true", "1", "estimate"), ("no", "n", "false", "0", "actual", "")
_FISCAL_YEAR = re.compile(r"(?:(?:federal )?fiscal year |fy ?)?(\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WHOLE = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?")
MOST = {FUNDING: 10**12, MILES: 10**6}


@dataclass(frozen=True)
class Fact:
    """What a row says. `when` is a federal fiscal year, or the day for which miles hold."""

    state: State
    name: str
    when: int | date
    value: int
    source_name: str
    source_url: str
    checked_on: date
    is_estimate: bool | None

    @property
    def place(self) -> tuple[str, str, int | date]:
        """What there is one number of."""
        return self.state.pk, self.name, self.when

    @property
    def title(self) -> str:
        """The same in words."""
        when = f"fiscal year {self.when}" if isinstance(self.when, int) else f"{self.when:%B %Y}"
        return f"{self.name} of {self.state.name}, {when}"

    @property
    def amount(self) -> str:
        """The value with its unit."""
        return f"${grouped(self.value)}" if self.name == FUNDING else f"{grouped(self.value)} miles"


def read_rows(text: str) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """The rows below the header, by their number in a spreadsheet, and columns that we don't know.

    Raises FileRefused.
    """
    known = {name.casefold(): name for name in COLUMNS}
    file = read_csv(text, lambda name: known.get(name, ""), missing=_missing, most_rows=MOST_ROWS, things="facts")
    return [(number, _cells(file.names, line)) for number, line in file.rows], file.unknown


def _missing(names: Sequence[str]) -> str:
    missing = [name for name in COLUMNS if name not in names and name not in OPTIONAL]
    return f"No column is named {joined([f'“{name}”' for name in missing])}." if missing else ""


def _cells(names: list[str], line: list[str]) -> dict[str, str]:
    return {name: " ".join(cell.split()) for name, cell in cells_of(names, line, 2_000).items()}


def read_states() -> dict[str, State]:
    """The 56 by code and by name, small."""
    return {key.casefold(): state for state in State.objects.all() for key in (state.code, state.name)}


def fact_in(row: Mapping[str, str], states: Mapping[str, State]) -> Fact:
    """What the row says. Raises RowRefused."""
    for column in COLUMNS:
        if column not in OPTIONAL and not row.get(column):
            raise RowRefused(f"{column} is missing.")
    state = states.get(row[STATE].casefold())
    if state is None:
        raise RowRefused(f"“{row[STATE][:60]}” isn’t a state or territory.")
    name = _NAMES.get(row[FACT].casefold(), "")
    if not name:
        raise RowRefused(f"“{row[FACT][:60]}” isn’t a fact that we keep. Use “{FUNDING}” or “{MILES}”.")
    if _UNITS.get(row[UNIT].casefold()) != UNITS[name]:
        raise RowRefused(f"The unit of {name} is {UNITS[name]}, not “{row[UNIT][:40]}”.")
    return Fact(
        state,
        name,
        _fiscal_year(row[YEAR]) if name == FUNDING else _day_of_miles(row[YEAR]),
        _value(row[VALUE], name),
        _short(row[SOURCE], SOURCE, 200),
        _web_address(row[SOURCE_URL]),
        _day_read(row[READ_ON]),
        _is_estimate(row.get(ESTIMATE)),
    )


def _fiscal_year(cell: str) -> int:
    match = _FISCAL_YEAR.fullmatch(cell)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise RowRefused(f"Enter a federal fiscal year from {FIRST_YEAR} to {LAST_YEAR}, not “{cell[:40]}”.")
    return int(match[1])


def _day_of_miles(cell: str) -> date:
    try:
        match = _MONTH.fullmatch(cell)
        day = date(int(match[1]), int(match[2]), 1) if match else date.fromisoformat(cell)
    except ValueError:
        raise RowRefused(
            f"Corridor miles change within a year. Enter the month or day that they hold for, such as 2022-07, "
            f"not “{cell[:40]}”."
        ) from None
    return _passed(day, YEAR)


def _value(cell: str, name: str) -> int:
    match = _WHOLE.fullmatch(cell)
    number = int(match[1].replace(",", "")) if match and len(match[1]) < 30 else -1
    if not 0 <= number <= MOST[name]:
        raise RowRefused(f"Enter the value in whole {UNITS[name]}, such as 1,234,567, not “{cell[:40]}”.")
    return number


def _short(cell: str, column: str, most: int) -> str:
    if len(cell) > most:
        raise RowRefused(f"{column} has {len(cell):,} characters. Use {most} or fewer.")
    return cell


def _web_address(cell: str) -> str:
    address = cell if "://" in cell else f"https://{cell}"
    try:
        URLValidator(schemes=["https", "http"])(address)
    except ValidationError:
        raise RowRefused(f"{SOURCE_URL}: “{cell[:80]}” isn’t a web address.") from None
    return _short(address, SOURCE_URL, 500)


def _day_read(cell: str) -> date:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise RowRefused(f"{READ_ON}: “{cell[:40]}” isn’t a date. Enter it as 2026-11-30.") from None
    return _passed(day, READ_ON)


def _passed(day: date, column: str) -> date:
    try:
        has_come(day)
    except ValidationError:
        raise RowRefused(f"{column}: {day.isoformat()} is in the future.") from None
    return day


def _is_estimate(cell: str | None) -> bool | None:
    if cell is None:
        return None
    if cell.casefold() not in (*_YES, *_NO):
        raise RowRefused(f"{ESTIMATE}: enter yes or no, not “{cell[:40]}”.")
    return cell.casefold() in _YES
