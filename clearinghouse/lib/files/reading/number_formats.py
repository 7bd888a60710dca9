"""Cells of a workbook as Excel shows them to an American reader: what a format code makes of a number or a text."""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from clearinghouse.lib.files.reading.date_formats import LAST_SERIAL, moment_of, shown_date
from clearinghouse.lib.frozen import dataclass

_LONGEST_CODE = 255
_MOST_DECIMALS = 30
_LARGEST = Decimal(10) ** 21  # a longer number is shown as a power of ten, whatever the format
_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)  # Excel keeps so many digits and rounds halves away from zero
_GENERAL_WIDTH = 11
_SMALLEST_PLAIN = -4  # powers of ten: General shows 0.0001, and 1E-05
_PLAIN_DIGITS = re.compile(r"-?\d{1,20}")
_ENGLISH = 0x409
_LONG_DATE, _LONG_TIME = 0xF800, 0xF400  # the reader's own formats
_ACCOUNTING = '_({0}* {1}_);_({0}* \\({1}\\);_({0}* "-"{2}_);_(@_)'
# By number: a file names only formats of its own. 5 to 8, 14, 22 and 41 to 44 follow the country of the reader.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0_);($#,##0)", 6: "$#,##0_);($#,##0)",
    7: "$#,##0.00_);($#,##0.00)", 8: "$#,##0.00_);($#,##0.00)", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 54), *range(57, 59)), "m/d/yyyy"),
    **dict.fromkeys((32, 33, 34, 35, 54, 55, 56), "h:mm:ss"),
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: _ACCOUNTING.format("", "#,##0", ""), 42: _ACCOUNTING.format("$", "#,##0", ""),
    43: _ACCOUNTING.format("", "#,##0.00", "??"), 44: _ACCOUNTING.format("$", "#,##0.00", "??"),
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | _(?P<pad>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General) | (?P<noon>AM/PM|A/P) | (?P<exponent>E[+-]) | (?P<date>y+|m+|d+|h+|s+|e+)
    | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<at>@) | (?P<end>;)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
_COMPARED = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
_FRACTION = re.compile(
    r"(?P<before>[^0#?/]*)(?:(?P<whole>[0#?]+)(?P<gap>[^0#?/]+))?(?P<above>[0#?]+) */ *(?P<below>[0#?]+|[1-9]\d*)"
    r"(?P<after>[^0#?/]*)"
)


class Part(NamedTuple):
    """A piece of a format code: what it is, and its words."""

    kind: str
    text: str


class Condition(NamedTuple):
    """When a section is used: [>=100]."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        return bool(_COMPARED[self.sign](number, self.limit))

    @property
    def is_negative_only(self) -> bool:
        return (self.sign in ("<", "<=") and self.limit <= 0) or (self.sign == "=" and self.limit < 0)


@dataclass(frozen=True)
class Section:
    """One of the up to four parts of a format code."""

    parts: tuple[Part, ...]
    condition: Condition | None = None
    locale: int = _ENGLISH

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(part.kind for part in self.parts)

    @cached_property
    def zones(self) -> "_Zones":
        return _zones(self.parts)

    def has(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)


class NumberFormat:
    """What one format code makes of the cells that have it."""

    def __init__(self, sections: Sequence[Section]) -> None:
        is_text_last = len(sections) == 4 or (len(sections) > 1 and sections[-1].has("at"))
        self._numbers = tuple(sections[:-1] if is_text_last else sections)[:3]
        self._text = sections[-1] if is_text_last or sections[-1].has("at") else None
        self.shows_nothing = all(not section.parts for section in sections)

    def number(self, stored: str, *, is_1904: bool = False) -> str:
        """A number as it is shown. `stored` is a finite number as XML has it."""
        number = _exact(stored)
        section, is_signless = self._chosen(number)
        if section.has("date", "elapsed", "noon") or section.locale in (_LONG_DATE, _LONG_TIME):
            return _as_date(section, number, is_1904)
        size = abs(number)
        words = _as_number(section, size)
        is_zero = not any(sign in "123456789" for sign in words) and not section.has("text", "at", "general")
        return f"-{words}" if number < 0 and not is_signless and words and not is_zero else words

    def text(self, words: str) -> str:
        """A text as it is shown."""
        if self._text is None:
            return "" if self.shows_nothing and len(self._numbers) > 2 else words
        return _plain("".join(words if part.kind == "at" else part.text for part in _visible(self._text.parts)))

    def _chosen(self, number: Decimal) -> tuple[Section, bool]:
        """The section for a number, and whether it says by itself that numbers are negative."""
        sections = self._numbers
        if any(section.condition for section in sections[:2]):
            for section in sections:
                if section.condition is None or section.condition.holds(number):
                    is_rest = section.condition is None and section is sections[1]
                    covers_negatives = section.condition is not None and section.condition.is_negative_only
                    first = sections[0].condition
                    takes_rest = is_rest and first is not None and first.sign in (">", ">=") and first.limit == 0
                    return section, covers_negatives or takes_rest
            return GENERAL, False
        place = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
        return sections[place], place == 1


GENERAL = Section((Part("general", ""),))


@lru_cache(maxsize=1024)
def read_format(code: str) -> NumberFormat:
    """What a format code says; one that makes no sense shows numbers as they are."""
    if len(code) > _LONGEST_CODE:
        return NumberFormat([GENERAL])
    sections = list(_sections(code))
    return NumberFormat(sections if len(sections) <= 4 and all(map(_is_sound, sections)) else [GENERAL])


def _is_sound(section: Section) -> bool:
    kinds = [part.kind for part in section.parts]
    after = kinds[kinds.index("point") :] if "point" in kinds else []
    return after.count("digit") <= _MOST_DECIMALS


def _sections(code: str) -> Iterator[Section]:
    parts: list[Part] = []
    condition, locale = None, _ENGLISH
    for found in _TOKEN.finditer(code):
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        if kind == "end":
            yield Section(tuple(parts), condition, locale)
            parts, condition, locale = [], None, _ENGLISH
        elif kind == "bracket" and (match := _CONDITION.fullmatch(text)):
            condition = Condition(match[1], Decimal(match[2]))
        elif kind == "bracket" and text.startswith("$"):
            symbol, _, number = text[1:].partition("-")
            locale = int(number, 16) if re.fullmatch("[0-9A-Fa-f]{1,8}", number) else locale
            parts += [Part("text", symbol)] if symbol else []
        elif kind == "bracket":  # a color says nothing
            parts += [Part("elapsed", text.lower())] if _ELAPSED.fullmatch(text) else []
        else:
            parts.append(Part("text" if kind in ("quoted", "escaped", "other") else kind, text))
    yield Section(tuple(parts), condition, locale)


def _exact(stored: str) -> Decimal:
    """A number with the digits that Excel keeps; long ids as they are written."""
    return Decimal(stored) if _PLAIN_DIGITS.fullmatch(stored) else _PRECISION.create_decimal(stored)


def _as_date(section: Section, number: Decimal, is_1904: bool) -> str:
    elapsed_only = section.has("elapsed")
    if number < 0 and elapsed_only:
        return f"-{_as_date(section, -number, is_1904)}"
    if not 0 <= number <= LAST_SERIAL:
        return general(number)
    codes = {_LONG_DATE: "dddd, mmmm d, yyyy", _LONG_TIME: "h:mm:ss AM/PM"}
    parts = next(_sections(codes[section.locale])).parts if section.locale in codes else section.parts
    seconds_after_point = _decimals_of_seconds(parts)
    moment = moment_of(number, seconds_after_point, is_1904=is_1904)
    return _plain(shown_date(list(_visible(parts)), moment, section.locale))


def _decimals_of_seconds(parts: Sequence[Part]) -> int:
    kinds = [part.kind for part in parts]
    return kinds[kinds.index("point") :].count("digit") if "point" in kinds else 0


def _as_number(section: Section, size: Decimal) -> str:
    if section.has("general", "at"):
        words = [general(size) if part.kind in ("general", "at") else part.text for part in _visible(section.parts)]
        return _plain("".join(words))
    if section.has("slash") and section.has("digit"):
        shown = _as_fraction(section, size)
        if shown is not None:
            return shown
    if not section.has("digit"):
        return _plain("".join(part.text for part in _visible(section.parts)))
    if size >= _LARGEST:
        return general(size)
    return _as_power(section, size) if section.has("exponent") else _as_decimal(section, size)


def general(number: Decimal) -> str:
    """A number without a format: at most eleven signs wide. Whole ones keep all digits: they may be an id."""
    if number == number.to_integral_value() and abs(number) < _LARGEST:
        return f"{number.to_integral_value():f}"
    power = number.adjusted()
    if _SMALLEST_PLAIN <= power < _GENERAL_WIDTH:
        decimals = max(0, _GENERAL_WIDTH - 2 - max(power, 0))
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return f"{rounded:f}".rstrip("0").rstrip(".") if decimals else f"{rounded:f}"
    rounded = Context(prec=6, rounding=ROUND_HALF_UP).create_decimal(number)
    power = rounded.adjusted()
    digits = f"{rounded.scaleb(-power):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}E{'-' if power < 0 else '+'}{abs(power):02d}"


class _Zones(NamedTuple):
    """The parts of a number's section: before its point, after it, and of its power of ten."""

    whole: list[Part]
    after: list[Part]
    power: list[Part]
    has_point: bool
    is_grouped: bool
    thousands: int  # how often to divide by a thousand


def _zones(parts: Sequence[Part]) -> _Zones:
    visible = list(_visible(parts))
    at = next((place for place, part in enumerate(visible) if part.kind == "exponent"), len(visible))
    mantissa, power = visible[:at], visible[at:]
    point = next((place for place, part in enumerate(mantissa) if part.kind == "point"), len(mantissa))
    whole, after = mantissa[:point], mantissa[point + 1 :]
    whole, is_grouped, scaled = _without_commas(whole)
    after, _, scaled_after = _without_commas(after)
    return _Zones(whole, after, power, point < len(mantissa), is_grouped, scaled + scaled_after)


def _without_commas(parts: list[Part]) -> tuple[list[Part], bool, int]:
    """The parts, whether commas among digits ask for groups, and how many follow the last digit."""
    digits = [place for place, part in enumerate(parts) if part.kind == "digit"]
    if not digits:
        return parts, False, 0
    first, last = digits[0], digits[-1]
    commas = [place for place, part in enumerate(parts) if part.kind == "comma"]
    scaling = 0
    while last + 1 + scaling in commas:
        scaling += 1
    taken = {place for place in commas if first < place <= last + scaling}
    return (
        [part for place, part in enumerate(parts) if place not in taken],
        any(first < place < last for place in commas),
        scaling,
    )


def _as_decimal(section: Section, size: Decimal) -> str:
    zones = section.zones
    percents = sum(part.kind == "percent" for part in section.parts)
    scaled = size.scaleb(2 * percents - 3 * zones.thousands)
    decimals = _digits(zones.after)
    whole, _, after = f"{scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}".partition(".")
    return _plain(_filled(zones, whole.lstrip("0"), after))


def _filled(zones: _Zones, whole: str, after: str) -> str:
    """The digits in the places that the format has for them."""
    before = "".join(_filled_whole(zones.whole, whole, zones.is_grouped))
    if not _digits(zones.whole) and zones.has_point:
        before += whole
    return before + ("." if zones.has_point else "") + "".join(_filled_after(zones.after, after))


def _filled_whole(parts: Sequence[Part], digits: str, is_grouped: bool) -> list[str]:
    shown: list[str] = []  # from the right
    rest = list(digits)
    places, count = _digits(parts), 0
    for part in reversed(parts):
        if part.kind != "digit":
            shown.append(part.text)
            continue
        places -= 1
        taken = rest[::-1] if places == 0 else rest[-1:]
        rest = [] if places == 0 else rest[:-1]
        for digit in taken or {"0": ["0"], "?": [" "]}.get(part.text, []):
            if is_grouped and count and count % 3 == 0:
                shown.append("," if digit != " " else " ")
            shown.append(digit)
            count += 1
    return shown[::-1]


def _filled_after(parts: Sequence[Part], digits: str) -> Iterator[str]:
    last = len(digits.rstrip("0"))
    place = 0
    for part in parts:
        if part.kind != "digit":
            yield part.text
            continue
        yield digits[place] if place < last else {"0": "0", "?": " "}.get(part.text, "")
        place += 1


def _as_power(section: Section, size: Decimal) -> str:
    """1.20E+03: as many digits before the point as the power of ten is a multiple of."""
    zones = section.zones
    step, decimals = max(1, _digits(zones.whole)), _digits(zones.after)
    power = 0 if not size else size.adjusted() // step * step
    rounded = size.scaleb(-power).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if rounded.adjusted() >= step:  # 9.99 was rounded up
        power += step
        rounded = size.scaleb(-power).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, after = f"{rounded:f}".partition(".")
    sign = "-" if power < 0 else "+" if zones.power[0].text.endswith("+") else ""
    exponent = "".join(_filled_whole(zones.power[1:], str(abs(power)).lstrip("0"), is_grouped=False))
    return _plain(f"{_filled(zones, whole.lstrip('0'), after)}E{sign}{exponent}")


def _as_fraction(section: Section, size: Decimal) -> str | None:
    """2 3/4; None where the section is none that we know."""
    words = [part.text for part in _visible(section.parts) if part.kind == "text"]
    kept = iter(range(len(words)))
    skeleton = "".join(
        chr(0xE000 + next(kept)) if part.kind == "text" and not part.text.isdigit() else part.text
        for part in _visible(section.parts)
        if not (part.kind == "text" and not part.text)
    )
    named = [word for word in words if word and not word.isdigit()]
    skeleton = "".join(" " if _word(sign, named) == " " else sign for sign in skeleton)
    found = _FRACTION.fullmatch(skeleton)
    if found is None or size >= _LARGEST:
        return None
    whole = int(size) if found["whole"] else 0
    above, below = _ratio(Fraction(size) - whole, found["below"])
    if found["whole"] and above == below:
        whole, above = whole + 1, 0
    first = "" if not found["whole"] or (not whole and above and "0" not in found["whole"]) else str(whole)
    ratio = f"{above}/{below}" if above or not found["whole"] else ""
    before, after = ("".join(_word(sign, named) for sign in found[name]) for name in ("before", "after"))
    gap = "".join(_word(sign, named) for sign in found["gap"] or "") if first and ratio else ""
    return _plain(f"{before}{first}{gap}{ratio}{after}")


def _ratio(rest: Fraction, below: str) -> tuple[int, int]:
    """The nearest fraction with this denominator, or with one of so many digits."""
    if any(sign in "123456789" for sign in below):
        fixed = int(re.sub("[#?]", "0", below))
        return int(rest * fixed + Fraction(1, 2)), fixed
    nearest = rest.limit_denominator(10 ** min(len(below), 9) - 1)
    return nearest.numerator, nearest.denominator


def _word(sign: str, words: Sequence[str]) -> str:
    place = ord(sign) - 0xE000
    return words[place] if 0 <= place < len(words) else sign


def _digits(parts: Sequence[Part]) -> int:
    return sum(part.kind == "digit" for part in parts)


def _visible(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with blanks for those that only make room; a fill between words is a blank too."""
    for place, part in enumerate(parts):
        if part.kind == "pad":
            yield Part("text", " ")
        elif part.kind != "fill":
            yield part
        elif place and parts[place - 1].text[-1:].isalnum():
            yield Part("text", " ")


def _plain(words: str) -> str:
    return " ".join(words.split())
