"""The databases with invented libraries that the sides are measured on; each is made when it is first asked for."""

from typing import NamedTuple

from benchmarks import database, stopping
from benchmarks.sides import Side

PAGES, FEW_PAGES, MANY_DOCUMENTS = 20, 2, 50_000  # pages of a document; from so many documents on, fewer


class Amounts(NamedTuple):
    """What every library is made of besides its number of documents."""

    texts: int
    large_file_bytes: int
    pages: int | None = None  # of a document; None: fewer in a large library


class Libraries:
    """Made by the tree for both sides, unless the other has migrations that the tree lacks and makes its own."""

    def __init__(self, tree: Side, amounts: Amounts) -> None:
        self.tree, self.amounts = tree, amounts

    def prepare(self, side: Side) -> None:
        """The side's base, with people and texts, and the static files of its own pages."""
        side.collect_static()
        self._make(side, self._base, "template1", "base", str(self.amounts.texts))

    def of(self, side: Side, size: int) -> str:
        """The name of the side's database with so many documents."""
        pages = self.amounts.pages or (FEW_PAGES if size >= MANY_DOCUMENTS else PAGES)
        base = database.name_of(self.maker(side).checkout, self._base)
        what = f"{size}x{pages}" if self.amounts.pages else size
        return self._make(side, what, base, "documents", str(size), str(pages), str(self.amounts.large_file_bytes))

    def maker(self, side: Side) -> Side:
        """Who makes this side's databases."""
        # A migration keeps the release before it working, so an older side reads what the tree's migrations made.
        is_older = database.steps(side.checkout) <= database.steps(self.tree.checkout)
        return self.tree if is_older else side

    def drop(self) -> None:
        """Remove every database that a benchmark made on this server."""
        with stopping.uncut():
            for name in database.left_behind():
                database.drop(name)

    @property
    def _base(self) -> str:
        return f"base_{self.amounts.texts}"

    def _make(self, side: Side, what: object, template: str, *arguments: str) -> str:
        maker = self.maker(side)
        name = database.name_of(maker.checkout, what)
        if not database.exists(name):
            unfinished = f"{name}_new"
            try:
                database.create(unfinished, template)
                maker.inside(unfinished, *arguments)
                database.rename(unfinished, name)
            except BaseException:
                with stopping.uncut():
                    database.drop(unfinished)
                raise
        return name
