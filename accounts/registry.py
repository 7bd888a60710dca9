"""The public .gov registry: reading its file, and putting it in place of the one before."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import RegistryDomain

COLUMNS = ("domain", "registry_type", "organization", "suborganization", "city", "state")


class RegistryFileRefused(Exception):
    """The file cannot be taken; the message names every bad line."""


@dataclass(frozen=True)
class BadRow:
    """A line of the file and what is wrong with it."""

    line: int
    problem: str


def import_file(file: TextIO) -> int:
    """Replace all rows by those of a CSV with the columns COLUMNS, all or nothing; returns how many.

    Raises RegistryFileRefused; then nothing has changed.
    """
    reader = csv.DictReader(file)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise RegistryFileRefused(f"Line 1: the columns {', '.join(missing)} are missing.")
    good: dict[str, RegistryDomain] = {}
    bad: list[BadRow] = []
    for line, row in _rows(reader):
        problem = _problem(row, good)
        if problem:
            bad.append(BadRow(line, problem))
        else:
            good[row.domain] = row
    if bad or not good:
        lines = [f"Line {entry.line}: {entry.problem}" for entry in bad] or ["The file has no rows."]
        raise RegistryFileRefused("\n".join(lines))
    with transaction.atomic():
        RegistryDomain.objects.all().delete()
        RegistryDomain.objects.bulk_create(good.values(), batch_size=1000)
    return len(good)


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, RegistryDomain]]:
    for row in reader:
        yield (
            reader.line_num,
            RegistryDomain(
                domain=(row["domain"] or "").strip().lower(),
                registry_type=(row["registry_type"] or "").strip(),
                organization=(row["organization"] or "").strip(),
                suborganization=(row["suborganization"] or "").strip(),
                city=(row["city"] or "").strip(),
                state_code=(row["state"] or "").strip().upper(),
            ),
        )


def _problem(row: RegistryDomain, seen: dict[str, RegistryDomain]) -> str:
    if row.domain in seen:
        return f"{row.domain} is listed twice."
    if not row.domain.endswith(".gov"):
        return f"“{row.domain}” is not a .gov name."
    try:
        row.clean_fields()
    except ValidationError as error:
        return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
    return ""
