"""Numbers of a workbook as Excel shows them: thousands, decimals, percent and currency."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_LONGEST_CODE = 120
_MOST_DECIMALS = 15
_LARGEST = Decimal(10) ** 15  # above it Excel has no exact digits either
_LITERALS = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|[_*].|\[[^\]]*\]')
_SECTION = re.compile(r"([^#0?.,]*)([#0?][#0?,]*(?<!,))(\.[0#?]*)?([^#0?.,]*)")
_AROUND = re.compile(r"[^A-Za-z@/]*")  # letters without quotes are dates, fractions and powers of ten
# By number; the file names only formats of its own. 5 to 8 and 41 to 44 follow the country of the reader.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00",
    9: "0%", 10: "0.00%", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0;(#,##0)", 42: "$#,##0;($#,##0)", 43: "#,##0.00;(#,##0.00)",
    44: "$#,##0.00;($#,##0.00)",
}  # fmt: skip


@dataclass(frozen=True)
class NumberFormat:
    """What stands before and after the digits, and how many there are after the point."""

    before: str
    after: str
    is_grouped: bool
    is_percent: bool
    fewest_digits: int  # before the point: a ZIP code keeps its zero
    decimals: int
    fewest_decimals: int
    in_parentheses: bool  # below zero

    def shown(self, stored: str) -> str:
        """The number as Excel shows it; as it is stored where it has no such digits. `stored` is a number."""
        number = Decimal(stored)
        if not number.is_finite() or abs(number) >= _LARGEST:
            return stored
        if self.is_percent:
            number *= 100
        rounded = abs(number).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        digits = f"{rounded:{',' if self.is_grouped else ''}f}"
        whole, point, rest = digits.partition(".")
        whole = whole if self.is_grouped else whole.zfill(self.fewest_digits)
        rest = rest[: self.fewest_decimals] + rest[self.fewest_decimals :].rstrip("0")
        words = f"{self.before}{whole}{point if rest else ''}{rest}{self.after}"
        if number >= 0 or not rounded:
            return words
        return f"({words})" if self.in_parentheses else f"-{words}"


def read_format(code: str) -> NumberFormat | None:
    """What a format code says; None where it is a date, a fraction, text or anything that we don't draw."""
    if len(code) > _LONGEST_CODE:
        return None
    words: list[str] = []  # literals may hold any sign: each stands as one that no code has
    code = _LITERALS.sub(lambda found: _kept(found, words), code)
    section, _, below = code.partition(";")
    found = _SECTION.fullmatch(section)
    if found is None or not _AROUND.fullmatch(found[1] + found[4]):
        return None
    fraction = (found[3] or ".")[1:]
    if len(fraction) > _MOST_DECIMALS:
        return None
    return NumberFormat(
        before=_with(found[1], words).lstrip(),
        after=_with(found[4], words).rstrip(),
        is_grouped="," in found[2],
        is_percent="%" in found[1] + found[4],
        fewest_digits=found[2].count("0"),
        decimals=len(fraction),
        fewest_decimals=fraction.count("0"),
        in_parentheses="(" in _with(below.partition(";")[0], words),
    )


def _kept(found: re.Match[str], words: list[str]) -> str:
    literal = found[1] or found[2] or found[3] or ""
    if not literal:
        return ""
    words.append(literal)
    return chr(0xE000 + len(words) - 1)


def _with(part: str, words: list[str]) -> str:
    return "".join(words[ord(sign) - 0xE000] if 0 <= ord(sign) - 0xE000 < len(words) else sign for sign in part)
