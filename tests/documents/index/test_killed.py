"""A real indexer is killed at random moments while documents come, change and go: nothing is lost.

`make soak` kills 200 (CLEARINGHOUSE_KILLS); here it is a few.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from tantivy import Occur, Query

from documents.finding.index import integrity
from documents.finding.index.changes import lag_of
from documents.finding.index.folder import current
from documents.models import Document, DocumentGroupPermission, Page
from tests import library
from tests.cast import Cast
from tests.documents.index.asking import entries, expected_entries, on_disk
from tests.workers import environment, kill, wait_until

KILLS = int(os.environ.get("CLEARINGHOUSE_KILLS", "4"))
LONGEST_LIFE = 4.0  # seconds until the kill; the first two go by until the process has started
COMMAND = [sys.executable, "manage.py", "follow_search_changes"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc"),
]


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """The folder of the indexes of this test and its processes."""
    (tmp_path / "tmp").mkdir()
    with override_settings(SEARCH_DIR=tmp_path / "search"):
        yield tmp_path


@contextmanager
def indexer(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real one, killed at the end."""
    told = {**environment(home, "clearinghouse.settings"), "CLEARINGHOUSE_SEARCH_DIR": str(home / "search")}
    process = subprocess.Popen(COMMAND, cwd=settings.BASE_DIR, env=told)
    try:
        yield process
    finally:
        kill(process)


def change_something(cast: Cast, chance: random.Random) -> None:
    """One change of the kinds that search sees, on any document, committed."""
    documents = list(Document.objects.order_by("pk"))
    made = chance.choice(documents) if documents else None
    deed = chance.randrange(7)
    if made is None or deed == 0:
        library.document(cast.vermont, pages=[f"Zirconium {number}." for number in range(chance.randrange(1, 40))])
    elif deed == 1:
        library.add_version(made, pages=["Another version."] * chance.randrange(1, 9))
    elif deed == 2:
        Page.objects.filter(document=made).update(text=f"Text {chance.random()}.")
    elif deed == 3:
        Document.objects.filter(pk=made.pk).update(status=chance.choice(["published", "withdrawn"]))
    elif deed == 4:
        DocumentGroupPermission.objects.filter(content_object=made).delete()
    elif deed == 5:
        Page.objects.filter(document=made, number=chance.randrange(1, 5)).delete()
    else:
        Document.objects.filter(pk=made.pk).update(title=f"Title {chance.random()}")


def is_even() -> bool:
    """Whether the index on the disk has all changes."""
    found = on_disk()
    return found is not None and found.position is not None and lag_of(found.position).documents == 0


def test_a_killed_indexer_loses_nothing(cast: Cast, home: Path) -> None:
    chance = random.Random(20261129)
    for _ in range(KILLS):
        with indexer(home):
            until = time.monotonic() + chance.uniform(0.5, LONGEST_LIFE)
            while time.monotonic() < until:
                change_something(cast, chance)

    with indexer(home):
        wait_until(is_even)

    found, named = on_disk(), current()
    assert found is not None
    assert named is not None
    assert entries(found) == expected_entries()
    assert integrity.faults(named.path) == []
    for document in Document.objects.published():
        pages = Page.objects.filter(document=document, is_current=True).count()
        assert document.reader_keys == [] or pages == pages_of(document)


def pages_of(document: Document) -> int:
    """How many pages of a document the index takes for readable with the first of its keys."""
    found = on_disk()
    assert found is not None
    of_it = Query.term_query(found.schema, "document", document.pk)
    readable = found.readable_by(document.reader_keys[:1])
    return found.count(Query.boolean_query([(Occur.Must, of_it), (Occur.Must, readable)]))


def test_an_indexer_that_is_asked_to_stop_ends_well(cast: Cast, home: Path) -> None:
    library.document(cast.vermont)
    with indexer(home) as process:
        wait_until(is_even)

        process.terminate()

        assert process.wait(30) == 0
    assert entries(on_disk()) == expected_entries()


def test_an_indexer_outlives_its_connection(cast: Cast, home: Path) -> None:
    with indexer(home) as process:
        wait_until(is_even)
        library.document(cast.vermont)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

        wait_until(is_even)

        assert process.poll() is None
    assert entries(on_disk()) == expected_entries()
