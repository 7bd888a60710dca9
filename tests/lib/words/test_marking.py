"""What is marked in a text, and which of its sentences is shown."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearinghouse.lib.words import marking, passages, typed
from clearinghouse.lib.words.marking import Wanted


def wanted(*queries: str) -> Wanted:
    return [unit.stemmed for query in queries if (unit := typed.phrase(query))]


def marked(text: str, *queries: str) -> str:
    return marking.with_marks(text, marking.mark(text, wanted(*queries)), "[", "]")


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("A J-1772, J1772 or J 1772.", "J1772", "A [J-1772], [J1772] or [J 1772]."),
        ("Data sharing, and sharing of data.", "data sharing", "[Data sharing], and sharing of data."),
        ("Fast charges charge fast.", "fast charging", "[Fast charges] charge fast."),
        ("The Hawaiʻi’s plan.", "Hawaii", "The [Hawaiʻi’s] plan."),
        ("Uptime of 97 %.", "ninety-seven percent", "Uptime of [97 %]."),
        ("At $1,250,000.00 each.", "1250000", "At $[1,250,000.00] each."),
        ("An infra-\nstructure bank.", "infrastructure", "An [infra-\nstructure] bank."),
        ("Near Exit 4/5 only.", "exit 5", "Near [Exit 4/5] only."),
        ("Federal/state match.", "federal match", "[Federal/state match]."),
        ("uptime uptime", "uptime", "[uptime] [uptime]"),
        ("nothing", "uptime", "nothing"),
        ("", "uptime", ""),
    ],
)
def test_whole_phrases_are_marked_each_as_one(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


def test_marks_that_meet_become_one() -> None:
    assert (
        marked("a fast charging station here", "fast charging", "charging station") == "a [fast charging station] here"
    )


def best(*given: Any, **named: Any) -> str:
    """The words of the passage that answers."""
    return passages.best(*given, **named).words


TEXT = """Table of contents. Uptime 4. Remedies 9. Uptime is a word.

The contractor shall keep every port in service 97 percent of the time. If uptime falls below that in any quarter, the
remedies of section 9 apply, and the state may end the contract.

Uptime again, and again uptime; uptime is measured daily by an independent body of engineers who look at each port."""


def test_the_sentence_that_answers_is_shown_and_not_the_first_that_says_a_word() -> None:
    assert best(TEXT, wanted("uptime", "remedies", "quarter"), marks=("[", "]")) == (
        "… If [uptime] falls below that in any [quarter], the [remedies] of section 9 apply, and the state may end the "
        "contract. …"
    )


HEADER = "5\nSouth Dakota Deployment Plan\nSubmitted to the Joint Office\nAug. 1, 2022\n"


@pytest.mark.parametrize(
    ("above", "rest"),
    [
        (HEADER, "We met nine tribes in May."),
        ("42\nStrategies to Address Resilience\n", "Stations need to be reliable."),
        ("Page 22\n", "Maine is large."),
        ("21 Colorado Plan for the National Program\n", "will also seek opportunities to pay."),
        ("DRAFT Plan - State of Illinois\n13\n", "Major businesses are sensitive."),
        ("", "The contractor keeps\nevery port in service."),
        ("", "Ports are open in 2023\nand later."),
        ("", "Only A Title"),
        ("", "Award\t$1,250,000\nAgain\t$5"),
    ],
)
def test_page_numbers_and_titles_above_a_page_are_not_shown(above: str, rest: str) -> None:
    shown = best(above + rest, wanted("lidar"))

    assert shown == ("… " if above else "") + " ".join(rest.split())


def test_what_stands_only_above_a_page_is_shown_before_nothing_is() -> None:
    assert best(HEADER + "We met in May.", wanted("Joint Office"), marks=("[", "]")) == (
        "5 South Dakota Deployment Plan Submitted to the [Joint Office] Aug. 1, 2022 …"
    )
    assert best(HEADER + "We met in May.", wanted("South Dakota"), [0.0]) == "… We met in May."


def test_a_word_of_weight_chooses_the_sentence_and_one_of_none_does_not() -> None:
    text = "One new site in Ohio opens. " * 4 + "Each costs $700,000."

    assert best(text, wanted("Ohio", "one", "site", "costs"), [0, 0.2, 0.2, 3], marks=("[", "]")) == (
        "… Each [costs] $700,000."
    )


def test_a_text_without_the_words_begins_with_its_first() -> None:
    assert best("Cover page. " * 40, wanted("uptime"), longest=30) == "Cover page. Cover page. Cover …"


def test_a_long_sentence_is_cut_between_words_around_what_was_found() -> None:
    text = "many words here " * 50 + "then uptime falls " + "and more words " * 50

    shown = best(text, wanted("uptime"), marks=("[", "]"))

    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "then [uptime] falls and" in shown
    assert len(shown) < 260
    assert set(shown.replace("[", "").replace("]", "").split()) <= {"…", *text.split()}


SECTIONS = """the stations of the year before.
Strategies to Address Resilience, Emergency Evacuation, Snow
Removal
Siting considers designated evacuation routes of the state, as the Department of Transportation lists them each year.
Contracts of the last round have covered snow removal and lighting, and so will those of the rounds that follow.
Cybersecurity
Each charger has a password of its own."""


def test_a_passage_has_the_heading_above_it_and_a_heading_is_no_passage() -> None:
    headings = ["Strategies to Address Resilience, Emergency Evacuation, Snow Removal", "Not There", "Cybersecurity"]

    snow = passages.best(SECTIONS, wanted("snow", "removal"), headings=headings)
    password = passages.best(SECTIONS, wanted("password"), headings=headings)
    before = passages.best(SECTIONS, wanted("year before"), headings=headings)

    assert snow.words.startswith("… Contracts of the last round have covered snow removal")
    assert (snow.heading, password.heading, before.heading) == (headings[0], "Cybersecurity", "")


def test_an_amount_answers_who_asks_for_a_cost() -> None:
    first = "Costs of ports rise with every year that passes and with each of the ports, as everybody knows."
    text = f"{first} Each site in the state costs $700,000 to build."

    assert best(text, wanted("cost", "ports"), [1, 0.1]) == "… Each site in the state costs $700,000 to build."
    assert best(text, wanted("rise", "ports"), [1, 0.1]) == f"{first} …"


@pytest.mark.parametrize(
    ("asks_number", "shown"),
    [
        (True, "… Of the people who were asked by letter in June, 546 answered to what the meeting had left open."),
        (False, "The public meeting was open to all people, and a video of the meeting in 2022 was kept for them. …"),
    ],
)
def test_a_number_answers_who_asks_how_many(asks_number: bool, shown: str) -> None:
    first = "The public meeting was open to all people, and a video of the meeting in 2022 was kept for them."
    text = f"{first} Of the people who were asked by letter in June, 546 answered to what the meeting had left open."

    assert best(text, wanted("people", "meeting"), asks_number=asks_number) == shown


def test_a_sentence_that_refers_to_the_one_before_is_shown_with_it() -> None:
    before = (
        "Language will be added for owners who choose not to continue once the five years of assistance have ended."
    )
    text = f"The plan has ten parts. {before} This will ensure that another operator can be found to keep it open."

    assert (
        best(text, wanted("another operator"))
        == f"… {before} This will ensure that another operator can be found to keep it open."
    )


def test_a_caption_and_signs_before_points_begin_a_passage() -> None:
    tourism = "Tourism is a large share of the travel in the state and grows with every year that passes."
    caption = f"Figure 13. Projected Growth of Registrations\n{tourism}"
    sale = "» Sale of power by the owners of stations and of parking lots in all cities and towns of the state"
    points = f"The state asked for: {sale} » Signs along every one of the roads"

    assert best(caption, wanted("tourism")) == f"… {tourism}"
    assert (
        best(points, wanted("sale"))
        == "… » Sale of power by the owners of stations and of parking lots in all cities and towns of the state …"
    )


@given(st.text(max_size=300), st.lists(st.sampled_from(["a", "1", "J 1772", "no go", "97%"]), max_size=3))
def test_marks_change_nothing_of_the_text(text: str, queries: list[str]) -> None:
    spans = marking.mark(text, wanted(*queries))

    assert marking.with_marks(text, spans, "", "") == text
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert best(text, wanted(*queries)).strip("… ") in " ".join(text.split()) or not text.split()


@pytest.mark.parametrize("query", ["a " * 99, "a1b2c3 " * 28, "a b " * 20])
def test_a_text_that_repeats_itself_is_marked_as_far_as_is_of_use(query: str) -> None:
    """A count of what is compared, not a time: without a limit these take half a minute."""
    found = marking.find("a/b " * 20_000 + "a1b2c3 " * 5_000, wanted(query))

    assert len(found) <= marking.MOST_FOUND + len(wanted(query)[0])
