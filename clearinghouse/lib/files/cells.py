"""What stands in the cells of a table: numbers as people write them, and the row that names the columns."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_DECIMAL_COMMA = re.compile(r"\b0,\d+|(?:\d{1,3}(?:\.\d{3})+|\d+),(?:\d{1,2}|\d{4,})(?!\d|,)")  # 5,50 and 1.250,50
_PLAIN = re.compile(r"[-+(]?[$€£]?\s?-?(\d[\d,]*\.?\d*|\.\d+)\s?(%|\))?")
# $1,250.50 · (12) · -3.5 % · 150 kW · USD 40 · 12 ports
_AMOUNT = re.compile(
    r"""(?P<minus>[-−–(])?\s?
        (?P<before>US\$|[$€£]|[A-Z]{3}\s)?\s?
        (?P<sign>[-−+])?
        (?P<digits>\d[\d,]*(\.\d*)?|\.\d+)\s?
        (?P<after>%|°?[A-Za-zµΩ]{1,12}(/[A-Za-z]{1,8})?)?
        \s?\)?""",
    re.VERBOSE,
)


class Amount(NamedTuple):
    """A number and what it counts: 150 and "kw"."""

    number: float
    unit: str


def is_number(cell: str) -> bool:
    """Whether the cell is a number alone, with a sign, a currency or a percent sign."""
    return _PLAIN.fullmatch(_with_point(cell.strip())) is not None


def is_head(cells: Sequence[str]) -> bool:
    """Whether these cells of a first row name the columns."""
    return len(cells) > 1 and all(cells) and not any(map(is_number, cells))


def numbers_of(cells: Iterable[str]) -> list[float] | None:
    """The numbers of a column's filled cells; None unless all are numbers of one unit, so that they can be compared."""
    amounts = [_amount(cell) for cell in cells]
    if not amounts or None in amounts:
        return None
    found = [amount for amount in amounts if amount is not None]
    units = {amount.unit for amount in found} - {""}
    return [amount.number for amount in found] if len(units) <= 1 else None


def _amount(cell: str) -> Amount | None:
    """$1,250.50 is 1250.5, (12) is -12, 97% is 97; only letters are a unit: 1 port and 2 ports are of one."""
    found = _AMOUNT.fullmatch(_with_point(cell.strip()))
    if found is None or (found["minus"] == "(") != cell.rstrip().endswith(")"):
        return None
    number = float(found["digits"].replace(",", ""))
    is_negative = bool(found["minus"]) or found["sign"] in ("-", "−")
    unit = re.sub(r"[$€£%]", "", (found["before"] or found["after"] or "").strip().lower())
    return Amount(-number if is_negative else number, unit.removesuffix("s") if len(unit) > 1 else unit)


def _with_point(cell: str) -> str:
    """A number as it is written in English: 5,50 is 5.50."""
    return cell.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.search(cell) else cell
