"""Making studies, adding editions and revisions, changing what is said of them; and who may not."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from documents.models import Document, Page, VersionStatus
from publications import actions
from publications.actions import EditionDetails, RevisionDetails, StudyDetails
from publications.models import Edition, Revision, Study
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders

SignIn = Callable[[User | None], Client]
SAID = {"name": "Charging by road", "publisher": "VTrans"}


def paper(owner: User, title: str = "The paper", choice: str = "public", **fields: Any) -> Document:
    return library.document(owner, title, kind="report", sharing_choice=choice, **fields)


def last_line() -> str:
    return AuditEvent.objects.order_by("-pk")[0].sentence


# A study


def test_member_adds_a_study_and_then_its_first_edition(cast: Cast, sign_in: SignIn) -> None:
    client, document = sign_in(cast.vermont), paper(cast.vermont, dated_on=date(2025, 2, 3))

    added = client.post(reverse("publications:new_study"), {**SAID, "topics": []})
    study = Study.objects.get()
    form = client.get(added["Location"])
    offered = pages.links(form, ".section a")
    link = f"https://clearinghouse.test{document.get_absolute_url()}"
    made = client.post(
        added["Location"], {"document": link, "form": "briefing-paper", "language": "en", "answers": "Why?"}
    )

    edition = Edition.objects.get()
    revision = edition.revisions.get()
    document.refresh_from_db()
    assert study.slug.startswith("charging-by-road-")
    assert offered == {"The paper": f"?document={document.key}"}
    assert edition.slug.startswith("briefing-paper-")
    assert made["Location"] == edition.get_absolute_url() == f"/publications/{study.slug}/{edition.slug}/"
    assert (revision.number, revision.version, revision.revised_on) == (1, document.current_version, date(2025, 2, 3))
    assert document.study == "Charging by road"
    assert "Charging by road" in Page.objects.get(document=document, version=None).text
    assert last_line() == ("Vermont added the document “The paper” to the study Charging by road: Briefing paper.")


def test_study_of_an_administrator_has_its_name_as_address(cast: Cast) -> None:
    slugs = [
        actions.make_study(by=cast.administrator, details=StudyDetails(name)).slug for name in ("New", "A b", "a B")
    ]

    assert slugs == ["new-2", "a-b", "a-b-2"]


def test_address_tells_nothing_of_hidden_studies(cast: Cast) -> None:
    """With a number behind the name, the second one would."""
    first, second = (
        actions.make_study(by=person, details=StudyDetails("Plan")) for person in (cast.vermont, cast.colorado)
    )

    assert [len(made.slug) for made in (first, second)] == [len("plan-xxxx")] * 2


def test_form_sent_twice_adds_one_study(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    codes = [client.post(reverse("publications:new_study"), SAID).status_code for _ in range(2)]

    assert (codes, Study.objects.count()) == ([302, 302], 1)


def test_study_needs_a_name_and_a_publisher_and_a_web_address(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.vermont).post(
        reverse("publications:new_study"), {"name": " \u200b", "source_url": "ftp://x.example/"}
    )

    assert page.status_code == 400
    assert pages.texts(page, ".usa-error-message") == [
        "Enter a name for the study.",
        "Enter the publisher.",
        "Enter an address that begins with https:// or http://.",
    ]
    assert Study.objects.count() == 0


def test_new_name_of_a_study_stands_on_its_documents_and_not_in_its_address(cast: Cast, sign_in: SignIn) -> None:
    made = builders.study("Old name", slug="old-name", publisher="VTrans")
    document = paper(cast.vermont)
    builders.edition(made, document)

    answer = sign_in(cast.vermont).post("/publications/old-name/edit/", {**SAID, "edits": "1"})

    document.refresh_from_db()
    assert (answer["Location"], document.study) == ("/publications/old-name/", "Charging by road")
    assert "Charging by road" in Page.objects.get(document=document, version=None).text
    assert last_line() == "Vermont edited Charging by road: name."


def test_second_editor_is_told_what_the_first_one_did(cast: Cast, sign_in: SignIn) -> None:
    builders.edition(builders.study("Name", slug="a"), paper(cast.vermont))
    first, second = sign_in(cast.vermont), sign_in(cast.administrator)
    first.post("/publications/a/edit/", {**SAID, "subject": "Roads", "edits": "1"})

    page = second.post("/publications/a/edit/", {**SAID, "subject": "Rails", "edits": "1"})
    again = second.post("/publications/a/edit/", {**SAID, "subject": "Rails", "edits": "2"})

    study = Study.objects.get()
    assert page.status_code == 409
    assert "Vermont edited Charging by road: name, publisher, subject." in pages.texts(page, ".usa-alert li")[0]
    assert pages.find(page, "input#id_subject")[0].get("value") == "Rails"
    assert (again.status_code, study.subject, study.edits) == (302, "Rails", 3)


def test_same_change_by_two_is_no_conflict(cast: Cast, sign_in: SignIn) -> None:
    builders.edition(builders.study("Name", slug="a"), paper(cast.vermont))

    codes = [sign_in(cast.vermont).post("/publications/a/edit/", {**SAID, "edits": "1"}).status_code for _ in range(2)]

    assert (codes, Study.objects.get().edits) == ([302, 302], 2)


def test_study_of_several_owners_is_changed_by_administrators(cast: Cast, sign_in: SignIn) -> None:
    made = builders.study(slug="a")
    builders.edition(made, paper(cast.vermont))
    builders.edition(made, paper(cast.colorado), "data")
    people = (cast.vermont, cast.vermont_editor, cast.colorado, cast.guest, cast.administrator)

    codes = [sign_in(person).get("/publications/a/edit/").status_code for person in people]

    assert codes == [403, 403, 403, 403, 200]


def test_hidden_edition_takes_no_right_away(cast: Cast, sign_in: SignIn) -> None:
    """Or the missing button would tell of it."""
    made = builders.study(slug="a")
    builders.edition(made, paper(cast.vermont))
    builders.edition(made, paper(cast.colorado, choice="agency"), "data")

    assert sign_in(cast.vermont).get("/publications/a/edit/").status_code == 200


# Editions


@pytest.mark.parametrize("typed", ["", "nothing", "zzzzzzzzzzzz", "https://evil.example/documents/zzzzzzzzzzzz/"])
def test_document_that_there_is_not_and_one_that_is_hidden_answer_alike(
    cast: Cast, sign_in: SignIn, typed: str
) -> None:
    builders.study(slug="own", made_by=cast.vermont)
    hidden, foreign = paper(cast.colorado, choice="agency"), paper(cast.colorado)
    client, said = sign_in(cast.vermont), {"form": "data", "language": "en"}
    wanted = "Enter the link to a document." if not typed else (
        "We can’t find a shared document that you can edit at this address."
    )  # fmt: skip

    given = [
        pages.texts(client.post("/publications/own/add/", {**said, "document": text}), ".usa-error-message")
        for text in (typed, hidden.key if typed else "", foreign.key if typed else "")
    ]

    assert given == [[wanted]] * 3
    assert Edition.objects.count() == 0


def test_document_is_an_edition_of_one_study(cast: Cast, sign_in: SignIn) -> None:
    document = paper(cast.vermont)
    builders.edition(builders.study(), document)
    builders.study(slug="own", made_by=cast.vermont)

    page = sign_in(cast.vermont).post(
        "/publications/own/add/", {"document": document.key, "form": "data", "language": "en"}
    )

    assert (page.status_code, Edition.objects.count()) == (400, 1)
    assert "This document is already an edition of a study." in pages.texts(page, "main")[0]


def test_editions_of_one_form_have_addresses_of_their_own(cast: Cast) -> None:
    study = builders.study(made_by=cast.vermont)
    wanted = [("data", "en"), ("data", "en"), ("data", "es")]

    def made(by: User) -> list[str]:
        return [
            actions.add_edition(
                study, paper(cast.vermont), by=by, details=EditionDetails(*said), first=RevisionDetails()
            ).slug
            for said in wanted
        ]

    assert made(cast.administrator) == ["data", "data-2", "data-es"]
    # A number would tell others of an edition that is hidden from them.
    assert [re.fullmatch(r"data-(es-)?[a-z0-9]{4}", slug) is not None for slug in made(cast.vermont)] == [True] * 3


def test_record_without_a_file_keeps_its_pages_with_their_source(cast: Cast, sign_in: SignIn) -> None:
    builders.study(slug="own", made_by=cast.administrator)
    record = builders.record(cast.administrator, "Elsewhere", 50, source_url="https://calstart.org/x/")

    sign_in(cast.administrator).post(
        "/publications/own/add/", {"document": record.key, "form": "working-paper", "language": "en"}
    )

    revision = Revision.objects.get()
    assert (revision.version, revision.pages, revision.facts_source) == (None, 50, "https://calstart.org/x/")


def test_editor_says_what_an_edition_answers(cast: Cast, sign_in: SignIn) -> None:
    made = builders.edition(builders.study(slug="a"), paper(cast.vermont))
    address = "/publications/a/fact-sheet/edit/"
    said = {"form": "full-report", "language": "es", "answers": "¿Dónde?", "edits": "1"}

    codes = [sign_in(person).post(address, said).status_code for person in (cast.colorado, cast.vermont_editor)]
    late = sign_in(cast.administrator).post(address, {**said, "answers": "Where?"})

    made.refresh_from_db()
    assert (codes, late.status_code) == ([403, 302], 409)
    assert (made.slug, made.form, made.language, made.answers) == ("fact-sheet", "full-report", "es", "¿Dónde?")


def test_removed_edition_leaves_the_document_as_it_is(cast: Cast, sign_in: SignIn) -> None:
    document = paper(cast.vermont)
    builders.revised(builders.edition(builders.study("One", slug="a"), document))
    client = sign_in(cast.vermont)
    asked = client.get("/publications/a/fact-sheet/remove/")

    client.post("/publications/a/fact-sheet/remove/")

    document.refresh_from_db()
    assert asked.status_code == 200
    assert (Edition.objects.count(), Revision.objects.count(), document.study) == (0, 0, "")
    assert client.get(document.get_absolute_url()).status_code == 200
    assert last_line() == "Vermont removed the document “The paper” from the study One."


# Revisions


def test_new_file_becomes_a_revision_that_says_what_changed(cast: Cast, sign_in: SignIn) -> None:
    made = builders.edition(builders.study(slug="a"), paper(cast.vermont))
    version = library.add_version(made.document)
    client = sign_in(cast.vermont)
    form = client.get("/publications/a/fact-sheet/add/")
    said = {"version": version.pk, "revised_on": "2025-11-03", "what_changed": "Costs of 2025."}

    codes = [client.post("/publications/a/fact-sheet/add/", said).status_code for _ in range(2)]

    first, second = made.revisions.order_by("number")
    assert codes == [302, 302]
    assert [option.text.split(":")[0] for option in pages.find(form, "#id_version option")] == [
        "Choose a file",
        "Version 2",
    ]
    assert (second.number, second.version, second.revised_on) == (2, version, date(2025, 11, 3))
    assert (first.number, second.what_changed) == (1, "Costs of 2025.")
    assert last_line() == "Vermont added revision 2 of “The paper”."


def test_only_files_of_the_document_that_were_shared_can_be_revisions(cast: Cast, sign_in: SignIn) -> None:
    made = builders.edition(builders.study(slug="a"), paper(cast.vermont))
    held, late = (library.add_version(made.document) for _ in range(2))
    VersionStatus.objects.filter(version=held).update(frozen_reader_keys=[])
    others = paper(cast.vermont, "Other").current_version
    client = sign_in(cast.vermont)

    codes = [
        client.post("/publications/a/fact-sheet/add/", {"version": version.pk}).status_code
        for version in (held, others, late)
    ]

    assert codes == [400, 400, 302]


def test_revisions_come_in_the_order_of_their_files(cast: Cast) -> None:
    document = paper(cast.vermont)
    first = document.current_version
    library.add_version(document)
    document.refresh_from_db()
    made = builders.edition(builders.study(), document)

    with pytest.raises(actions.ActionRefused, match="older than that of an earlier revision"):
        actions.add_revision(made, by=cast.vermont, details=RevisionDetails(first))


def test_typed_pages_need_their_source(cast: Cast, sign_in: SignIn) -> None:
    record = builders.record(cast.administrator, "Elsewhere", 50)
    made = builders.edition(builders.study(slug="a"), record)
    client = sign_in(cast.administrator)

    without = client.post("/publications/a/fact-sheet/add/", {"page_count": "6"})
    having = client.post("/publications/a/fact-sheet/add/", {"page_count": "6", "facts_source": "calstart.org/x"})

    assert (without.status_code, having.status_code) == (400, 302)
    assert pages.texts(without, ".usa-error-message") == ["Enter where the number of pages is from."]
    assert made.revisions.get(number=2).facts_source == "https://calstart.org/x"


def test_editor_corrects_a_date(cast: Cast, sign_in: SignIn) -> None:
    made = builders.edition(builders.study(slug="a"), paper(cast.vermont))
    revision = made.revisions.get()
    said = {"version": revision.version_id, "revised_on": "2024-05-06", "edits": "1"}

    codes = [
        sign_in(person).post("/publications/a/fact-sheet/1/edit/", said).status_code
        for person in (cast.colorado, cast.vermont)
    ]

    revision.refresh_from_db()
    assert (codes, revision.revised_on) == ([403, 302], date(2024, 5, 6))
    assert last_line() == "Vermont edited Revision 1: date."


def test_who_lost_the_right_meanwhile_changes_nothing(cast: Cast) -> None:
    made = builders.edition(builders.study(), paper(cast.vermont))
    cast.vermont.memberships.update(ended_at="2025-01-01T00:00Z")
    Document.objects.filter(pk=made.document_id).update(owner=cast.colorado)
    acts: list[Callable[[], object]] = [
        lambda: actions.save_study(made.study, by=cast.vermont, details=StudyDetails("x"), edits=1),
        lambda: actions.save_edition(made, by=cast.vermont, details=EditionDetails("data"), edits=1),
        lambda: actions.add_revision(made, by=cast.vermont, details=RevisionDetails()),
        lambda: actions.save_revision(made.revisions.get(), by=cast.vermont, details=RevisionDetails(), edits=1),
        lambda: actions.remove_edition(made, by=cast.vermont),
        lambda: actions.make_study(by=cast.applicant, details=StudyDetails("x")),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert Revision.objects.count() == 1


def test_log_leads_to_what_it_names(cast: Cast, sign_in: SignIn) -> None:
    made = builders.edition(builders.study("One", slug="a"), paper(cast.vermont))
    actions.add_revision(made, by=cast.vermont, details=RevisionDetails(library.add_version(made.document)))
    actions.save_study(made.study, by=cast.vermont, details=StudyDetails("Two"), edits=1)

    page = sign_in(cast.administrator).get(reverse("accounts:activity"), {"kind": "publications"})

    found = {link for link in pages.links(page).values() if link.startswith("/publications/")}
    assert found == {"/publications/a/", "/publications/a/fact-sheet/"}


# What the database refuses


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 0},
        {"number": 1},
        {"number": 2, "page_count": 5, "facts_source": "https://x.example/"},
        {"number": 2, "version": None, "page_count": 5},
    ],
)
def test_database_refuses_what_no_form_may_send(cast: Cast, fields: dict[str, Any]) -> None:
    made = builders.edition(builders.study(), paper(cast.vermont))
    version = library.add_version(made.document)

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**{"edition": made, "version": version, **fields})
