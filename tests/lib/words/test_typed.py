"""Words as they are typed: each is asked for in all the ways it can be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearinghouse.lib.words import exact, typed, written
from clearinghouse.lib.words.typed import MOST_WAYS, Unit

SAME = [
    ("J-1772", "J1772", "J 1772"),
    ("150kW", "150 kW", "150-kW", "150 kilowatt", "150-kilowatt", "150 kilowatts"),
    ("I-95", "I 95", "I95", "Interstate 95"),
    ("L2", "Level 2", "Level-2", "L 2"),
    ("Justice40", "Justice 40", "Justice-40"),
    ("M/HD", "MHD", "M-HD"),
    ("e-mail", "email", "e-mails"),
    ("cyber security", "cybersecurity", "cyber-security"),
    ("buildout", "build-out", "build out", "build-outs"),
    ("nonresidential", "non-residential", "non residential"),
    ("97%", "97 percent", "97 per cent", "ninety-seven percent", "ninety seven percent"),
    ("five years", "5 years", "5-years"),
    ("$7,500", "7500", "7,500.00"),
    ("$5 million", "5,000,000", "five million"),
    ("480V", "480 volts", "480-volt"),
    ("kWh", "kilowatt-hours", "kilowatt hour"),
    ("co-location", "colocation"),
    ("multi-family", "multifamily", "multi family"),
    ("O&M", "O & M", "o&m"),
    ("Hawaiʻi", "Hawaii", "Hawai'i"),
    ("24/7", "24-7"),
    ("FY2025", "FY 2025", "FY25", "FY 25", "fiscal year 2025", "FY-2025"),
    ("SFY 2026", "SFY26", "state fiscal year 2026"),
    ("Dec. 31, 2026", "December 31, 2026", "12/31/2026", "2026-12-31"),
    ("Mar. 5, 2026", "March 5, 2026", "3/5/2026", "03/05/2026"),
    ("Sept. 30", "September 30", "Sep 30"),
    ("Q3", "third quarter", "3rd quarter"),
    ("$1.2 million", "$1.2M", "1,200,000"),
    ("$300K", "$300,000", "300 thousand"),
    ("$5 billion", "$5bn", "5,000,000,000"),
    ("US 50", "US-50", "US50", "U.S. Route 50", "US Highway 50"),
    ("SR 99", "SR-99", "State Route 99"),
    ("Hwy. 287", "Highway 287"),
    ("mile marker 120", "MP 120", "milepost 120"),
    ("50 mi", "50 miles", "50mi", "fifty miles"),
    ("24 hr", "24 hours", "24-hour"),
    ("70 mph", "70 miles per hour"),
    ("10,000 sq. ft.", "10000 square feet"),
    ("Phase 2", "Phase II"),
    ("Table 3-1", "Table 3.1"),
    ("Executive Order 14008", "E.O. 14008", "EO 14008"),
    ("P.L. 117-58", "Public Law 117-58"),
    ("H.B. 1234", "HB1234", "House Bill 1234"),
    ("version 2.1", "v2.1", "Ver. 2.1"),
    ("Wi-Fi", "wifi", "WiFi"),
    ("co-op", "coop"),
    ("by-laws", "bylaws"),
    ("RFP", "RFPs"),
    ("build", "builds", "built"),
    ("pays", "paid"),
    ("chosen", "choose", "chose"),
    ("program", "programme"),
    ("Department", "Dept."),
    ("97 pct", "97%"),
]


def is_found(query: str, text: str) -> bool:
    """Whether every unit of the query stands in the text in one of its ways."""
    places: dict[str, set[int]] = {}
    for word in written.read(text):
        for form in word.forms:
            places.setdefault(form, set()).add(word.position)
    return all(any(_stands(way, places) for way in unit.stemmed) for unit in typed.units(query) if not unit.is_common)


def _stands(way: tuple[str, ...], places: dict[str, set[int]]) -> bool:
    return any(
        all(first + at in places.get(form, ()) for at, form in enumerate(way)) for first in places.get(way[0], ())
    )


@pytest.mark.parametrize("same", SAME, ids=lambda same: same[0])
def test_each_way_to_write_it_finds_the_others(same: tuple[str, ...]) -> None:
    missed = [(asked, text) for asked in same for text in same if not is_found(asked, f"We say {text} here.")]

    assert missed == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("I-80", "The hub lies on US-80 at Merrow."),
        ("I 80", "80% of the posts at Merrow work."),
        ("US-80", "The hub lies on I-80."),
        ("non-residential", "Tolbrook pays for residential charging."),
        ("97 percent", "It is 97.5 for each percent of 970"),
        ("J1772", "The 1772 letters of J."),
        ("12.5", "Rooms 12 and 5"),
        ("section 4.2", "Rooms 4 and 2"),
        ("5 billion", "See 5(b)."),
        ("SR 99", "US 99"),
        ("March 5", "We march 25 miles."),
        ("31 December", "12/31/2026"),
        ("13/31/2026", "December 31, 2026"),
        ("gps", "gp"),
        ("asset", "as set forth"),
        ("inform", "in form and color"),
        ("overtime", "growth over time"),
        ("island", "the state is land and water"),
        ("notable", "not able"),
    ],
)
def test_what_only_looks_alike_is_not_found(query: str, text: str) -> None:
    assert not is_found(query, text)


def test_signs_inside_make_one_unit_and_blanks_several() -> None:
    assert [unit.typed for unit in typed.units("design/build of I 80 with 150 kW posts, RFP 24-001 &")] == [
        "design/build",
        "of",
        "I 80",
        "with",
        "150 kW",
        "posts,",
        "RFP",
        "24-001",
    ]


def test_the_first_way_is_as_typed() -> None:
    assert typed.units("build-outs 97%") == [
        Unit("build-outs", (("build", "outs"), ("buildouts",))),
        Unit(
            "97%",
            (
                ("97", "percent"),
                ("97", "pct"),
                ("ninety", "seven", "percent"),
                ("ninety", "seven", "pct"),
                ("97", "per", "cent"),
                ("97", "perc", "ent"),
            ),
        ),
    ]


def test_words_that_stand_everywhere_are_said_to() -> None:
    assert [unit.is_common for unit in typed.units("the I 80 at and/or Level A")] == [
        True, False, True, False, False, True,
    ]  # fmt: skip


def test_a_phrase_is_one_unit_and_holds_its_common_words() -> None:
    assert typed.phrase("Level A") == Unit("Level A", (("level", "a"), ("levela",)))


@pytest.mark.parametrize("text", ["", "…", "& - ()"])
def test_signs_alone_are_nothing(text: str) -> None:
    assert (typed.phrase(text), typed.units(text)) == (None, [])


@given(st.text(max_size=200))
def test_anything_can_be_typed(text: str) -> None:
    units = typed.units(text)

    assert all(0 < len(unit.ways) <= MOST_WAYS + 8 for unit in units)
    assert [form for unit in units for form in unit.forms] == [
        form for part in text.split() for form in exact.forms_of(part)
    ]
    assert all(way and all(way) for unit in units for way in unit.ways)
