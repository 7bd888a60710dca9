"""The pages of a Word document or slides as LibreOffice printed them.

The words are the file's own, with its paragraphs, rows and headings. Only where its pages end is taken from the PDF.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

import pypdfium2

from clearinghouse.lib.files.reading import docx, pdf, pptx
from clearinghouse.lib.files.reading.collector import Collector, Full
from clearinghouse.lib.files.reading.word_sections import Section
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.types import DOCX, PPTX, FileType

_WORD = re.compile(r"\w+")
_TRIPLE = 3  # so many words in a row are looked for in both texts
_SKIPS = [(0, 1), (1, 0), (0, 2), (1, 1), (2, 0), (0, 3), (3, 0), (0, 4)]  # numbers of lists are in the print only
_MOST_UNPLACED = 12  # words between the last of a page and the first of the next
_MOST_FURNITURE_LINES = 8
_PAGE_WORDS = {"page", "of"}
_LEAST_SHARE, _MOST_SHARE = 0.5, 1.5  # of a page's words; beyond, the page was not understood


def read_document(stream: BinaryIO, printed: BinaryIO, collector: Collector) -> tuple[int, str]:
    """Add the pages of a Word document to `collector`; how many there are, and its title."""
    flow = docx.read_flow(stream, collector)
    prints = Collector(collector.limits, collector.limits.pdf_pages)
    count, _ = pdf.read(printed, prints)
    collector.truncated = prints.truncated
    try:
        for heading, text in _pages(flow, [page[2] for page in prints.pages]):
            collector.add(heading, text)
    except Full:
        collector.truncated = True  # the number of pages is known all the same
    return count, flow.title


def read_slides(stream: BinaryIO, printed: BinaryIO, collector: Collector) -> tuple[int, str]:
    """Add the slides to `collector`; refuse when there are not as many pages as slides."""
    title = pptx.read(stream, collector)
    if len(pypdfium2.PdfDocument(printed.read())) != len(collector.pages):
        raise Refused("pages-differ", "Not every slide of this file is one page.")
    return len(collector.pages), title


READERS: dict[FileType, Callable[[BinaryIO, BinaryIO, Collector], tuple[int, str]]] = {
    DOCX: read_document,
    PPTX: read_slides,
}


def _pages(flow: docx.Flow, prints: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(heading, text) of each printed page. What stands above and below is told once, where it is new."""
    whole = "\n".join(flow.paragraphs)
    furniture = [line for _, section in flow.sections for line in (*section.header, *section.footer)]
    prints = [_without_furniture(printed, furniture) for printed in prints]
    sections = _places_of_sections(flow)
    headings = _headings(flow)
    cuts = cut(whole, prints)
    notes = _notes_by_page(flow.notes, prints)
    in_force = ""
    for number, printed in enumerate(prints):
        start, end = cuts[number], cuts[number + 1]
        own = [heading for place, heading in headings if start.place <= place < end.place]
        text = "\n".join([whole[start.place : end.place].strip("\n"), *notes.get(number, ())])
        is_understood = start.is_certain and end.is_certain and _says_the_same(text, printed)
        is_last = number == len(prints) - 1
        begun = [s for place, s in sections if start.place <= place < end.place or (is_last and place >= end.place)]
        above, below = [line for s in begun for line in s.header], [line for s in begun for line in s.footer]
        yield own[0] if own else in_force, "\n".join([*above, text if is_understood else printed, *below])
        in_force = own[-1] if own else in_force


def _headings(flow: docx.Flow) -> list[tuple[int, str]]:
    """The place of each heading in the whole text."""
    found, place = [], 0
    for number, paragraph in enumerate(flow.paragraphs):
        if number in flow.headings:
            found.append((place, paragraph))
        place += len(paragraph) + 1
    return found


def _places_of_sections(flow: docx.Flow) -> list[tuple[int, Section]]:
    """The sections with the place in the whole text where each begins."""
    places = [0]
    for paragraph in flow.paragraphs:
        places.append(places[-1] + len(paragraph) + 1)
    return [(places[min(first, len(places) - 1)], section) for first, section in flow.sections]


def _without_furniture(printed: str, furniture: Sequence[str]) -> str:
    """A printed page without its header and footer: the lines at its edges that hold no other words."""
    words = {word for line in furniture for word in _words(line)} | _PAGE_WORDS
    if len(words) == len(_PAGE_WORDS):
        return printed
    lines = printed.splitlines()
    for edge in (0, -1):
        left = _MOST_FURNITURE_LINES
        while lines and left and all(word in words or word.isdigit() for word in _words(lines[edge])):
            lines.pop(edge)
            left -= 1
    return "\n".join(lines)


def _says_the_same(text: str, printed: str) -> bool:
    """Whether a page has about as many words as its print: a chart or a text box may hold most of them."""
    words, expected = len(_words(text)), len(_words(printed))
    return words <= expected * _MOST_SHARE + _MOST_UNPLACED and expected * _LEAST_SHARE <= words + _MOST_UNPLACED


def _notes_by_page(notes: Sequence[str], prints: Sequence[str]) -> dict[int, list[str]]:
    """Footnotes on the page that has them, in order; one that is found nowhere is on the last."""
    page_of = {triple: page for page, text in enumerate(prints) for triple in _triples(_words(text))}
    found: dict[int, list[str]] = {}
    for note in notes:
        pages = [page_of[triple] for triple in _triples(_words(note)) if triple in page_of]
        found.setdefault(max(set(pages), key=pages.count) if pages else len(prints) - 1, []).append(note)
    return found


class Cut(NamedTuple):
    """Where a page begins in the whole text."""

    place: int
    is_certain: bool


def cut(whole: str, prints: Sequence[str]) -> list[Cut]:
    """The beginning of each printed page within the text, and the end of the last.

    What both texts say once only, three words in a row, ties them to each other. From there one reads towards the
    page's edge, as long as they say the same.
    """
    matches = list(_WORD.finditer(whole))
    words = [match[0].casefold() for match in matches]
    printed: list[str] = []
    firsts = []  # of each page, in `printed`
    for text in prints:
        firsts.append(len(printed))
        printed += _words(text)
    ties = _ties(words, printed)
    cuts = [Cut(0, True)]
    for first in firsts[1:]:
        at, is_certain = _beginning(words, printed, ties, first)
        cuts.append(Cut(max(cuts[-1].place, _edge(whole, matches, at)), is_certain))
    return [*cuts, Cut(len(whole), True)]


def _edge(whole: str, matches: Sequence[re.Match[str]], at: int) -> int:
    """The place before a word, with the bracket or quotation mark it begins with."""
    if at >= len(matches):
        return len(whole)
    place = matches[at].start()
    while place and not whole[place - 1].isspace():
        place -= 1
    return place


def _beginning(
    words: Sequence[str], printed: Sequence[str], ties: Sequence[tuple[int, int]], first: int
) -> tuple[int, bool]:
    """Which word begins the page whose first printed word is number `first`, and whether that is beyond doubt."""
    at = bisect_left(ties, first, key=lambda tie: tie[1])
    before = ties[at - 1] if at else None
    after = ties[at] if at < len(ties) else None
    if before is not None and before[1] + _TRIPLE > first:
        return before[0] + first - before[1], True
    end = _read_on(words, printed, before[0], before[1], first) if before else 0
    start = _read_back(words, printed, *after, end, first) if after else len(words)
    return start, start - end <= _MOST_UNPLACED


def _read_on(words: Sequence[str], printed: Sequence[str], at: int, printed_at: int, first: int) -> int:
    """From a tie towards the end of its page: the first word that is not printed there."""
    while at < len(words) and printed_at < first:
        skip = _skip(words, printed, at, printed_at, 1)
        if skip is None or printed_at + skip[1] >= first:
            break
        at, printed_at = at + skip[0] + 1, printed_at + skip[1] + 1
    return at


def _read_back(words: Sequence[str], printed: Sequence[str], at: int, printed_at: int, end: int, first: int) -> int:
    """From a tie towards the beginning of its page: the first word that is printed there."""
    while at > end and printed_at > first:
        skip = _skip(words, printed, at - 1, printed_at - 1, -1)
        if skip is None or at - skip[0] <= end or printed_at - skip[1] <= first:
            break
        at, printed_at = at - skip[0] - 1, printed_at - skip[1] - 1
    return at


def _skip(words: Sequence[str], printed: Sequence[str], at: int, printed_at: int, step: int) -> tuple[int, int] | None:
    """How many words of each text to leave out so that they agree again; two in a row after a gap."""
    if words[at] == printed[printed_at]:
        return 0, 0
    for own, other in _SKIPS:
        pairs = [(at + step * (own + more), printed_at + step * (other + more)) for more in (0, 1)]
        if all(0 <= a < len(words) and 0 <= b < len(printed) and words[a] == printed[b] for a, b in pairs):
            return own, other
    return None


def _ties(words: Sequence[str], printed: Sequence[str]) -> list[tuple[int, int]]:
    """Places of triples that both texts have once, in an order that both agree on."""
    there = _once(printed)
    pairs = [(place, there[triple]) for triple, place in _once(words).items() if triple in there]
    return _longest_rising(sorted(pairs))


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    repeated = set()
    for place, triple in enumerate(_triples(words)):
        if triple in places:
            repeated.add(triple)
        places[triple] = place
    return {triple: place for triple, place in places.items() if triple not in repeated}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which the second numbers rise too."""
    tails: list[int] = []  # the smallest second number that ends a rising part of each length
    ends: list[int] = []  # the pair it belongs to
    previous: list[int] = []
    for place, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [place]
        previous.append(ends[length - 1] if length else -1)
    found = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(pairs[place])
        place = previous[place]
    return found[::-1]


def _triples(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
