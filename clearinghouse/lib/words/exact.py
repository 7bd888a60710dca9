"""What a text says, word by word, without taking off endings."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from clearinghouse.lib.words import lines, lists
from clearinghouse.lib.words.folding import Folded, fold
from clearinghouse.lib.words.word import Word

_JOINING = ("/", "'", ".")  # after these a word may belong to what stands before it
_new = tuple.__new__
APART = 10  # positions between words that don't stand side by side
MOST_BESIDES = 5_000  # of one text; no page that people write has so many
_LETTER = r"[^\W\d_]"
_WHOLE = "[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_MANY_PLACES = r"\.[0-9]{3,}(?!\.?[0-9])"
_AMOUNTS = "(?:million|billion|trillion|percent|%)"  # after these a decimal is no code, whatever its places
_ATOM = re.compile(
    rf"""
    (?<=\$)(?:{_WHOLE}){_MANY_PLACES}  # $5.195
    | (?<![0-9.])(?:{_WHOLE}){_MANY_PLACES}(?=[ \n-]?{_AMOUNTS})
    | [0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]{{1,2}}(?!\.?[0-9]))?  # 1,250,000.00
    | (?<![0-9]\.)[0-9]+\.[0-9]{{1,2}}(?!\.?[0-9])  # 12.5; but 680.112 is two numbers, and 1.2.3 three
    | [0-9]+
    | (?:{_LETTER}\.)+{_LETTER}(?!{_LETTER})  # U.S.C.
    | {_LETTER}+(?:'{_LETTER}+)*
    | %
    """,
    re.VERBOSE,
)
_BROKEN = re.compile(rf"({_LETTER}+)-[ \t]*\r?\n[ \t]*({_LETTER}+)")
_BREAK = re.compile(r"-[ \t]*\r?\n")
_SLASHED = re.compile(
    rf"(?<![\w./@:'-])({_LETTER}+|[0-9]+)/({_LETTER}+|[0-9]+)(?![\w/@'-]|[.:]\w)"
)  # Exit 4/5, design/build: no path, no date, no fraction of a code


def read(text: str) -> list[Word]:
    """The words of a text in order, each in lower case, without accents, numbers without commas."""
    folded = fold(text)
    matches = list(_ATOM.finditer(folded.text))
    words = [
        Word(*folded.span(*match.span()), position, (form_of(match.group()),)) for position, match in enumerate(matches)
    ]
    joints = _joints(folded.text, 0, len(folded.text))
    others = _others(folded, joints, {word.start: word for word in words}) if joints else []
    if listed := lists.lists_in(folded.text):
        others += _of_lists(listed, words, [match.start() for match in matches], others)
    return sorted([*words, *others], key=lambda word: (word.position, word.start)) if others else words


def among(text: str, wanted: frozenset[str], form: Callable[[str], str]) -> list[Word]:
    """Those words of read() alone whose form, as `form` makes it of what is written, is wanted; by that form.

    `wanted` are stems; every word with one begins as lines.signs_of() says. What is written in letters alone is
    known by these; lines with other signs beside it are read word by word. So positions tell whether words stand side
    by side, and no more.
    """
    folded = fold(text)
    plain, parts = _plainly(folded.text, wanted, form)
    across = [lines.line_of(folded.text, *span) for span in lists.across_lines(folded.text, wanted)]
    parts = lines.joined([*parts, *lines.broken(folded.text), *across])
    words: list[Word] = []
    position = end = 0
    for start, _, stop, found in sorted([*((start, False, stop, "") for start, stop in parts), *plain]):
        if start < end:
            continue  # on a line that was read
        if _ATOM.search(folded.text, end, start):
            position += APART
        end = stop
        if found:
            words.append(_new(Word, (*folded.span(start, stop), position, (found,), 1)))
            position += 1
        else:
            read, position = _among(folded, start, stop, position, wanted, form)
            words += read
    return words


def _plainly(
    text: str, wanted: frozenset[str], form: Callable[[str], str]
) -> tuple[list[tuple[int, bool, int, str]], list[tuple[int, int]]]:
    """Wanted words in letters alone, each with its form; and the lines where signs may make them something else."""
    plain, parts = [], []
    at = 0
    for match in lines.beginnings_of(wanted).finditer(text) if wanted else ():
        start, end = match.span()
        if start < at:
            continue
        written = match.group()
        found = form(written) if written.isalpha() else ""
        if found and found not in wanted:
            continue
        if not found or text[start - 1 : start] in _JOINING or _may_be_listed(text, written, end):
            parts.append(part := lines.line_of(text, start, start))
            at = part[1]
        else:
            plain.append((start, True, end, found))
    return plain, parts


def _may_be_listed(text: str, written: str, end: int) -> bool:
    """Whether a word that ends here may share something with others: on/off, light- and heavy-duty, Phases I and II."""
    sign = text[end : end + 1]
    return sign == "/" or (sign == "-" and not text[end + 1 : end + 2].isalnum()) or written in lists.MEMBERS


def _among(
    folded: Folded, start: int, end: int, position: int, wanted: frozenset[str], form: Callable[[str], str]
) -> tuple[list[Word], int]:
    """The wanted words of a part of the text, the first word of which has this position; and the position after it."""
    joints = _joints(folded.text, start, end)
    listed = lists.lists_in(folded.text, start, end)
    beginnings = {folded.span(*joint.span(group))[0] for joint in joints for group in (1, 2)}
    beside: dict[int, Word] = {}
    words, every, starts = [], [], []
    for match in _ATOM.finditer(folded.text, start, end):
        found = form(match.group())
        if found in wanted:
            words.append(Word(*folded.span(*match.span()), position, (found,)))
        if listed or (beginnings and folded.span(*match.span())[0] in beginnings):
            word = Word(*folded.span(*match.span()), position, (form_of(match.group()),))
            beside[word.start] = word
            every.append(word)
            starts.append(match.start())
        position += 1
    if beside:
        others = _others(folded, joints, beside)
        if listed:
            others += _of_lists(listed, every, starts, others)
        read = ((word, form(word.forms[0])) for word in others)
        words += [word._replace(forms=(found,)) for word, found in read if found in wanted]
        words.sort(key=lambda word: (word.position, word.start))
    return words, position


def _of_lists(
    listed: Iterable[lists.Listed], words: Sequence[Word], starts: Sequence[int], others: Iterable[Word]
) -> list[Word]:
    """Words that stand at further positions, for what they share with other members of their list is written once.

    `words` are all of a part of a text, `starts` where they begin in it folded, `others` what stands beside them.
    """
    known = {(word.position, word.forms) for word in others}
    found = []
    for one in listed:
        for at, place in lists.places(one, starts):
            word = words[at]._replace(position=words[0].position + place)
            if words[place].forms != word.forms and (word.position, word.forms) not in known:
                known.add((word.position, word.forms))
                found.append(word)
    return found


def forms_of(text: str) -> tuple[str, ...]:
    """The forms alone, one for each position."""
    return tuple(form_of(atom) for atom in _ATOM.findall(fold(text).text))


@lru_cache(maxsize=20_000)
def form_of(atom: str) -> str:
    """hawai'i → hawaii, state's → state, u.s. → us, 1,250,000.00 → 1250000, % → percent."""
    if atom == "%":
        return "percent"
    if atom[0] in "0123456789":
        return atom.replace(",", "").removesuffix(".00")
    return atom.removesuffix("'s").replace("'", "").replace(".", "")


def _joints(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Where a word is broken at a line end, and where a slash stands between two."""
    broken = islice(_BROKEN.finditer(text, start, end), MOST_BESIDES) if _BREAK.search(text, start, end) else ()
    slashed = islice(_SLASHED.finditer(text, start, end), MOST_BESIDES) if text.find("/", start, end) >= 0 else ()
    return [*broken, *slashed]


def _others(folded: Folded, joints: Iterable[re.Match[str]], at: Mapping[int, Word]) -> list[Word]:
    """Words that stand at the position of others: joined over a line end, and either side of a slash.

    `at` has, by where they begin, the words at the joints.
    """
    others = []
    for match in joints:
        first, second = at.get(folded.span(*match.span(1))[0]), at.get(folded.span(*match.span(2))[0])
        if match.re is _BROKEN and first is not None:
            start, end = folded.span(*match.span())
            others.append(Word(start, end, first.position, (form_of(match[1] + match[2]),), span=2))
        elif match.re is _SLASHED and first is not None and second is not None:
            others += [second._replace(position=first.position), first._replace(position=second.position)]
    return others
