"""The process that keeps the index, step by step; tests/documents/index/test_killed.py kills real ones."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from documents.finding.index import changes, folder, integrity, rebuilding
from documents.finding.index.following import FIRST_DELAY, LONGEST_DELAY, POLL_SECONDS, Follower
from documents.finding.index.writing import Writer
from documents.models import Document, DocumentGroupPermission, SearchFollower
from tests import library
from tests.cast import Cast
from tests.documents.index.asking import entries, expected_entries, on_disk, pages_with

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def follower(home: Path, db: None) -> Follower:
    """One that has made its index."""
    folder.make_root()
    made = Follower()
    made.step()
    return made


@pytest.fixture
def shared(cast: Cast, follower: Follower) -> Document:
    """A document of two pages, in the index."""
    made = library.document(cast.vermont, pages=("Zirconium ports.", "Nothing."))
    follower.step()
    return made


def test_a_follower_makes_an_index_where_there_is_none(follower: Follower) -> None:
    assert entries(on_disk()) == []


def test_what_is_shared_is_in_the_index_after_one_step(shared: Document) -> None:
    assert entries(on_disk()) == expected_entries()
    assert pages_with(on_disk(), "zirconium") == 1


CHANGES: dict[str, tuple[Callable[[Document], object], int]] = {
    "other text": (lambda made: made.pages.filter(number=2).update(text="More zirconium."), 2),
    "a page goes": (lambda made: made.pages.filter(number=1).delete(), 0),
    "withdrawn": (lambda made: Document.objects.filter(pk=made.pk).update(status="withdrawn"), 0),
    "a new version": (lambda made: library.add_version(made, pages=("Zirconium.", "Zirconium.", "No.")), 2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_followed(shared: Document, follower: Follower, change: str) -> None:
    make, count = CHANGES[change]

    make(shared)
    follower.step()

    assert entries(on_disk()) == expected_entries()
    assert pages_with(on_disk(), "zirconium") == count


def test_a_right_that_goes_is_followed(shared: Document, follower: Follower) -> None:
    keys = shared.reader_keys
    found = on_disk()
    assert found is not None
    assert {found.count(found.readable_by([key])) for key in keys} == {3}

    DocumentGroupPermission.objects.filter(content_object=shared).delete()
    follower.step()

    shared.refresh_from_db()
    found = on_disk()
    assert found is not None
    assert {key: found.count(found.readable_by([key])) for key in keys} == {
        key: 3 if key in shared.reader_keys else 0 for key in keys
    }
    assert set(keys) - set(shared.reader_keys)


def test_many_changes_are_written_in_parts_the_latest_first(
    cast: Cast, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.finding.index.following.DOCUMENTS_AT_ONCE", 2)
    made = [library.document(cast.vermont).pk for _ in range(5)]
    kept = follower.kept
    assert kept is not None
    before = kept.written

    follower.step()

    assert sorted({document for document, _ in entries(on_disk())}) == made[3:]
    assert kept.written == before


def reopened(follower: Follower) -> str:
    """The name of the index that a new process keeps after the follower's."""
    follower.let_go()
    following = Follower()
    following.step()
    assert following.kept is not None
    return following.kept.named.name


def test_a_restart_goes_on_with_the_same_index(shared: Document, follower: Follower) -> None:
    named = folder.current()
    assert named is not None
    assert reopened(follower) == named.name


def put(**values: object) -> None:
    """Let `current` say something else."""
    place = folder.root() / "current"
    place.write_text(json.dumps({**json.loads(place.read_text()), **values}))


def damage_a_file() -> None:
    """Turn one bit of the index."""
    named = folder.current()
    assert named is not None
    file = next(iter(sorted(named.path.glob("*.term"))))
    content = bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)


def lose_a_file() -> None:
    """Remove a part of the index."""
    named = folder.current()
    assert named is not None
    next(iter(sorted(named.path.glob("*.idx")))).unlink()


UNFIT: dict[str, Callable[[], object]] = {
    "no pointer": lambda: (folder.root() / "current").unlink(),
    "a senseless pointer": lambda: (folder.root() / "current").write_text("{"),
    "an older format": lambda: put(format=0),
    "other words": lambda: put(wording="before"),
    "a folder that is gone": lambda: put(name="index-gone"),
    "a turned bit": damage_a_file,
    "a file that is gone": lose_a_file,
    "forgotten by the database": lambda: SearchFollower.objects.all().delete(),
    "older than what the database remembers": lambda: SearchFollower.objects.update(passed=2**60),
}


@pytest.mark.parametrize("case", UNFIT)
def test_an_index_that_cannot_be_followed_is_made_anew(shared: Document, follower: Follower, case: str) -> None:
    before = folder.current()
    assert before is not None
    follower.let_go()

    UNFIT[case]()

    assert reopened(follower) != before.name
    now = folder.current()
    assert now is not None
    assert (now.is_of_today, integrity.faults(now.path)) == (True, [])
    assert entries(on_disk()) == expected_entries()


def test_an_index_of_another_database_is_made_anew(
    shared: Document, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folder.current()
    assert before is not None
    monkeypatch.setattr(changes, "history", lambda: "another")

    assert reopened(follower) != before.name


def test_damage_that_a_web_process_reports_is_mended(shared: Document, follower: Follower) -> None:
    before = folder.current()
    assert before is not None
    damage_a_file()
    folder.note_damage(before)
    assert on_disk() is None

    follower.step()

    assert folder.current() != before
    assert entries(on_disk()) == expected_entries()


def test_damage_that_is_none_is_forgotten(shared: Document, follower: Follower) -> None:
    before = folder.current()
    assert before is not None
    folder.note_damage(before)

    follower.step()

    assert folder.current() == before
    assert entries(on_disk()) == expected_entries()


def test_a_rebuild_by_hand_is_gone_on_with(cast: Cast, shared: Document, follower: Follower) -> None:
    named = rebuilding.rebuild()
    library.document(cast.vermont, pages=("Zirconium.",))

    follower.step()

    assert follower.kept is not None
    assert follower.kept.named == named
    assert entries(on_disk()) == expected_entries()


def test_old_indexes_and_halves_are_removed(shared: Document, follower: Follower, home: Path) -> None:
    half = folder.new_folder()
    SearchFollower.objects.create(folder=half.name, host="here", passed=1, seen_at=timezone.now())
    follower.let_go()

    Follower().step()

    named = folder.current()
    assert named is not None
    assert [path.name for path in home.iterdir() if path.is_dir()] == [named.name]
    assert list(SearchFollower.objects.values_list("folder", flat=True)) == [named.name]


def test_a_second_follower_of_a_folder_refuses(db: None) -> None:
    folder.make_root()

    with folder.held("following"), pytest.raises(CommandError, match="already"):
        call_command("follow_search_changes")


def test_a_full_disk_is_waited_for_and_nothing_is_lost(
    cast: Cast, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(writer: Writer, position: changes.Position) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    library.document(cast.vermont)
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "commit", fail)
        waits = [follower.try_step() for _ in range(7)]

    assert waits == [FIRST_DELAY, 2.0, 4.0, 8.0, 16.0, LONGEST_DELAY, LONGEST_DELAY]
    assert SearchFollower.objects.values_list("problem", flat=True).get() == (
        "The index could not be written. Is the disk full?"
    )
    follower.told_at = float("-inf")
    assert (follower.try_step(), follower.delay) == (POLL_SECONDS, FIRST_DELAY)
    assert SearchFollower.objects.values_list("problem", flat=True).get() == ""
    assert entries(on_disk()) == expected_entries()


def test_a_full_disk_during_a_rebuild_leaves_no_half(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(writer: Writer, position: changes.Position) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder.make_root()
    follower = Follower()
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "commit", fail)
        assert follower.try_step() == FIRST_DELAY

    assert [path.name for path in home.iterdir() if path.is_dir()] == []
    assert SearchFollower.objects.count() == 0
    assert follower.try_step() == POLL_SECONDS


def test_a_database_that_is_away_is_waited_for(cast: Cast, follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(position: changes.Position) -> tuple[changes.Position, list[int]]:
        raise OperationalError("canary: the connection is lost")

    monkeypatch.setattr("documents.finding.index.following.connection.close", lambda: None)
    library.document(cast.vermont)
    with monkeypatch.context() as patch:
        patch.setattr(changes, "since", fail)
        assert [follower.try_step(), follower.try_step()] == [1.0, 2.0]

    follower.try_step()
    assert entries(on_disk()) == expected_entries()


def test_a_panic_of_the_engine_is_a_fault_like_others(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    PanicException = type("PanicException", (BaseException,), {})

    def fail(position: changes.Position) -> None:
        raise PanicException("canary: index out of bounds")

    with monkeypatch.context() as patch:
        patch.setattr(changes, "since", fail)
        assert follower.try_step() == FIRST_DELAY

    assert follower.try_step() == POLL_SECONDS


def test_a_follower_that_is_asked_to_stop_stops_and_leaves_its_folder(follower: Follower) -> None:
    follower.stopping.set()

    follower.run()

    with folder.held("following"):
        assert follower.kept is None
