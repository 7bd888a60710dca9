"""The pages of sharing: following the file, describing it, saying who may see it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from documents.forms import DetailsForm
from documents.intake import processing
from documents.intake.scanner import Verdict
from documents.models import Document, DocumentVersion, Kind, Page, Upload
from tests import pages
from tests.cast import Cast
from tests.documents.intake import RFP, bring, confirm, fresh, scan_with, shared
from tests.jobs import run_jobs

SignIn = Callable[[User | None], Client]
PAGES = ["describe", "status", "discard", "edit", "history", "new_version", "withdraw", "restore"]
STATE = ["vermont", "vermont_editor", "vermont_energy"]
MEMBERS = [*STATE, "new_hampshire", "colorado", "group_member"]


def address(name: str, document: Document) -> str:
    return reverse(f"documents:{name}", args=[document.key])


def answers(document: Document, **given: Any) -> dict[str, Any]:
    """What a person fills in."""
    return {
        "title": "Fast charging RFP",
        "kind": Kind.objects.get(slug="rfp").pk,
        "state": "VT",
        "label": "public",
        "sharing": "all_members",
        "revision": document.revision,
        **given,
    }


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# Following the file


def test_page_shows_each_step(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with(monkeypatch, Verdict.UNAVAILABLE)
    document = bring(cast.vermont).document
    client = sign_in(cast.vermont)

    waiting = text_of(client.get(address("describe", document)))
    scan_with(monkeypatch)
    run_jobs()
    ready = text_of(client.get(address("describe", document)))

    assert "We’re scanning the file for viruses." in waiting
    assert 'hx-get="' + address("status", document) in waiting
    assert 'name="title"' not in waiting
    assert "The file passed the checks. Confirm the details to share it." in ready
    assert "hx-get" not in ready
    assert 'name="title"' in ready


def test_form_can_be_filled_in_while_the_file_is_worked_on(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document

    page = text_of(sign_in(cast.vermont).get(address("describe", document) + "?now=1"))

    assert 'name="title"' in page
    assert address("status", document) + "?now=1" in page


def test_status_asks_for_the_next_page_once_nothing_moves(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    client = sign_in(cast.vermont)

    working = client.get(address("status", document))
    run_jobs()
    done, typing = (client.get(address("status", document) + query) for query in ("", "?now=1"))

    assert [response.headers.get("HX-Refresh") for response in (working, done, typing)] == [None, "true", None]
    assert [b"hx-get" in response.content for response in (working, done, typing)] == [True, False, False]


@pytest.mark.parametrize(
    "name", ["describe", "status", "discard", "edit", "history", "new_version", "withdraw", "restore"]
)
@pytest.mark.parametrize(
    ("who", "status"),
    [("vermont", 200), ("administrator", 200), ("vermont_editor", 404), ("colorado", 404), ("applicant", 302)],
)
def test_draft_has_pages_for_its_owner_and_administrators_only(
    cast: Cast, sign_in: SignIn, name: str, who: str, status: int
) -> None:
    document = bring(cast.vermont).document
    expected = 302 if name == "edit" and status == 200 else status  # a draft is described, not edited

    response = sign_in(cast.everybody()[who]).get(address(name, document))

    assert response.status_code == expected


def test_reader_may_read_but_not_change(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)
    client = sign_in(cast.colorado)

    assert [client.get(address(name, document)).status_code for name in PAGES] == [403] * len(PAGES)
    assert client.post(address("edit", document), answers(document, title="Mine now")).status_code == 403
    assert client.post(address("try_again", document)).status_code == 403
    assert Document.objects.get().title == "Fast charging RFP"


# Describing it


def test_details_are_proposed_from_the_file(cast: Cast) -> None:
    version = bring(cast.vermont)
    run_jobs()

    form = DetailsForm(version.document, cast.vermont)

    assert form["title"].value() == fresh(version).status.proposal["title"]
    assert "Vermont" in form["title"].value()
    assert (form["kind"].value(), form["state"].value()) == (Kind.objects.get(slug="rfp").pk, "VT")
    assert form["dated_on"].value() == "2025-09-01"
    assert form.fields["state"].help_text.startswith("Suggested: ")


def test_words_of_the_file_are_escaped_in_hints(cast: Cast, sign_in: SignIn) -> None:
    version = bring(cast.vermont)
    run_jobs()
    status = fresh(version).status
    status.proposal = {"title": "T", "sources": {"title": "The file says <img src=x onerror=alert(1)>."}}
    status.save(update_fields=["proposal"])

    page = sign_in(cast.vermont).get(address("describe", version.document)).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_confirmed_document_is_shared(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    run_jobs()

    response = sign_in(cast.vermont).post(
        address("describe", document), answers(document, dated_on="2025-09-01", abstract="What it is for.")
    )

    document.refresh_from_db()
    assert response["Location"] == document.get_absolute_url()
    assert (document.status, document.dated_on, document.era.code) == ("published", date(2025, 9, 1), "G3")
    assert list(Document.objects.visible_to(cast.colorado)) == [document]
    card = Page.objects.get(document=document, number=0)
    assert (card.heading, "What it is for." in card.text, "Vermont" in card.text) == ("Fast charging RFP", True, True)


def test_confirming_twice_shows_the_first(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    run_jobs()
    form = answers(document)
    client = sign_in(cast.vermont)

    responses = [client.post(address("describe", document), form) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert AuditEvent.objects.filter(action="document.details_changed").count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Title"),
        ({"title": "x" * 251}, "250 characters or fewer"),
        ({"title": "a\x00b"}, "Remove the characters that can’t be shown"),
        ({"kind": ""}, "Document type"),
        ({"kind": "999999"}, "Choose one of the options offered"),
        ({"state": "ZZ"}, "Choose one of the options offered"),
        ({"label": ""}, "Under public-records law"),
        ({"sharing": ""}, "Who can see it?"),
        ({"sharing": "everything"}, "Choose one of the options offered"),
        ({"sharing": "groups"}, "Select at least one group or event, region, state, or person."),
        ({"sharing": "groups", "states": "ZZ"}, "Choose one of the options offered"),
        ({"sharing": "groups", "states": "C\x00"}, "Remove the characters that can’t be shown"),
        ({"sharing": "groups", "people": "zzzzzzzzzzzz"}, "Choose one of the options offered"),
        ({"dated_on": "soon"}, "Enter the date as 2027-01-31."),
        ({"topics": "999999"}, "Choose one of the options offered"),
        ({"revision": "x"}, "revision"),
    ],
)
def test_bad_answers_are_said_and_change_nothing(
    cast: Cast, sign_in: SignIn, given: dict[str, str], words: str
) -> None:
    document = bring(cast.vermont).document
    run_jobs()

    response = sign_in(cast.vermont).post(address("describe", document), answers(document, **given))

    document.refresh_from_db()
    assert (response.status_code, document.status, document.revision) == (400, "draft", 1)
    assert words in text_of(response)


@pytest.mark.parametrize(
    "extra",
    [
        {"status": "published"},
        {"owner": "1"},
        {"reader_keys": "[2]"},
        {"agency": "1"},
        {"shared_at": "2020-01-01"},
        {"is_sample": "1"},
        {"key": "aaaaaaaaaaaa"},
    ],
)
def test_fields_that_are_not_asked_are_ignored(cast: Cast, sign_in: SignIn, extra: dict[str, str]) -> None:
    document = bring(cast.vermont).document
    before = (document.owner_id, document.agency_id, document.is_sample, document.key)

    sign_in(cast.vermont).post(address("describe", document), answers(document, sharing="me", **extra))

    document.refresh_from_db()
    assert (document.owner_id, document.agency_id, document.is_sample, document.key) == before
    assert (document.status, document.shared_at) == ("confirmed", None)


# Repeats, problems, leaving


def test_refused_file_offers_another_one(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont, b"<html></html>", "plan.pdf").document
    run_jobs()

    page = text_of(sign_in(cast.vermont).get(address("describe", document)))

    assert address("new_version", document) in page
    assert 'name="title"' not in page
    uploads = sign_in(cast.vermont).get(reverse("documents:mine"))
    assert pages.texts(uploads, ".chip--problem") == ["File not accepted"]


def test_parked_file_offers_another_try(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = scan_with(monkeypatch, Verdict.UNSCANNABLE)
    version = bring(cast.vermont)
    for _ in range(4):
        processing.process(version.pk)
    client = sign_in(cast.vermont)
    offered = address("try_again", version.document) in text_of(client.get(address("describe", version.document)))

    scanner.verdict = None
    client.post(address("try_again", version.document))
    run_jobs()

    assert (offered, fresh(version).status.stage) == (True, "ready")


def test_draft_can_be_discarded_with_its_file(
    storage, cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks
) -> None:
    version = bring(cast.vermont)
    run_jobs()
    client = sign_in(cast.vermont)

    asked = client.get(address("discard", version.document))
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address("discard", version.document))

    assert (asked.status_code, done["Location"]) == (200, reverse("documents:mine"))
    assert (Document.objects.count(), DocumentVersion.objects.count(), Page.objects.count()) == (0, 0, 0)
    assert not storage.exists(version.storage_name)
    assert AuditEvent.objects.filter(action="document.discarded").count() == 1


def test_shared_document_cannot_be_discarded(cast: Cast, sign_in: SignIn) -> None:
    document = shared(cast.vermont)

    sign_in(cast.vermont).post(address("discard", document))

    assert Document.objects.count() == 1


@pytest.mark.parametrize("name", ["discard", "describe", "withdraw", "restore", "edit", "share"])
def test_looking_changes_nothing(cast: Cast, sign_in: SignIn, name: str) -> None:
    document = shared(cast.vermont)
    before = list(Document.objects.values()), AuditEvent.objects.count(), Upload.objects.count()

    page = reverse("documents:share") if name == "share" else address(name, document)
    sign_in(cast.vermont).get(page)

    assert (list(Document.objects.values()), AuditEvent.objects.count(), Upload.objects.count()) == before


# My uploads


def test_mine_lists_own_documents_newest_first_with_the_next_step(cast: Cast, sign_in: SignIn) -> None:
    shared(cast.colorado, title="Of Colorado")
    shared(cast.vermont, title="Shared one")
    refused = bring(cast.vermont, b"<html></html>", "bad plan.pdf")
    run_jobs()
    bring(cast.vermont, RFP, "still waiting.txt")

    page = text_of(sign_in(cast.vermont).get(reverse("documents:mine")))

    titles = re.findall(r'doc-row__title"><a href="[^"]+">([^<]+)<', page)
    assert titles == ["still waiting", "bad plan", "Shared one"]
    assert fresh(refused).status.problem in page.replace("&#x27;", "'")
    assert page.count("See what to do next") == 1
    assert page.count("Add details and share") == 1


def test_mine_tells_of_interrupted_uploads(cast: Cast, sign_in: SignIn) -> None:
    Upload.objects.create(owner=cast.vermont, filename="long plan.pdf", length=1000, offset=420)
    Upload.objects.create(owner=cast.colorado, filename="of colorado.pdf", length=1000, offset=420)

    page = text_of(sign_in(cast.vermont).get(reverse("documents:mine")))

    assert "long plan.pdf: 42% uploaded." in page
    assert "of colorado" not in page


def test_mine_asks_the_database_as_often_for_one_as_for_many(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    counts = []
    for more in (1, 4):
        for number in range(more):
            bring(cast.vermont, RFP, f"plan {number}.txt")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("documents:mine"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_empty_list_says_what_belongs_there(cast: Cast, sign_in: SignIn) -> None:
    page = text_of(sign_in(cast.vermont).get(reverse("documents:mine")))

    assert "You haven’t uploaded anything yet" in page


def test_draft_described_by_two_keeps_what_both_typed(cast: Cast, sign_in: SignIn) -> None:
    document = bring(cast.vermont).document
    run_jobs()
    typed = answers(document, title="The administrator's title")
    confirm(document, cast.vermont)

    response = sign_in(cast.administrator).post(address("describe", document), typed)

    assert (response.status_code, Document.objects.get().title) == (409, "Fast charging RFP")
    assert "The administrator&#x27;s title" in text_of(response)
