"""Reading a CSV file of training providers: each row as what it says, or a sentence why it cannot be taken."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from accounts.models import State
from clearinghouse.lib.csv_file import RowRefused, cells_of, read_csv
from clearinghouse.lib.days import has_come
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from workforce import provider_rows as columns
from workforce.actions.providers import ProviderDetails
from workforce.counties import county_named
from workforce.forms.provider import MOST_PEOPLE, check_trained, county_problem
from workforce.models import Credential, Provider, Support

MOST_BYTES, MOST_ROWS = 2_000_000, 5_000
NEEDED = (columns.NAME, columns.KIND, columns.STATE)
_YEAR = re.compile(r"trained in ([1-9][0-9]{3})")
_TEXTS = {
    columns.PROGRAMS: ("programs", 3000),
    columns.CONTACT: ("contact_name", 120),
    columns.PHONE: ("contact_phone", 40),
    columns.SOURCE: ("source_name", 160),
}


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
    file = read_csv(text, _column, missing=_missing, most_rows=MOST_ROWS, things="providers")
    rows = [FileRow(number, cells_of(file.names, line, 20_000)) for number, line in file.rows]
    return ProviderFile(rows, [name for name in file.unknown if name not in columns.KNOWN])


def _column(name: str) -> str:
    """As we call it; empty for one that we know nothing of."""
    known = {column.casefold(): column for column in columns.COLUMNS}
    year = _YEAR.fullmatch(name)
    return columns.trained_column(int(year[1])) if year else known.get(name, "")


def _missing(names: Sequence[str]) -> str:
    missing = [name for name in NEEDED if name not in names]
    if not missing or columns.ID in names:
        return ""
    named = joined([f"“{name}”" for name in missing])
    return f"No column is named {named}. The first row must name the columns, as in a downloaded list."


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
