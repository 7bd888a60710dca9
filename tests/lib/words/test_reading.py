"""Words as they are written: what a text is found by."""

import unicodedata
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearinghouse.lib.files import english
from clearinghouse.lib.words import exact, written
from clearinghouse.lib.words.lines import signs_of
from clearinghouse.lib.words.stems import FAMILIES, family_of, stem
from clearinghouse.lib.words.word import Word


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("J-1772", "j 1772"),
        ("J1772", "j 1772"),
        ("J 1772", "j 1772"),
        ("RFP-24-001", "rfp 24 001"),
        ("P-8A and CHAdeMO-2.0", "p 8 a and chademo 2.0"),
        ("150kW, 150 kW, 150-kW", "150 kw 150 kw 150 kw"),
        ("I-80/US-30", "i 80 us 30"),
        ("$1,250,000.00 or 1250000", "1250000 or 1250000"),
        ("in 2024,500 posts", "in 2024 500 posts"),
        ("1,234,5678", "1234 5678"),
        ("12.5/kWh", "12.5 kwh"),
        ("23 CFR 680.112(a)", "23 cfr 680 112 a"),
        ("$5.195 billion and $1,250.125", "5.195 billion and 1250.125"),
        ("5.195 billion, 3.125%, 3.125-percent", "5.195 billion 3.125 percent 3.125 percent"),
        ("1.2.345 million, $1.234.5", "1 2 345 million 1 234 5"),
        ("Section 1.2.3.", "section 1 2 3"),
        ("97% and 97 %", "97 percent and 97 percent"),
        ("O&M", "o m"),
        ("and/or; 24/7", "and or and or 24 7 24 7"),
        ("afdc.energy.gov", "afdc energy gov"),
        ("nevi@dot.example.gov", "nevi dot example gov"),
        ("installed.The utility", "installed the utility"),
        ("https://plans.example.gov/nevi/rollout-2025.pdf", "https plans example gov nevi rollout 2025 pdf"),
        ("nevi_plan_2025_final", "nevi plan 2025 final"),
        ("U.S. Code, U.S.C. 151, e.g. this", "us code usc 151 eg this"),
        ("Hawaiʻi, Hawai’i and Hawai‘i’s", "hawaii hawaii and hawaii"),
        ("the state's, the states', don’t", "the state the states dont"),
        ("Cañon City, Nuñez, Zürich", "canon city nunez zurich"),
        ("ﬁnal oﬀer, CO₂", "final offer co 2"),
        ("co\xadoperate", "cooperate"),
        ("zero‑emission", "zero emission"),
        ("\x00 … — • ()", ""),
    ],
)
def test_a_text_is_read_as_small_words(text: str, forms: str) -> None:
    assert " ".join(word.forms[0] for word in exact.read(text) if word.span == 1) == forms


def test_each_word_knows_where_it_stands() -> None:
    text = "Hawaiʻi’s ﬁrst J-1772: 97%"

    assert [text[word.start : word.end] for word in exact.read(text)] == [
        "Hawaiʻi’s",
        "ﬁrst",
        "J",
        "1772",
        "97",
        "%",
    ]


def test_either_side_of_a_slash_stands_beside_its_neighbor() -> None:
    assert exact.read("Exit 4/5.") == [
        Word(0, 4, 0, ("exit",)),
        Word(0, 4, 1, ("exit",)),
        Word(5, 6, 1, ("4",)),
        Word(7, 8, 1, ("5",)),
        Word(5, 6, 2, ("4",)),
        Word(7, 8, 2, ("5",)),
    ]


@pytest.mark.parametrize("text", ["/shared/corridor/permits", "3/15/2024", "a.b/c.d", "I-80/US-30"])
def test_paths_dates_and_codes_have_no_two_sides(text: str) -> None:
    words = exact.read(text)

    assert [word.position for word in words] == list(range(len(words)))


LISTS = {
    "150–350 kW": ["150 kw", "350 kw"],
    "60, 150, or 350 kW": ["60 kw", "150 kw"],
    "12 or 24 months": ["12 months"],
    "5–10%": ["5 percent"],
    "$1-2 million": ["1 million"],
    "208/240V": ["208 v", "240 v"],
    "150kW–350kW chargers": ["150 kw chargers"],
    "30- to 50-mile gaps": ["30 mile gaps"],
    "two to four years": ["two years"],
    "third and fourth quarters": ["third quarters"],
    "May and June 2026": ["may 2026"],
    "light-, medium-, and heavy-duty trucks": ["light duty trucks", "medium duty trucks"],
    "light/medium-duty trucks": ["light duty trucks"],
    "I-70/76": ["i 70", "i 76"],
    "Interstates 70 and 76": ["interstates 76"],
    "I-70, 76, and 80": ["i 76", "i 80"],
    "I-35E and 35W": ["i 35 w"],
    "Levels 1 and 2 charging": ["levels 2", "levels 1 charging", "levels 2 charging"],
    "Phases I and II": ["phases ii"],
    "Appendices A–C": ["appendices c"],
    "FY 2024-2026 funds": ["fy 2026 funds", "fy 2024 funds"],
    "FY24/25": ["fy 25"],
    "SR 9 and 11": ["sr 11"],
    "sections 680.106 and .112": ["680 112", "sections 680"],
    "23 CFR 680.106 and 680.112": ["23 cfr 680 112"],
    "680.106(a) and (b)": ["680 106 b"],
    "Sections 4.1 and 5.2.1": ["sections 5 2 1"],
    "150\nto 350 kW": ["150 kw"],
    "80/20": ["80 20"],
}


@pytest.mark.parametrize(("text", "phrases"), LISTS.items(), ids=list(LISTS))
def test_what_members_of_a_list_share_belongs_to_each(text: str, phrases: list[str]) -> None:
    words = exact.read(text)

    assert [phrase for phrase in phrases if not _stands(phrase.split(), words)] == []
    assert {word.forms for word in words} == {(form,) for form in exact.forms_of(text)}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("I-80/US-30", "us 80"),
        ("I-80/US-30", "i 30"),
        ("I-70 and 80% of it", "i 80"),
        ("I-70 and 12 sites", "i 12"),
        ("RFP-24-001", "rfp 001"),
        ("SB21-260", "sb 260"),
        ("3/15/2024", "15 3"),
        ("605-555-0142", "605 0142"),
        ("2024-05-11", "2024 11"),
        ("in 2022, 15 sites", "2022 sites"),
        ("a site or a post", "a post or"),
    ],
)
def test_what_only_looks_like_a_list_is_none(text: str, phrase: str) -> None:
    assert not _stands(phrase.split(), exact.read(text))


def test_a_text_full_of_lists_is_read_within_a_second() -> None:
    began = process_time()

    for piece in ("1-", "1/", "1, ", "i and ", "ab-, ", "(a) and ", "two to ", "1 and\n", "ab/cd-"):
        exact.read("Levels " + piece * 20_000)

    assert process_time() - began < 9


def _stands(phrase: list[str], words: list[Word]) -> bool:
    at = {(word.position, word.forms[0]) for word in words}
    return any(all((first + n, form) in at for n, form in enumerate(phrase)) for first in range(len(words)))


@pytest.mark.parametrize("broken", ["infra-\nstructure", "infra\xad\nstructure", "infra‐\r\n  structure"])
def test_a_word_broken_at_a_line_end_is_read_both_ways(broken: str) -> None:
    words = exact.read(f"The {broken} here")

    assert [(word.position, word.forms[0], word.span) for word in words] == [
        (0, "the", 1),
        (1, "infra", 1),
        (1, "infrastructure", 2),
        (2, "structure", 1),
        (3, "here", 1),
    ]
    assert [f"The {broken} here"[word.start : word.end] for word in words if word.span == 2] == [broken]


@pytest.mark.parametrize(
    "family",
    [
        "bus buses busses",
        "gas gases",
        "axis axes",
        "analysis analyses",
        "criterion criteria",
        "lease leases leased leasing",
        "EV EVs",
        "matrix matrices",
        "bonus bonuses",
        "campus campuses",
        "box boxes",
        "utility utilities",
        "class classes",
        "process processes processing",
        "charger charging charged charge",
        "addendum addenda",
        "index indices indexes",
        "half halves",
        "apartment apartments",
        "department departments departmental",
        "utilize utilized utilization utilisation",
        "designate designated designation designations",
        "design designs designed designing",
        "authority authorized authorization",
    ],
)
def test_one_and_many_are_one(family: str) -> None:
    stems = {written.read(word)[0].forms for word in family.split()}

    assert {forms for forms in stems if forms not in {("charger",)}} == {min(stems)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gas", "gate"),
        ("axis", "axe"),
        ("base", "bassist"),
        ("bus", "busy"),
        ("apartments", "apart"),
        ("departments", "departed"),
        ("utilities", "utilization"),
        ("designated", "designed"),
        ("publications", "public"),
        ("author", "authorized"),
        ("importance", "imported"),
        ("transition", "transit"),
        ("severe", "several"),
        ("busy", "business"),
        ("minority", "minor"),
        ("customers", "custom"),
        ("personal", "people"),
        ("lighting", "light"),
    ],
)
def test_what_only_looks_alike_is_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_each_of_a_family_names_all() -> None:
    assert [family_of(word) for word in ("busses", "corridor")] == [("bus", "buses", "busses"), ("corridor",)]


@given(st.text(max_size=80))
def test_any_text_is_read_in_order_and_within_itself(text: str) -> None:
    words = exact.read(text)

    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert [word.position for word in words] == sorted(word.position for word in words)
    assert all(form and form == form.lower() for word in words for form in word.forms)


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=60))
def test_accents_and_their_parts_are_read_alike(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)

    assert [word.forms for word in exact.read(apart)] == [word.forms for word in exact.read(text)]


@given(st.lists(st.sampled_from(["J-1772", "150 kW", "97%", "Hawaiʻi", "design/build", "U.S.", "1,250"]), max_size=6))
def test_a_text_is_read_as_its_parts_are(parts: list[str]) -> None:
    assert exact.forms_of("; ".join(parts)) == tuple(form for part in parts for form in exact.forms_of(part))


PIECES = st.sampled_from(
    [
        "design",
        "/",
        "build",
        "-",
        "\n",
        "-\n",
        " ",
        "Exit",
        "e.g.",
        "we're",
        "o'build",
        "4",
        "5",
        "ﬁne",
        "Hawaiʻi",
        "U.S.",
        "%",
        "charg",
        "-\r\n",
        "ing",
        " and ",
        " to",
        ", ",
        "–",
        " kW",
        "Phases ",
        " II",
        "light-",
        "-duty",
        "(a)",
        "two",
        " May",
    ]
)
WANTED = "design build 4 charg us fine percent hawaii exit 5 kw phase ii light duti a two may"
STEMS = st.sampled_from(WANTED.split())


@given(st.lists(PIECES, max_size=40).map("".join), st.sets(STEMS))
def test_the_words_among_those_wanted_are_those_of_the_whole_text(text: str, wanted: set[str]) -> None:
    """But for the name before a list, which stands once more where a wanted word may follow, and else needn't."""

    def told(words: list[Word]) -> list[tuple[object, ...]]:
        once = {(word.start, word.end): word.position for word in reversed(words)}
        words = [word for word in words if "/" in text or once[word.start, word.end] == word.position]
        apart = [min(second.position - first.position, 2) for first, second in pairwise(words)]
        return [*((word.start, word.end, word.forms, word.span) for word in words), tuple(apart)]

    assert told(written.among(text, wanted)) == told([word for word in written.read(text) if word.forms[0] in wanted])


def test_every_word_begins_as_the_signs_of_its_stem_say() -> None:
    known = [
        *english.words(),
        *(form for family in FAMILIES for form in family),
        "dying",
        "lying",
        "u.s.",
        "o'brien",
        "%",
    ]

    assert [word for word in known if not word.startswith(tuple(signs_of([written.stem_of(word)])))] == []
