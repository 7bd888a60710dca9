"""How much of a page is sentences of its own."""

import pytest

from clearinghouse.lib.words.prose import prose_of

SAID = "We charge {0} cars at night. They are full by dawn."
REMARKS = [f"{number} The station of town {number} is slow. Survey Response" for number in range(8)]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("", 0.0),
        ("Contents 1 Charging 4 Money 8", 0.0),
        ("\n".join(SAID.format(number) for number in range(8)), 1.0),
        ("\n".join(REMARKS), 0.0),  # what many people said is a list, though it is in sentences
        ("\n".join(REMARKS[:3]), 1.0),
        ("\n".join([*REMARKS[:4], *[SAID.format(number) for number in range(28)]]), 0.5),
    ],
)
def test_sentences_of_a_list_are_none_of_the_page_s_own(text: str, prose: float) -> None:
    assert prose_of(text) == prose
