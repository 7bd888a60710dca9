"""Periods of the report: calendar years, federal fiscal years, and any two days."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today

FIRST_YEAR = 2024
LONGEST = timedelta(days=3660)
SLUG = re.compile(r"(fy)?(20[0-9]{2})")


@dataclass(frozen=True)
class Period:
    """From the beginning of one day to the end of another, by the portal's clock."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        """The first moment."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def slug(self) -> str:
        """ "2026" or "fy2026" of a whole year; empty of any other period."""
        year = self.last.year
        return next((slug for slug in (str(year), f"fy{year}") if of_year(slug) == self), "")

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.last < portal_today()

    @property
    def label(self) -> str:
        """ "2026", "Federal fiscal year 2026", or the two days."""
        if self.slug:
            return label_of(self.slug)
        return f"{long_date(self.first)} to {long_date(self.last)}"


def of_year(slug: str) -> Period | None:
    """The calendar year "2026", or "fy2026", which began on October 1, 2025; None for anything else."""
    found = SLUG.fullmatch(slug)
    if found is None:
        return None
    year = int(found[2])
    return (
        Period(date(year - 1, 10, 1), date(year, 9, 30)) if found[1] else Period(date(year, 1, 1), date(year, 12, 31))
    )


def label_of(slug: str) -> str:
    """The name of a year."""
    return f"Federal fiscal year {slug[2:]}" if slug.startswith("fy") else slug


def years() -> list[str]:
    """Years that have begun, the latest first."""
    today = portal_today()
    slugs = [slug for year in range(today.year + 1, FIRST_YEAR - 1, -1) for slug in (str(year), f"fy{year}")]
    return [slug for slug in slugs if (period := of_year(slug)) and period.first <= today]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
