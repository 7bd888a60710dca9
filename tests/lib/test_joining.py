"""Lists in sentences."""

import pytest

from clearinghouse.lib.joining import joined


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        ([], 0, ""),
        (["a"], 0, "a"),
        (["a", "b"], 0, "a and b"),
        (["a", "b", "c"], 0, "a, b, and c"),
        (["a", "b"], 1200, "a, b, and 1,200 more"),
        (["a"], -2, "a"),
    ],
)
def test_three_and_more_have_a_comma_before_the_last(words: list[str], more: int, said: str) -> None:
    assert joined(words, more=more) == said


def test_the_last_word_can_be_another() -> None:
    assert joined(["a", "b", "c"], "or") == "a, b, or c"
