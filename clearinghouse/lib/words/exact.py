"""What a text says, word by word, without taking off endings."""

import re
from functools import lru_cache
from itertools import islice

from clearinghouse.lib.words.folding import Folded, fold
from clearinghouse.lib.words.word import Word

MOST_BESIDES = 5_000  # of one text; no page that people write has so many
_LETTER = r"[^\W\d_]"
_ATOM = re.compile(
    rf"""
    [0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]{{1,2}}(?!\.?[0-9]))?  # 1,250,000.00
    | (?<![0-9]\.)[0-9]+\.[0-9]{{1,2}}(?!\.?[0-9])  # 12.5; but 680.112 is two numbers, and 1.2.3 three
    | [0-9]+
    | (?:{_LETTER}\.)+{_LETTER}(?!{_LETTER})  # U.S.C.
    | {_LETTER}+(?:'{_LETTER}+)*
    | %
    """,
    re.VERBOSE,
)
_BROKEN = re.compile(rf"({_LETTER}+)-[ \t]*\r?\n[ \t]*({_LETTER}+)")
_SLASHED = re.compile(
    rf"(?<![\w./@:'-])({_LETTER}+|[0-9]+)/({_LETTER}+|[0-9]+)(?![\w/@'-]|[.:]\w)"
)  # Exit 4/5, design/build: no path, no date, no fraction of a code


def read(text: str) -> list[Word]:
    """The words of a text in order, each in lower case, without accents, numbers without commas."""
    folded = fold(text)
    if folded.places is None:
        words = [
            Word(match.start(), match.end(), position, (form_of(match.group()),))
            for position, match in enumerate(_ATOM.finditer(folded.text))
        ]
    else:
        words = [
            Word(*folded.span(*match.span()), position, (form_of(match.group()),))
            for position, match in enumerate(_ATOM.finditer(folded.text))
        ]
    others = _others(folded, words)
    return sorted([*words, *others], key=lambda word: (word.position, word.start)) if others else words


def forms_of(text: str) -> tuple[str, ...]:
    """The forms alone, one for each position."""
    return tuple(form_of(atom) for atom in _ATOM.findall(fold(text).text))


@lru_cache(maxsize=100_000)
def form_of(atom: str) -> str:
    """hawai'i → hawaii, state's → state, u.s. → us, 1,250,000.00 → 1250000, % → percent."""
    if atom == "%":
        return "percent"
    if atom[0] in "0123456789":
        return atom.replace(",", "").removesuffix(".00")
    return atom.removesuffix("'s").replace("'", "").replace(".", "")


def _others(folded: Folded, words: list[Word]) -> list[Word]:
    """Words that stand at the position of others: joined over a line end, and either side of a slash."""
    has_slash, has_break = "/" in folded.text, "-" in folded.text and "\n" in folded.text
    if not has_slash and not has_break:
        return []
    at = {word.start: word for word in words}
    others = []
    for match in islice(_BROKEN.finditer(folded.text), MOST_BESIDES) if has_break else ():
        first = at.get(folded.span(*match.span(1))[0])
        if first is not None:
            start, end = folded.span(*match.span())
            others.append(Word(start, end, first.position, (form_of(match[1] + match[2]),), span=2))
    for match in islice(_SLASHED.finditer(folded.text), MOST_BESIDES) if has_slash else ():
        first, second = at.get(folded.span(*match.span(1))[0]), at.get(folded.span(*match.span(2))[0])
        if first is not None and second is not None:
            others += [second._replace(position=first.position), first._replace(position=second.position)]
    return others
