"""What offices write in several ways: dates, years of a budget, quarters, roads, laws, numerals, short forms, verbs."""

from collections.abc import Iterator

from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Way

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_OF = {name: number for number, name in enumerate(MONTHS, 1)}
_MONTH_OF |= {"sept": 9, **{name[:3]: number for name, number in _MONTH_OF.items()}}
_WAYS_OF_MONTH = {number: [way for way, of in _MONTH_OF.items() if of == number] for number in range(1, 13)}
_YEARS: tuple[tuple[Way, ...], ...] = (
    (("sfy",), ("sfys",), ("state", "fiscal", "year")),
    (("ffy",), ("ffys",), ("federal", "fiscal", "year")),
    (("fy",), ("fys",), ("fiscal", "year")),
    (("cy",), ("cys",), ("calendar", "year")),
)
_ORDINALS: dict[str, Way] = {
    "first": ("1", "st"), "second": ("2", "nd"), "third": ("3", "rd"),
    "fourth": ("4", "th"), "fifth": ("5", "th"), "sixth": ("6", "th"), "seventh": ("7", "th"), "eighth": ("8", "th"),
    "ninth": ("9", "th"), "tenth": ("10", "th"), "eleventh": ("11", "th"), "twelfth": ("12", "th"),
}  # fmt: skip
_IN_LETTERS = {way: name for name, way in _ORDINALS.items()}
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {str(number): roman for number, roman in enumerate(ROMANS, 1)}
_ARABIC = {roman: number for number, roman in _ROMAN.items()}
_NUMBERED = frozenset((
    "annex", "appendix", "article", "attachment", "chapter", "class", "exhibit", "figure", "level", "part", "phase",
    "round", "schedule", "section", "stage", "table", "tier", "title", "type", "volume",
))  # fmt: skip
# Each may be written for each other of its row where a number follows.
_BEFORE_NUMBER: tuple[tuple[Way, ...], ...] = (
    (("i",), ("interstate", "highway"), ("interstate", "route")),
    (("us",), ("us", "route"), ("us", "highway"), ("us", "hwy"), ("us", "rte")),
    (("sr",), ("srs",), ("state", "route"), ("state", "road")),
    (("sh",), ("state", "highway"), ("state", "hwy")),
    (("cr",), ("county", "road")),
    (("hwy",), ("hwys",), ("highway",)),
    (("rte",), ("rtes",), ("rt",), ("route",)),
    (("mm",), ("mp",), ("milepost",), ("mile", "post"), ("mile", "marker")),
    (("section",), ("sec",), ("secs",)),
    (("figure",), ("fig",), ("figs",)),
    (("hb",), ("house", "bill")),
    (("sb",), ("senate", "bill")),
    (("pl",), ("public", "law")),
    (("eo",), ("executive", "order")),
    (("v",), ("ver",), ("version",)),
    (("rev",), ("revision",)),
)
_OTHERS_BEFORE = {way: [other for other in row if other != way] for row in _BEFORE_NUMBER for way in row}
# Not told by their endings. Left out where another form is a word of its own here: left, found, lead.
_VERBS = """
    begin began begun|break broke broken|bring brought|build built|buy bought|choose chose chosen|draw drew drawn
    |drive drove driven|freeze froze frozen|give gave given|grow grew grown|hold held|keep kept|lend lent|lose lost
    |meet met|pay paid|rebuild rebuilt|repay repaid|run ran|seek sought|sell sold|send sent|speak spoke spoken
    |spend spent|steal stole stolen|take took taken|teach taught|undertake undertook undertaken
    |wear wore worn|withdraw withdrew withdrawn|withhold withheld|write wrote written
"""
# As other countries and older papers have them, and shortened.
_WORDS = """
    program programme|color colour|labor labour|center centre|harbor harbour|neighbor neighbour|catalog catalogue
    |license licence|defense defence|gray grey|curb kerb|tire tyre|meter metre|liter litre|theater theatre
    |judgment judgement|acknowledgment acknowledgement|adviser advisor|percent pct|mile miles mi|hour hours hr hrs
    |minute minutes min mins|year years yr yrs|pound pounds lb lbs|department dept|government govt|management mgmt
    |maintenance maint|approximately approx|association assn|avenue ave|boulevard blvd|street st
"""
_TOGETHER: dict[str, tuple[Way, ...]] = {
    "wifi": (("wi", "fi"),),
    "coop": (("co", "op"),),
    "coops": (("co", "ops"),),
    "bylaw": (("by", "law"),),
    "bylaws": (("by", "laws"),),
    "mph": (("miles", "per", "hour"),),
    "sqft": (("sq", "ft"), ("square", "feet"), ("square", "foot")),
}
_APART = {
    way: [other for other in ((word,), *ways) if other != way] for word, ways in _TOGETHER.items() for way in ways
}
_VOWELS = frozenset("aeiouy")
_LONGEST_ACRONYM = 6


def _others(rows: str) -> dict[str, tuple[str, ...]]:
    """By each word, the other words of its row."""
    return {
        word: tuple(other for other in row.split() if other != word) for row in rows.split("|") for word in row.split()
    }


_OF_VERBS = {stem(form): others for form, others in _others(_VERBS).items()}
_OF_WORDS = _others(_WORDS)


def otherwise(forms: Way, at: int) -> Iterator[tuple[int, Way]]:
    """For the words that begin at a place: (how many of them, what can stand instead)."""
    form = forms[at]
    verbs = _OF_VERBS.get(stem(form), ()) if len(forms) == 1 else ()  # a phrase means these very words
    yield from ((1, (other,)) for other in (*verbs, *_OF_WORDS.get(form, ()), *_one_or_many(form)))
    yield from ((1, way) for way in _TOGETHER.get(form, ()))
    if form in _ORDINALS:
        yield 1, _ORDINALS[form]
    here = forms[at : at + 4]
    for length in (2, 3):
        yield from ((length, way) for way in _APART.get(here[:length], ()) if len(here) >= length)
    if here[:2] in _IN_LETTERS:
        yield 2, (_IN_LETTERS[here[:2]],)
    for found in (_dates, _years, _quarters, _numbered):
        yield from found(here)


def _one_or_many(form: str) -> tuple[str, ...]:
    """RFP and RFPs: where there is no vowel, the rules for endings leave an s."""
    if not (form.isascii() and form.isalpha()) or not _VOWELS.isdisjoint(form) or len(form) < 3:
        return ()
    if form.endswith("s"):
        return (form[:-1],) if len(form) > 3 else ()
    return (f"{form}s",) if len(form) <= _LONGEST_ACRONYM else ()


def _dates(forms: Way) -> Iterator[tuple[int, Way]]:
    """Dec. 31, 2026 or December 31, 2026 or 12/31/2026 or 2026-12-31; and a month before its day or year alone."""
    month = _MONTH_OF.get(forms[0])
    if month is not None and len(forms) > 1 and forms[1].isdecimal():
        yield from ((2, (name, forms[1])) for name in _WAYS_OF_MONTH[month] if name != forms[0])
    date = _date_of(forms[:3])
    if date is not None:
        yield from ((3, way) for way in _ways_of_date(*date) if way != forms[:3])


def _date_of(forms: Way) -> tuple[int, int, int] | None:
    """(year, month, day); None where these words are no date of this century."""
    if len(forms) < 3:
        return None
    first, second, third = forms
    if first in _MONTH_OF:
        first = str(_MONTH_OF[first])
    if not all(form.isascii() and form.isdecimal() and len(form) < 5 for form in (first, second, third)):
        return None
    year, month, day = map(int, (first, second, third) if len(first) == 4 else (third, first, second))
    is_date = 2000 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31
    return (year, month, day) if is_date else None


def _ways_of_date(year: int, month: int, day: int) -> Iterator[Way]:
    yield from ((name, str(day), str(year)) for name in _WAYS_OF_MONTH[month])
    yield str(month), str(day), str(year)
    yield f"{month:02}", f"{day:02}", str(year)
    yield str(year), f"{month:02}", f"{day:02}"


def _years(forms: Way) -> Iterator[tuple[int, Way]]:
    """FY25 or FY 2025 or fiscal year 2025."""
    for names in _YEARS:
        for named in names:
            length = len(named) + 1
            if forms[: length - 1] == named and len(forms) >= length and (year := _year(forms[length - 1])):
                ways = ((*name, written) for name in names for written in (f"20{year}", year))
                yield from ((length, way) for way in ways if way != forms[:length])


def _year(form: str) -> str:
    """The last two digits of a year of this century; nothing where it is none."""
    is_year = form.isascii() and form.isdecimal() and (len(form) == 2 or (len(form) == 4 and form.startswith("20")))
    return form[-2:] if is_year else ""


def _quarters(forms: Way) -> Iterator[tuple[int, Way]]:
    """Q3 or third quarter or 3rd quarter."""
    for name in ("first", "second", "third", "fourth"):
        number = _ORDINALS[name]
        ways: tuple[Way, ...] = (("q", number[0]), (name, "quarter"), (*number, "quarter"))
        for way in ways:
            if forms[: len(way)] == way:
                yield from ((len(way), other) for other in ways if other != way)


def _numbered(forms: Way) -> Iterator[tuple[int, Way]]:
    """US 50 or U.S. Route 50; Phase 2 or Phase II; Table 3-1 or Table 3.1, and Section 4.2 before 4.2.1."""
    if len(forms) > 1 and forms[0] in _NUMBERED:
        other = _ROMAN.get(forms[1]) or _ARABIC.get(forms[1])
        if other is not None:
            yield 2, (forms[0], other)
        if "." in forms[1]:
            yield 2, (forms[0], *forms[1].split("."))
        elif len(forms) > 2 and forms[1].isdecimal() and forms[2].isdecimal() and len(forms[2]) < 3:
            yield 3, (forms[0], f"{forms[1]}.{forms[2]}")
    for length in (2, 1):
        others = _OTHERS_BEFORE.get(forms[:length])
        if others is not None and len(forms) > length and forms[length][0] in "0123456789":
            yield from ((length + 1, (*other, forms[length])) for other in others)
            return
