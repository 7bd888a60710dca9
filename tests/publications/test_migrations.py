"""Documents that named a study become its editions."""

from importlib import import_module

from django.apps import apps
from django.db import connection
from django.test import Client

from documents.models import Document, Topic
from publications.models import Edition, Study
from tests import library, pages
from tests.cast import Cast, agency
from tests.publications import builders

CALSTART = "Phasing in U.S. Charging Infrastructure"


def migrate() -> None:
    migration = import_module("publications.migrations.0002_studies_of_documents")
    migration.make_studies(apps, connection.schema_editor())


def test_documents_of_one_study_become_its_editions_with_their_present_file(cast: Cast) -> None:
    paper = {"kind": "report", "study": "One study", "sharing_choice": "public"}
    first, second = (library.document(cast.vermont, title, **paper) for title in ("First", "Second"))
    library.add_version(second, pages=["One.", "Two."])
    library.document(cast.vermont, "Of no study", kind="report")
    library.document(cast.vermont, "A draft", kind="report", study="One study", status="draft")

    migrate()

    study = Study.objects.get()
    rows = Edition.objects.shortest_first().values_list(
        "slug", "document", "revisions__number", "revisions__version", "revisions__revised_on"
    )
    assert (study.slug, study.name) == ("one-study", "One study")
    assert list(rows) == [
        ("full-report", first.pk, 1, first.current_version_id, first.dated_on),
        ("full-report-2", second.pk, 1, second.current_version_id, second.dated_on),
    ]


def test_study_called_new_gets_an_address_of_its_own(cast: Cast, client: Client) -> None:
    library.document(cast.vermont, "Paper", kind="report", study="New", sharing_choice="public")

    migrate()

    study = Study.objects.get()
    assert (study.slug, pages.headings(client.get("/publications/new-2/"), 1)) == ("new-2", ["New"])


def test_study_that_stood_at_the_address_of_the_form_moves(db: None) -> None:
    builders.study("New", slug="new")
    builders.study("New", slug="new-2")

    import_module("publications.migrations.0003_site_search").free_the_form(apps, connection.schema_editor())

    assert sorted(Study.objects.values_list("slug", flat=True)) == ["new-2", "new-3"]


def test_shipped_study_keeps_its_pages_with_their_source(cast: Cast) -> None:
    for kind, count in (("working-paper", 50), ("fact-sheet", 2)):
        builders.record(
            cast.administrator, f"{CALSTART}: {kind}", count, kind=kind, study=CALSTART,
            source_url="https://calstart.org/x/", dated_on=None,
        )  # fmt: skip

    migrate()

    study = Study.objects.get()
    facts = study.editions.shortest_first().values_list(
        "slug", "revisions__page_count", "revisions__facts_source", "revisions__revised_on"
    )
    assert (study.publisher, study.source_url, study.is_sample) == ("CALSTART", "https://calstart.org/x/", False)
    assert list(facts) == [
        ("fact-sheet", 2, "https://calstart.org/x/", None),
        ("working-paper", 50, "https://calstart.org/x/", None),
    ]


def test_study_says_only_what_all_its_documents_say(cast: Cast) -> None:
    """Who reads one of them is not told the agency, the source, and the topics of another that is hidden from them."""
    paper = {"kind": "report", "study": "One study"}
    hidden, public = (
        library.document(person, "Paper", source_url=f"https://{name}.example/", sharing_choice=choice, **paper)
        for person, name, choice in ((cast.colorado, "hidden", "agency"), (cast.vermont, "public", "public"))
    )
    shared, other = Topic.objects.order_by("pk")[:2]
    hidden.topics.set([shared, other])
    public.topics.set([shared])
    Document.objects.filter(pk=hidden.pk).update(page_count=1, agency=agency("CO", "DOT"))

    migrate()

    study = Study.objects.get()
    assert (study.publisher, study.source_url, list(study.topics.all())) == ("", "", [shared])
