"""What is in a ZIP: a tree whose files lead to their pages, and which page of which file a page is."""

from dataclasses import field

from django.db.models import Max, Min

from clearinghouse.lib.files.inspection.bundle import NAME
from clearinghouse.lib.files.results import BETWEEN
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import DOCX, JPG, PDF, PNG, PPTX, ZIP
from clearinghouse.lib.frozen import dataclass
from documents.models import DocumentVersion, Page

DRAWN = tuple(f".{ending}" for kind in (PDF, PNG, JPG) for ending in kind.extensions)
OFFICE = tuple(f".{ending}" for kind in (DOCX, PPTX) for ending in kind.extensions)
# Each would be printed by LibreOffice, which takes seconds for one file; a ZIP holds hundreds.
OFFICE_NOTE = "Word and PowerPoint files inside a ZIP file have no page images."


@dataclass
class Entry:
    """A folder with entries, or a file: `details` has its kind and size, `number` its first page if it has text."""

    name: str
    details: str = ""
    number: int | None = None
    entries: list["Entry"] = field(default_factory=list)


def tree_of(page: Page) -> list[Entry]:
    """The entries at the top of a ZIP, on its first page; nothing elsewhere. One query."""
    if page.version is None or page.version.file_type != ZIP.slug or page.number != 1:
        return []
    found = Page.objects.filter(version=page.version, number__gt=1).values_list("heading").annotate(Min("number"))
    starts: dict[str, int] = {}
    for heading, number in found:
        name = _member(heading)
        starts[name] = min(number, starts.get(name, number))
    top = Entry("")
    for line in page.text.splitlines():
        path, _, details = line.partition("\t")
        *folders, name = path.split("/")
        _put(top, folders, Entry(name, details.replace("\t", ", "), starts.get(one_line(path, NAME))))
    return top.entries


@dataclass(frozen=True)
class Part:
    """A page of a file within a ZIP."""

    member: str  # the file's name, as its pages are headed with it
    number: int  # of the page within that file


def is_drawn(version: DocumentVersion, heading: str) -> bool:
    """Whether the page of this heading is one of a PDF, or a picture, right inside a ZIP."""
    return version.file_type == ZIP.slug and _member(heading).lower().endswith(DRAWN)


def is_office(version: DocumentVersion, heading: str) -> bool:
    """Whether the page of this heading is one of a Word document or of slides, right inside a ZIP."""
    return version.file_type == ZIP.slug and _member(heading).lower().endswith(OFFICE)


def part_of(version: DocumentVersion, number: int) -> Part | None:
    """Which page of which PDF or picture within the ZIP this is; two queries."""
    pages = Page.objects.filter(version=version)
    heading = pages.filter(number=number).values_list("heading", flat=True).first()
    if heading is None or not is_drawn(version, heading):
        return None
    member = _member(heading)
    others = pages.filter(number__lt=number).exclude(heading=member).exclude(heading__startswith=member + BETWEEN)
    return Part(member, number - (others.aggregate(last=Max("number"))["last"] or 0))


def _member(heading: str) -> str:
    return heading.split(BETWEEN, 1)[0]


def _put(folder: Entry, folders: list[str], file: Entry) -> None:
    for name in folders:
        known = next((entry for entry in folder.entries if entry.name == name and not entry.details), None)
        if known is None:
            known = Entry(name)
            folder.entries.append(known)
        folder = known
    folder.entries.append(file)
