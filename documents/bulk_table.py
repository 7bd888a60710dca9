"""The table of many drafts as a spreadsheet knows it: a template to fill in, and rows that are pasted or uploaded."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clearinghouse.lib.files.text import one_line
from documents.bulk_form import FIELDS, SHORT_LABELS, Lists, as_date, proposed
from documents.models import Document, DocumentVersion

HEADINGS = {
    "file": "File name",
    "title": "Title",
    "state": "State",
    "kind": "Document type",
    "dated_on": "Date",
    "label": "Public records",
    "sharing": "Who can see it",
}
MOST_BYTES = 200_000
MOST_LINES = 1000
LONGEST_CELL = 500


class TableRefused(Exception):
    """The table as a whole cannot be read. str() says what to do."""


@dataclass
class Filled:
    """What a table says of one draft, and sentences about cells that were not understood."""

    values: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def template_rows(versions: Sequence[DocumentVersion], lists: Lists) -> Iterator[list[str]]:
    """A row for each draft, with what its file suggests."""
    kinds = {kind.slug: kind.name for kind in lists.kinds.values()}
    for version in versions:
        found = proposed(version)
        kind = kinds.get(found["kind_slug"], "")
        yield [version.filename, found["title"], found["state"], kind, str(found["dated_on"]), "", ""]


def decoded(content: bytes) -> str:
    """A CSV file as Excel saves it: UTF-8, or the code page of its computer."""
    if len(content) > MOST_BYTES:
        raise TableRefused("This table is too large. Leave only the rows of your drafts in it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_table(text: str, versions: Sequence[DocumentVersion], lists: Lists) -> tuple[dict[str, Filled], list[str]]:
    """By document key what its row says, and sentences about rows that fit no draft; raises TableRefused."""
    by_name: dict[str, list[DocumentVersion]] = {}
    for version in versions:
        by_name.setdefault(version.filename.casefold(), []).append(version)
    filled, strangers = {}, []
    for number, cells in _rows(text):
        name = cells.get("file", "")
        same = by_name.get(name.casefold(), [])
        if not same:
            strangers.append(f"Row {number}: you have no draft with the file name “{one_line(name, 80)}”.")
            continue
        version = same.pop(0)  # of files with one name the next row is about the next one
        filled[version.document.key] = _filled(cells, version.document, lists)
    return filled, strangers


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers as the spreadsheet has them, and the cells by field."""
    lines = text.replace("\0", "").strip("\r\n").splitlines()
    if not lines:
        raise TableRefused("Paste the rows first, or choose a CSV file.")
    if len(lines) > MOST_LINES:
        raise TableRefused("This table is too large. Leave only the rows of your drafts in it.")
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]))
    columns = list(HEADINGS)
    for number, cells in enumerate(reader, start=1):
        words = [one_line(cell.removeprefix("'"), LONGEST_CELL) for cell in cells]
        if number == 1 and (named := _named_columns(words)):
            columns = named
        elif any(words):
            yield number, dict(zip(columns, words, strict=False))


def _delimiter(line: str) -> str:
    return max("\t;,", key=line.count)


def _named_columns(words: Sequence[str]) -> list[str]:
    """The fields of the first row, if it is one of headings; other columns are left out."""
    fields = {heading.casefold(): name for name, heading in HEADINGS.items()}
    if HEADINGS["file"].casefold() not in [word.casefold() for word in words]:
        return []
    return [fields.get(word.casefold(), "") for word in words]


def _filled(cells: Mapping[str, str], document: Document, lists: Lists) -> Filled:
    filled = Filled()
    for name in FIELDS:
        words = cells.get(name, "")
        if not words:
            continue
        value = _value(name, words, document, lists)
        if value:
            filled.values[name] = value
        else:
            filled.notes.append(f"{HEADINGS[name]}: we don’t recognize “{one_line(words, 80)}”. {HOW[name]}")
    return filled


HOW = {
    "state": "Use the postal code or the name.",
    "kind": "Use one of the document types in the list.",
    "dated_on": "Write it as 2026-01-15 or 1/15/2026.",
    "label": "Use one of the answers in the list.",
    "sharing": "Use one of the answers in the list.",
    "title": "",
}


def _value(name: str, words: str, document: Document, lists: Lists) -> str:
    """What the control of the field holds for these words; empty for unknown ones."""
    wanted = words.casefold()
    if name == "title":
        return one_line(words, 250)
    if name == "dated_on":
        day = as_date(words)
        return day.isoformat() if day else ""
    return next((value for value, known in _known(name, document, lists) if known.casefold() == wanted), "")


def _known(name: str, document: Document, lists: Lists) -> Iterator[tuple[str, str]]:
    """Each value of a list with each way to write it."""
    if name == "state":
        for pk, state in lists.states.items():
            yield from ((pk, pk), (pk, state.name))
    elif name == "kind":
        for pk, kind in lists.kinds.items():
            yield from ((pk, kind.name), (pk, kind.slug))
    elif name == "label":
        for answer, short in SHORT_LABELS.items():
            yield from ((answer, short), (answer, str(answer.value)), (answer, str(answer.label)))
    else:
        for value, label in lists.sharing_choices(document):
            for inner, words in label if isinstance(label, list) else [(value, label)]:
                yield from ((inner, words), (inner, inner))
