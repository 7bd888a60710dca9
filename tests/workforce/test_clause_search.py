"""Clauses are found once by the worker, and go with the pages that they stand on."""

from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import RequestFactory

from documents.intake import processing
from documents.models import Document, Page
from tests import library
from tests.cast import Cast
from tests.jobs import run_jobs
from workforce import clause_search
from workforce.models import ClauseSearch, FoundClause, Requirement

pytestmark = pytest.mark.django_db
ASKS = "All electricians hold an EVITP certificate."


def found(document: Document) -> list[tuple[str, int]]:
    """Requirement and page of each clause of the current file."""
    clauses = FoundClause.objects.filter(version=document.current_version).order_by("requirement__position", "page")
    return list(clauses.values_list("requirement__slug", "page__number"))


def searched(cast: Cast, *pages: str) -> Document:
    made = library.document(cast.vermont, pages=pages)
    assert clause_search.find_forgotten() == 1
    return made


def test_each_page_that_asks_for_something_is_found_once(cast: Cast) -> None:
    made = searched(cast, "Nothing here.", ASKS, "Davis-Bacon wages apply. Apprentices work too.")

    assert found(made) == [("evitp", 2), ("apprenticeship", 3), ("prevailing-wage", 3)]
    clause_search.look_through(made.current_version_id or 0)
    assert len(found(made)) == 3
    assert clause_search.find_forgotten() == 0


def test_an_upload_is_looked_through_when_it_was_read(cast: Cast) -> None:
    made = library.document(cast.vermont, pages=[ASKS])
    version = made.current_version
    assert version is not None
    searched_before = ClauseSearch.objects.create(version=version, words="of another day", looked_at=made.created_at)

    clause_search.queue(version)
    clause_search.queue(version)

    assert not ClauseSearch.objects.filter(pk=searched_before.pk).exists()
    assert run_jobs() == ["workforce.tasks.find_clauses"]
    assert found(made) == [("evitp", 1)]


def test_a_clause_goes_with_its_page(cast: Cast) -> None:
    made = searched(cast, ASKS)
    version = made.current_version
    assert version is not None

    processing.write_pages(version, [], is_current=True)

    assert (FoundClause.objects.count(), Page.objects.filter(version=version).count()) == (0, 0)


def test_other_words_are_looked_for_in_every_document_again(cast: Cast) -> None:
    made = searched(cast, ASKS, "Local hire is required.")
    Requirement.objects.filter(slug="evitp").update(words=["local hire"])

    assert list(clause_search.forgotten()) == [made.current_version_id]
    assert clause_search.find_forgotten() == 1

    assert found(made) == [("evitp", 2)]


def test_administrators_who_change_the_words_have_documents_looked_through(cast: Cast) -> None:
    made = searched(cast, "Local hire is required.")
    evitp = Requirement.objects.get(slug="evitp")
    data = {"name": evitp.name, "slug": evitp.slug, "words": "local hire", "credentials": [], "position": 0}
    request = RequestFactory().post("/", data)
    request.user = cast.administrator
    page = admin.site._registry[Requirement]
    form = page.get_form(request, evitp)(data, instance=evitp)
    assert form.is_valid(), form.errors

    page.save_model(request, form.save(commit=False), form, change=True)

    assert run_jobs() == ["workforce.tasks.find_forgotten_clauses"]
    assert found(made) == [("evitp", 1)]


def test_one_that_cannot_be_looked_through_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = library.document(cast.vermont, pages=[ASKS]), library.document(cast.vermont, pages=[ASKS])
    look_through = clause_search.look_through

    def fails_once(version_id: int) -> None:
        if version_id == broken.current_version_id:
            raise RuntimeError("This page is too odd.")
        look_through(version_id)

    monkeypatch.setattr(clause_search, "look_through", fails_once)

    assert clause_search.find_forgotten() == 1
    assert (found(broken), found(other)) == ([], [("evitp", 1)])


def test_many_are_looked_through_in_several_jobs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clause_search, "AT_ONCE", 1)
    made = [library.document(cast.vermont, pages=[ASKS]) for _ in range(2)]
    clause_search.queue_all()

    ran = run_jobs()

    assert ran == ["workforce.tasks.find_forgotten_clauses"] * 3
    assert [found(each) for each in made] == [[("evitp", 1)]] * 2


def test_command_counts_then_looks_through(cast: Cast) -> None:
    library.document(cast.vermont, pages=[ASKS])
    library.document(cast.vermont, pages=[ASKS], status="draft")
    outputs = []
    for options in (["--dry-run"], [], []):
        printed = StringIO()
        call_command("find_clauses", *options, stdout=printed)
        outputs.append(printed.getvalue().strip())

    assert outputs == ["1 document to look through.", "Looked through 1 document.", "Looked through 0 documents."]
