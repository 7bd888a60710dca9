"""English words: both ways to keep them know the same ones."""

from clearinghouse.lib.files.english import CompactWords, compact_words, is_word, words


def test_compact_words_are_all_words_and_no_others() -> None:
    compact = compact_words()

    assert [word for word in words() if word not in compact] == []
    assert [word for word in words() if f"{word}q" in compact and f"{word}q" not in words()] == []
    assert ["" in compact, "\n" in compact, "zzzzz" in compact, "0" in compact] == [False] * 4


def test_compact_words_of_one_line() -> None:
    compact = CompactWords("only")

    assert ("only" in compact, "on" in compact, "onlyx" in compact) == (True, False, False)


def test_forms_are_words_either_way() -> None:
    asked = ["charging", "permits", "Ombrelle".lower(), "corridoor"]

    assert [is_word(word, compact_words()) for word in asked] == [is_word(word) for word in asked]
