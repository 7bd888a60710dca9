"""People trained by year against the goal, as numbers of a small drawing: no script, no style in the page."""

from collections.abc import Sequence

from clearinghouse.lib.frozen import dataclass
from workforce.models import PairYear

HEIGHT, BASE, TOP = 180, 140, 20  # of the drawing, its ground line, and the highest bar
STEP, BAR = 74, 24


@dataclass(frozen=True)
class Bars:
    """One year: two bars, with their places and what stands above them."""

    year: int
    goal: int | None
    trained: int | None
    left: int
    goal_top: int
    goal_height: int
    trained_top: int
    trained_height: int

    @property
    def trained_left(self) -> int:
        """Beside the goal's bar."""
        return self.left + BAR + 4

    @property
    def middle(self) -> int:
        """Of the two bars, where the year stands."""
        return self.left + BAR + 2


@dataclass(frozen=True)
class Chart:
    """The whole drawing."""

    years: tuple[Bars, ...]
    width: int
    total_goal: int
    total_trained: int
    height: int = HEIGHT
    base: int = BASE
    bar: int = BAR


def chart_of(rows: Sequence[PairYear]) -> Chart | None:
    """From the rows in order of years; nothing where there is none."""
    if not rows:
        return None
    highest = max((number or 0 for row in rows for number in (row.goal, row.trained)), default=0) or 1
    years = tuple(_bars(place, row, highest) for place, row in enumerate(rows))
    goal, trained = sum(row.goal or 0 for row in rows), sum(row.trained or 0 for row in rows)
    return Chart(years, 10 + STEP * len(rows), goal, trained)


def _bars(place: int, row: PairYear, highest: int) -> Bars:
    goal, trained = (round((BASE - TOP) * (number or 0) / highest) for number in (row.goal, row.trained))
    left = 10 + STEP * place
    return Bars(row.year, row.goal, row.trained, left, BASE - goal, goal, BASE - trained, trained)
