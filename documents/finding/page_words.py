"""A page's words as the index keeps them beside what it searches, so that ranking can look at where they stand.

One blob a page, in which a word's places are found without reading the rest: some hundred blobs are looked into for
each search. It has four sections: what is known of the whole page, then text, heading and title, each with its words
and the places where they stand, each by its distance from the one before: " charg:… station:… ". A distance is one
byte or, if it is long, a few: FIRST to FURTHER - 1 end it, those from FURTHER on go before and count for more.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Word

MOST_WORDS = 4_000  # of one page: ranking looks no further
SKETCH = 4
# How often a word must stand on a page of ordinary length to be of each level, from 1 on.
LEVELS = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 13.0, 17.0)
# A page's length in words, by which what stands on it counts less; and what the heading counts, in places of the text.
LENGTH_SHARE, ORDINARY_LENGTH, IN_HEADING = 0.4, 350, 2.0
_SECTION = b"\x1e"
FIRST, FURTHER = 0x80, 0xF0  # no byte of a distance is a blank or a colon
STEP = FURTHER - FIRST


class Places(NamedTuple):
    """By form: where it stands in the text, in the heading and in the title, in order; only forms that stand there."""

    text: dict[str, list[int]]
    heading: dict[str, list[int]]
    title: dict[str, list[int]]


class PageWords(NamedTuple):
    """What ranking knows of a page. prose is 0 for a page without a sentence, such as a table of contents."""

    blob: bytes
    heading_at: int
    title_at: int
    prose: float
    length: int  # words of the text
    sketch: tuple[bytes, ...]  # pages with nearly the same text share a part of it

    def places(self, names: Mapping[str, bytes]) -> Places:
        """Where forms stand; names has them as name_of() makes them. Most stand nowhere, which takes one look."""
        blob, heading_at, title_at = self.blob, self.heading_at, self.title_at
        found = Places({}, {}, {})
        for form, name in names.items():
            at = blob.find(name)
            if at < 0:
                continue
            if at < heading_at:
                found.text[form] = _read(blob, at + len(name))
                at = blob.find(name, heading_at)
            if 0 <= at < title_at:
                found.heading[form] = _read(blob, at + len(name))
                at = blob.find(name, title_at)
            if at >= 0:
                found.title[form] = _read(blob, at + len(name))
        return found

    @property
    def text(self) -> bytes:
        """The section of its text."""
        return self.blob[self.blob.index(_SECTION) + 1 : self.heading_at]


def name_of(form: str) -> bytes:
    """A form as it stands in blobs before its places."""
    return f" {form}:".encode()


def words_of(text: bytes) -> frozenset[bytes]:
    """Each word of a section once."""
    return frozenset(item.partition(b":")[0] for item in text.split())


def _read(blob: bytes, at: int) -> list[int]:
    places = []
    place = 0
    for byte in blob[at : blob.index(b" ", at)]:
        if byte >= FURTHER:
            place += (byte - FURTHER + 1) * STEP
        else:
            place += byte - FIRST
            places.append(place)
    return places


def packed(
    prose: float, title: Iterable[Word], heading: Iterable[Word], text: Sequence[Word]
) -> tuple[bytes, list[str]]:
    """The blob of a page, from its words as `exact` reads them; and its strong words, each with every level it has."""
    of_title, of_heading, of_text = _places(title), _places(heading), _places(text)
    length = 1 + max((places[-1] for places in of_text.values()), default=0)
    about = f"{prose:.2f} {length} {_sketch(text)}".encode()
    blob = _SECTION.join([about, *map(_packed, (of_text, of_heading, of_title))])
    return blob, list(_strong(of_text, of_heading, length))


def _strong(text: Mapping[str, list[int]], heading: Mapping[str, list[int]], length: int) -> Iterator[str]:
    ordinary = 1 - LENGTH_SHARE + LENGTH_SHARE * length / ORDINARY_LENGTH
    for form, at in text.items():
        often = len(at) + IN_HEADING * (form in heading)
        if often > 1:
            for level in range(1, 1 + bisect_right(LEVELS, often / ordinary)):
                yield at_level(form, level)


def at_level(form: str, level: int) -> str:
    """A word that stands so often on a page, as the index has it."""
    return f"{form}|{level}"


def _sketch(text: Iterable[Word]) -> str:
    """A few of all three words side by side, the same few wherever they stand: single words are on most pages."""
    words = [word.forms[0] for word in text]
    threes = {crc32(" ".join(three).encode()) for three in zip(words, words[1:], words[2:], strict=False)}
    return ",".join(map(str, nsmallest(SKETCH, threes)))


def _places(words: Iterable[Word]) -> dict[str, list[int]]:
    """By form, in order: each word's own, and what stands at its place besides (j1772 beside j)."""
    places: dict[str, list[int]] = {}
    for word in words:
        if word.position >= MOST_WORDS:
            break
        for form in word.forms:
            places.setdefault(stem(form), []).append(word.position)
    return places


def _packed(places: dict[str, list[int]]) -> bytes:
    return b"".join([*(name_of(form) + _written(at) for form, at in places.items()), b" "])


def _written(places: Sequence[int]) -> bytes:
    """Places as distances; _read() reads them."""
    written = bytearray()
    for before, place in pairwise([0, *places]):
        steps, rest = divmod(place - before, STEP)
        while steps:
            some = min(steps, 0x100 - FURTHER)
            written.append(FURTHER + some - 1)
            steps -= some
        written.append(FIRST + rest)
    return bytes(written)


def unpacked(blob: bytes) -> PageWords:
    """The page of a blob."""
    text_at = blob.index(_SECTION)
    heading_at = blob.index(_SECTION, text_at + 1)
    prose, length, sketch = blob[:text_at].split(b" ")
    of_text = tuple(sketch.split(b",")) if sketch else ()
    return PageWords(blob, heading_at, blob.index(_SECTION, heading_at + 1), float(prose), int(length), of_text)
