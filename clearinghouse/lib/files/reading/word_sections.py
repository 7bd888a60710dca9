"""The sections of a Word document with the headers and footers that each is the first to show."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clearinghouse.lib.files.reading.ooxml import Package, attribute, walk
from clearinghouse.lib.files.reading.word_styles import is_on

_MARK = re.compile(
    rb"<((?:/?(?:\w{1,20}:)?sectPr|(?:\w{1,20}:)?(?:headerReference|footerReference|titlePg))\b[^<>]{0,400})>"
)
_ATTRIBUTE = re.compile(r"""(?:\w{1,20}:)?(\w{1,20})\s?=\s?["']([^"']{0,200})["']""")
_MOST_SECTIONS = 500


@dataclass
class Section:
    """Lines that stand above and below its pages, and were on no page before."""

    header: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)


@dataclass
class _Marks:
    """What the file says about one section: ids by (header or footer, kind of page)."""

    references: dict[tuple[str, str], str] = field(default_factory=dict)
    has_first: bool = False


def sections_of(package: Package, part: str, read_lines: Callable[[str], list[str]]) -> list[Section]:
    """The sections in order. A header that goes on from the section before is not told again."""
    kinds = ["default", *(["even"] if _has_even_pages(package, part) else [])]
    relations = package.relations(part)
    in_force: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    sections = []
    for marks in _marks(package, part):
        in_force |= marks.references
        shown = ["first", *kinds] if marks.has_first else kinds
        lines: dict[str, list[str]] = {"header": [], "footer": []}
        for place, found in lines.items():
            for reference in _once([in_force.get((place, kind), "") for kind in shown], seen):
                if reference in relations:
                    found += [line for line in read_lines(relations[reference].target) if line not in found]
        sections.append(Section(lines["header"], lines["footer"]))
    return sections


def _once(references: Sequence[str], seen: set[str]) -> list[str]:
    new = [reference for reference in dict.fromkeys(references) if reference and reference not in seen]
    seen.update(new)
    return new


def _has_even_pages(package: Package, part: str) -> bool:
    settings = next(package.related(part, "settings"), "word/settings.xml")
    found = walk(package.tree(settings), "evenAndOddHeaders")
    return any(is_on(attribute(element, "val")) for element in found)


def _marks(package: Package, part: str) -> list[_Marks]:
    """What the sections say, which stands behind their text: found without reading it."""
    sections: list[_Marks] = []
    depth = 0
    for found in package.found(part, _MARK):
        name, _, rest = found.decode("utf-8", "replace").partition(" ")
        is_end, name = name.startswith("/"), name.strip("/").rpartition(":")[2]
        is_whole = rest.endswith("/") or found.endswith(b"/")
        if name == "sectPr" and is_end:
            depth -= 1
        elif name == "sectPr":  # one in another says how it was before
            if depth == 0 and len(sections) < _MOST_SECTIONS:
                sections.append(_Marks())
            depth += not is_whole
        elif sections and depth == 1:
            _note(sections[-1], name, dict(_ATTRIBUTE.findall(rest)))
    return sections


def _note(marks: _Marks, name: str, attributes: dict[str, str]) -> None:
    if name == "titlePg":
        marks.has_first = is_on(attributes.get("val", ""))
    else:
        marks.references[name.removesuffix("Reference"), attributes.get("type", "default")] = attributes.get("id", "")
