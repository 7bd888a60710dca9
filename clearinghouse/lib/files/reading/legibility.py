"""Whether the letters of a PDF make words. A file may show right letters and name others, or none, to programs."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from clearinghouse.lib.files.english import strangeness, words
from clearinghouse.lib.frozen import dataclass

_EDGES = ".,;:!?()[]{}\"'“”‘’«»•·…–—-*/\\"
_TELLING = 4  # letters of a word that is no chance
_ACRONYM = 6
# What numbers, dates, addresses and case numbers are made of beside letters.
_NUMBER_LIKE = re.compile(r"[^\W\d]*\d.*|.*(?://|www\.|@|_).*", re.DOTALL)
_NO_LETTER = re.compile("[\ue000-\uf8ff\x00-\x08\x0e-\x1f\ufffd]")  # control codes, private-use and unknown letters
_SIGNS = re.compile(r"[|<>{}\[\]^~`\\=%$#&*+?!;@\"]")  # they stand between words and numbers, not in them
_WITHIN_WORD = re.compile(r"\w[|<>{}\[\])^~`\\=%$#&*+?!;]+\w|\w[|^~`\\]")
_ADDRESS = re.compile(r"https?:|www\.|//|@|\.(?:com|gov|html?|org|pdf)\b")
_ADDRESS_OR_FORMULA = re.compile(
    r"https?:|www\.|\.(?:com|gov|html?|org|pdf)\b|[=~∑×÷√≤≥\ud800-\udfff\U0001d400-\U0001d7ff]"
)
_HYPHENS = re.compile("[\ufffe\x02]")  # how PDFium marks a hyphen at the end of a line; within words only
_LETTERS = re.compile(r"[a-z]+")
_STRANGE_ALONE = 5.3  # of a page without any word
_STRANGE, _STRANGE_WORDS = 6.2, 5.6  # of a few letters, of twenty and more; words of any European language have less
_FEWEST_LETTERS, _MANY_LETTERS = 8, 20
_FEWEST_ODD = 4
_ODD_SHARE = 0.25
_GARBLED_SHARE = 0.3  # of a page's letters: then none of its lines without a word is believed
_WRONG_LINE = 12  # letters of a wrong line on a page that is right otherwise


@dataclass(frozen=True)
class Judged:
    """Which lines of a page to believe, in their order, and whether any was left out."""

    lines: list[bool]
    is_garbled: bool

    @property
    def leaves_out(self) -> bool:
        return not all(self.lines)


@dataclass
class _Weights:
    """What speaks against the letters of some lines."""

    letters: int = 0
    strange: float = 0.0
    odd: int = 0
    signs: int = 0

    def add(self, other: "_Weights") -> None:
        self.letters += other.letters
        self.strange += other.strange
        self.odd += other.odd
        self.signs += other.signs

    def are_no_words(self, *, are_all: bool = False) -> bool:
        if self.odd >= _FEWEST_ODD and self.odd >= self.signs * _ODD_SHARE:
            return True
        limit = _STRANGE_ALONE if are_all else _STRANGE_WORDS if self.letters >= _MANY_LETTERS else _STRANGE
        return self.letters >= _FEWEST_LETTERS and self.strange > limit * self.letters


def judge(lines: Sequence[str]) -> Judged:
    """Judge the lines of a page. Names, numbers and other languages than English are believed."""
    known = words()
    unknown = {place: _weights(line) for place, line in enumerate(lines) if not _has_word(line, known)}
    if not unknown:
        return Judged([True] * len(lines), False)
    together = _Weights()
    for weights in unknown.values():
        together.add(weights)
    everything = sum(_count(line) for line in lines)
    if together.signs >= everything * _GARBLED_SHARE and together.are_no_words(are_all=len(unknown) == len(lines)):
        return Judged([place not in unknown for place in range(len(lines))], True)
    wrong = {
        place
        for place, each in unknown.items()
        if each.signs >= _WRONG_LINE and each.are_no_words() and not _ADDRESS_OR_FORMULA.search(lines[place])
    }
    return Judged([place not in wrong for place in range(len(lines))], False)


def knows_most(lines: Iterable[str]) -> bool:
    """Whether most lines have a word, so that nobody need look closer."""
    known = words()
    found = [_has_word(line, known) for line in lines if len(line.strip()) >= _TELLING]
    return sum(found) * 2 >= len(found)


def _has_word(line: str, known: frozenset[str]) -> bool:
    small = line.lower()
    if any(len(word) >= _TELLING and word.strip(_EDGES) in known for word in small.split()):
        return True
    return any(len(word) >= _TELLING and word in known for word in _LETTERS.findall(small))


def _count(line: str) -> int:
    return len(line) - line.count(" ")


def _weights(line: str) -> _Weights:
    found = _Weights()
    for token in _HYPHENS.sub("", line).split():
        found.signs += len(token)
        word = token.strip(_EDGES)
        is_plain = len(token) == 1 or _is_acronym(word) or _NUMBER_LIKE.match(word)
        if len(token) > 1 and _is_odd(token, word):
            found.odd += len(token)
        elif not is_plain:
            _add_letters(found, word)
    return found


def _is_odd(token: str, word: str) -> bool:
    if _NO_LETTER.search(token):
        return True
    if _ADDRESS.search(token):
        return False
    return bool(_WITHIN_WORD.search(token)) or (word.isascii() and len(_SIGNS.findall(word)) > 1)


def _is_acronym(word: str) -> bool:
    return len(word) <= _ACRONYM and word.isupper()


def _add_letters(found: _Weights, word: str) -> None:
    plain = unicodedata.normalize("NFKD", word).lower()
    for letters in _LETTERS.findall(plain):
        found.letters += len(letters)
        found.strange += strangeness(letters) * len(letters)
