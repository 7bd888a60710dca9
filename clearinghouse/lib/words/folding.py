"""A text in one case, without accents, with one sign for each kind of dash, apostrophe and blank."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_APOSTROPHES = "'’‘ʻʼʽ`´′ʹ＇‛"  # the okina of Hawaiʻi among them
_HYPHENS = "-‐‑﹣－\xad\ufffe"  # a soft hyphen is one only before a line end; elsewhere it is nothing
_LONGEST = 4  # one sign can stand for a whole sentence
_NOTHING = re.compile("\xad(?![ \t]*\r?\n)")
_FOLDED = re.compile("[^ -_a-~\n\r]")  # all but capitals, which lower() folds
_SPECIAL = {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")}


class Folded(NamedTuple):
    """A folded text; `places[i]` says where its character i began in the original, None where nothing moved."""

    text: str
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same characters in the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


class _Letters(dict[int, str]):
    """Each character as it is folded: filled as characters come up."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = _SPECIAL.get(letter)
        if folded is None:
            apart = unicodedata.normalize("NFKD", letter)
            bare = "".join(part for part in apart if not _is_nothing(part))
            # Once more: the capital İ is an i and a dot above.
            folded = "".join(part for part in bare.lower() if not _is_nothing(part))
            folded = "".join(_SPECIAL.get(part, part) for part in folded)
            folded = " " if folded.isspace() and letter not in "\n\r" else folded[:_LONGEST]
        self[code] = folded
        return folded


def _is_nothing(letter: str) -> bool:
    """Accents that were taken off, and signs without a width."""
    return unicodedata.category(letter) in ("Mn", "Me", "Cf")


_LETTERS = _Letters()


def fold(text: str) -> Folded:
    """The text folded, with the way back to the original."""
    if text.isascii():
        return Folded(text.lower(), None)
    if "\xad" not in text:
        others = {letter: _LETTERS[ord(letter)] for letter in set(_FOLDED.findall(text))}
        if all(len(other) == 1 for other in others.values()):
            for letter, other in others.items():
                text = text.replace(letter, other)
            return Folded(text.lower(), None)
    skipped = {match.start() for match in _NOTHING.finditer(text)}
    folded: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        for part in "" if at in skipped else _LETTERS[ord(letter)]:
            folded.append(part)
            places.append(at)
    return Folded("".join(folded), places)
