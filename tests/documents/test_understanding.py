"""What people mean by what they type: weightless words, places, kinds and years, words for the same thing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as settings_in_use

from documents.finding.asking.near import near_words
from documents.finding.asking.places import places_in
from documents.finding.asking.same_thing import table_of
from documents.finding.asking.suggested import Reference, read_reference, year_of
from documents.finding.asking.understanding import Lexicon, understand
from documents.finding.asking.wanted import NEAR, Held, Without
from documents.finding.full_text import NO_WORD, ONLY_NOT, TOO_COMMON
from documents.finding.hits import Preference
from documents.finding.synonyms import Same

STATES = {
    "DC": "District of Columbia", "GA": "Georgia", "HI": "Hawaii", "ME": "Maine", "NH": "New Hampshire",
    "OK": "Oklahoma", "TX": "Texas", "VT": "Vermont", "WA": "Washington", "WV": "West Virginia", "VA": "Virginia",
    "OR": "Oregon", "KS": "Kansas",
}  # fmt: skip
KINDS = {("rfp",): Preference("kind", "rfp", "RFP"), ("nevi", "plan"): Preference("kind", "nevi-plan", "NEVI plan")}
LEXICON = Lexicon(
    table_of(
        (
            *(Same(("bidder", "offeror")), Same(("EVSE", "EV supply equipment")), Same(("winter", "snow"), ("icing",))),
            Same(("uptime", "charger availability"), ("be working",)),
            Same(("PnC", "plug and charge")),
            *(
                Same(("downtime", "malfunction"), ("out of order", "lights go out")),
                Same(("backup power",), ("lights go out",)),
            ),
        )
    ),
    Reference(STATES, KINDS),
)


def typed(text: str) -> list[str]:
    return [concept.typed for concept in understand(text, LEXICON).concepts]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Vermont's charging sites", ["VT"]),
        ("Texas’ plan", ["TX"]),
        ("how does New Hampshire handle winter", ["NH"]),
        ("West Virginia and Virginia", ["WV", "VA"]),
        ("Hawaiʻi", ["HI"]),
        ("Washington winter", ["WA"]),
        ("Washington, D.C.", ["DC"]),
        ("TX corridors", ["TX"]),
        ("tx corridors", ["TX"]),
        ("sites in ME and OK", ["ME", "OK"]),
        ("TxDOT sites", ["TX"]),
        ("vermont power outages", ["VT"]),
        # no states
        ("Vermont Avenue", []),
        ("Georgia Power tariff", []),
        ("georgia power", []),
        ("George Washington", []),
        ("Kansas City", []),
        ("tell me or him in time, ok", []),
        ("HI ALL", []),
    ],
)
def test_states_are_known_by_name_code_and_department(text: str, codes: list[str]) -> None:
    assert [place.code for place in places_in(text.split(), STATES)] == codes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How does the state pay for snow removal?", ["state", "pay", "snow", "removal"]),
        ("please show me all documents about uptime", ["uptime"]),
        ("what is J 1772", ["J 1772"]),
        ("150 kW chargers", ["150 kW", "chargers"]),
        ("how please", ["please"]),  # nothing but words without weight: they count
        ("Vermont's uptime", ["Vermont's", "uptime"]),
    ],
)
def test_words_without_weight_are_left_out(text: str, words: list[str]) -> None:
    assert typed(text) == words


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("the of", TOO_COMMON),
        ("-uptime", ONLY_NOT),
        ("", ""),
        (" ", ""),
        ("???", NO_WORD),
        ("((((", NO_WORD),
        ('"' * 200, NO_WORD),
    ],
)
def test_a_query_with_nothing_to_look_for_says_so(text: str, problem: str) -> None:
    asked = understand(text, LEXICON)

    assert (asked.is_empty, asked.problem) == (True, problem)


def test_another_way_to_say_it_counts_less_and_stands_in_for_the_word() -> None:
    (concept,) = understand("bidder", LEXICON).concepts

    assert concept.runs[0].words == ("bidder",)
    assert [run.words for run in concept.runs if run.weight < 1] == [("offeror",)]


def test_one_word_for_several_says_each_of_them() -> None:
    concepts = understand("EV supply equipment", LEXICON).concepts

    assert [[run.words for run in concept.runs if run.weight < 1] for concept in concepts] == [[("evs",)]] * 3


def test_a_narrower_word_finds_the_wider_but_not_the_other_way() -> None:
    narrow, wide = understand("icing", LEXICON).concepts[0], understand("winter", LEXICON).concepts[0]

    assert {run.words for run in narrow.runs if run.weight < 1} == {("winter",), ("snow",)}
    assert {run.words for run in wide.runs if run.weight < 1} == {("snow",)}


def test_words_that_say_little_apart_are_one_where_a_set_has_them_as_a_term() -> None:
    asked = understand("how often must chargers be working", LEXICON)

    assert [concept.typed for concept in asked.concepts] == ["must", "chargers", "be working"]
    working = asked.concepts[-1]
    assert working.share == 1.0
    assert {("be", "work"), ("uptim",), ("charger", "avail")} <= {run.words for run in working.runs}
    # Apart, they are what they were.
    assert typed("working chargers") == ["working", "chargers"]


def test_a_term_that_a_word_of_grammar_binds_is_one_thing() -> None:
    assert typed("Plug and Charge payment") == ["Plug and Charge", "payment"]
    assert typed("plug the charger and charge") == ["plug", "charger", "charge"]


def test_a_saying_is_one_thing_whatever_its_words_are_apart() -> None:
    saying, state = understand("out of order in Vermont", LEXICON).concepts

    assert (saying.typed, saying.share, state.typed) == ("out of order", 1.0, "Vermont")
    assert [(run.words, run.weight) for run in saying.runs if run.weight < 1] == [
        (("downtim",), 0.95),
        (("malfunct",), 0.95),
    ]
    assert typed("order a charger") == ["order", "charger"]
    assert typed("malfunction out of order my lights") == ["malfunction", "out of order", "lights"]
    assert typed("icing my posts") == ["icing", "posts"]


@pytest.mark.parametrize("text", ["lights go out", "the lights go out", "my lights go out"])
def test_a_saying_may_lead_to_several_things(text: str) -> None:
    (concept,) = understand(text, LEXICON).concepts

    said = {run.words for run in concept.runs if run.weight < 1}
    assert said >= {("downtim",), ("malfunct",), ("backup", "power")}


@pytest.mark.parametrize(
    "text",
    ["keep the lights on", "keep our lights on", "kept lights on", "keeping the light on", "who kept the lights on"],
)
def test_articles_and_forms_of_a_verb_change_no_saying(text: str) -> None:
    table = table_of((Same(("backup power",), ("keep the lights on",)),))

    (concept,) = understand(text, Lexicon(table, Reference(STATES, KINDS))).concepts

    assert ("backup", "power") in {run.words for run in concept.runs}


@pytest.mark.parametrize("text", ["doesn't work", "doesn’t work", "isn't working", "they don't work", "not working"])
def test_what_is_denied_is_denied_in_any_form(text: str) -> None:
    table = table_of((Same(("downtime",), ("don't work",)),))

    (concept,) = understand(text, Lexicon(table, Reference(STATES, KINDS))).concepts

    assert ("downtim",) in {run.words for run in concept.runs}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("secondhand trucks", {("use", "ev")}),
        ("abroad trucks", set()),  # pages say so themselves
        ("spot trucks", set()),  # in sayings of four sets
    ],
)
def test_a_word_of_a_saying_leads_where_the_saying_does_if_hardly_any_page_has_it(
    text: str, said: set[tuple[str, ...]]
) -> None:
    spots = [Same((f"place {number}",), (f"good spot {number}",)) for number in range(4)]
    table = table_of((Same(("used EV",), ("secondhand car",)), Same(("imports",), ("made abroad",)), *spots))
    lexicon = Lexicon(table, Reference(STATES, KINDS), is_rare=lambda runs: runs[0].words[0] != "abroad")

    concept, _ = understand(text, lexicon).concepts

    assert {run.words for run in concept.runs if run.weight < 1} == said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what does Ford build in Georgia", ["Ford"]),  # a state weighs more anyhow
        ("Ford plants, Honda's and EVSE", ["Honda's"]),  # the first may begin a sentence
        ("Ford Plants In Spring", []),
        ("FORD plants", []),
    ],
)
def test_a_word_with_a_capital_among_others_is_a_name(text: str, names: list[str]) -> None:
    assert [concept.typed for concept in understand(text, LEXICON).concepts if concept.is_name] == names


def test_quotes_minus_and_operators_are_exact() -> None:
    asked = understand('ports "level 2" -tesla', LEXICON)

    assert [concept.typed for concept in asked.concepts] == ["ports"]
    held, never = asked.demands
    assert isinstance(held, Held)
    assert held.concept.runs[0].words == ("level", "2")
    assert isinstance(never, Without)
    assert understand("uptime AND remedies", LEXICON).concepts == ()
    assert len(understand("uptime AND remedies", LEXICON).demands) == 2
    assert understand('"AND" uptime', LEXICON).concepts[0].typed == "uptime"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Vermont RFP uptime 2025", ["Vermont", "RFP", "2025"]),
        ("NEVI plan of Maine", ["Maine", "NEVI plan"]),
        ('"Vermont" uptime -Maine', []),
        ("1999999 ports", []),
    ],
)
def test_filters_that_words_suggest(text: str, labels: list[str]) -> None:
    assert [preference.label for preference in understand(text, LEXICON).preferences] == labels


def test_years_have_four_digits() -> None:
    assert [year_of(word) is not None for word in ("2025", "1999", "2025?", "20255", "3025")] == [
        True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("midwest working group uptime", ["Midwest Regional Working Group documents"]),
        ("cybersecurity group", ["Cybersecurity of EV Charging group documents"]),
        ("what did the grid integration group say", ["EVs and Grid Integration group documents"]),
        ("M/HD group on depots", ["Medium- and Heavy-Duty (M/HD) Charging group documents"]),
        ("data and reporting group", ["Data and Reporting group documents"]),
        ("cybersecurity", []),
        ("a group of stations", []),
    ],
)
def test_working_groups_are_known_by_what_people_call_them(db: None, text: str, labels: list[str]) -> None:
    found = read_reference().preferences_in(text.split())

    assert [preference.label for preference in found if preference.facet == "group"] == labels


def test_ways_to_say_a_word_that_stand_on_no_page_are_not_looked_for() -> None:
    (concept,) = understand("offeror", LEXICON).concepts

    assert [run.words for run in concept.runs][-1] == ("bidder",)
    assert [run.words for run in concept.standing({"bidder"}.__contains__).runs] == [("offeror",), ("bidder",)]
    assert [run.words for run in concept.standing(set[str]().__contains__).runs] == [("offeror",), ("bidder",)]
    assert concept.standing(set[str]().__contains__).is_known


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("hurricane power", {("storm",), ("flood",)}),
        ("Hurricanes and power", {("storm",), ("flood",)}),
        ("who did Hurricane power", set()),  # a name
        ("cold power", set()),  # pages say so themselves
        ("bidder power", set()),  # a set knows it
        ("fraud power", {("theft",)}),  # “charges” are everywhere
        ("j1772 power", set()),
    ],
)
def test_a_word_that_hardly_any_page_has_leads_to_words_near_it(
    text: str, near: set[tuple[str, ...]], settings: Any, tmp_path: Path
) -> None:
    settings.SEARCH_NEAR_WORDS = tmp_path / "near.txt"
    lines = ("# near", "hurricane\tstorm floods hurricanes", "cold\tice", "bidder\tbuyer", "fraud\tcharges theft")
    settings.SEARCH_NEAR_WORDS.write_text("\n".join(lines))
    lexicon = replace(
        LEXICON,
        is_rare=lambda runs: runs[0].words[0] != "cold",
        is_common=lambda runs: runs[0].words[0] == "charg",
    )

    concept, _ = understand(text, lexicon).concepts

    assert {run.words for run in concept.runs if run.weight == NEAR} == near


def test_without_its_file_no_word_has_others_near_it(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_NEAR_WORDS = tmp_path / "gone.txt"

    (concept,) = understand("hurricane", replace(LEXICON, is_rare=bool)).concepts

    assert {run.weight for run in concept.runs} == {1.0}


def test_the_file_of_near_words_has_a_word_on_each_line_and_others_after_it() -> None:
    found = near_words(settings_in_use.SEARCH_NEAR_WORDS)

    assert len(found) > 10_000
    assert {"storm", "flood"} <= set(found["hurrican"].split())
    assert not [line for line in found.items() if not all(word.isalpha() for word in line[1].split())]


@pytest.mark.parametrize(
    ("saying", "is_asking"),
    [("right now", True), ("charger goes down", True), ("who gets hired", True), ("icy road", False)],
)
def test_a_saying_that_names_nothing_is_not_missed(saying: str, is_asking: bool) -> None:
    table = table_of((Same(("today",), (saying,)),))

    (concept,) = understand(saying, Lexicon(table, Reference(STATES, KINDS))).concepts

    assert concept.is_asking == is_asking
