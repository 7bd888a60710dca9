"""Dates, times, sizes and counts as the portal writes them, on pages and in mails alike."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.timesince import timesince

SIZE_UNITS = ("bytes", "KB", "MB", "GB", "TB")
COUNT_CAP = 1000


def long_date(value: dt.date | dt.datetime | None) -> str:
    """A date as "January 15, 2026"; a datetime in the reader's time zone; None as an empty string."""
    if value is None:
        return ""
    day = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    return f"{day:%B} {day.day}, {day.year}"


def long_day(value: dt.date | dt.datetime | None) -> str:
    """A date with its weekday, "Thursday, January 15, 2026", as meetings are told; None as an empty string."""
    if value is None:
        return ""
    day = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    return f"{day:%A}, {long_date(value)}"


def clock_time(value: dt.datetime | None) -> str:
    """A time of day with its zone, "2:30 p.m. EST", in the reader's time zone; None as an empty string."""
    return clock_time_of(timezone.localtime(value)) if value else ""


def clock_time_of(local: dt.datetime) -> str:
    """The same of a moment that is already in the reader's time zone, for pages with a hundred of them."""
    if local.minute == 0 and local.hour in (0, 12):
        return f"{'noon' if local.hour else 'midnight'} {local:%Z}"
    half = "a.m." if local.hour < 12 else "p.m."
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {half} {local:%Z}"


def long_datetime(value: dt.datetime | None) -> str:
    """A moment as "January 15, 2026, 2:30 p.m. EST" in the reader's time zone; None as an empty string."""
    return f"{long_date(value)}, {clock_time(value)}" if value else ""


def age_in_words(moment: dt.datetime) -> str:
    """How long ago something was: "less than an hour", "5 hours", "3 days"."""
    now = timezone.now()
    if now - moment < dt.timedelta(hours=1):
        return "less than an hour"
    return timesince(moment, now, depth=1).replace("\xa0", " ")


def day_and_time(value: dt.datetime | None) -> str:
    """A moment as "Thursday, January 15, 2026, 2:30 p.m. EST" in the reader's time zone; None as an empty string."""
    if value is None:
        return ""
    local = timezone.localtime(value)  # once: lists hold a hundred of them
    return f"{local:%A, %B} {local.day}, {local.year}, {clock_time_of(local)}"


def end_of_span(ends: dt.datetime, starts: dt.datetime) -> str:
    """The end of what began then: the time alone, "3 p.m. EST", or with its day where that is another one."""
    return clock_time(ends) if _is_one_day(starts, ends) else day_and_time(ends)


def time_span(starts: dt.datetime, ends: dt.datetime) -> str:
    """ "Thursday, January 15, 2026, 2 p.m. to 3 p.m. EST" in the reader's zone; over several days it names both."""
    begin, end = clock_time(starts), end_of_span(ends, starts)
    zone = f" {timezone.localtime(starts):%Z}"
    if _is_one_day(starts, ends) and end.endswith(zone):
        begin = begin.removesuffix(zone)
    return f"{long_day(starts)}, {begin} to {end}"


def begin_or_span(starts: dt.datetime, ends: dt.datetime) -> str:
    """When it begins, for lists; of what lasts several days, both."""
    return day_and_time(starts) if _is_one_day(starts, ends) else time_span(starts, ends)


def _is_one_day(starts: dt.datetime, ends: dt.datetime) -> bool:
    last_moment = timezone.localtime(ends) - dt.timedelta(microseconds=1)  # midnight ends the day before
    return timezone.localtime(starts).date() == last_moment.date()


def zone_names(moments: Iterable[dt.datetime]) -> str:
    """What the reader's clock calls its time at these moments: "EST", or "EST and EDT" where they differ."""
    names = dict.fromkeys(f"{timezone.localtime(moment):%Z}" for moment in sorted(moments))
    return " and ".join(names) or f"{timezone.localtime():%Z}"


def file_size(size: float | None) -> str:
    """Bytes as people read them, in steps of 1,000: "812 bytes", "176 KB", "3.9 MB"; None as nothing."""
    if size is None:
        return ""
    amount, unit = float(size), 0
    # 999.6 KB would print as "1000 KB": move on as soon as rounding reaches the next unit.
    while round(amount) >= 1000 and unit < len(SIZE_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    if unit == 0:
        return counted(int(size), "byte")
    digits = 1 if unit > 1 and round(amount, 1) < 10 else 0
    return f"{amount:,.{digits}f} {SIZE_UNITS[unit]}"


def grouped(number: int | None) -> str:
    """A whole number as "56,789,406"; None as an empty string."""
    return "" if number is None else f"{number:,}"


def capped_count(count: int | None, cap: int = COUNT_CAP) -> str:
    """A count that was stopped just above a cap, as "63" or "1,000+"; None as an empty string."""
    if count is None:
        return ""
    return f"{cap:,}+" if count > cap else f"{count:,}"


def lead_in(label: str) -> str:
    """A label before what is said of it: "Title:", and "Who pays?" as it is."""
    words = str(label).rstrip()
    return words if words.endswith((".", "?", "!", ":")) else f"{words}:"


def in_list(title: str) -> str:
    """A title in quotation marks before more words: “Uptime,” and “Who pays?” as it is."""
    return f"“{title}”" if str(title).endswith(("?", "!", ".")) else f"“{title},”"


def counted(count: int | None, noun: str, cap: int = COUNT_CAP) -> str:
    """A count with its noun, "1 page", "63 pages", "1,000+ pages"; "person,people" names an odd plural."""
    if count is None:
        return ""
    one, _, many = noun.partition(",")
    return f"{capped_count(count, cap)} {one if count == 1 else many or one + 's'}"
