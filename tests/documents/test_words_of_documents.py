"""Sentences about documents that were once misread: drafts that look alike, what was checked, eras, empty searches."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from documents.models import Document, Era, VersionStatus
from documents.sharing.choices import published_words
from tests import library, pages
from tests.cast import Cast

SignIn = Callable[[object], Client]


def test_drafts_of_one_file_are_told_apart_by_their_time(cast: Cast, sign_in: SignIn) -> None:
    for minute in (5, 17):
        draft = library.document(cast.vermont, "Plan", status=Document.Status.DRAFT)
        at = datetime(2026, 1, 15, 15, minute, tzinfo=timezone.get_default_timezone())
        Document.objects.filter(pk=draft.pk).update(created_at=at)

    shown = pages.texts(sign_in(cast.vermont).get("/documents/mine/"), ".meta li")

    assert shown == ["Uploaded January 15, 2026, 3:17 p.m. EST", "Uploaded January 15, 2026, 3:05 p.m. EST"]


@pytest.mark.parametrize(
    ("sharing", "sentence"),
    [
        ("me", "Checked and ready. It isn’t shared: only the owner and administrators can see it."),
        ("all_members", "Checked and shared. Who can see it: All member states."),
    ],
)
def test_history_says_truly_whether_a_checked_file_is_shared(sharing: str, sentence: str, cast: Cast) -> None:
    assert published_words(library.document(cast.vermont, sharing_choice=sharing)) == sentence


def test_search_without_results_says_so_once(cast: Cast, sign_in: SignIn) -> None:
    main = pages.texts(sign_in(cast.vermont).get("/documents/search/", {"q": "zyzzyva"}), "main")[0]

    assert (main.count("No results"), "0 pages" in main) == (1, False)


def test_era_is_explained_where_it_is_shown(cast: Cast, sign_in: SignIn) -> None:
    era = Era.objects.get(code="X")
    paper = library.document(cast.vermont)
    Document.objects.filter(pk=paper.pk).update(era=era)
    client = sign_in(cast.vermont)

    listed, page = client.get("/documents/"), client.get(paper.get_absolute_url())

    assert "Guidance era: Guidance rescinded" in pages.texts(listed, ".doc-row .meta li")
    assert "Guidance rescinded (from February 2025)" in pages.texts(listed, ".facet__label")
    assert pages.texts(listed, ".facet__hint") == [
        "The federal guidance in effect on the document’s date. It says nothing about the document itself."
    ]
    assert f"Guidance rescinded (from February 2025) {era.summary}" in pages.texts(page, "dd")


def test_printed_office_files_have_a_thumbnail_in_lists(cast: Cast, sign_in: SignIn) -> None:
    for file_type, is_printed in (("docx", True), ("pptx", False)):
        made = library.document(cast.vermont, file_type, file_type=file_type, pages=["a"])
        VersionStatus.objects.filter(version=made.current_version).update(is_printed=is_printed)
    printed = Document.objects.get(title="docx")
    client = sign_in(cast.colorado)

    for address in ("/documents/", "/documents/?sort=dated", f"/directory/{cast.vermont.key}/"):
        shown = [image.get("src") for image in pages.find(client.get(address), "img.doc-row__thumb")]
        assert shown == [f"{printed.get_absolute_url()}thumbnail/"]
