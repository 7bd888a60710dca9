"""How much of a text is sentences of its own, and no contents, table, or list of what many people said."""

import re
from collections import Counter

SENTENCES = 0.02  # for each word, from which a text is all prose
OFTEN = 4  # lines that end in the same label are rows of a list
ROWS = 0.25  # of its lines, from which a text is nothing but a list
_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?](?:\s|$)")


def prose_of(text: str) -> float:
    """From 0 for a text that holds no sentence, or only those of a list, to 1 for one of nothing else."""
    words = len(text.split())
    if not words:
        return 0.0
    sentences = min(1.0, len(_SENTENCE.findall(text)) / (SENTENCES * words))
    return sentences * max(0.0, 1 - _listed(text) / ROWS)


def _listed(text: str) -> float:
    """The share of lines that end in a label of two names, such as “Survey Response”, which many lines end in."""
    lines = [line.rsplit(None, 2)[-2:] for line in text.splitlines()]
    ends = [(first, last) for first, last in (line for line in lines if len(line) == 2)]
    labels = Counter(end for end in ends if all(word[0].isupper() and word.isalpha() for word in end))
    return sum(count for count in labels.values() if count >= OFTEN) / max(1, len(ends))
