"""Federal holidays (5 U.S.C. 6103), on the days when offices are closed."""

from datetime import date, timedelta
from functools import lru_cache

from meetings.recurrence import nth_weekday

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
FIXED = {
    (1, 1): "New Year’s Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}
# month, weekday, which one of the month (-1: the last)
MOVING = {
    (1, MONDAY, 3): "Martin Luther King Jr. Day",
    (2, MONDAY, 3): "Presidents Day",
    (5, MONDAY, -1): "Memorial Day",
    (9, MONDAY, 1): "Labor Day",
    (10, MONDAY, 2): "Columbus Day",
    (11, THURSDAY, 4): "Thanksgiving Day",
}


def holiday_on(day: date) -> str:
    """The federal holiday of a day, also where it is observed on the Friday or Monday beside it; else empty."""
    return _holidays(day.year).get(day, "")


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    found = {nth_weekday(year, month, weekday, which): name for (month, weekday, which), name in MOVING.items()}
    for of_year in (year, year + 1):  # January 1 on a Saturday is observed in the year before
        for (month, number), name in FIXED.items():
            day = date(of_year, month, number)
            found[day] = name
            if day.weekday() in (SATURDAY, SUNDAY):
                beside = day + timedelta(days=-1 if day.weekday() == SATURDAY else 1)
                found[beside] = f"{name} (observed)"
    return {day: name for day, name in found.items() if day.year == year}
