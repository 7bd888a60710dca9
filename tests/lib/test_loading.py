"""Modules that are loaded when they are first used."""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

from clearinghouse.lib.loading import load_when_used

LOADED: list[str] = []
TEXT = """
import tests.lib.test_loading as test
test.LOADED.append(__name__)
ANSWER = 42
def answer():
    return ANSWER
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of two modules; what is loaded of it is forgotten at the end."""
    folder = tmp_path / "seldom_used"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "heavy.py").write_text(TEXT)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    LOADED.clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "seldom_used"]:
        del sys.modules[name]


def test_module_is_loaded_at_first_use_and_no_sooner(package: Path) -> None:
    load_when_used("seldom_used.heavy")
    import seldom_used.heavy
    from seldom_used import heavy

    assert (LOADED, heavy is seldom_used.heavy) == ([], True)
    assert (heavy.answer(), heavy.ANSWER, LOADED) == (42, 42, ["seldom_used.heavy"])


def test_module_whose_names_are_imported_is_loaded_at_once(package: Path) -> None:
    load_when_used("seldom_used.heavy")
    from seldom_used.heavy import answer

    assert (answer(), LOADED) == (42, ["seldom_used.heavy"])


def test_module_that_was_loaded_before_stays_as_it_is(package: Path) -> None:
    import seldom_used.heavy

    load_when_used("seldom_used.heavy")

    assert (sys.modules["seldom_used.heavy"] is seldom_used.heavy, LOADED) == (True, ["seldom_used.heavy"])


def test_two_threads_load_a_module_once_and_never_see_half_of_it(package: Path) -> None:
    load_when_used("seldom_used.heavy")
    from seldom_used import heavy

    at_once, answers = Barrier(4), []

    def ask() -> None:
        at_once.wait()
        answers.append(heavy.answer())

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (answers, LOADED) == ([42] * 4, ["seldom_used.heavy"])


def test_module_that_failed_is_tried_again(package: Path) -> None:
    (package / "heavy.py").write_text("raise OSError")
    load_when_used("seldom_used.heavy")
    from seldom_used import heavy

    with pytest.raises(OSError, match=r"^$"):
        heavy.answer()
    (package / "heavy.py").write_text("def answer():\n    return 'mended'\n")
    assert heavy.answer() == "mended"


def test_module_that_is_nowhere_is_said_to_be_nowhere() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"tests\.nowhere"):
        load_when_used("tests.nowhere")
