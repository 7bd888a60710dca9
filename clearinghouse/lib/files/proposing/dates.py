"""The date a document bears on its cover."""

import re
from collections.abc import Iterator
from datetime import date

from clearinghouse.lib.frozen import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:\s*(?:st|nd|rd|th))?,?\s+(?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b",
        rf"\b{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b",
        r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b",
        r"\b(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>20\d\d)\b",
        r"\b(?P<year>20\d\d)(?P<number>\d\d)(?P<day>\d\d)\b",
    )
)
_GOOD_LABEL = re.compile(
    r"(?:issued?|released?|revis(?:ed|ion)|final|effective|updated?|submitted|dated?|adopted|published|version|posted)\b"
    r"[^.;\n]{0,40}$",
    re.IGNORECASE,
)
_BAD_LABEL = re.compile(
    r"(?:due|deadline|clos(?:es?|ing)|before|until|through|no later than|expires?|opening)\b[^.;\n]{0,40}$",
    re.IGNORECASE,
)
_LABEL_CHARACTERS = 60
_FIRST_YEAR = 1990


@dataclass(frozen=True)
class Found:
    """A date, the words it was read from, and how likely it dates the document (below 0: another date)."""

    on: date
    words: str
    weight: int


def best(text: str) -> Found | None:
    """The date that most probably dates the document; None when there is none or only deadlines."""
    found = [candidate for candidate in _candidates(text) if candidate.weight >= 0]
    return max(found, key=lambda candidate: candidate.weight, default=None)  # the first of equals


def _candidates(text: str) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    matches = sorted((m for p in _PATTERNS for m in p.finditer(text)), key=lambda m: (m.start(), -len(m[0])))
    for match in matches:
        if any(start <= match.start() < end for start, end in taken):
            continue
        taken.append(match.span())
        on = _date(match)
        if on is not None:
            before = text[max(0, match.start() - _LABEL_CHARACTERS) : match.start()]
            weight = -1 if _BAD_LABEL.search(before) else 1 if _GOOD_LABEL.search(before) else 0
            yield Found(on, " ".join(match[0].split()), weight)


def _date(match: re.Match[str]) -> date | None:
    """A month without a day is its first day."""
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"][:3].lower()) + 1
    try:
        found = date(int(parts["year"]), month, int(parts.get("day") or 1))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= date.today().year + 1 else None
