"""Pages beside the document page: the ratios are those of the same round."""

from benchmarks.ratios import Cost, Line, table
from benchmarks.visits import Visit


def line(*pages: Cost, document: tuple[Cost, ...]) -> Line:
    return Line(Visit("a page", "/", "", statements=3), pages, document)


def test_table_compares_round_by_round_and_marks_what_is_above_the_goal() -> None:
    # On a machine that others slowed down in the second round, both are slow.
    slow = line(
        Cost(10, 4, 1), Cost(30, 12, 3), Cost(11, 5, 0), document=(Cost(10, 2, 1), Cost(30, 6, 3), Cost(10, 2, 1))
    )

    assert table([slow]).splitlines()[2:] == ["| a page | 11.0 | 1.00 | 5.0 | 1.0 | **1.67** | 3 |"]
