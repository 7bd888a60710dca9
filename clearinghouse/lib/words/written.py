"""What a text says, word by word, as search finds it."""

from collections.abc import Collection
from functools import lru_cache

from clearinghouse.lib.words import exact
from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Word

_new = tuple.__new__


@lru_cache(maxsize=100_000)
def stem_of(atom: str) -> str:
    """The stem of a word as it stands in a folded text."""
    return stem(exact.form_of(atom))


def among(text: str, stems: Collection[str]) -> list[Word]:
    """Those words of read() alone whose stem is one of these; see exact.among() about their positions."""
    return exact.among(text, frozenset(stems), stem_of)


def read(text: str) -> list[Word]:
    """The words of a text in order, each by its stem."""
    return [
        _new(Word, (start, end, position, (stem(forms[0]),), span))
        for start, end, position, forms, span in exact.read(text)
    ]
