"""The invented library: loaded without triggers, and yet exactly as they would have made it."""

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from benchmarks import calls, corpus, people
from benchmarks.library import PUBLIC
from documents.finding.filters import Filters
from documents.finding.search import search_pages
from documents.models import Document, Page, Reader, VersionStatus
from meetings.models import Meeting
from tests.benchmarks.invented import DOCUMENTS, PAGES
from workinggroups.models import WorkingGroup

CALLS = 240


def seen_by(email: str) -> int:
    return Document.objects.visible_to(User.objects.get(email=email)).published().count()


@pytest.mark.slow
def test_library_is_what_the_triggers_would_have_made(invented_library: corpus.Files) -> None:
    corpus.check_derived()

    assert (Document.objects.count(), Page.objects.count()) == (DOCUMENTS, DOCUMENTS * (PAGES + 1))
    newest = Document.objects.select_related("current_version").get(pk=DOCUMENTS)
    assert newest.current_version is not None
    assert default_storage.size(newest.current_version.storage_name) == newest.file_size == invented_library.small.size
    ordinary = User.objects.get(email=people.ORDINARY)
    assert search_pages(ordinary, "charging", Filters()).total > 0
    assert 0.45 < seen_by(people.ORDINARY) / DOCUMENTS < 0.75
    assert PUBLIC - 3 <= seen_by(people.NEWCOMER) <= PUBLIC
    assert PUBLIC < seen_by(people.GUEST) < PUBLIC + 6


@pytest.mark.slow
def test_a_wrong_reader_is_noticed(invented_library: corpus.Files) -> None:
    Reader.objects.filter(document=DOCUMENTS).update(year=1999)

    with pytest.raises(AssertionError, match="differ from what the triggers make"):
        corpus.check_derived(sample=DOCUMENTS)


@pytest.mark.slow
def test_a_wrong_number_of_a_version_is_noticed(invented_library: corpus.Files) -> None:
    VersionStatus.objects.filter(version__document=DOCUMENTS).update(number=2)

    with pytest.raises(AssertionError, match="differ from what the triggers make"):
        corpus.check_derived(sample=DOCUMENTS)


@pytest.mark.slow
def test_calls_are_what_sharing_would_have_made(invented_people: None) -> None:
    calls.load(CALLS)

    calls.check_derived(sample=CALLS)
    assert Meeting.objects.count() == CALLS
    ordinary = User.objects.get(email=people.ORDINARY)
    assert WorkingGroup.objects.of(ordinary).count() == people.GROUPS_PER_PERSON
    mine = Meeting.objects.visible_to(ordinary)
    assert 0.25 < mine.count() / CALLS < 0.5
    assert 0 < mine.upcoming().count() < mine.count() / 8

    Meeting.objects.filter(pk=mine[0].pk).update(summary_keys=[])
    with pytest.raises(AssertionError, match="differ from what sharing"):
        calls.check_derived(sample=CALLS)
