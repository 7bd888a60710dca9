"""The judged queries: what people may ask of fourteen state plans, and the pages that answer.

The pages were found by reading the plans, topic by topic, never by searching with the portal. A page counts when a
state employee who asked would be glad to open it: it says something about the matter, and doesn't only name it in a
table of contents or a list of abbreviations. Half of the topics are held out by a fixed random choice: nobody tunes on
them, and whoever looks at them says so.

On November 29, 2026, 83 topics “in plain words” came on top: 153 questions as a newcomer asks them, in words that plans
don't use; 103 to tune on, 50 held. Figures from before know 111 and 122 queries. On November 30 came 105 questions “by
dice”: pages drawn by lot were read, and asked for in words that they don't use. Of these pages others that answer are
judged only in part, so their figures are low. The 66 to tune on were asked while everyday words were added; the 39 held
were written after, and their first figures are in docs/decisions/0044-ranking.md. Later that day came 60 questions
“everyday”, as staff of a state may ask: all were written and judged before the words that answer 40 of them, chosen by
lot; the other 20 are held, and were asked once, at the end.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "judged.json"
TUNE, HELD = "tune", "held"


@dataclass(frozen=True)
class Judged:
    """One query. `relevant` are pages such as "va:12": the plan of Virginia, page 12 of the file."""

    query: str
    kind: str
    topic: str
    set: str
    relevant: frozenset[str]


def judged(wanted: Iterable[str] = (TUNE, HELD), data: Path = DATA) -> list[Judged]:
    """The queries of these sets. A query without pages of its own has those of its topic."""
    topics = [topic for topic in json.loads(data.read_text(encoding="utf-8")) if topic["set"] in tuple(wanted)]
    return [
        Judged(
            query["query"],
            query["kind"],
            topic["topic"],
            topic["set"],
            frozenset(query.get("relevant", topic["relevant"]).split()),
        )
        for topic in topics
        for query in topic["queries"]
    ]
