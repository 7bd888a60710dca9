"""Lists and ranges whose members share a word that is written once.

“150–350 kW” says 150 kW, “Levels 1 and 2” says Level 2, “I-70/76” says I-76, “680.106 and .112” says 680.112, and
“light- and heavy-duty” says light-duty. What stands before the first or after the last member belongs to each of them,
so each stands at both places besides its own: then phrases find it, and nothing but places is added to a text.
docs/decisions/0068-lists-and-ranges.md
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import NamedTuple

from clearinghouse.lib.words.spellings import MONTHS, ROMANS
from clearinghouse.lib.words.stems import COMMON, stem

MOST_LISTS = 5_000  # of one text and kind
MOST_MEMBERS = 12  # of one list; numbers in a table that happen to look like one are no list
_BEFORE = 40  # characters before a list in which its head stands
# Names that go on with numbers and come glued to the first: “FY24-25” is a range, “SB21-260” the name of one bill.
_RANGED = frozenset(("cr", "cy", "ffy", "fy", "i", "l", "q", "sfy", "sh", "sr", "us"))
_ROADS = frozenset(("cr", "i", "interstate", "sh", "sr", "us"))
_DIRECTIONS = frozenset("nsew")  # I-35E and 35W

_AND = r"(?:and/or|and|or|to|through|thru|&|\+)"
_BLANK = r"(?:[ \t](?:\r?\n[ \t]?)?|\r?\n[ \t]?)"
_BETWEEN = re.compile(
    rf"(?P<and>-?(?: ?,)?{_BLANK}{_AND}{_BLANK}| ?&{_BLANK}?|-(?:to|or|and|through)-)|(?P<comma>-?,{_BLANK})"
    rf"|(?P<dash> ?[-–—]{_BLANK}?)|(?P<slash> ?/ ?)"
)
_WHOLE = "(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)"
_NUMBER = rf"{_WHOLE}(?:\.[0-9]++)*+"
_AFTER_NUMBER = r"(?:[a-z]{1,4}+(?![a-z])|\s?%)?+"
_END = r"(?!\w|[.:@]\w|,[0-9])"
_GOES_ON = r"(?=\s{0,2}(?:[-–—/&,+]|and\b|or\b|to\b|through\b|thru\b))"
_FURTHER = re.compile(rf"[$§#'.]?\s?(?P<before>[a-z]{{1,4}}-?)?(?P<core>{_NUMBER})(?P<after>{_AFTER_NUMBER}){_END}")
_FIRST = re.compile(rf"(?<![0-9.,/@:])(?<![0-9][-–—])(?P<core>{_NUMBER})(?P<after>{_AFTER_NUMBER}){_END}{_GOES_ON}")
_COUNTS = re.compile(
    r"[\s-]{1,2}(?:percent|pct|hundred|thousand|million|billion|miles?|kw|kwh|kilowatts?|volts?|years?|months|weeks|days"
    r"|hours?|minutes|feet|dollars|cents|stations|sites|ports|posts|chargers|plugs|vehicles|states|projects|other|new)\b"
)
_GLUED = re.compile(r"(?:^|[^\w./@:'-])(?P<before>[a-z]{1,4})-?$")
_HEAD = re.compile(r"(?<![^\W\d_])(?P<head>[a-z]{2,})[ -]{1,2}[$§#']?$")

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_DATES = "|".join((*MONTHS, *(name[:3] for name in MONTHS), "sept", "spring", "summer", "fall", "autumn", "winter"))
# Members that are words, all of one list of one kind.
_NAMED = {
    "counted": rf"(?:(?:{_TENS})(?:[-\s](?:{_ONES}))?+|{_TEENS}|{_ONES})",
    "ordinal": f"(?:{_ORDINALS})",
    "dated": rf"(?:{_DATES})\.?",
    "roman": f"(?:{'|'.join(sorted(ROMANS, key=len, reverse=True))})",
    "letter": "[a-z]",
}
# Words in letters alone that may be members.
MEMBERS = frozenset((*"|".join((_ONES, _TEENS, _TENS, _ORDINALS, _DATES, *ROMANS)).split("|"), *ascii_lowercase))
_LETTERS = frozenset(("roman", "letter"))  # these are members only after a name: alone they may be anything
_FIRST_NAME = re.compile(
    rf"(?<![\w./@:'-])(?:{'|'.join(f'(?P<{kind}>{word})' for kind, word in _NAMED.items())})(?!\w){_GOES_ON}"
)
_FURTHER_NAMES = {kind: re.compile(rf"{word}(?!\w)") for kind, word in _NAMED.items()}
_IN_BRACKETS = re.compile(r"\([a-z0-9]{1,4}\)")
_SUSPENDED = re.compile(
    rf"(?<![\w-])(?P<first>[a-z]{{2,}}+)-(?=,?\s|/)(?P<more>(?:,{_BLANK}[a-z]{{2,}}+-){{0,6}})"
    rf"(?:,?{_BLANK}{_AND}{_BLANK}|/)(?P<last>[a-z]{{2,}}+)-[a-z]{{2,}}"
)
_SLASHED = re.compile(r"(?<![\w./@:'-])(?P<first>[a-z]{2,}+)/(?P<last>[a-z]{2,}+)-[a-z]{2,}+(?![\w/.@])")
_PART = re.compile("[a-z]+")
_MAY_BE_SUSPENDED, _MAY_BE_SLASHED = re.compile(r"-(?:,?\s|/)[a-z]"), re.compile("/[a-z]{2,}+-[a-z]")
_DIGITS = frozenset("0123456789")
_STEMS = frozenset(map(stem, MEMBERS))


def _across(member: str) -> re.Pattern[str]:
    """Where a member begins a line and what stands between it and the one before ends the last; or begins this one."""
    signs = ("and", "or", "to", "through", "thru", "[&+,/–—-]")
    ends = "|".join(rf"(?<={sign}{blank}\n)" for sign in signs for blank in ("", r"[ \t\r]"))
    return re.compile(rf"\n(?=[ \t]?{member})(?:{ends})|\n[ \t]?{_AND}[ \t]{member}")


_NUMBERS_ACROSS, _NAMES_ACROSS = _across("[$§#.]?[0-9(]"), _across(rf"(?:{'|'.join(_NAMED.values())})(?!\w)")
_SUSPENDED_ACROSS = re.compile(rf"-,?[ \t]{_AND}[ \t]?\r?\n.")

Span = tuple[int, int]


class Member(NamedTuple):
    """Where a member stands in a text: what is glued before it, itself, and what is glued after it."""

    core: Span
    before: Span | None = None
    after: Span | None = None
    is_named: bool = True  # whether what stands before the first may belong to it


class Read(NamedTuple):
    """A member by the places of its words in the text."""

    before: range
    core: range
    after: range


class Listed(NamedTuple):
    """A list in a text: its members, and the word before them, that names what they number."""

    members: Sequence[Member]
    head: Span | None = None


def lists_in(text: str, start: int = 0, end: int | None = None) -> list[Listed]:
    """The lists in a part of a folded text; at most MOST_LISTS of each kind."""
    end = len(text) if end is None else end
    return [listed for find in (_of_numbers, _of_names, _in_brackets, _of_halves) for listed in find(text, start, end)]


def across_lines(text: str, wanted: Iterable[str]) -> Iterator[Span]:
    """Where lists may go on from one line to the next, of those kinds alone that can have a wanted stem."""
    patterns = [_SUSPENDED_ACROSS]
    for stem_of_one in wanted:
        if stem_of_one[0] in _DIGITS and _NUMBERS_ACROSS not in patterns:
            patterns.append(_NUMBERS_ACROSS)
        if stem_of_one in _STEMS and _NAMES_ACROSS not in patterns:
            patterns.append(_NAMES_ACROSS)
    for pattern in patterns:
        yield from (match.span() for match in pattern.finditer(text))


def places(listed: Listed, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where else words of a list stand: which word of the text, at the place of which other one.

    `starts` are the characters at which the words of the text begin.
    """
    read = [Read(*(_words(span, starts) for span in (one.before, one.core, one.after))) for one in listed.members]
    if not all(member.core for member in read):
        return
    first, last = read[0], read[-1]
    for member, one in zip(read[1:], listed.members[1:], strict=True):
        if one.is_named and not member.before:
            yield from _put([*member.core, *member.after], first.core[0])
            if len(member.core) < len(first.core):
                yield from _put(member.core, first.core[-1] - len(member.core) + 1)
    is_named = bool(last.before) or listed.members[-1].is_named
    for member in read[:-1]:
        if last.after or not member.after:
            before = member.before if is_named else range(0)
            begins = last.core[-1] - len(member.core) + 1 - len(before)
            yield from _put([*before, *member.core, *member.after], begins)
    if is_named and not last.before:
        name = first.before or _words(listed.head, starts)
        yield from _put(name, last.core[0] - len(name))


def _words(span: Span | None, starts: Sequence[int]) -> range:
    return range(bisect_left(starts, span[0]), bisect_left(starts, span[1])) if span else range(0)


def _put(words: Iterable[int], place: int) -> Iterator[tuple[int, int]]:
    return ((word, place + at) for at, word in enumerate(words))


def _of_numbers(text: str, start: int, end: int) -> Iterator[Listed]:
    """150–350 kW; Levels 1, 2, and 3; I-70/76; 680.106 and .112."""
    done = start
    for count, first in enumerate(_FIRST.finditer(text, start, end)):
        if count >= MOST_LISTS:
            return
        if first.start() < done:
            continue
        glued = head = None
        before = text[max(start, first.start() - _BEFORE) : first.start()]
        offset = first.start() - len(before)
        if before[-1:].isalpha() or (before[-1:] == "-" and before[-2:-1].isalpha()):
            glued = _GLUED.search(before)
            head = None if glued else _HEAD.search(before)
            if glued is None and (head is None or before[-1] != "-"):
                continue
        elif before[-1:].isspace() or before[-1:] in "$§#'":
            head = _HEAD.search(before)
        name = glued["before"] if glued else ""
        whole = Member(first.span("core"), _span(glued, "before", offset), _span(first, "after"))
        members, signs, done = _followed(text, whole, first.end(), end, _FURTHER, name)
        if len(members) > 1 and _is_list(text, members, signs, name):
            is_road = signs[-1] == "and" and (name or (head["head"] if head is not None else "")) in _ROADS
            yield Listed(_named(text, members, is_road=is_road), _name_of(head, offset))


def _named(text: str, members: Sequence[Member], *, is_road: bool) -> list[Member]:
    """The members, each with whether the name before the first is its own too: not in “I-70 and 12 sites”."""
    first, last = members[0], members[-1]
    counts = is_road and _COUNTS.match(text, (last.after or last.core)[1]) is not None
    named = []
    for member in members:
        after = text[slice(*member.after)] if member.after else ""
        is_like_first = not after or first.after is not None or after in _DIRECTIONS
        named.append(member._replace(is_named=is_like_first and not (counts and member is last)))
    return named


def _followed(
    text: str, first: Member, at: int, end: int, further: re.Pattern[str], name: str = ""
) -> tuple[list[Member], list[str], int]:
    """The members from the first on, the signs between them, and where the last of them ends."""
    members, signs = [first], list[str]()
    while sign := _BETWEEN.match(text, at, end):
        member = further.match(text, sign.end(), end)
        if member is None:
            break
        if member.re.groups:
            if member["before"] and member["before"].rstrip("-") != name:
                break  # I-80/US-30
            members.append(Member(member.span("core"), _span(member, "before"), _span(member, "after")))
        else:
            members.append(Member(member.span()))
        signs.append(sign.lastgroup or "")
        at = member.end()
    while signs and signs[-1] == "comma":  # 1, 2 and 3, 40 posts
        signs.pop()
        members.pop()
    if "comma" in signs and signs[-1] != "and":
        return members[:1], [], at
    return members, signs, at


def _is_list(text: str, members: Sequence[Member], signs: Sequence[str], name: str) -> bool:
    """Whether it is none of what looks like one: a date, a telephone number, a code."""
    if len(members) > MOST_MEMBERS or (signs.count("dash") > 1 and "and" not in signs):
        return False
    if "dash" in signs and name and name not in _RANGED:
        return False
    return not (signs == ["slash", "slash"] and _is_date(*(text[slice(*member.core)] for member in members)))


def _is_date(month: str, day: str, year: str) -> bool:
    return len(month) < 3 and len(day) < 3 and len(year) in (2, 4) and int(month) <= 12 and int(day) <= 31


def _of_names(text: str, start: int, end: int) -> Iterator[Listed]:
    """Phases I and II; Appendices A–C; two to four posts; first and second quarter; May and June 2026."""
    done = start
    for count, first in enumerate(_FIRST_NAME.finditer(text, start, end)):
        if count >= MOST_LISTS:
            return
        if first.start() < done:
            continue
        kind = first.lastgroup or ""
        before = text[max(start, first.start() - _BEFORE) : first.start()]
        head = _HEAD.search(before)
        if kind in _LETTERS and (head is None or head["head"] in COMMON):
            continue
        members, _, done = _followed(text, Member(first.span()), first.end(), end, _FURTHER_NAMES[kind])
        if 1 < len(members) <= MOST_MEMBERS:
            yield Listed(members, _name_of(head, first.start() - len(before)))


def _in_brackets(text: str, start: int, end: int) -> Iterator[Listed]:
    """680.106(a) and (b)."""
    done = start
    for first in _IN_BRACKETS.finditer(text, start, end):
        if first.start() >= done:
            members, _, done = _followed(text, Member(first.span()), first.end(), end, _IN_BRACKETS)
            if 1 < len(members) <= MOST_MEMBERS:
                yield Listed(members)


def _of_halves(text: str, start: int, end: int) -> Iterator[Listed]:
    """light- and heavy-duty; low-, mid-, and high-power; light/medium-duty."""
    for found in _SUSPENDED.finditer(text, start, end) if _MAY_BE_SUSPENDED.search(text, start, end) else ():
        further = [part.span() for part in _PART.finditer(text, *found.span("more"))]
        yield Listed([Member(found.span("first")), *map(Member, further), Member(found.span("last"))])
    for found in _SLASHED.finditer(text, start, end) if _MAY_BE_SLASHED.search(text, start, end) else ():
        yield Listed([Member(found.span("first")), Member(found.span("last"))])


def _name_of(head: re.Match[str] | None, offset: int) -> Span | None:
    return _span(head, "head", offset) if head is not None and head["head"] not in COMMON else None


def _span(match: re.Match[str] | None, group: str, offset: int = 0) -> Span | None:
    if match is None or not match[group]:
        return None
    start, end = match.span(group)
    return start + offset, end + offset
