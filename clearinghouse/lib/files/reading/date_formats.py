"""Dates and times of a workbook, which stores them as days since 1900 or 1904, as Excel shows them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from clearinghouse.lib.frozen import dataclass

LAST_SERIAL = 2_958_465  # December 31, 9999
_DAYS_1904 = 1462  # between both ways to count
_NOT_A_DAY = 60  # February 29, 1900, which Excel has and no calendar
_SECONDS = 86_400
_NOON = 12
_SPANISH = 0x0A
_LANGUAGE_BITS = 0x3FF
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_SPANISH_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                   "noviembre", "diciembre")  # fmt: skip
_SPANISH_DAYS = ("sábado", "domingo", "lunes", "martes", "miércoles", "jueves", "viernes")


@dataclass(frozen=True)
class Moment:
    """A day and a time as Excel counts them."""

    serial: Decimal
    year: int
    month: int
    day: int
    weekday: int  # 0 is Saturday
    seconds: Decimal  # since midnight, rounded as it is shown


def moment_of(serial: Decimal, decimals: int, *, is_1904: bool) -> Moment:
    """The moment of a serial number, its seconds rounded to so many decimals."""
    step = Decimal(1).scaleb(-min(decimals, 3))
    total = (serial * _SECONDS).quantize(step, ROUND_HALF_UP)
    days, seconds = divmod(total, _SECONDS)
    number = int(days) + (_DAYS_1904 if is_1904 else 0)
    year, month, day = _calendar(number)
    return Moment(total / _SECONDS, year, month, day, number % 7, seconds)


def _calendar(number: int) -> tuple[int, int, int]:
    if number == _NOT_A_DAY:
        return 1900, 2, 29
    if number == 0:
        return 1900, 1, 0
    found = date(1899, 12, 31 if number < _NOT_A_DAY else 30) + timedelta(days=min(number, LAST_SERIAL))
    return found.year, found.month, found.day


def shown_date(parts: Sequence[tuple[str, str]], moment: Moment, locale: int) -> str:
    """The parts of a format code, (kind, words), as they are shown."""
    return "".join(_pieces(list(parts), moment, locale))


def _pieces(parts: list[tuple[str, str]], moment: Moment, locale: int) -> Iterator[str]:
    has_noon = any(kind == "noon" for kind, _ in parts)
    for place, (kind, text) in enumerate(parts):
        if kind == "date":
            is_minute = text[0] in "mM" and _is_minute(parts, place)
            yield (
                _clock(text.lower(), moment, has_noon)
                if is_minute or text[0] in "hHsS"
                else _day(text.lower(), moment, locale)
            )
        elif kind == "elapsed":
            yield _elapsed(text, moment)
        elif kind == "noon":
            is_afternoon = moment.seconds >= _NOON * 3600
            yield ("PM" if is_afternoon else "AM")[: 2 if len(text) > 3 else 1]
        elif kind == "digit":
            yield _decimal_of_second(parts, place, moment)
        else:
            yield text


def _is_minute(parts: Sequence[tuple[str, str]], place: int) -> bool:
    """Whether an m follows an hour or stands before a second."""
    if len(parts[place][1]) > 2:
        return False
    clocks = ("date", "elapsed")
    before = next((text[0].lower() for kind, text in reversed(parts[:place]) if kind in clocks), "")
    after = next((text[0].lower() for kind, text in parts[place + 1 :] if kind in clocks), "")
    return before == "h" or after == "s"


def _clock(code: str, moment: Moment, has_noon: bool) -> str:
    seconds = int(moment.seconds)
    number = {"h": seconds // 3600, "m": seconds // 60 % 60, "s": seconds % 60}[code[0]]
    if code[0] == "h" and has_noon:
        number = number % _NOON or _NOON
    return f"{number:02d}" if len(code) > 1 else str(number)


def _elapsed(code: str, moment: Moment) -> str:
    """[h] counts on after a day."""
    seconds = int(moment.serial * _SECONDS + Decimal("0.0000001"))
    number = seconds // {"h": 3600, "m": 60, "s": 1}[code[0]]
    return f"{number:0{len(code)}d}"


def _decimal_of_second(parts: Sequence[tuple[str, str]], place: int, moment: Moment) -> str:
    """One of the digits after the seconds' point; a zero elsewhere is itself."""
    point = next((at for at in range(place, -1, -1) if parts[at][0] == "point"), None)
    if point is None:
        return parts[place][1]
    digits = f"{moment.seconds % 1:.10f}".partition(".")[2]
    return digits[place - point - 1 : place - point] or "0"


def _day(code: str, moment: Moment, locale: int) -> str:
    is_spanish = locale & _LANGUAGE_BITS == _SPANISH
    if code[0] in "ye":
        return f"{moment.year % 100:02d}" if code[0] == "y" and len(code) < 3 else str(moment.year)
    number = moment.month if code[0] == "m" else moment.day
    if len(code) < 3:
        return f"{number:02d}" if len(code) > 1 else str(number)
    if code[0] == "m":
        name = (_SPANISH_MONTHS if is_spanish else _MONTHS)[moment.month - 1]
        return name[0] if len(code) == 5 else name[:3] if len(code) == 3 else name
    name = (_SPANISH_DAYS if is_spanish else _DAYS)[moment.weekday]
    return name[:3] if len(code) == 3 else name
