"""A page's words as the index keeps them: what is packed comes back."""

from itertools import product

from clearinghouse.lib.words import exact
from documents.finding.alike import folded
from documents.finding.page_words import MOST_WORDS, PageWords, Places, name_of, packed, unpacked, words_of


def page(text: str, *, title: str = "", heading: str = "", prose: float = 1.0) -> PageWords:
    blob, _ = packed(prose, exact.read(title), exact.read(heading), exact.read(text))
    return unpacked(blob)


def places(found: PageWords, *forms: str) -> Places:
    return found.places({form: name_of(form) for form in forms})


def test_words_stand_where_they_stood() -> None:
    found = page("Charging: the station charges at Exit 4/5.", title="A plan of stations", heading="Plans", prose=0.25)

    assert places(found, "charg", "station", "4", "5", "plan", "charge", "stat") == Places(
        text={"charg": [0, 3], "station": [2], "4": [6, 7], "5": [6, 7]},
        heading={"plan": [0]},
        title={"station": [3], "plan": [1]},
    )
    assert (found.prose, found.length) == (0.25, 8)
    assert words_of(found.text) == {b"charg", b"the", b"station", b"at", b"exit", b"4", b"5"}


def test_words_far_apart_stand_where_they_stood() -> None:
    words = ["and"] * MOST_WORDS
    for place in (0, 1, 111, 112, 113, 1_900, 1_901, 3_999):
        words[place] = "port"

    assert places(page(" ".join(words)), "port").text == {"port": [0, 1, 111, 112, 113, 1_900, 1_901, 3_999]}


def test_a_page_without_words_has_none() -> None:
    found = page("")

    assert (places(found, "charg"), words_of(found.text), found.sketch) == (Places({}, {}, {}), frozenset(), ())


def test_words_beyond_the_most_are_left_out() -> None:
    found = places(page("port " * MOST_WORDS + "valve"), "port", "valve")

    assert {form: len(at) for form, at in found.text.items()} == {"port": MOST_WORDS}


def test_pages_of_other_documents_with_nearly_the_same_words_are_folded_into_the_best() -> None:
    words = ["".join(letters) for letters in product("bcdfghjk", "aeiouy")]
    said, others = " ".join(words), " ".join(f"{word}x" for word in words)
    best, same, nearly, other = page(said), page(said), page(f"{said} and"), page(others)

    assert folded([(1, 10, best), (2, 11, same), (3, 12, nearly), (4, 13, other), (5, 10, same)]) == {2: 1, 3: 1}


def test_words_that_stand_often_are_strong() -> None:
    text = exact.read("port " * 3 + "panel " * 2 + "gate " * 2 + "corridor " * 143)

    _, strong = packed(1.0, [], exact.read("Gates"), text)

    assert [word for word in strong if not word.startswith("corridor")] == [
        "port|1", "port|2", "panel|1", "gate|1", "gate|2", "gate|3", "gate|4",
    ]  # fmt: skip
