"""What is in a ZIP, as a tree whose files lead to their pages."""

from dataclasses import dataclass, field

from django.db.models import Min

from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import ZIP
from documents.models import Page

_BETWEEN = " · "  # a page's heading is the file's name, then the heading inside it
NAME = 80  # characters of that name, see Collector.enter()


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
        name = heading.split(_BETWEEN, 1)[0]
        starts[name] = min(number, starts.get(name, number))
    top = Entry("")
    for line in page.text.splitlines():
        path, _, details = line.partition("\t")
        *folders, name = path.split("/")
        _put(top, folders, Entry(name, details.replace("\t", ", "), starts.get(one_line(path, NAME))))
    return top.entries


def _put(folder: Entry, folders: list[str], file: Entry) -> None:
    for name in folders:
        known = next((entry for entry in folder.entries if entry.name == name and not entry.details), None)
        if known is None:
            known = Entry(name)
            folder.entries.append(known)
        folder = known
    folder.entries.append(file)
