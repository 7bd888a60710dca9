"""What the words of a cell are worth, so that a table that shows $1,250 and Mar 15, 2024 is sorted by value."""

import re
from datetime import date

_NUMBER = re.compile(
    r"[-+(]?\s?[$€£]?\s?[-(]?\s?(?P<digits>\d[\d,]*\.?\d*|\.\d+)(?:E(?P<power>[+-]?\d{1,2}))?\s?(?P<unit>[KMB%]?)\)?"
)
_FRACTION = re.compile(r"-?(?:(\d{1,9}) )?(\d{1,9})/([1-9]\d{0,8})")
_TIME = r"(?P<hour>-?\d{1,6}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:\.\d+)?))?(?: ?(?P<half>[AP])M?)?"
_CLOCK = re.compile(_TIME)
_MONTH = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_DATES = [
    re.compile(rf"(?:{date_form})(?:[ T,]+{_TIME})?")
    for date_form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        rf"(?P<month>\d{{1,2}})[/-](?P<day>\d{{1,2}})[/-]{_YEAR}",
        rf"(?:[A-Z][a-z]{{2,8}}, )?{_MONTH} (?P<day>\d{{1,2}}),? {_YEAR}",
        rf"(?P<day>\d{{1,2}})[ -]{_MONTH}[ -]{_YEAR}",
        rf"{_MONTH}[ -]{_YEAR}",
    )
]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"K": 1e3, "M": 1e6, "B": 1e9}
_CENTURY_TURNS = 30  # Excel reads 29 as 2029 and 30 as 1930
_LONGEST = 60


def sort_key(cell: str) -> tuple[int, float, str]:
    """Numbers, dates and times by value, before all words."""
    value = worth(cell)
    return (1, 0.0, cell.casefold()) if value is None else (0, value, "")


def worth(cell: str) -> float | None:
    """$1,250.50 is 1250.5, (12) is -12, 97% is 97; a date is its day, a time its part of a day. None for words."""
    cell = cell.strip()
    if len(cell) > _LONGEST or not any(letter.isdigit() for letter in cell):
        return None
    if found := _NUMBER.fullmatch(cell):
        return _number(found, is_negative=any(sign in cell[: found.start("digits")] for sign in "-("))
    if found := _FRACTION.fullmatch(cell):
        value = int(found[1] or 0) + int(found[2]) / int(found[3])
        return -value if cell.startswith("-") else value
    if found := _CLOCK.fullmatch(cell):
        return _part_of_day(found)
    return next((_day(found) for form in _DATES if (found := form.fullmatch(cell))), None)


def _number(found: re.Match[str], *, is_negative: bool) -> float:
    size = float(found["digits"].replace(",", "")) * 10.0 ** int(found["power"] or 0) * _UNITS.get(found["unit"], 1)
    return -size if is_negative else size


def _part_of_day(found: re.Match[str]) -> float:
    hour = abs(int(found["hour"]))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "P" else 0)
    part = hour / 24 + int(found["minute"]) / 1440 + float(found["second"] or 0) / 86_400
    return -part if found["hour"].startswith("-") else part


def _day(found: re.Match[str]) -> float | None:
    groups = found.groupdict()
    month = _MONTHS.index(groups["name"]) + 1 if groups.get("name") else int(groups["month"])
    year = int(groups["year"])
    if len(groups["year"]) == 2:
        year += 2000 if year < _CENTURY_TURNS else 1900
    try:
        day = date(year, month, int(groups.get("day") or 1)).toordinal()
    except ValueError:
        return None
    return day + (_part_of_day(found) if groups["hour"] else 0)
