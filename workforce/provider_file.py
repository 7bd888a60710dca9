"""Reading a CSV file of training providers: each row as what it says, or a sentence why it cannot be taken."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from accounts.models import State
from clearinghouse.lib.days import has_come
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.spreadsheet import FORMULA_STARTS
from workforce import provider_rows as columns
from workforce.actions.providers import ProviderDetails
from workforce.counties import county_named
from workforce.forms.provider import MOST_PEOPLE, check_trained, county_problem
from workforce.models import Credential, Provider, Support

MOST_BYTES, MOST_ROWS = 2_000_000, 5_000
NEEDED = (columns.NAME, columns.KIND, columns.STATE)
_YEAR = re.compile(r"trained in ([1-9][0-9]{3})")
_LINE_END = re.compile(r"[\r\n]")
_TEXTS = {
    columns.PROGRAMS: ("programs", 3000),
    columns.CONTACT: ("contact_name", 120),
    columns.PHONE: ("contact_phone", 40),
    columns.SOURCE: ("source_name", 160),
}


class FileRefused(Exception):
    """The file as a whole cannot be read; the message is a sentence for the person."""


class RowRefused(Exception):
    """One row cannot be taken; the message says why."""


@dataclass(frozen=True)
class FileRow:
    """A row by its number in a spreadsheet, and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class ProviderFile:
    """The rows of a file, and its columns that we know nothing of."""

    rows: list[FileRow]
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lists:
    """What names in cells are looked up in; three queries, however many rows."""

    states: Mapping[str, State]
    credentials: Mapping[str, Credential]
    supports: Mapping[str, Support]


def read_lists() -> Lists:
    """States by code and name, the others by name and by their name in addresses."""
    states = list(State.objects.all())
    return Lists(
        {key.casefold(): state for state in states for key in (state.code, state.name)},
        {key.casefold(): row for row in Credential.objects.all() for key in (row.name, row.slug)},
        {key.casefold(): row for row in Support.objects.all() for key in (row.name, row.slug)},
    )


def read_file(text: str) -> ProviderFile:
    """The rows below the header. Raises FileRefused."""
    first = _LINE_END.split(text, maxsplit=1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)  # a name may hold another one of them
    try:
        header, *lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except ValueError:
        raise FileRefused("This file has no rows. Its first row must name the columns.") from None
    except csv.Error:
        raise FileRefused("We can’t read this as a CSV file. Save it as CSV (comma-separated) and try again.") from None
    names = [_column(name) for name in header]
    _check_header(header, names)
    if len(lines) > MOST_ROWS:
        raise FileRefused(f"This file has {len(lines):,} rows. Split it into files of {MOST_ROWS:,} or fewer.")
    rows = [FileRow(number, _cells(names, line)) for number, line in enumerate(lines, start=2) if any(line)]
    if not rows:
        raise FileRefused("This file names its columns, but has no providers.")
    unknown = [name.strip() for name, known in zip(header, names, strict=True) if not known and name.strip()]
    return ProviderFile(rows, [name for name in unknown if name not in columns.KNOWN])


def _column(name: str) -> str:
    """As we call it, however it is written; empty for one that we know nothing of."""
    folded = " ".join(name.replace("\ufeff", "").casefold().split())
    known = {column.casefold(): column for column in columns.COLUMNS}
    year = _YEAR.fullmatch(folded)
    return columns.trained_column(int(year[1])) if year else known.get(folded, "")


def _check_header(header: list[str], names: list[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileRefused(f"The column “{twice[0]}” is there twice.")
    missing = [name for name in NEEDED if name not in names]
    if missing and columns.ID not in names:
        named = joined([f"“{name}”" for name in missing])
        raise FileRefused(f"No column is named {named}. The first row must name the columns, as in a downloaded list.")


def _cells(names: list[str], line: list[str]) -> dict[str, str]:
    return {name: _plain(cell) for name, cell in zip(names, line, strict=False) if name}


def _plain(cell: str) -> str:
    """Without the apostrophe that our own files put before what a spreadsheet would take for a formula."""
    rest = cell[1:]
    is_marked = cell.startswith("'") and rest.lstrip(" ").startswith(FORMULA_STARTS)
    return clean_text(rest if is_marked else cell, 20_000)


def details_in(row: FileRow, lists: Lists, stands: ProviderDetails | None) -> ProviderDetails:
    """What the row says; of a provider that stands, columns that the file does not have stay. Raises RowRefused."""
    start = stands or ProviderDetails(name="", kind="", state=next(iter(lists.states.values())))
    said = dict(_said(row, lists))
    if stands is None or columns.NAME in row.cells:
        said["name"] = _text(row, columns.NAME, 160, needed=True)
    if stands is None or columns.KIND in row.cells:
        said["kind"] = _kind(row[columns.KIND])
    if stands is None or columns.STATE in row.cells:
        said["state"] = state_in(row, lists)
    found = replace(start, **said, trained={**start.trained, **_trained(row)} if stands else _trained(row))
    found = replace(found, trained={year: people for year, people in found.trained.items() if people is not None})
    return replace(found, county=_county(found.county, found.state))


def state_in(row: FileRow, lists: Lists) -> State:
    """The row's state, by its code or name."""
    given = row[columns.STATE]
    state = lists.states.get(given.casefold())
    if state is None:
        raise RowRefused(f"“{given}” isn’t a state or territory." if given else "The state is missing.")
    return state


def _said(row: FileRow, lists: Lists) -> Iterator[tuple[str, Any]]:
    """What the columns that can be left out say."""
    for name, (attribute, most) in _TEXTS.items():
        if name in row.cells:
            yield attribute, _text(row, name, most)
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        columns.COUNTY: ("county", str),
        columns.CREDENTIALS: ("credentials", lambda cell: _several(cell, lists.credentials, "credential")),
        columns.SUPPORTS: ("supports", lambda cell: _several(cell, lists.supports, "support")),
        columns.CAPACITY: ("capacity", lambda cell: _number(cell, "Capacity")),
        columns.WEBSITE: ("website", lambda cell: _web_address(cell, "Website")),
        columns.SOURCE_URL: ("source_url", lambda cell: _web_address(cell, "The web address of the source")),
        columns.EMAIL: ("contact_email", _email),
        columns.SOURCE_READ: ("checked_on", _date),
    }
    for name, (attribute, read) in readers.items():
        if name in row.cells:
            yield attribute, read(row[name])


def _text(row: FileRow, name: str, most: int, *, needed: bool = False) -> str:
    text = row[name] if name == columns.PROGRAMS else " ".join(row[name].split())
    if needed and not text:
        raise RowRefused(f"{name} is missing.")
    if len(text) > most:
        raise RowRefused(f"{name} has {len(text):,} characters. Use {most:,} or fewer.")
    return text


def _kind(given: str) -> str:
    by_name = {key.casefold(): kind.value for kind in Provider.Kind for key in (kind.value, kind.label)}
    found = by_name.get(given.casefold())
    if found is None:
        known = joined([f"“{kind.label}”" for kind in Provider.Kind], "or")
        raise RowRefused(f"“{given}” isn’t a type of provider. Use {known}." if given else "The type is missing.")
    return found


def _county(given: str, state: State) -> str:
    if not given:
        return ""
    named = county_named(given, state.pk)
    if named is None:
        raise RowRefused(county_problem(given[:80], state))
    return named


def _several(cell: str, known: Mapping[str, Any], what: str) -> tuple[Any, ...]:
    """The things that a cell names, in the order of their list."""
    found = set()
    for name in filter(None, (part.strip() for part in cell.split(";"))):
        if name.casefold() not in known:
            raise RowRefused(f"“{name[:80]}” isn’t a {what} that we know. Separate {what}s with ;")
        found.add(known[name.casefold()])
    return tuple(sorted(found, key=lambda row: (row.position, row.pk)))


def _number(cell: str, what: str) -> int | None:
    digits = cell.replace(",", "").strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9 or int(digits) > MOST_PEOPLE:
        raise RowRefused(f"{what}: enter a whole number up to {MOST_PEOPLE:,}, not “{cell[:40]}”.")
    return int(digits)


def _trained(row: FileRow) -> dict[int, Any]:
    """People by year; None where the cell is empty."""
    found: dict[int, Any] = {}
    for name in row.cells:
        match = _YEAR.fullmatch(name.casefold())
        if match:
            found[int(match[1])] = people = _number(row[name], name)
            if people is not None:
                _or_refuse(lambda year=int(match[1]), many=people: check_trained(year, many))  # type: ignore[misc]
    return found


def _web_address(cell: str, what: str) -> str:
    given = cell.strip()
    if not given:
        return ""
    address = given if "://" in given else f"https://{given}"
    try:
        URLValidator(schemes=["https", "http"])(address)
    except ValidationError:
        raise RowRefused(f"{what}: “{given[:80]}” isn’t a web address.") from None
    if len(address) > 500:
        raise RowRefused(f"{what} has more than 500 characters.")
    return address


def _email(cell: str) -> str:
    given = cell.strip()
    try:
        if given:
            validate_email(given)
    except ValidationError:
        raise RowRefused(f"“{given[:80]}” isn’t an email address.") from None
    return given


def _date(cell: str) -> date | None:
    if not cell.strip():
        return None
    try:
        day = date.fromisoformat(cell.strip())
    except ValueError:
        raise RowRefused(f"“{cell[:40]}” isn’t a date. Enter it as 2027-01-31.") from None
    _or_refuse(lambda: has_come(day))
    return day


def _or_refuse(check: Callable[[], None]) -> None:
    try:
        check()
    except ValidationError as error:
        raise RowRefused(" ".join(error.messages)) from None


def names_in(rows: Iterable[FileRow]) -> set[str]:
    """The names of all rows, small: those without an ID are matched by them, others may take one that is taken.

    As PostgreSQL makes them small: it leaves “ß” as it is, which casefold() does not.
    """
    return {" ".join(row[columns.NAME].split()).lower() for row in rows}
