"""A lineage as a small drawing: a column for each generation, a box for each document, arrows from left to right."""

import textwrap

from clearinghouse.lib.frozen import dataclass
from reuse.lineage import Lineage, Node

MOST_DRAWN = 40  # documents; beyond that the list alone says more
WIDTH, HEIGHT = 190, 74  # of a box
ACROSS, DOWN = 56, 18  # between boxes
EDGE = 8
LINE, LETTERS = 18, 24  # of a title: height, and letters in a line


@dataclass(frozen=True)
class Box:
    """A document where it is drawn."""

    node: Node
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]  # how far down, and the words


@dataclass(frozen=True)
class Graph:
    """Boxes and arrows in a picture of this size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]  # paths


def graph_of(lineage: Lineage) -> Graph | None:
    """None where there is nothing to draw, or too much."""
    if not lineage or len(lineage.nodes) > MOST_DRAWN:
        return None
    columns = [nodes for _, nodes in lineage.generations]
    tallest = max(len(nodes) for nodes in columns)
    height = tallest * (HEIGHT + DOWN) - DOWN + 2 * EDGE
    boxes: dict[str, Box] = {}
    for number, nodes in enumerate(columns):
        top = (height - len(nodes) * (HEIGHT + DOWN) + DOWN) // 2
        for place, node in enumerate(nodes):
            x, y = EDGE + number * (WIDTH + ACROSS), top + place * (HEIGHT + DOWN)
            boxes[node.key] = Box(node, x, y, _lines(node))
    width = len(columns) * (WIDTH + ACROSS) - ACROSS + 2 * EDGE
    arrows = tuple(_arrow(boxes[source], boxes[result]) for source, result in lineage.edges)
    return Graph(width, height, tuple(boxes.values()), arrows)


def _lines(node: Node) -> tuple[tuple[int, str], ...]:
    wrapped = textwrap.wrap(node.title, LETTERS, max_lines=2, placeholder="…") or [""]
    words = [*wrapped, *([node.state] if node.state else [])]
    return tuple((22 + LINE * number, line) for number, line in enumerate(words))


def _arrow(source: Box, result: Box) -> str:
    """From the right side of a box to the left one of another; back around, where the other isn't further right."""
    x1, y1, x2, y2 = source.x + WIDTH, source.y + HEIGHT // 2, result.x - 6, result.y + HEIGHT // 2
    bend = ACROSS // 2 if x2 > x1 else ACROSS
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
