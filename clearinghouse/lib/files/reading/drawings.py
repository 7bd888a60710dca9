"""Words that office files draw: text boxes, the titles and names of charts, and the boxes of SmartArt."""

from collections.abc import Iterable

from clearinghouse.lib.files.reading.ooxml import Package

SHAPES = {"sp", "grpSp", "graphicFrame", "pic", "cxnSp"}
_SKIPPED = {"Fallback"}
_CHART_KINDS = ("chart", "chartEx")


def words_of_drawing(package: Package, part: str) -> tuple[list[str], bool]:
    """What the text boxes and charts that lie over the cells of a sheet say, and whether others are hidden.

    A chart's data stands in cells.
    """
    shapes = Shapes()
    package.read_into(part, shapes)
    words = words_of_graphics(package, part, shapes.references, with_data=False)
    return [*shapes.paragraphs, *words], shapes.has_hidden_words


def words_of_graphics(package: Package, part: str, references: Iterable[str], *, with_data: bool) -> list[str]:
    """What the charts and SmartArt that a part refers to say, in its order."""
    relations = package.relations(part)
    words: list[str] = []
    for reference in references:
        relation = relations.get(reference)
        if relation is not None and relation.kind in _CHART_KINDS:
            words += chart_words(package, relation.target, with_data=with_data)
        elif relation is not None and relation.kind == "diagramData":
            diagram = Shapes()
            package.read_into(relation.target, diagram)
            words += diagram.paragraphs
    return words


def chart_words(package: Package, part: str, *, with_data: bool) -> list[str]:
    """The titles of a chart and its axes, and with its data the names of series and categories, each once."""
    chart = _Chart(with_data=with_data)
    package.read_into(part, chart)
    words = [" ".join(line.split()) for line in chart.lines]
    for shapes in package.related(part, "chartUserShapes"):
        drawn = Shapes()
        package.read_into(shapes, drawn)
        words += drawn.paragraphs
    return list(dict.fromkeys(word for word in words if word))


class Shapes:
    """Turns the events of a drawing into its paragraphs, and the ids of the charts and SmartArt in it."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.references: list[str] = []
        self.has_hidden_words = False
        self._shapes: list[bool] = []  # whether each open shape is hidden
        self._parts: list[str] = []
        self._skipped = 0
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _SKIPPED:
            self._skipped += 1
        elif self._skipped:
            return
        elif name in SHAPES:
            self._shapes.append(bool(self._shapes) and self._shapes[-1])
        elif name == "cNvPr" and self._shapes:
            self._shapes[-1] |= attributes.get("hidden") in ("1", "true")
        elif name == "t":
            self._in_text = True
        elif name == "br":
            self._parts.append("\n")
        elif name in ("chart", "relIds") and not any(self._shapes):
            self.references.append(attributes.get("id" if name == "chart" else "dm", ""))

    def data(self, text: str) -> None:
        if self._in_text and any(self._shapes):
            self.has_hidden_words = self.has_hidden_words or bool(text.strip())
        elif self._in_text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name in _SKIPPED:
            self._skipped -= 1
        elif self._skipped:
            return
        elif name == "t":
            self._in_text = False
        elif name in SHAPES and self._shapes:
            self._shapes.pop()
        elif name == "p":
            text = "".join(self._parts)
            self._parts = []
            if text.strip():
                self.paragraphs.append(text)


class _Chart:
    """Turns the events of a chart into lines: its titles, and the names of its series and categories."""

    def __init__(self, *, with_data: bool) -> None:
        self.lines: list[str] = []
        self._with_data = with_data
        self._open: list[str] = []
        self._parts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        if name in ("p", "v", "pt"):
            self._parts = []

    def data(self, text: str) -> None:
        if self._open and self._is_shown(self._open[-1]):
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name in ("p", "v", "pt"):
            self.lines.append("".join(self._parts))
            self._parts = []
        self._open.pop()

    def _is_shown(self, name: str) -> bool:
        inside = self._open
        if "Fallback" in inside:
            return False
        if name == "t":  # of a title or a label that somebody wrote
            return True
        if name == "v" and "title" in inside:
            return True
        if not self._with_data or name not in ("v", "pt"):
            return False
        return "strDim" in inside or (
            "ser" in inside and ("tx" in inside or ("cat" in inside and "numCache" not in inside))
        )
