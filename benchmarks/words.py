"""Invented page text whose words are as unevenly common as in real plans; the same at every run."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate, chain

SEED = 20260115
VOCABULARY = 30_000
MIXED = 400  # words on a page, stop words among them: about 2.6 KB
HEADING = 3
STOP_SHARE = 0.4
LINE = 12  # words

STOP_WORDS = "the of and to in for is on that by with be as are this shall will at or from it an which not has"
TRADE_WORDS = """
charging station corridor port uptime contractor program state plan vehicle electric site host utility network data
proposal award equipment power grid public federal guidance budget cost share maintenance operation warranty connector
payment equity rural traveler highway interstate exit mile kilowatt demand tariff interconnection transformer permit
procurement scoring addendum schedule milestone report quarter reliability safety workforce training electrician code
accessibility parking canopy signage cybersecurity protocol roaming session energy storage battery fleet freight transit
community outreach engagement survey region agency department commission partnership agreement clause liability
"""
SYLLABLES = "ba de fi go ku la me ni po ru sa te vi wo xa ze bri cla dro fle gra plo sta tri"


@dataclass(frozen=True)
class Text:
    """One page: its heading and its lines."""

    heading: str
    text: str


@dataclass(frozen=True)
class Pair:
    """Two words for a search, and the share of pages that hold both."""

    words: str
    share: float


def vocabulary() -> list[str]:
    """Words from the most to the least common."""
    chosen, words = random.Random(SEED), dict.fromkeys(TRADE_WORDS.split())
    syllables = SYLLABLES.split()
    while len(words) < VOCABULARY:
        words["".join(chosen.choices(syllables, k=chosen.choice((2, 3, 3, 4))))] = None
    return list(words)


def page_texts(count: int) -> list[Text]:
    """So many pages. How often a word occurs falls with its rank (Zipf), as in any language."""
    chosen, words, stop_words = random.Random(SEED + 1), vocabulary(), STOP_WORDS.split()
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    pages = []
    for _ in range(count):
        content = iter(chosen.choices(words, cum_weights=weights, k=MIXED + HEADING))
        mixed = [chosen.choice(stop_words) if chosen.random() < STOP_SHARE else next(content) for _ in range(MIXED)]
        lines = [" ".join(mixed[at : at + LINE]) for at in range(0, len(mixed), LINE)]
        heading = " ".join(next(content) for _ in range(HEADING)).capitalize()
        pages.append(Text(heading, ".\n".join(lines)))
    return pages


def pair_on(pages: list[Text], share: float) -> Pair:
    """Two words found together on about that share of the pages."""
    return pairs_on(pages, [share])[0]


def pairs_on(pages: list[Text], shares: Sequence[float]) -> list[Pair]:
    """A pair for each share."""
    pages_with_words = [set(page.text.replace(".", "").split()) for page in pages]
    found = Counter(chain.from_iterable(pages_with_words))
    for word in STOP_WORDS.split():
        found.pop(word, None)
    return [_pair(pages_with_words, found, share) for share in shares]


def _pair(pages: list[set[str]], found: Mapping[str, int], share: float) -> Pair:
    wanted = len(pages) * share**0.5
    first, second = nsmallest(2, found, key=lambda word: (abs(found[word] - wanted), word))
    return Pair(f"{first} {second}", sum(first in words and second in words for words in pages) / len(pages))
