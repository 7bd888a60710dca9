"""Days on which somebody is at work: Monday through Friday. Holidays are not known; agencies keep different ones."""

from datetime import date, datetime, timedelta

from django.utils import timezone

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether it is no Saturday or Sunday."""
    return day.weekday() < SATURDAY


def working_days_before(moment: datetime, days: int) -> datetime:
    """The moment so many working days earlier, at the same time of day; Saturdays and Sundays don't count."""
    local = timezone.localtime(moment)
    left = days
    while left:
        local -= timedelta(days=1)
        left -= is_working_day(local.date())
    return local
