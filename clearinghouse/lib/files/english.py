"""English words, to join what a line's end broke and to tell letters that make words from letters that do not."""

import math
from collections import Counter
from collections.abc import Container
from functools import cache
from itertools import pairwise
from pathlib import Path

_WORDS = Path(__file__).with_name("data") / "english.txt"
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "al")
_SHORTEST_STEM = 4
_LONGEST = 30
_RAREST = 13.0  # bits of a pair of letters that no word has


@cache
def words() -> frozenset[str]:
    """Some 40,000 words in small letters, with their forms."""
    return frozenset(_listed().split())


def _listed() -> str:
    _license, _, listed = _WORDS.read_text("ascii").partition("\n\n")
    return listed


class CompactWords:
    """The same words as one text of 360 KB in their order: slower to ask than 4 MB of words of their own."""

    def __init__(self, listed: str) -> None:
        self._listed = listed.rstrip("\n") + "\n"

    def __contains__(self, word: object) -> bool:
        low, high = 0, len(self._listed)
        while low < high:
            start = self._listed.rfind("\n", 0, (low + high) // 2) + 1
            end = self._listed.index("\n", start)
            found = self._listed[start:end]
            if found == word:
                return True
            if found < str(word):
                low = end + 1
            else:
                high = start
        return False


@cache
def compact_words() -> CompactWords:
    """For processes that ask seldom, such as those that answer people."""
    return CompactWords(_listed())


def is_word(word: str, known: Container[str] | None = None) -> bool:
    """Whether a word, in small letters, or what it is a form of, is a common one of those known."""
    known = words() if known is None else known
    return word in known or any(
        word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and word[: -len(ending)] in known
        for ending in _ENDINGS
    )


def is_one_word(first: str, second: str) -> bool:
    """Whether two parts with a hyphen and a line's end between them are one word: "depart-ment", not "long-term"."""
    if len(first) + len(second) > _LONGEST:
        return False
    if is_word((first + second).lower()):
        return first.isupper() == second.isupper()
    return second.islower() and not first.isupper() and not (is_word(first.lower()) and is_word(second))


def strangeness(word: str) -> float:
    """How unlike words its neighboring letters are: about 3 for English, 6 and more for letters by chance."""
    table = _pairs()
    letters = f"^{word}$"
    return sum(table.get(pair, _RAREST) for pair in map("".join, pairwise(letters))) / (len(letters) - 1)


@cache
def _pairs() -> dict[str, float]:
    """Bits that each pair of letters costs after its first one."""
    counts: Counter[str] = Counter()
    for word in words():
        counts.update(map("".join, pairwise(f"^{word}$")))
    firsts: Counter[str] = Counter()
    for pair, count in counts.items():
        firsts[pair[0]] += count
    return {pair: -math.log2(count / firsts[pair[0]]) for pair, count in counts.items()}
