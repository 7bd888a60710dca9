"""What a document was made from and what was made from it, over several generations, as far as the viewer can see."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from documents.models import Document
from reuse.models import Use

GENERATIONS = 5  # in each direction
MOST_USES = 2000  # that are looked at
MOST_LISTED = 120  # documents

# Which uses can belong to the lineage: by number alone, whoever can see them. A document that leads back to itself is
# met once at each distance, and distances end.
AROUND = """
WITH RECURSIVE later (id, distance) AS (
    SELECT %(document)s::bigint, 0
    UNION SELECT u.result_id, distance + 1 FROM later JOIN reuse_use u ON u.document_id = later.id
        WHERE u.result_id IS NOT NULL AND distance < %(most)s
), earlier (id, distance) AS (
    SELECT %(document)s::bigint, 0
    UNION SELECT u.document_id, distance + 1 FROM earlier JOIN reuse_use u ON u.result_id = earlier.id
        WHERE distance < %(most)s
)
SELECT id FROM reuse_use WHERE result_id IS NOT NULL AND (
    document_id IN (SELECT id FROM later WHERE distance < %(most)s)
    OR result_id IN (SELECT id FROM earlier WHERE distance < %(most)s)
) ORDER BY id LIMIT %(uses)s
"""


@dataclass(frozen=True)
class Node:
    """A document of the lineage: how many generations after (or before, below 0) the one that was asked about."""

    key: str
    title: str
    state: str
    generation: int
    made_from: tuple[str, ...]  # titles of the documents drawn that it was made from
    is_sample: bool

    @property
    def is_asked(self) -> bool:
        """Whether it is the document whose lineage this is."""
        return self.generation == 0


@dataclass(frozen=True)
class Lineage:
    """Documents, the earliest generation first, and who came of whom: (key, key) pairs."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.edges)

    @property
    def generations(self) -> list[tuple[str, list[Node]]]:
        """By generation, each under its name."""
        numbers = dict.fromkeys(node.generation for node in self.nodes)
        return [(_name(number), [node for node in self.nodes if node.generation == number]) for number in numbers]


def lineage_of(document: Document, user: Viewer) -> Lineage:
    """Two statements, however long it is.

    SECURITY: the first one knows nothing of the viewer and returns numbers; only uses and documents that the viewer can
    see are followed, so that nothing stands here by way of a document that is hidden from them.
    """
    with connection.cursor() as cursor:
        cursor.execute(AROUND, {"document": document.pk, "most": GENERATIONS, "uses": MOST_USES})
        numbers = [number for (number,) in cursor.fetchall()]
    results = Document.objects.visible_to(user).published()
    uses = Use.objects.visible_to(user).filter(pk__in=numbers, result__in=results) if numbers else Use.objects.none()
    shown = ("key", "title", "state__name", "is_sample")
    columns = [f"{end}__{name}" for end in ("document", "result") for name in shown]
    rows = list(uses.order_by("result__title", "result__key", "document__title").values_list(*columns))
    state = document.state.name if document.state else ""
    facts = {document.key: (document.key, document.title, state, document.is_sample)}
    edges: dict[tuple[str, str], None] = {}
    for row in rows:
        source, result = row[:4], row[4:]
        facts |= {source[0]: source, result[0]: result}
        edges[source[0], result[0]] = None
    return _made(document.key, facts, edges)


def _made(asked: str, facts: dict[str, tuple[Any, ...]], edges: Iterable[tuple[str, str]]) -> Lineage:
    later: dict[str, list[str]] = {}
    earlier: dict[str, list[str]] = {}
    for source, result in edges:
        later.setdefault(source, []).append(result)
        earlier.setdefault(result, []).append(source)
    after, before = _distances(asked, later), _distances(asked, earlier)
    # Of a document that is both, as in a circle, the nearer place counts.
    place = {key: distance for key, distance in after.items() if distance <= before.get(key, distance)}
    place |= {key: -distance for key, distance in before.items() if key not in place}
    nearest = sorted(place, key=lambda key: (abs(place[key]), facts[key][1], key))[:MOST_LISTED]
    drawn = tuple(edge for edge in edges if edge[0] in nearest and edge[1] in nearest)
    nodes = [
        Node(
            key, facts[key][1], facts[key][2] or "", place[key],
            tuple(facts[source][1] for source, result in drawn if result == key), facts[key][3],
        )
        for key in sorted(nearest, key=lambda key: (place[key], facts[key][1], key))
    ]  # fmt: skip
    return Lineage(tuple(nodes), drawn, len(place) > len(nearest))


def _distances(asked: str, following: dict[str, list[str]]) -> dict[str, int]:
    found, border = {asked: 0}, [asked]
    for distance in range(1, GENERATIONS + 1):
        border = [key for from_key in border for key in following.get(from_key, ()) if key not in found]
        border = list(dict.fromkeys(border))
        found |= dict.fromkeys(border, distance)
    return found


def _name(generation: int) -> str:
    if abs(generation) <= 1:
        return {-1: "What it was made from", 0: "This document", 1: "What was made from it"}[generation]
    return f"{abs(generation)} generations {'before' if generation < 0 else 'later'}"
