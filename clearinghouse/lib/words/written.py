"""What a text says, word by word, as search finds it."""

from clearinghouse.lib.words import exact
from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Word

_new = tuple.__new__


def read(text: str) -> list[Word]:
    """The words of a text in order, each by its stem."""
    return [
        _new(Word, (start, end, position, (stem(forms[0]),), span))
        for start, end, position, forms, span in exact.read(text)
    ]
