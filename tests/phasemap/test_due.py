"""What is due by a year: only what a source says."""

import pytest

from phasemap.due import Status, best, in_year, years_of
from phasemap.models import Phase

FEDERAL = [(2024, 2027), (2027, 2030), (2030, 2035), (2035, 2040)]
CALSTART = [(None, None), (None, None), (None, 2035)]


def phases(years: list[tuple[int | None, int | None]]) -> list[Phase]:
    return [Phase(pk=n, number=n, name=str(n), from_year=a, to_year=b) for n, (a, b) in enumerate(years, start=1)]


@pytest.mark.parametrize(
    ("years", "year", "words"),
    [
        (FEDERAL, 2024, ["Under way, due by 2027", "Begins in 2027", "Begins in 2030", "Begins in 2035"]),
        (FEDERAL, 2027, ["Due by 2027", "Under way, due by 2030", "Begins in 2030", "Begins in 2035"]),
        (FEDERAL, 2034, ["Due by 2027", "Due by 2030", "Under way, due by 2035", "Begins in 2035"]),
        (FEDERAL, 2040, ["Due by 2027", "Due by 2030", "Due by 2035", "Due by 2040"]),
        (CALSTART, 2030, ["Due by 2035 at the latest; the source gives no start"] * 2
         + ["Due by 2035; the source gives no start"]),
        (CALSTART, 2035, ["Due by 2035 at the latest"] * 2 + ["Due by 2035"]),
        ([(None, None)], 2040, ["No end given; the source gives no start"]),
        ([(2030, None)], 2032, ["Under way, no end given"]),
    ],
)  # fmt: skip
def test_phases_stand_where_their_source_puts_them(years, year: int, words: list[str]) -> None:
    assert [entry.words for entry in in_year(phases(years), year)] == words


def test_a_place_stands_where_its_furthest_phase_does() -> None:
    found = in_year(phases(FEDERAL), 2031)

    assert best([found[2], found[0]]).words == "Due by 2027"
    assert best([found[3], found[2]]).status == Status.UNDER_WAY


def test_years_in_words() -> None:
    given = [(2024, 2027), (None, 2035), (2030, None), (None, None)]

    assert [years_of(phase) for phase in phases(given)] == [
        "2024–2027", "Through 2035", "From 2030", "Not given in the source",
    ]  # fmt: skip
