"""Invented text: the same at every run, and with words as common as asked for."""

from benchmarks.queries import EVERYDAY, queries
from benchmarks.words import STOP_WORDS, Text, page_texts, pair_on, vocabulary


def test_texts_are_the_same_at_every_run() -> None:
    assert page_texts(3) == page_texts(3)


def test_vocabulary_names_each_word_once() -> None:
    words = vocabulary()

    assert len(words) == len(set(words)) == 30_000


def test_pair_is_found_on_about_the_share_asked_for() -> None:
    pages = [Text("", f"port the {'uptime' if number % 4 else 'cost'} of n{number}") for number in range(100)]

    pair = pair_on(pages, 0.75)

    assert (set(pair.words.split()), pair.share) == ({"port", "uptime"}, 0.75)


def test_pair_has_no_stop_words() -> None:
    pair = pair_on(page_texts(50), 0.99)

    assert not set(pair.words.split()) & set(STOP_WORDS.split())


def test_there_are_pairs_enough_to_ask_for_another_each_time() -> None:
    found = queries(page_texts(200), {"common": 0.15})

    assert {name: (len(pairs), len(set(pairs))) for name, pairs in found.items()} == {
        "common words": (435, 435),
        EVERYDAY: (435, 435),
    }
    assert found == queries(page_texts(200), {"common": 0.15})
