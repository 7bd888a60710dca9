"""Plain BM25 over English stems: what a bag of words finds, and no more. The measure that our search must beat."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping

import Stemmer

K1, B = 1.2, 0.5
WORD = re.compile(r"[^\W_]+")


class PlainSearch:
    """Ranks pages by BM25. `pages` are texts by a name such as "va:12"."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.stemmer = Stemmer.Stemmer("english")
        self.counts = {name: Counter(self._stems(text)) for name, text in pages.items()}
        self.lengths = {name: counts.total() for name, counts in self.counts.items()}
        self.mean = sum(self.lengths.values()) / max(1, len(self.lengths))
        self.pages_with = Counter(stem for counts in self.counts.values() for stem in counts)

    def best(self, query: str, most: int = 10) -> list[str]:
        """The names of the best pages, best first."""
        scores: defaultdict[str, float] = defaultdict(float)
        for stem in set(self._stems(query)):
            for name, counts in self.counts.items():
                if stem in counts:
                    scores[name] += self._score(stem, name, counts[stem])
        return sorted(scores, key=lambda name: (-scores[name], name))[:most]

    def _score(self, stem: str, name: str, count: int) -> float:
        pages = self.pages_with[stem]
        rarity = math.log(1 + (len(self.counts) - pages + 0.5) / (pages + 0.5))
        length = 1 - B + B * self.lengths[name] / self.mean
        return rarity * count * (K1 + 1) / (count + K1 * length)

    def _stems(self, text: str) -> list[str]:
        stems: list[str] = self.stemmer.stemWords(WORD.findall(text.lower()))
        return stems
