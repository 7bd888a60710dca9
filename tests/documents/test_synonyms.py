"""Words for the same thing: what ships, what stays of edits when it grows, and what search makes of it."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

import documents.reference
from accounts.models import AuditEvent, User
from documents.finding.asking.same_thing import LONGEST_TERM, words_of
from documents.finding.filters import Filters
from documents.finding.search import search_pages
from documents.finding.synonyms import synonym_sets
from documents.models import SynonymSet
from tests import library, pages
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
PLANS = Path(os.environ.get("PLANS") or ROOT / "plans")
SETS = "/data/documents/synonymset/"
SHIPPED: list[dict[str, Any]] = json.loads((ROOT / "documents/data/synonyms.json").read_text(encoding="utf-8"))
# Pages are counted from the first of the file, as a PDF viewer does.
IN_A_PLAN = re.compile(r"([A-Z][A-Za-z ]+) plan 2022, p\. (\d+)")
CODES = {
    "California": "ca", "Colorado": "co", "Delaware": "de", "Iowa": "ia", "Illinois": "il", "Massachusetts": "ma",
    "Maine": "me", "Missouri": "mo", "New Hampshire": "nh", "South Dakota": "sd", "Tennessee": "tn", "Texas": "tx",
    "Virginia": "va", "Washington": "wa",
}  # fmt: skip
PUBLIC = re.compile(
    r"\d+ (CFR|U\.S\.C\.) [\d.]+|Public Law \d+-\d+|(SAE|ISO|NFPA|NIST) |FHWA, |U\.S\. Department of Energy, "
    r"|California Public Utilities Commission, |Alliance for Transportation Electrification, "
)
LITTLE = {"of", "and", "the", "for", "in", "to", "on", "or"}
SignIn = Callable[[User | None], Client]


def every_term(row: dict[str, Any]) -> list[str]:
    """The set's words, and those that lead to it one way."""
    return [*row["terms"], *row.get("from", ())]


def is_short_for(short: str, name: str) -> bool:
    words = [word for word in re.split(r"[\s/-]+", name) if word]
    letters = "".join(filter(str.isalpha, short)).upper()
    firsts = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in LITTLE))
    return len(letters) > 1 and letters in (first.upper() for first in firsts)


def stems_of(terms: Iterable[str]) -> dict[str, str]:
    """Each term as English full text looks for it, hyphens and slashes being spaces."""
    asked = list(dict.fromkeys(terms))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, phraseto_tsquery('english', translate(t, '-/', '  '))::text FROM unnest(%s::text[]) AS t",
            [asked],
        )
        return dict(cursor.fetchall())


@pytest.fixture
def administrator(cast: Cast, sign_in: SignIn) -> Client:
    """A browser of an administrator who may edit data."""
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=cast.administrator.pk))


# What ships


def test_sets_are_sorted_and_complete() -> None:
    firsts = [row["terms"][0].casefold() for row in SHIPPED]

    assert firsts == sorted(firsts)
    assert [row for row in SHIPPED if not row["source"] or row.keys() - {"terms", "from", "note", "source"}] == []
    assert [row for row in SHIPPED if len(every_term(row)) < 2] == []
    assert [row for row in SHIPPED if len(row.get("note", "")) > 300] == []


def test_terms_are_short_unless_they_are_a_name_in_full() -> None:
    long = [
        term
        for row in SHIPPED
        for term in row["terms"]
        if len(term.split()) > 4 and not any(is_short_for(other, term) for other in row["terms"])
    ]

    assert long == []
    sayings = [term for row in SHIPPED for term in row.get("from", ())]
    assert [term for term in sayings if len(words_of(term)) > LONGEST_TERM] == []


def test_no_term_holds_a_comma() -> None:
    """The form that edits a set splits at commas."""
    assert [term for row in SHIPPED for term in every_term(row) if "," in term or term != term.strip()] == []


def test_no_two_terms_are_one_to_search() -> None:
    """Neither in one set, which stems join anyhow, nor in two, which would mix them.

    What people say, and plans don't, may lead to several sets: it mixes none, for it leads one way.
    """
    counts = Counter(words_of(term) for row in SHIPPED for term in row["terms"])
    ways = {row["terms"][0]: [words_of(term) for term in every_term(row)] for row in SHIPPED}

    assert [way for way, count in counts.items() if not way or count > 1] == []
    assert [term for term, read in ways.items() if len(set(read)) < len(read)] == []


def test_each_set_names_where_it_was_seen() -> None:
    unplaced = []
    for row in SHIPPED:
        parts = row["source"].split("; ")
        known = [part for part in parts if IN_A_PLAN.fullmatch(part) or PUBLIC.match(part)]
        if known != parts or {place[0] for place in IN_A_PLAN.findall(row["source"])} - CODES.keys():
            unplaced.append(row["source"])

    assert unplaced == []


@pytest.mark.skipif(
    not PLANS.is_dir(), reason="The state plans are not ours to spread: PLANS names the folder with them."
)
def test_each_set_is_seen_where_it_says(db: None) -> None:
    """Two of its words on the pages named, or one that is short for another or stands in a public source as well.

    Of a set with one term, that one: what leads to it is how people say it, in no plan.
    """
    stems = stems_of(term for row in SHIPPED for term in every_term(row))
    unseen = []
    for row in SHIPPED:
        places = IN_A_PLAN.findall(row["source"])
        seen = {term: _is_on(stems[term], places) for term in every_term(row)}
        found = [term for term, is_there in seen.items() if is_there]
        is_acronym = any(is_short_for(one, two) and (seen[one] or seen[two]) for one in seen for two in seen)
        if len(found) < min(2, len(row["terms"])) and not is_acronym and not PUBLIC.match(row["source"]):
            unseen.append((row["terms"], found))
        useless = [place for place in places if not any(_is_on(stems[term], [place]) for term in seen)]
        unseen += [(row["terms"], place) for place in useless]

    assert unseen == []


@cache
def _vector(state: str, number: str) -> str:
    plan = pypdfium2.PdfDocument(PLANS / f"{CODES[state]}_nevi_plan.pdf")
    text = plan[int(number) - 1].get_textpage().get_text_range()
    plan.close()
    # A word broken at a line's end comes with a mark of its own.
    whole = re.sub(r"[\ufffe\x02]", "", text).translate(str.maketrans("-‐‑–/\r\n\x00", " " * 8))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('english', %s)::text", [whole])
        (vector,) = cursor.fetchone()
    return str(vector)


def _is_on(stem: str, places: list[tuple[str, str]]) -> bool:
    with connection.cursor() as cursor:
        for state, number in places:
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [_vector(state, number), stem])
            if cursor.fetchone()[0]:
                return True
    return False


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


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("apartments", "Chargers near each multi-unit dwelling."),
        ("multi-unit dwellings", "Chargers near apartments."),
        ("people in apartments who cant charge at home", "Drivers of multi-family dwellings lack home charging."),
        ("does a store that resells electricity count as a utility", "No law forbids the provision of electricity."),
        ("know if it is a success", "Performance measures are reported."),
        ("how many cars at the same time", "Ports that run simultaneously."),
        ("does the owner lose money if it keeps breaking", "Penalties for failures to maintain uptime."),
        ("who takes over once the five years are up", "After the five-year period another operator may continue."),
        ("when will the first stations be open to drivers", "The first chargers should be operational in spring."),
        ("road signs that lead drivers to chargers", "Signage for charging stations."),
    ],
)
def test_everyday_words_find_what_documents_say(cast: Cast, query: str, text: str) -> None:
    library.document(cast.vermont, "Plan", pages=[text])
    library.document(cast.vermont, "Other", pages=["Posts stand no more than 50 miles apart, by design."])

    assert search_pages(cast.colorado, query, Filters()).hits[0].document.title == "Plan"


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


def test_sets_of_the_first_release_grow(db: None) -> None:
    """A database of an earlier release, whose sets nobody edited, ends with the sets that ship."""
    SynonymSet.objects.all().delete()
    SynonymSet.objects.create(terms=["charger", "charging", "charge", "chargers"], note="Word forms.")
    SynonymSet.objects.create(terms=["PUC", "PSC", "public utility commission"], note="One regulator.")

    documents.reference.load()

    assert kept() == {tuple(row["terms"]) for row in SHIPPED}


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


def test_sets_read_again_are_the_same_object_until_somebody_edits_one(db: None) -> None:
    first = synonym_sets()
    caches["facets"].clear()

    assert synonym_sets() is first

    SynonymSet.objects.create(terms=["big tent", "marquee"])
    caches["facets"].clear()
    assert synonym_sets() != first


def test_administrator_finds_a_set_by_one_of_its_words(administrator: Client) -> None:
    answer = administrator.get(SETS, {"q": "wayfind"})

    shown = pages.texts(answer, "#result_list tbody th a")
    assert shown == ["signage, wayfinding, highway sign, directional sign, signage directing"]


def test_every_set_survives_being_saved_as_it_is(administrator: Client) -> None:
    known = SynonymSet.objects.get(terms__contains=["BABA"])
    before = known.terms

    save(administrator, ",".join(before), known)

    known.refresh_from_db()
    assert known.terms == before == ["BABA", "Build America Buy America"]
