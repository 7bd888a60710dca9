"""What office files of all kinds carry beside their pages: names in their own description, embedded files."""

import re

from clearinghouse.lib.files.reading.collector import Collector
from clearinghouse.lib.files.reading.ooxml import Package
from clearinghouse.lib.files.results import HiddenKind
from clearinghouse.lib.files.text import one_line

_NAMES = (
    ("core-properties", "creator", "author"),
    ("core-properties", "lastModifiedBy", "last saved by"),
    ("extended-properties", "Manager", "manager"),
    ("extended-properties", "Company", "company"),
)
# What programs write where a person's name belongs.
_PROGRAMS = {"apache poi", "docx4j", "libreoffice", "microsoft office user", "openpyxl", "pandas", "python-docx",
             "un-named", "unknown", "unknown creator", "user", "windows user", "xlsxwriter"}  # fmt: skip
_LONGEST_NAME = 80
_EMBEDDED = re.compile(r"(?:^|/)embeddings/[^/]+$", re.IGNORECASE)


def tell_names(package: Package, collector: Collector) -> None:
    """Who made the file, where it says so."""
    said: dict[str, list[str]] = {}
    for kind, element, role in _NAMES:
        name = one_line(package.description(kind).get(element, ""), _LONGEST_NAME)
        if name and name.casefold() not in _PROGRAMS:
            said.setdefault(name, []).append(role)
    if said:
        names = ", ".join(f"“{name}” ({', '.join(roles)})" for name, roles in said.items())
        collector.hide(HiddenKind.PROPERTIES, f"The file’s properties name {names}.", "file properties")


def tell_embedded(package: Package, collector: Collector) -> None:
    """Files within the file: the workbook behind a chart has all its data."""
    count = sum(1 for part in package.parts() if _EMBEDDED.search(part))
    if count:
        files = "1 file is" if count == 1 else f"{count:,} files are"
        sentence = f"{files} embedded, such as the data of a chart; anyone who downloads this file can open all of it."
        collector.hide(HiddenKind.ATTACHMENT, sentence, "embedded files")
