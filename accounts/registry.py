"""The public .gov registry: reading its file, comparing it, and putting it in place of the one before."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import RegistryDomain, RegistryImport, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked

SOURCE = "https://github.com/cisagov/dotgov-data/blob/main/current-full.csv"
# What the portal comes with: states and territories (docs/decisions/0032). The file states no date of its own; this is
# the day by which it had been downloaded.
SHIPPED = Path(__file__).parent / "data" / "gov_domains_of_states.csv"
SHIPPED_AS_OF = date(2026, 11, 28)
STALE_AFTER = timedelta(days=90)
MOST_BYTES = 5_000_000  # four times the public list of today
MOST_PROBLEMS = 10
COLUMNS = ("domain", "registry_type", "organization", "suborganization", "city", "state")
# What the public file calls its columns; it did not always have all of them.
PUBLIC_NAMES = {
    "domain name": "domain",
    "domain type": "registry_type",
    "organization name": "organization",
    "suborganization name": "suborganization",
}
OPTIONAL = {"suborganization"}
TITLES = {name: title.capitalize() for title, name in PUBLIC_NAMES.items()}  # for sentences
NOTHING = "(blank)"  # as the public file writes an empty field


class RegistryFileRefused(Exception):
    """The file cannot be taken; the message names its bad lines."""


@dataclass(frozen=True)
class BadRow:
    """A line of the file and what is wrong with it."""

    line: int
    problem: str


@dataclass(frozen=True)
class Comparison:
    """What an import would do to the list."""

    names: int
    added: int
    changed: int
    gone: int

    @property
    def looks_partial(self) -> bool:
        """Whether half of the list or more would go, as with a file of federal names only."""
        return self.gone > self.names


def is_stale(as_of: date | None) -> bool:
    """Whether a list of that date is too old to lean on; so is one whose date nobody knows."""
    return as_of is None or timezone.localdate() - as_of > STALE_AFTER


def read_rows(file: TextIO) -> list[RegistryDomain]:
    """The rows of a CSV with the columns COLUMNS, under these names or the public file's.

    Raises RegistryFileRefused.
    """
    try:
        good, bad = _sorted_out(csv.reader(file))
    except csv.Error as error:
        raise RegistryFileRefused(f"This is not a CSV file: {error}.") from None
    if bad or not good:
        lines = [f"Line {entry.line}: {entry.problem}" for entry in bad[:MOST_PROBLEMS]] or ["The file has no rows."]
        if len(bad) > MOST_PROBLEMS:
            lines.append(f"{len(bad) - MOST_PROBLEMS:,} more lines have problems.")
        raise RegistryFileRefused("\n".join(lines))
    return list(good.values())


def compare(rows: list[RegistryDomain]) -> Comparison:
    """What putting these rows in place of the list would change; one query."""
    before = {row.domain: row for row in RegistryDomain.objects.all()}
    after = {row.domain: row for row in rows}
    changed = sum(1 for name in before.keys() & after.keys() if _facts(before[name]) != _facts(after[name]))
    return Comparison(len(after), len(after.keys() - before.keys()), changed, len(before.keys() - after.keys()))


@transaction.atomic
def stage_import(*, text: str, as_of: date, by: User) -> RegistryImport:
    """Keep a file until an administrator has seen what it would change. Raises RegistryFileRefused."""
    _must_be_administrator(by)
    read_rows(StringIO(text))
    RegistryImport.objects.filter(imported_at=None).delete()
    return RegistryImport.objects.create(as_of=as_of, content=text, uploaded_by=by)


@transaction.atomic
def confirm_import(*, staged: RegistryImport, by: User) -> int:
    """Put a kept file in place of the list; returns how many names. A second click changes nothing."""
    _must_be_administrator(by)
    current = locked(staged)
    if current.imported_at is not None:
        return current.names
    return _replace(current, read_rows(StringIO(current.content)), by)


@transaction.atomic
def import_file(file: TextIO, *, as_of: date | None = None) -> int:
    """Replace all rows by those of a CSV, all or nothing, from the server's console; returns how many.

    Raises RegistryFileRefused; then nothing has changed.
    """
    rows = read_rows(file)
    return _replace(RegistryImport.objects.create(as_of=as_of or timezone.localdate()), rows, None)


@transaction.atomic
def load_shipped() -> int:
    """Put the list that the portal comes with where there is none, or an older one of this kind; returns how many.

    A list that somebody imported is never replaced by it.
    """
    latest = RegistryImport.objects.filter(imported_at__isnull=False).order_by("-imported_at", "-pk").first()
    if latest is None:
        is_due = not RegistryDomain.objects.exists()
    else:
        is_due = latest.is_shipped and latest.as_of < SHIPPED_AS_OF
    if not is_due:
        return 0
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = read_rows(file)
    return _replace(RegistryImport.objects.create(as_of=SHIPPED_AS_OF, is_shipped=True), rows, None)


def forget_staged(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete files that nobody confirmed; returns how many."""
    left = RegistryImport.objects.filter(imported_at=None, uploaded_at__lt=timezone.now() - older_than)
    return left.delete()[0]


def _must_be_administrator(by: User) -> None:
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can import the .gov registry.")


def _replace(made: RegistryImport, rows: list[RegistryDomain], by: User | None) -> int:
    with connection.cursor() as cursor:
        # One import at a time; readers go on seeing the list before.
        cursor.execute(f"LOCK TABLE {RegistryDomain._meta.db_table} IN EXCLUSIVE MODE")
    RegistryDomain.objects.all().delete()
    RegistryDomain.objects.bulk_create(rows, batch_size=1000)
    made.imported_at, made.names, made.content = timezone.now(), len(rows), ""
    made.save(update_fields=["imported_at", "names", "content"])
    who = "The portal" if made.is_shipped else by or "The operator"
    verb = "loaded its own copy of" if made.is_shipped else "imported"
    sentence = f"{who} {verb} the .gov registry as of {made.as_of}: {len(rows):,} names."
    write_event("registry.imported", by=by, about=made, sentence=sentence)
    return len(rows)


def _facts(row: RegistryDomain) -> tuple[str, ...]:
    return row.registry_type, row.organization, row.suborganization, row.city, row.state_code


def _sorted_out(lines: Any) -> tuple[dict[str, RegistryDomain], list[BadRow]]:
    names = [PUBLIC_NAMES.get(name.strip().lower(), name.strip().lower()) for name in next(lines, [])]
    missing = [name for name in COLUMNS if name not in names and name not in OPTIONAL]
    if missing:
        named = ", ".join(f"“{_title(name)}”" for name in missing)
        raise RegistryFileRefused(f"Line 1: no column is named {named}. Choose the file current-full.csv.")
    good: dict[str, RegistryDomain] = {}
    bad: list[BadRow] = []
    for values in filter(None, lines):
        row = _row(dict(zip(names, values, strict=False)))
        problem = _problem(row, good)
        if problem:
            bad.append(BadRow(lines.line_num, problem))
        else:
            good[row.domain] = row
    return good, bad


def _title(name: str) -> str:
    """What the public file calls a column, so that its reader finds it there."""
    return TITLES.get(name, name.removesuffix("_code").capitalize())


def _row(values: Mapping[str, str]) -> RegistryDomain:
    domain, kind, organization, suborganization, city, state = (
        values.get(name, "").strip().removeprefix(NOTHING) for name in COLUMNS
    )
    return RegistryDomain(
        domain=domain.lower(),
        registry_type=kind,
        organization=organization,
        suborganization=suborganization,
        city=city,
        state_code=state.upper(),
    )


def _problem(row: RegistryDomain, seen: dict[str, RegistryDomain]) -> str:
    if row.domain in seen:
        return f"{row.domain} is listed twice."
    if not row.domain.endswith(".gov"):
        return f"“{row.domain}” is not a .gov name."
    try:
        row.clean_fields()
    except ValidationError as error:
        return "; ".join(f"{_title(name)}: {' '.join(texts)}" for name, texts in error.message_dict.items())
    return ""
