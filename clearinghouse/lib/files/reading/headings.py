"""Which lines of a page are headings, and which heading a page stands under."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clearinghouse.lib.frozen import dataclass

LARGER_THAN_BODY = 1.12
_LONGEST = 140
_SAME_SIZE = 0.6
_RUNNING_PAGES = 4
_RUNNING_SHARE = 0.12
_LEADERS = re.compile(r"(?:\.\s?){4,}|_{4,}|…{2,}")
_NUMBERED = re.compile(
    r"(?:(?:Section|SECTION|Chapter|CHAPTER|Part|PART|Article|ARTICLE|Appendix|APPENDIX|Attachment|ATTACHMENT)\s+\w"
    r"|\d{1,3}(?:\.\d{1,2}){0,3}[.:)]?\s+[A-Z]|[A-Z][.:)]\s+[A-Z]|[IVX]{1,5}[.:)]\s+[A-Z])"
)
_NO_LETTERS = {code: " " for code in (*range(0x250), *range(0x2000, 0x2C00)) if not chr(code).isalpha()}
_CAPTION = re.compile(r"(?:figure|table|exhibit|map|source|note)\s*\d*(?:[.-]\d+)?\s*[:.]", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line of text and the size of its letters in points."""

    text: str
    size: float


class PageHeadings(NamedTuple):
    """Of one page: its largest heading, else the last one before it; then the last one before it and those on it."""

    largest: str
    in_order: tuple[str, ...]


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The letter size that most characters of the document have."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def by_size(pages: Sequence[Sequence[Line]]) -> list[PageHeadings]:
    """Which headings each page has and stands under, told by the size of their letters."""
    body = body_size(pages)
    running = _running_lines(pages)
    headings = []
    in_force = ""
    for number, lines in enumerate(pages):
        found = [
            line
            for line in _joined(lines, body)
            if is_plausible(line.text) and (number == 0 or _key(line.text) not in running)
        ]
        largest = max(found, key=lambda line: line.size).text if found else in_force
        headings.append(PageHeadings(largest, (in_force, *(line.text for line in found))))
        in_force = found[-1].text if found else in_force
    return headings


def is_plausible(text: str) -> bool:
    """Whether a line could be a heading at all: short, of words, not a line of a table of contents."""
    letters = sum(c.isalpha() for c in text)
    if letters < 4 or len(text) > _LONGEST or letters * 2 < len(text.replace(" ", "")):
        return False
    if text[0].islower() or _CAPTION.match(text):
        return False
    return not _LEADERS.search(text) and not (text.endswith((".", ",", ";")) and len(text.split()) > 6)


def first_heading(text: str) -> str:
    """The first line of plain text that looks like a heading: numbered or all capitals, standing alone."""
    for line in text.splitlines()[:200]:
        line = line.strip().lstrip("#").strip()
        if is_plausible(line) and len(line) < 90 and (line.isupper() or _NUMBERED.match(line)):
            return line
    return ""


def _joined(lines: Sequence[Line], body: float) -> Iterator[Line]:
    """Lines larger than the body, those of one size that follow each other made one."""
    run: list[Line] = []
    for line in lines:
        is_large = line.size >= body * LARGER_THAN_BODY
        continues = run and is_large and abs(line.size - run[-1].size) < _SAME_SIZE
        if run and (not continues or _NUMBERED.match(line.text)):
            yield Line(" ".join(part.text for part in run), run[0].size)
            run = []
        if is_large:
            run.append(line)
    if run:
        yield Line(" ".join(part.text for part in run), run[0].size)


def _running_lines(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Lines that stand on many pages: headers and footers."""
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({_key(line.text) for line in lines})
    least = max(_RUNNING_PAGES, len(pages) * _RUNNING_SHARE)
    return {key for key, count in counts.items() if count >= least}


def _key(text: str) -> str:
    return " ".join(text.translate(_NO_LETTERS).casefold().split())
