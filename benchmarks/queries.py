"""Searches that nobody asked before: as many pairs of words as requests, each asked once.

Whoever asks the same again is answered from what the process kept. So each search is measured with other words of the
same commonness too.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import chain, combinations
from urllib.parse import quote_plus

from benchmarks.visits import Visit
from benchmarks.words import SEED, STOP_WORDS, TRADE_WORDS, Text

WORDS = 30  # of which pairs are made: 435
EVERYDAY = "“charging station”"  # of the words that states use, which have others for the same
ASKED_FIRST = ", asked first"


def pairs_of(words: Iterable[str]) -> tuple[str, ...]:
    """Every two of some words, in an order that is the same at every run."""
    pairs = [" ".join(pair) for pair in combinations(words, 2)]
    random.Random(SEED).shuffle(pairs)
    return tuple(pairs)


def queries(pages: Sequence[Text], shares: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """By how a search's name ends, such as “rare words”: pairs of words that about that share of pages has both of."""
    found = Counter(chain.from_iterable(set(page.text.replace(".", "").split()) for page in pages))
    for word in STOP_WORDS.split():
        found.pop(word, None)

    def nearest(share: float) -> list[str]:
        wanted = len(pages) * share**0.5
        return nsmallest(WORDS, found, key=lambda word: (abs(found[word] - wanted), word))

    by_share = {f"{name} words": pairs_of(nearest(share)) for name, share in shares.items()}
    return {**by_share, EVERYDAY: pairs_of(TRADE_WORDS.split()[:WORDS])}


def with_first_asked(visits: Iterable[Visit], found: Mapping[str, tuple[str, ...]]) -> list[Visit]:
    """The visits, each search without a filter followed by one that asks for something else each time."""
    listed = []
    for visit in visits:
        listed.append(visit)
        words = next((pairs for end, pairs in found.items() if visit.name.endswith(f"search, {end}")), ())
        if words:
            address = visit.path.partition("?")[0]
            paths = tuple(f"{address}?q={quote_plus(pair)}" for pair in words)
            name = f"{visit.name}{ASKED_FIRST}"
            first = replace(visit, name=name, path=paths[0], paths=paths, like=visit.name)
            listed.append(replace(first, has_floor=False, statements=None))
    return listed
