"""The sample library shows every state, loads once, and is only for a trial."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.http import QueryDict

from accounts.models import User
from documents import hidden
from documents.intake.recognizing import HARD_TO_READ
from documents.models import Document, DocumentVersion, Page, QuestionSet
from documents.questions.runs import ask, read_selection
from documents.reading.report import pages_of, report_of
from tests.documents.starts import load_samples
from tests.jobs import run_jobs


@pytest.fixture
def samples(layers: dict[str, Any]) -> str:
    """Loaded, for a worker to read; gives what was said."""
    return layers.get("samples") or load_samples("--once")


@pytest.fixture
def samples_read(samples: str, layers: dict[str, Any]) -> str:
    """Read as well; gives what was said."""
    return layers.get("samples_read") or load_samples("--once", "--process")


def test_samples_are_searchable_after_loading(samples_read: str) -> None:
    stages = set(DocumentVersion.objects.values_list("status__stage", flat=True))
    assert stages == {"ready", "held"}
    assert Document.objects.filter(is_sample=True, status="published").count() == 21
    assert Page.objects.filter(is_current=True, text__icontains="uptime").exists()
    assert "ana.ruiz@vtrans.sample.example" in samples_read
    assert samples_read.splitlines()[-1].startswith("Sign in: https://clearinghouse.test/")


def test_samples_show_a_draft_and_a_document_with_two_versions(samples_read: str) -> None:
    drafts = Document.objects.filter(status="draft").values_list("owner__email", flat=True)
    revised = [document for document in Document.objects.all() if document.versions.count() == 2]
    assert list(drafts) == ["priya.nair@egle.sample.example"]
    versions = {document.current_version.filename: document.current_version for document in revised}
    assert set(versions) == {"sample_position_description.txt", "sample_briefing_2025.pdf"}
    assert "make-ready tariffs" in Page.objects.get(version=versions["sample_position_description.txt"]).text


def test_samples_show_a_question_set_that_the_samples_answer(samples_read: str) -> None:
    row = QuestionSet.objects.get(is_sample=True)
    reader = User.objects.get(email="marcus.bell@ceo.sample.example")
    questions = list(row.questions.order_by("position"))
    answers = ask(reader, read_selection(QueryDict()), questions)
    answered = {question for question, _ in answers.numbers}

    assert (row.owner.email, len(questions)) == ("ana.ruiz@vtrans.sample.example", 9)
    assert [question.name for question in questions if question.pk not in answered] == [
        "Defines underserved communities"
    ]


def test_samples_show_an_upload_that_waits_for_an_answer(samples_read: str) -> None:
    waiting = DocumentVersion.objects.waiting().get()
    assert (waiting.filename, waiting.document.owner.email, waiting.document.is_sample) == (
        "sample_bid_comparison.xlsx",
        "ana.ruiz@vtrans.sample.example",
        True,
    )
    assert hidden.in_words(hidden.parts_to_ask(hidden.parts_of(waiting.status))) == "a hidden sheet and hidden columns"


def test_samples_show_a_scan_with_a_page_that_was_hard_to_read(samples: str) -> None:
    version = DocumentVersion.objects.get(filename="sample_inspection_scan.pdf")
    report = report_of(version)

    assert report.summary == "3 pages: 1 with text from the file, 2 recognized from the page image."
    assert [page.how for page in pages_of(version, 1, only_problems=False)] == [
        "Text from the file",
        "Recognized from the page image (93% certain)",
        "Recognized from the page image (58% certain)",
    ]
    assert [page.note for page in pages_of(version, 1, only_problems=True)] == [HARD_TO_READ]


def test_publications_are_public_records_and_not_samples(samples: str) -> None:
    records = Document.objects.filter(study="Phasing in U.S. Charging Infrastructure").order_by("page_count")
    assert [(record.kind.slug, record.page_count, record.is_sample) for record in records] == [
        ("fact-sheet", 2, False),
        ("briefing-paper", 6, False),
        ("working-paper", 50, False),
    ]
    assert {(record.status, record.sharing, record.current_version) for record in records} == {
        ("published", "public", None)
    }
    public = Document.objects.visible_to(AnonymousUser())
    assert set(records) <= set(public)


def test_loading_again_makes_no_doubles(samples: str) -> None:
    before = Document.objects.count(), DocumentVersion.objects.count(), User.objects.count()

    load_samples()
    load_samples("--once")

    assert (Document.objects.count(), DocumentVersion.objects.count(), User.objects.count()) == before


def test_worker_does_the_reading_unless_asked(samples: str) -> None:
    ran = run_jobs()

    assert ran.count("documents.tasks.process_version") == 25
    assert set(DocumentVersion.objects.values_list("status__stage", flat=True)) == {"ready", "held"}


def test_samples_stay_out_of_a_real_portal(db: None) -> None:
    with pytest.raises(CommandError, match="trial on your own computer"):
        call_command("load_samples")

    assert not User.objects.filter(is_sample=True).exists()


def test_city_guest_sees_no_state_document_among_the_samples(samples_read: str) -> None:
    guest = User.objects.get(email="tasha.greene@city.sample.example")

    assert set(Document.objects.visible_to(guest).values_list("sharing", flat=True)) == {"public"}
