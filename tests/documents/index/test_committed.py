"""What only shows between transactions: one that commits late, and several hosts that follow one database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import override_settings

from documents.finding.index import changes, folder
from documents.finding.index.following import Follower
from documents.models import Document, Page, SearchChange, SearchFollower
from tests import library
from tests.cast import Cast
from tests.documents.index.asking import entries, expected_entries, on_disk, pages_with


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@contextmanager
def another_connection() -> Iterator["psycopg.Connection[Any]"]:
    """A second connection to the test's database."""
    known = connection.settings_dict
    found = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    with psycopg.connect(**{name: known[setting] for name, setting in found.items() if known[setting]}) as other:
        yield other


def step(home: Path, follower: Follower) -> bool:
    """One step of a host that keeps its index there."""
    with override_settings(SEARCH_DIR=home):
        folder.make_root()
        return follower.step()


def test_a_transaction_that_commits_late_is_not_missed(cast: Cast, home: Path) -> None:
    early, late = library.document(cast.vermont), library.document(cast.vermont)
    follower = Follower()
    step(home, follower)
    with another_connection() as other:
        other.execute("UPDATE documents_page SET text = 'late zirconium' WHERE document_id = %s", [late.pk])
        Page.objects.filter(document=early).update(text="early zirconium")
        assert SearchChange.objects.latest("pk").document_id == early.pk
        step(home, follower)
        assert pages_with(on_disk(), "zirconium") == 2

        other.commit()

    step(home, follower)
    assert pages_with(on_disk(), "zirconium") == 4


def test_a_late_transaction_is_not_missed_by_a_process_that_started_meanwhile(cast: Cast, home: Path) -> None:
    late = library.document(cast.vermont)
    step(home, Follower())
    with another_connection() as other:
        other.execute("UPDATE documents_page SET text = 'late zirconium' WHERE document_id = %s", [late.pk])
        library.document(cast.vermont)
        step(home, Follower())

        other.commit()

    step(home, Follower())
    assert pages_with(on_disk(), "zirconium") == 2
    assert entries(on_disk()) == expected_entries()


def test_what_was_followed_is_not_written_again_while_a_long_transaction_is_open(cast: Cast, home: Path) -> None:
    made = library.document(cast.vermont)
    follower = Follower()
    with another_connection() as other:
        other.execute("SELECT pg_current_xact_id()")
        step(home, follower)
        Page.objects.filter(document=made).update(text="zirconium")
        step(home, follower)
        assert follower.kept is not None

        position, changed = changes.since(follower.kept.polled)

    assert changed == []
    assert follower.kept.written.floor <= position.floor


def test_a_change_that_is_rolled_back_is_none(cast: Cast, home: Path) -> None:
    made = library.document(cast.vermont)
    follower = Follower()
    step(home, follower)
    with another_connection() as other:
        other.execute("UPDATE documents_page SET text = 'zirconium' WHERE document_id = %s", [made.pk])
        other.rollback()

    step(home, follower)

    assert pages_with(on_disk(), "zirconium") == 0


def test_two_hosts_follow_each_at_its_own_pace(cast: Cast, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    first, second = Follower(), Follower()
    step(here, first)
    step(there, second)
    assert SearchFollower.objects.count() == 2

    library.document(cast.vermont)
    step(here, first)
    for follower, home in ((first, here), (second, there)):
        with override_settings(SEARCH_DIR=home):
            assert (entries(on_disk()) == expected_entries()) is (follower is first)

    step(there, second)
    with override_settings(SEARCH_DIR=there):
        assert entries(on_disk()) == expected_entries()


def test_changes_are_kept_until_the_slowest_host_has_them(cast: Cast, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    first, second = Follower(), Follower()
    step(here, first)
    step(there, second)
    made = library.document(cast.vermont)
    Document.objects.filter(pk=made.pk).update(title="Another title")
    first.told_at = float("-inf")
    step(here, first)

    changes.clean_up()
    second.told_at = float("-inf")
    assert step(there, second)

    with override_settings(SEARCH_DIR=there):
        assert entries(on_disk()) == expected_entries()
        assert pages_with(on_disk(), "anoth", "title") == 2
    changes.clean_up()
    passed = SearchFollower.objects.order_by("passed").values_list("passed", flat=True)[0]
    assert SearchChange.objects.filter(transaction__lt=passed).count() == 0


def test_a_silent_host_is_forgotten_after_a_week_and_made_anew_when_it_is_back(cast: Cast, home: Path) -> None:
    made = library.document(cast.vermont)
    step(home, Follower())
    with override_settings(SEARCH_DIR=home):
        before = folder.current()
    SearchFollower.objects.update(seen_at="2020-01-01T00:00Z")
    SearchChange.objects.update(changed_at="2020-01-01T00:00Z")
    Page.objects.filter(document=made).update(text="zirconium")
    SearchChange.objects.update(changed_at="2020-01-01T00:00Z")

    changes.clean_up()
    assert (SearchFollower.objects.count(), SearchChange.objects.count()) == (0, 0)

    step(home, Follower())
    with override_settings(SEARCH_DIR=home):
        assert folder.current() != before
        assert pages_with(on_disk(), "zirconium") == 2


def test_the_lag_counts_what_the_index_does_not_have(cast: Cast, home: Path) -> None:
    follower = Follower()
    step(home, follower)
    assert follower.kept is not None
    made = library.document(cast.vermont)
    SearchChange.objects.filter(document_id=made.pk).update(changed_at="2020-01-01T00:00Z")

    lag = changes.lag_of(follower.kept.written)

    assert (lag.documents, lag.seconds > 1_000_000) == (1, True)
    step(home, follower)
    assert changes.lag_of(follower.kept.written) == changes.Lag(0, 0.0)


def test_a_position_names_the_history_of_the_database(cast: Cast) -> None:
    position = changes.now()

    system, timeline, database = position.history.split(".")
    assert (len(system) > 10, int(timeline) >= 1, int(database) > 1000) == (True, True, True)
    assert changes.Position.read(position.written()) == position
