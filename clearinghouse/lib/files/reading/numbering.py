"""The numbers of lists and clauses in Word documents, as they stand on paper: 1., 2.1, (a), IV."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.reading.ooxml import attribute, local_name, walk
from clearinghouse.lib.frozen import dataclass

_MOST_LEVELS = 9
_LARGEST = 100_000
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """How one level of a list counts. `text` has %1 for the number of the first level."""

    start: int = 1
    counts: str = "decimal"
    text: str = ""
    restarts_after: int | None = None  # the level (from 1) that makes it begin anew; 0 is none
    is_legal: bool = False  # all levels in decimal numbers
    style: str = ""


@dataclass
class _List:
    """What Word calls a num: levels it shares with other lists, and its own changes to them."""

    shared: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)  # of levels that begin anew with this list


class Numbering:
    """Counts the paragraphs of a document. Tell it of each in order."""

    def __init__(self, root: Element | None) -> None:
        self._lists = _lists(root)
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a list gives to paragraphs of a style."""
        found = self._lists.get(number)
        levels = found.levels.items() if found else ()
        return next((place for place, level in levels if level.style == style), 0)

    def next(self, number: str, place: int) -> str:
        """What stands before the next paragraph of this list and level; nothing for bullets."""
        found = self._lists.get(number)
        level = found.levels.get(place) if found else None
        if found is None or level is None:
            return ""
        counters = self._counters.setdefault(found.shared, {})
        self._count(found, number, place, counters)
        if level.counts == "bullet":
            return ""
        return _PLACE.sub(lambda match: self._shown(found, int(match[1]) - 1, counters, level), level.text).strip()

    def _count(self, found: _List, number: str, place: int, counters: dict[int, int]) -> None:
        if place in found.starts and (number, place) not in self._begun:  # once, when the list begins
            counters[place] = found.starts[place]
        elif place in counters:
            counters[place] = min(counters[place] + 1, _LARGEST)
        else:
            counters[place] = found.starts.get(place, found.levels[place].start)
        self._begun.add((number, place))
        for deeper in [deeper for deeper in counters if deeper > place]:
            after = found.levels.get(deeper, Level()).restarts_after
            if after is None or place < after:
                del counters[deeper]

    def _shown(self, found: _List, place: int, counters: Mapping[int, int], shown_in: Level) -> str:
        level = found.levels.get(place, Level())
        number = counters.get(place, found.starts.get(place, level.start))
        return counted(number, "decimal" if shown_in.is_legal else level.counts)


def counted(number: int, how: str) -> str:
    """A number as Word writes it in a list."""
    if how == "none":
        return ""
    if how == "decimalZero":
        return f"{number:02d}"
    if how in ("lowerLetter", "upperLetter") and 0 < number <= 26 * 30:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if how == "upperLetter" else letters
    if how in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = "".join(_roman(number))
        return roman if how == "upperRoman" else roman.lower()
    if how == "ordinal":
        return f"{number}{_ending(number)}"
    if how in ("cardinalText", "ordinalText") and 0 <= number < 100:
        return _in_words(number, is_ordinal=how == "ordinalText").capitalize()
    return str(number)


def _roman(number: int) -> Iterator[str]:
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        yield letters * count


def _ending(number: int) -> str:
    return "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _in_words(number: int, *, is_ordinal: bool) -> str:
    tens, ones = divmod(number, 10)
    words = [_SMALL[number]] if number < 20 else [_TENS[tens], *([_SMALL[ones]] if ones else [])]
    if is_ordinal:
        last = words[-1]
        words[-1] = _ORDINALS.get(last, f"{last[:-1]}ieth" if last.endswith("y") else f"{last.removesuffix('t')}th")
    return "-".join(words)


def _lists(root: Element | None) -> dict[str, _List]:
    """By number: the lists of a numbering part."""
    shared = {attribute(found, "abstractNumId"): found for found in walk(root, "abstractNum")}
    by_style = {_value(found, "styleLink"): number for number, found in shared.items() if _value(found, "styleLink")}
    lists = {}
    for num in walk(root, "num"):
        number = _value(num, "abstractNumId")
        number = by_style.get(_value(shared[number], "numStyleLink"), number) if number in shared else number
        made = _List(number, _levels(shared.get(number)))
        for override in _children(num, "lvlOverride"):
            place = _integer(attribute(override, "ilvl"))
            made.levels.update(_levels(override))
            start = _value(override, "startOverride")
            if start:
                made.starts[place] = _integer(start)
        lists[attribute(num, "numId")] = made
    return lists


def _levels(parent: Element | None) -> dict[int, Level]:
    return {
        _integer(attribute(level, "ilvl")): _level(level)
        for level in (_children(parent, "lvl") if parent is not None else ())
        if _integer(attribute(level, "ilvl")) < _MOST_LEVELS
    }


def _level(level: Element) -> Level:
    restarts = _value(level, "lvlRestart")
    legal = next(iter(_children(level, "isLgl")), None)
    return Level(
        start=_integer(_value(level, "start") or "0"),
        counts=_value(level, "numFmt") or "decimal",
        text=_value(level, "lvlText")[:200],
        restarts_after=_integer(restarts) if restarts else None,
        is_legal=legal is not None and attribute(legal, "val") not in ("0", "false", "off"),
        style=_value(level, "pStyle"),
    )


def _children(parent: Element, name: str) -> Iterator[Element]:
    return (child for child in parent if local_name(child.tag) == name)


def _value(parent: Element, name: str) -> str:
    return next((attribute(child, "val") for child in _children(parent, name)), "")


def _integer(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0
