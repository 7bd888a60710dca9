"""A new index in a folder, beside the one in use; and how those who serve read it."""

import json
from pathlib import Path
from threading import Event

import pytest
from django.core.management import CommandError, call_command

from documents.finding.index import folder, integrity, rebuilding
from documents.finding.index.reading import FolderSource, Unreadable
from documents.models import SearchFollower
from tests import library
from tests.cast import Cast
from tests.documents.index.asking import pages_with


def test_an_index_has_every_searched_page(cast: Cast, home: Path) -> None:
    for number in range(3):
        library.document(cast.vermont, pages=("Zirconium.", f"Page {number}."))
    library.document(cast.vermont, pages=("Zirconium.",), status="draft")

    call_command("rebuild_search_index")

    found = FolderSource().open()
    assert found is not None
    assert (found.pages, pages_with(found, "zirconium")) == (9, 3)
    assert home.stat().st_mode & 0o777 == 0o700


def test_without_an_index_there_is_none(home: Path) -> None:
    assert FolderSource().open() is None


def test_a_process_sees_the_new_index_at_once(cast: Cast) -> None:
    source = FolderSource()
    rebuilding.rebuild()
    assert pages_with(source.open(), "zirconium") == 0

    library.document(cast.vermont, pages=("Zirconium.",))
    rebuilding.rebuild()

    assert pages_with(source.open(), "zirconium") == 1


def test_a_stopped_rebuild_leaves_the_old_index_in_use(cast: Cast, home: Path) -> None:
    first = rebuilding.rebuild()
    library.document(cast.vermont)
    stopping = Event()
    stopping.set()

    with pytest.raises(rebuilding.Stopped):
        rebuilding.rebuild(stopping)

    assert folder.current() == first
    assert [path.name for path in home.iterdir() if path.is_dir()] == [first.name]
    assert list(SearchFollower.objects.values_list("folder", "is_building")) == [(first.name, False)]


def test_one_process_rebuilds_at_a_time(db: None) -> None:
    folder.make_root()

    with folder.held("rebuilding"), pytest.raises(CommandError, match="being rebuilt already"):
        call_command("rebuild_search_index")


def test_an_index_of_another_format_is_not_opened(db: None, home: Path) -> None:
    rebuilding.rebuild()
    named = json.loads((home / "current").read_text())

    (home / "current").write_text(json.dumps({**named, "format": 0}))

    assert FolderSource().open() is None


def test_an_index_of_other_words_is_opened_until_it_is_replaced(db: None, home: Path) -> None:
    rebuilding.rebuild()
    named = json.loads((home / "current").read_text())

    (home / "current").write_text(json.dumps({**named, "wording": "other"}))

    current = folder.current()
    assert current is not None
    assert (current.is_readable, current.is_of_today) == (True, False)
    assert FolderSource().open() is not None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "../../etc", "format": 1, "wording": ""}', '{"name": ""}'])
def test_a_senseless_pointer_is_no_index(db: None, home: Path, text: str) -> None:
    folder.make_root()
    (home / "current").write_text(text)

    assert folder.current() is None
    assert FolderSource().open() is None


def files_of(named: folder.Named) -> list[Path]:
    """What an index consists of, as far as it has checksums."""
    return sorted(path for path in named.path.iterdir() if path.suffix and not path.name.startswith((".", "meta")))


def test_a_whole_index_has_no_faults(cast: Cast) -> None:
    library.document(cast.vermont)

    assert integrity.faults(rebuilding.rebuild().path) == []


@pytest.mark.parametrize("suffix", [".idx", ".term", ".fast", ".store", ".fieldnorm", ".pos"])
def test_a_turned_bit_is_a_fault(cast: Cast, suffix: str) -> None:
    library.document(cast.vermont)
    named = rebuilding.rebuild()
    (file,) = [path for path in files_of(named) if path.suffix == suffix]
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1

    file.write_bytes(content)

    assert integrity.faults(named.path) == [file.name]


@pytest.mark.parametrize("suffix", [".idx", ".term", ".fast", ".store", ".fieldnorm", ".pos"])
def test_a_missing_file_is_noticed_and_noted(cast: Cast, suffix: str) -> None:
    library.document(cast.vermont)
    named = rebuilding.rebuild()
    (file,) = [path for path in files_of(named) if path.suffix == suffix]

    file.unlink()

    assert integrity.faults(named.path) == [file.name]
    assert FolderSource().open() is None
    assert folder.is_noted_as_damaged(named)


@pytest.mark.parametrize("kept", [0, 1, 100])
def test_a_cut_list_of_segments_is_noticed_and_noted(cast: Cast, kept: int) -> None:
    named = rebuilding.rebuild()
    meta = named.path / "meta.json"
    meta.write_bytes(meta.read_bytes()[:kept])

    assert integrity.faults(named.path) == ["meta.json"]
    assert FolderSource().open() is None
    assert folder.is_noted_as_damaged(named)


def test_an_index_that_is_found_damaged_while_it_is_asked_is_not_asked_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from documents.finding.index import reading

    named = rebuilding.rebuild()
    source = FolderSource()
    monkeypatch.setattr(reading, "source", source)
    found = reading.open_index()
    assert found is not None

    with pytest.raises(Unreadable), reading.asking(found):
        raise OSError("canary: the disk is away")

    assert reading.open_index() is None
    assert folder.is_noted_as_damaged(named)


def test_after_a_rebuild_an_index_is_asked_again(cast: Cast) -> None:
    source = FolderSource()
    folder.note_damage(rebuilding.rebuild())
    assert source.open() is None

    rebuilding.rebuild()

    assert source.open() is not None
