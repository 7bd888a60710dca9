"""Both sides of a comparison are served alike."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import sides
from benchmarks.sides import CHECKOUT, this_side, with_packages_as_of


def test_tree_keeps_its_packages_where_the_other_commit_locks_the_same(tmp_path: Path) -> None:
    tree = this_side(tmp_path)

    assert with_packages_as_of(tree, replace(tree, label="abc", checkout=tmp_path)) == tree


def test_tree_has_the_packages_of_the_image_alone_where_the_other_commit_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[list[str], Path]] = []
    monkeypatch.setattr(sides.stopping, "output_of", lambda command, folder, _: made.append((command, folder)))
    tree = this_side(tmp_path)
    other = replace(tree, label="abc", checkout=tmp_path, python=tmp_path / "python")

    alike = with_packages_as_of(tree, other)

    home = tmp_path / "packages"
    assert made == [(["scripts/setup.sh", "base"], home)]
    assert (home / "requirements/base.txt").read_bytes() == (CHECKOUT / "requirements/base.txt").read_bytes()
    assert (alike.python, alike.checkout) == (home / ".venv/bin/python", CHECKOUT)
