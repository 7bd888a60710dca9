"""What a manifest says beforehand about content that the pages of its files don't show."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEvent
from clearinghouse.lib.files.extract import extract_pages
from documents.intake import importing
from documents.intake.importing import import_manifest
from documents.models import Document
from tests.cast import Cast
from tests.documents.hidden_files import NOTES, SHEET, WITH_HIDDEN, can_clean, find_hidden
from tests.documents.test_import import manifest
from tests.jobs import run_jobs


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file that has hidden parts."""
    find_hidden(monkeypatch)
    can_clean(monkeypatch)

    def extract(path: Path, *more: Any) -> Any:
        return replace(extract_pages(path, *more), hidden=(SHEET, NOTES))

    monkeypatch.setattr(importing, "extract_pages", extract)
    monkeypatch.setattr(importing, "can_clean", lambda file_type: True)
    (tmp_path / "rfp.txt").write_bytes(WITH_HIDDEN)
    return tmp_path


@pytest.mark.parametrize(
    ("said", "status", "version"), [("", "confirmed", None), ("ask", "confirmed", None), ("share", "published", 1)]
)
def test_a_row_says_whether_its_file_waits(
    cast: Cast, folder: Path, said: str, status: str, version: int | None
) -> None:
    list(import_manifest(manifest(folder, {"hidden_content": said})))
    run_jobs()

    document = Document.objects.select_related("current_version__status").get(title="Fast charging RFP")
    current = document.current_version
    assert (document.status, current and current.status.number) == (status, version)


def test_a_row_can_ask_for_a_cleaned_copy(cast: Cast, folder: Path) -> None:
    list(import_manifest(manifest(folder, {"hidden_content": "clean"})))
    run_jobs()

    document = Document.objects.select_related("current_version__status").get(title="Fast charging RFP")
    assert document.status == "published"
    assert document.current_version.status.cleaned_from.status.number == 1


def test_that_it_was_shared_as_it_is_stands_in_the_history(cast: Cast, folder: Path) -> None:
    list(import_manifest(manifest(folder, {"hidden_content": "share"})))
    run_jobs()

    event = AuditEvent.objects.get(action="document.hidden_share")
    assert (event.sentence, event.actor_id) == (
        "Shared version 1 as it is, because the import asked for that. It contains a hidden sheet and comments.",
        cast.vermont.pk,
    )


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("", ", so it would wait for its owner’s decision"),
        ("clean", "; a cleaned copy would be shared"),
        ("share", ", which would be shared as it is"),
    ],
)
def test_a_dry_run_names_what_the_file_contains(cast: Cast, folder: Path, said: str, then: str) -> None:
    (outcome,) = import_manifest(manifest(folder, {"hidden_content": said}), dry_run=True)

    assert outcome.text == f"would share “Fast charging RFP”. It contains a hidden sheet and comments{then}"


def test_any_other_word_is_refused(cast: Cast, folder: Path) -> None:
    (outcome,) = import_manifest(manifest(folder, {"hidden_content": "yes"}))

    assert outcome.text == (
        "refused: “yes” is not an answer. Leave “hidden_content” empty, or write ask, clean, or share."
    )
