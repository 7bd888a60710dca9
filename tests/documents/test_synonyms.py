"""Words for the same thing: what stays of edits when the list grows, and what search makes of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

import documents.reference
from accounts.models import AuditEvent, User
from documents.finding.filters import Filters
from documents.finding.search import search_pages
from documents.models import SynonymSet
from tests import library
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
SETS = "/data/documents/synonymset/"
SHIPPED: list[dict[str, Any]] = json.loads((ROOT / "documents/data/synonyms.json").read_text(encoding="utf-8"))
SignIn = Callable[[User | None], Client]


@pytest.fixture
def administrator(cast: Cast, sign_in: SignIn) -> Client:
    """A browser of an administrator who may edit data."""
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=cast.administrator.pk))


# What stays of an administrator's edits when a release brings more


def kept() -> set[tuple[str, ...]]:
    return {tuple(terms) for terms in SynonymSet.objects.values_list("terms", flat=True)}


def release(*rows: list[str]) -> None:
    documents.reference._load_synonyms([{"terms": terms, "source": "a test"} for terms in rows])


def save(administrator: Client, terms: str, known: SynonymSet | None = None) -> None:
    path = f"{SETS}{known.pk}/change/" if known else f"{SETS}add/"
    assert administrator.post(path, {"terms": terms, "note": ""}).status_code == 302


def delete(administrator: Client, known: SynonymSet) -> None:
    assert administrator.post(f"{SETS}{known.pk}/delete/", {"post": "yes"}).status_code == 302


@pytest.fixture
def first(administrator: Client) -> dict[str, SynonymSet]:
    """Three sets of a first release, by their first word."""
    SynonymSet.objects.all().delete()
    release(["apple", "pomme"], ["pear", "poire"], ["plum", "prune"])
    return {known.terms[0]: known for known in SynonymSet.objects.all()}


def test_new_database_has_what_ships(db: None) -> None:
    assert kept() == {tuple(row["terms"]) for row in SHIPPED}


def test_one_way_words_and_notes_follow_the_release(first: dict[str, SynonymSet]) -> None:
    row = {"terms": ["apple", "pomme"], "from": ["pippin"], "note": "Fruit.", "source": "a test"}

    documents.reference._load_synonyms([row])

    known = SynonymSet.objects.get(pk=first["apple"].pk)
    assert (known.one_way, known.note) == (["pippin"], "Fruit.")


def test_loading_again_changes_nothing(first: dict[str, SynonymSet]) -> None:
    release(["apple", "pomme"], ["pear", "poire"], ["plum", "prune"])

    assert {known.terms[0]: known for known in SynonymSet.objects.all()} == first


def test_sets_nobody_touched_follow_the_release(first: dict[str, SynonymSet]) -> None:
    release(["Apple", "pomme", "apfel"], ["plum", "prune"], ["cherry", "cerise"])

    assert kept() == {("Apple", "pomme", "apfel"), ("pear", "poire"), ("plum", "prune"), ("cherry", "cerise")}
    assert SynonymSet.objects.get(terms__contains=["apfel"]) == first["apple"]


def test_edited_set_stays_as_it_is(first: dict[str, SynonymSet], administrator: Client) -> None:
    save(administrator, "apple, cooking apple", first["apple"])

    release(["apple", "pomme", "apfel"], ["pear", "poire"], ["plum", "prune"])

    assert kept() == {("apple", "cooking apple"), ("pear", "poire"), ("plum", "prune")}


def test_deleted_set_is_not_brought_back(first: dict[str, SynonymSet], administrator: Client) -> None:
    delete(administrator, first["apple"])

    release(["apple", "pomme", "apfel"], ["pear", "poire"], ["plum", "prune"])

    assert kept() == {("pear", "poire"), ("plum", "prune")}


def test_set_edited_then_deleted_is_not_brought_back(first: dict[str, SynonymSet], administrator: Client) -> None:
    save(administrator, "apple, cooking apple", first["apple"])
    delete(administrator, first["apple"])

    release(["apple", "pomme"], ["pear", "poire"], ["plum", "prune"])

    assert kept() == {("pear", "poire"), ("plum", "prune")}


def test_added_set_keeps_a_new_one_with_its_words_out(first: dict[str, SynonymSet], administrator: Client) -> None:
    save(administrator, "cherry, kirsche")

    release(["apple", "pomme"], ["pear", "poire"], ["plum", "prune"], ["Cherry", "cerise"])

    assert kept() == {("apple", "pomme"), ("pear", "poire"), ("plum", "prune"), ("cherry", "kirsche")}


# Under /data/


def test_administrator_adds_edits_and_deletes_a_set_and_search_follows(cast: Cast, administrator: Client) -> None:
    library.document(cast.vermont, "Plan", pages=["The kiosk has a marquee."])
    library.document(cast.vermont, "Other", pages=["A tarpaulin was stretched."])

    def found(words: str) -> list[str]:
        caches["facets"].delete("synonyms")  # what a minute does
        return sorted(hit.document.title for hit in search_pages(cast.colorado, words, Filters()).hits)

    assert found("tarpaulin") == ["Other"]
    save(administrator, "tarpaulin, marquee")
    assert found("tarpaulin") == ["Other", "Plan"]
    known = SynonymSet.objects.get(terms__contains=["marquee"])
    save(administrator, "marquee, big tent", known)
    assert found("tarpaulin") == ["Other"]
    assert found("big tent") == ["Plan"]
    delete(administrator, known)
    assert found("big tent") == []
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "reference.added", "reference.changed", "reference.deleted",
    ]  # fmt: skip
